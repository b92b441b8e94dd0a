"""Letters that no font here has are said, with what to install."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from briefing.render import glyphs
from briefing.render.glyphs import spelled, unprintable
from briefing.verify.words import words


def test_letters_without_a_font_are_named_with_their_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(glyphs, "_has", lambda: lambda code: code == ord("港"))
    found = unprintable(["Порт 港口 is shut 🚢", "ميناء हिन्दी", "port"])
    assert [(one.writing, one.letters[:1]) for one in found] == [
        ("Chinese, Japanese and Korean", "口"),
        ("emoji", "🚢"),
        ("Devanagari", "द"),
    ]
    assert "font" in str(found[0])
    assert "fonts-noto-cjk" in str(found[0])


def test_letters_of_our_own_fonts_are_never_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_has", lambda: lambda _: False)
    assert unprintable(["Zażółć “gęślą” – Ελλάδα, Україна ► ميناء שלום … €"]) == ()


@pytest.mark.skipif(not shutil.which("fc-list"), reason="needs fontconfig's programs")
@pytest.mark.parametrize("letter", ["北", "부", "ह", "ქ", "Հ", "🚢", "ก"])
def test_fontconfig_is_asked_rightly(letter: str) -> None:
    listed = subprocess.run(
        ["fc-list", f":charset={ord(letter):x}"], capture_output=True, text=True, check=True
    )
    assert bool(unprintable([letter])) is not bool(listed.stdout.strip())


def test_a_print_gives_the_numbers_of_letters_without_a_font(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(glyphs, "_has", lambda: lambda code: code == ord("港"))
    page = "<head><title>港口</title></head><p lang='口'>The port 港口北 is shut.</p>"
    assert spelled(page) == (
        "<head><title>港口</title></head><p lang='口'>The port 港[U+53E3 U+5317] is shut.</p>"
    )


def test_a_print_with_letters_without_a_font_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_has", lambda: lambda _: False)
    text = "The port 港口 is shut 🚢."
    assert words(spelled(f"<p>{text}").removeprefix("<p>")) == words(text)
    assert words("The port [U+53E3] is shut.") != words("The port 港 is shut.")

"""Pages as images: a text layer can be right where the glyphs that are drawn are wrong.

The approved images lie in `tests/golden/pages`. A test that differs saves what it
got beside its golden image, as `NAME.got.png`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageFilter

from briefing.config import AudienceSettings, Desk
from briefing.model import (
    Brief,
    Change,
    ChangeKind,
    Citation,
    Edition,
    Gap,
    Origin,
    Point,
    Reference,
    Section,
    Standing,
)
from briefing.render import render
from tests.conftest import ROOT
from tests.render.gate import faults

GOLDEN = ROOT / "tests" / "golden" / "pages"
DPI = 140
SHOWN = 0.65
"""The upper part of the page: all but the key to the marks."""
GREYS = 8
BLOCK = 6
"""Pixels of a square in which two pages are compared."""
DIFFERENT = 30.0
"""Mean difference of such a square, of 255 grey levels, that no smoothing of edges makes."""
SPARE = 2
"""So many squares may differ."""


@dataclass(frozen=True)
class Sample:
    """An invented day in one language, with the letters that go wrong first."""

    layout: str
    language: str
    desk: str
    theme: str
    outlet: str
    title: str
    sentences: Sequence[str] = field(default=())


SAMPLES: Mapping[str, Sample] = {
    "ro": Sample(
        "ro",
        "ro",
        "Delta",
        "Școli și poduri",
        "Gazeta Țărmului",
        "Învățătorii așteaptă podul",
        (
            "Șapte învățători și țăranii din câmpie așteaptă reînnoirea podului.",
            "„Înghețul a ținut până ieri”, a spus Mărioara Țâțu.",
            "Căruțele îngreunează șoseaua, iar vântul bate în rafale.",
        ),
    ),
    "uk": Sample(
        "uk",
        "uk",
        "Дельта",
        "Їжа і ґрунт",
        "Голос Заріччя",
        "Ґанок біля річки відбудують",
        (
            "Її сусіди привезли їжу, а ґрунт біля ґанку ще мокрий.",
            "«Є надія, що об’їзд відкриють у п’ятницю», сказала Єлизавета Їжакевич.",
            "Щука й йорж повернулися до річки після повені.",
        ),
    ),
    "ar": Sample(
        "en",
        "ar",
        "Delta",
        "الجسر والنهر",
        "صوت الميناء",
        "عودة القوارب إلى الميناء",
        (
            "قال عمال الميناء إن القوارب الصغيرة عادت بعد انحسار المياه.",
            "«لا نزال ننتظر إصلاح الجسر القديم»، قالت مهندسة البلدية.",
            "بلغ عدد القوارب ١٢ قارباً، أي نصف ما كان في العام الماضي.",
        ),
    ),
    "he": Sample(
        "en",
        "he",
        "Delta",
        "הגשר והנהר",
        "קול הנמל",
        "הסירות חזרו לנמל",
        (
            "עובדי הנמל אמרו כי הסירות הקטנות חזרו אחרי שירדו המים.",
            "„אנחנו עדיין מחכים לתיקון הגשר”, אמרה המהנדסת.",
            "מספר הסירות הגיע ל-12, מחצית מהשנה שעברה.",
        ),
    ),
}


def brief_of(sample: Sample) -> Brief:
    text = " ".join(sample.sentences)
    digest = hashlib.sha256(text.encode()).hexdigest()
    cites = [
        Citation(digest[:12], text.index(s), text.index(s) + len(s), s) for s in sample.sentences
    ]
    points = tuple(Point(c.text, Standing.SINGLE_SOURCE, 1, (c,)) for c in cites)
    source = Reference(
        digest[:12], 1, "one.txt", "https://example.org/one", sample.title, sample.outlet,
        "2026-11-21", "o1", digest, sample.language, text,
    )  # fmt: skip
    return Brief(
        edition=Edition(sample.desk, "2026-11-22", "2026-11-22T05:30:00+00:00", "public", 3, "UTC"),
        takeaways=points[:2],
        sections=(Section("one", sample.theme, points),),
        figures=(),
        changes=(),
        sources=(source,),
        origins=(Origin("o1", (digest[:12],)),),
        gaps=(Gap(sample.outlet, sample.title),),
        articles_read=1,
    )


def printed(sample: Sample) -> bytes:
    audience = AudienceSettings("public", "public", language=sample.layout)
    desk = Desk(name=sample.desk, folder=ROOT / "nowhere")
    return render(brief_of(sample), desk, audience, ["pdf"])[0].content


def image_of(content: bytes) -> Image.Image:
    """The upper part of the first page in few greys."""
    page = pypdfium2.PdfDocument(content)[0]
    grey = np.asarray(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))
    step = 255 / (GREYS - 1)
    levels = (np.round(grey / step) * step).astype(np.uint8)
    return Image.fromarray(levels[: int(len(levels) * SHOWN)])


def differences(one: Image.Image, other: Image.Image) -> int:
    """How many squares of two pages differ."""
    first, second = (np.asarray(i.convert("L"), dtype=float) for i in (one, other))
    if first.shape != second.shape:
        return first.size
    high, wide = (n // BLOCK * BLOCK for n in first.shape)
    apart = np.abs(first - second)[:high, :wide]
    squares = apart.reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK).mean(axis=(1, 3))
    return int((squares > DIFFERENT).sum())


def approved(name: str) -> Image.Image:
    return Image.open(GOLDEN / f"{name}.png")


def told(name: str, got: Image.Image) -> str:
    """Save what was drawn; what to do with it."""
    path: Path = GOLDEN / f"{name}.got.png"
    GOLDEN.mkdir(parents=True, exist_ok=True)
    got.quantize(GREYS).save(path, optimize=True)
    return f"look at {path.name}; if it is right, move it over {name}.png"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_looks_as_approved(name: str) -> None:
    got = image_of(printed(SAMPLES[name]))
    same = (GOLDEN / f"{name}.png").exists() and differences(approved(name), got) <= SPARE
    assert same, told(name, got)


@pytest.mark.parametrize("name", SAMPLES)
def test_only_bundled_fonts_are_embedded(name: str) -> None:
    content = printed(SAMPLES[name])
    assert faults(content, "public.json") == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = {
            str(font.BaseFont).partition("+")[2]
            for page in pdf.pages
            for font in page.resources.Font.values()
        }
    assert not [font for font in fonts if font.startswith("Noto")], fonts
    assert not [f for f in fonts if "Brief" in f and f.endswith(("Italic", "Oblique"))], fonts


@pytest.mark.parametrize("name", SAMPLES)
def test_edges_may_be_smoothed_otherwise(name: str) -> None:
    smoother = approved(name).convert("L").filter(ImageFilter.GaussianBlur(0.4))
    assert differences(approved(name), smoother) <= SPARE


@pytest.mark.parametrize(
    ("name", "letter", "wrong"),
    [
        ("ro", "ș", "s"),
        ("ro", "ț", "t"),
        ("ro", "ă", "a"),
        ("ro", "ș", "\ue000"),
        ("uk", "ї", "і"),
        ("uk", "ґ", "г"),
        ("uk", "к", "н"),
        ("uk", "ї", "\ue000"),
        ("ar", "ن", "ت"),
        ("ar", "م", "م\N{ZERO WIDTH NON-JOINER}"),
        ("ar", "ق", "\ue000"),
        ("he", "ח", "ה"),
    ],
)
def test_a_wrong_glyph_shows(name: str, letter: str, wrong: str) -> None:
    """A letter without its mark, a likeness, one that is not joined, one that no font has."""
    right = SAMPLES[name]
    spelled = Sample(
        right.layout, right.language, right.desk, right.theme, right.outlet, right.title,
        tuple(s.replace(letter, wrong) for s in right.sentences),
    )  # fmt: skip
    assert spelled != right
    assert differences(approved(name), image_of(printed(spelled))) > SPARE


def test_the_last_word_of_a_sentence_from_right_to_left_stands_at_its_left() -> None:
    """In the bottom line, in its section, and in the changes, beside a mark from left to right."""
    brief = brief_of(SAMPLES["ar"])
    quoted = brief.takeaways[0]
    change = Change(ChangeKind.NEW, "", quoted.text, quoted.citations)
    audience = AudienceSettings("analyst", "analyst")
    brief = replace(brief, changes=(change,), since="2026-11-21")
    content = render(brief, Desk(folder=ROOT / "nowhere"), audience, ["pdf"])[0].content
    starts, ends = _places(content, "عمال"), _places(content, "المياه")
    assert len(starts) == len(ends) == 3
    for x, y in starts:
        assert [end for end, line in ends if abs(line - y) < 9 and end < x]


def _places(content: bytes, word: str) -> list[tuple[float, float]]:
    """Left and bottom of a word's first letter, in points, each time it is on page 1."""
    text = pypdfium2.PdfDocument(content)[0].get_textpage()
    search, found = text.search(word), []
    while at := search.get_next():
        left, bottom, _, _ = text.get_charbox(at[0])
        found.append((left, bottom))
    return found

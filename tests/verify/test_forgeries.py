"""A forger with all the time in the world, and no key: what is found, and what is not."""

from __future__ import annotations

import email
import email.policy
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from briefing.archive.sums import SIGNATURE, SUMS
from briefing.config import read_desk
from briefing.errors import VerifyError
from briefing.pipeline import make
from briefing.verify import verify
from tests.days import DAYS, write_desk
from tests.verify.forge import HOWS, Way, forged, resum, rewrite, ways

BEYOND = (
    ("claims", "id"), ("claims", "themes"), ("claims", "voices"), ("figures", "themes"),
    ("gaps",), ("names",), ("sentences", "themes"), ("sources", "agency"), ("sources", "byline"),
    ("sources", "evidence"), ("sources", "language"), ("sources", "owner"),
    ("themes", "discovered"),
)  # fmt: skip
"""What stands in the analysis alone and in no text: `docs/verify.md` names it."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition in two forms that are quickly looked at, and the one before it."""
    folder = tmp_path_factory.mktemp("plain")
    desk = read_desk(write_desk(folder))
    for day in list(DAYS)[:2]:
        make(desk, date.fromisoformat(day), folder / "output", formats=("json", "txt"))
    return folder / "output" / "2024-05-02"


def _kind(way: Way) -> tuple[str, ...]:
    return tuple(part for part in way if isinstance(part, str))


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("name", ["analyst.json", "analysis.json"])
def test_every_value_forged_with_its_digest_is_found(plain: Path, name: str, how: str) -> None:
    path = plain / name
    body = path.read_bytes()
    data = json.loads(body)
    missed, tried = [], 0
    try:
        for way in ways(data):
            if (made := forged(data, way, how)) is None:
                continue
            tried += 1
            path.write_text(json.dumps(made, ensure_ascii=False))
            resum(plain)
            if not _found(plain):
                missed.append(way)
    finally:
        path.write_bytes(body)
        resum(plain)
    assert tried > 10
    told = [way for way in missed if name == "analysis.json"]
    assert missed == told, [way for way in missed if way not in told]
    assert all(any(_kind(way)[: len(b)] == b for b in BEYOND) for way in told), told


def _found(folder: Path) -> bool:
    try:
        verify(folder)
    except VerifyError:
        return True
    return False


def test_the_guide_names_what_is_beyond_a_digest() -> None:
    page = (Path(__file__).parents[2] / "docs" / "verify.md").read_text("utf-8")
    beyond = page.partition("## What only a signature proves")[2]
    for kind in BEYOND:
        assert f"`{'.'.join(kind)}`" in beyond, kind


# --- The forms -----------------------------------------------------------------------------

LIE = "The harbour master resigned over the missing grain."
BRIDGE = "was closed to lorries"
OPEN = "was open to lorries"
FRIDAY = "Fri, 03 May 2024 06:00:00 +0000"
CITE = re.compile(r'data-cite="(\d+):(\d+)')


def _edit(change: Callable[[str], str]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        before = path.read_text("utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, "utf-8")

    return edit


def _mail(change: Callable[[str], str], kind: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        part = message.get_body((kind,))
        assert part is not None
        before = part.get_content()
        assert change(before) != before
        part.set_content(change(before), subtype=kind, cte="quoted-printable")
        path.write_bytes(message.as_bytes(policy=email.policy.SMTP))

    return edit


def _headed(line: bytes) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        path.write_bytes(line + b"\r\n" + path.read_bytes())

    return edit


def _book(change: Callable[[str], str]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        with zipfile.ZipFile(path) as book:
            files = {entry.filename: book.read(entry) for entry in book.infolist()}
        page = next(name for name in files if name.endswith(".xhtml"))
        after = change(files[page].decode())
        assert after != files[page].decode()
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as book:
            for name, content in {**files, page: after.encode()}.items():
                book.writestr(name, content)
        path.write_bytes(packed.getvalue())

    return edit


def _word(change: Callable[[str], str], part: str = "document") -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        name = f"word/{part}.xml"
        with zipfile.ZipFile(path) as document:
            files = {entry.filename: document.read(entry) for entry in document.infolist()}
        after = change(files[name].decode())
        assert after != files[name].decode()
        with zipfile.ZipFile(path, "w") as document:
            for one, content in {**files, name: after.encode()}.items():
                document.writestr(one, content)

    return edit


def _struck(xml: str) -> str:
    return re.sub(r"(<w:style [^>]*w:styleId=\"ListBullet\".*?<w:rPr>)", r"\1<w:vanish/>", xml,
                  count=1, flags=re.S)  # fmt: skip


def _print(change: Callable[[Any], None]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        pikepdf = pytest.importorskip("pikepdf")
        with pikepdf.open(path, allow_overwriting_input=True) as document:
            change(document)
            document.save(path)

    return edit


def _overprinted(document: Any) -> None:
    """A lie in the one font that every reader has, on top of the first page."""
    import pikepdf

    page = document.pages[0]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    name = page.add_resource(document.make_indirect(font), pikepdf.Name.Font)
    text = f"q BT {name} 11 Tf 60 60 Td ({LIE}) Tj ET Q"
    page.contents_add(document.make_stream(text.encode()))


def _other_data(document: Any) -> None:
    import pikepdf

    (name,) = document.attachments
    spec = pikepdf.AttachedFileSpec(
        document, b"{}", filename=name, description="", mime_type="", creation_date="", mod_date=""
    )
    document.attachments[name] = spec


def _annotated(document: Any) -> None:
    import pikepdf

    page = document.pages[0]
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FreeText,
        Rect=[60, 60, 400, 90],
        Contents=LIE,
        DA="/Helv 11 Tf",
    )
    page.Annots = document.make_indirect([*page.get("/Annots", []), document.make_indirect(note)])


FORMS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "html: a word of a quotation": ("html", _edit(lambda t: t.replace(BRIDGE, OPEN))),
    "html: a sentence more": ("html", _edit(lambda t: t.replace("</h1>", f"</h1><p>{LIE}</p>", 1))),
    "html: a label for a reader by ear": (
        "html", _edit(lambda t: t.replace("<h1>", f'<p aria-label="{LIE}"></p><h1>', 1))),
    "html: a sentence of the style sheet": (
        "html", _edit(lambda t: t.replace("</style>", f'h1::after{{content:"{LIE}"}}</style>', 1))),
    "html: a gap hidden": (
        "html", _edit(lambda t: t.replace("</style>", ".gaps{display:none}</style>", 1))),
    "html: a program": (
        "html", _edit(lambda t: t.replace("</body>", "<script>a()</script></body>", 1))),
    "html: a handler": ("html", _edit(lambda t: t.replace("<h1>", '<h1 onclick="a()">', 1))),
    "html: another page inside": (
        "html", _edit(lambda t: t.replace("</h1>", '</h1><iframe src="https://x.example"></iframe>'))),
    "html: another standing": (
        "html", _edit(lambda t: re.sub(r">single source<", ">4 origins<", t, count=1))),
    "html: another number": ("html", _edit(lambda t: t.replace("1,310", "9,310"))),
    "html: another outlet": ("html", _edit(lambda t: t.replace("Valley Gazette", "Harbour Post"))),
    "html: a citation of another place": (
        "html", _edit(lambda t: CITE.sub(r'data-cite="\1:1\2', t, count=1))),
    "txt: a word": ("txt", _edit(lambda t: t.replace("lorries", "horses"))),
    "txt: a sentence more": ("txt", _edit(lambda t: t.replace("\n\n", f"\n\n{LIE}\n\n", 1))),
    "txt: another standing": (
        "txt", _edit(lambda t: t.replace("(single source", "(4 origins", 1))),
    "txt: another number": ("txt", _edit(lambda t: t.replace("1,310", "9,310"))),
    "txt: another day": ("txt", _edit(lambda t: t.replace("2 May 2024", "3 May 2024"))),
    "md: a word": ("md", _edit(lambda t: t.replace("lorries", "horses"))),
    "md: a sentence more": ("md", _edit(lambda t: t.replace("\n\n", f"\n\n{LIE}\n\n", 1))),
    "md: HTML": ("md", _edit(lambda t: t.replace("\n\n", "\n\n<b>all</b>\n\n", 1))),
    "eml: a word of the text": ("eml", _mail(lambda t: t.replace("lorries", "horses"), "plain")),
    "eml: a word of the page": ("eml", _mail(lambda t: t.replace("lorries", "horses"), "html")),
    "eml: a sentence more": ("eml", _mail(lambda t: f"{t}\n\n{LIE}\n", "plain")),
    "eml: another subject": (
        "eml", _edit(lambda t: re.sub(r"(?m)^Subject: .*$", "Subject: Harbour master resigns", t))),
    "eml: another day": (
        "eml", _edit(lambda t: re.sub(r"(?m)^Date: .*$", f"Date: {FRIDAY}", t))),
    "epub: a word": ("epub", _book(lambda t: t.replace("lorries", "horses"))),
    "epub: a sentence more": (
        "epub", _book(lambda t: t.replace("</h1>", f"</h1><p>{LIE}</p>", 1))),
    "docx: a word": ("docx", _word(lambda t: t.replace("lorries", "horses"))),
    "docx: a sentence more": (
        "docx", _word(lambda t: t.replace("</w:p>", f"</w:p><w:p><w:r><w:t>{LIE}</w:t></w:r></w:p>",
                                          1))),
    "docx: another standing": (
        "docx", _word(lambda t: t.replace("single\N{NO-BREAK SPACE}source", "4 origins", 1))),
    "docx: another number": ("docx", _word(lambda t: t.replace("1,310", "9,310"))),
    "docx: a word struck": (
        "docx", _word(lambda t: t.replace("<w:r><w:t", "<w:r><w:rPr><w:strike/></w:rPr><w:t", 1))),
    "docx: points hidden by their style": ("docx", _word(_struck, "styles")),
    "docx: another outlet in a footnote": (
        "docx", _word(lambda t: t.replace("Valley Gazette", "Coast Courier"), "footnotes")),
    "docx: a sentence in the foot": (
        "docx", _word(lambda t: t.replace("<w:t>1</w:t>", f"<w:t>{LIE}</w:t>", 1), "footer1")),
    "docx: no document": ("docx", lambda path: path.write_bytes(b"PK nothing")),
    "pdf: a sentence more": ("pdf", _print(_overprinted)),
    "pdf: a note on the page": ("pdf", _print(_annotated)),
    "pdf: other data": ("pdf", _print(_other_data)),
    "pdf: no data": ("pdf", _print(lambda d: d.attachments.clear())),
    "pdf: a page less": ("pdf", _print(lambda d: d.pages.__delitem__(-1))),
    "pdf: no PDF": ("pdf", lambda path: path.write_bytes(b"%PDF-1.7\nnothing")),
    "epub: no EPUB": ("epub", lambda path: path.write_bytes(b"PK nothing")),
    "eml: answers go to a stranger": ("eml", _headed(b"Reply-To: a stranger <x@evil.example>")),
    "eml: a copy goes to a stranger": ("eml", _headed(b"Bcc: x@evil.example")),
    "eml: comes from two": ("eml", _headed(b"From: x@evil.example")),
    "eml: no mail": ("eml", lambda path: path.write_bytes(b"\xff\xfe nothing")),
    **{f"html: a style asks another host, {n}": ("html", _edit(change)) for n, change in enumerate((
        lambda t: t.replace("</style>", "p { background: url( //evil.example/x) }</style>"),
        lambda t: t.replace("<style>", "<style>@\\69mport 'http://evil.example/x.css';"),
        lambda t: t.replace("<body", '<body style="background:url(http://evil.example)"', 1),
    ))},
    "html: no text": ("html", lambda path: path.write_bytes(b"\xff\xfe\x00")),
}  # fmt: skip


@pytest.mark.parametrize("what", FORMS)
def test_a_form_that_says_otherwise_is_found_though_its_digest_fits(
    edition: Path, what: str
) -> None:
    kind, forge = FORMS[what]
    forge(edition / f"analyst.{kind}")
    resum(edition)
    with pytest.raises(VerifyError) as caught:
        verify(edition)
    assert all(fault.startswith(f"analyst.{kind}: ") for fault in caught.value.faults)


# --- Files and folders ---------------------------------------------------------------------


def _moved(edition: Path) -> Path:
    return Path(shutil.move(edition, edition.with_name("2024-05-03")))


def _redated(edition: Path) -> Path:
    for name in ("analyst.json", "analysis.json"):
        rewrite(edition / name, lambda d: d["edition"].update(date="2024-05-03"))
    moved = _moved(edition)
    resum(moved)
    return moved


def _quotes_otherwise(edition: Path) -> Path:
    """A source, its digest, every citation of it and every form: all but its id."""
    for path in edition.rglob("*"):
        if path.suffix in (".txt", ".json", ".html", ".md"):
            text = path.read_bytes().replace(b"lorries", b"ferries")
            path.write_bytes(text)
    import hashlib

    for name in ("analyst.json", "analysis.json"):
        body = (edition / name).read_text()
        for source in json.loads(body)["sources"]:
            now = hashlib.sha256((edition / f"sources/{source['id']}.txt").read_bytes()).hexdigest()
            body = body.replace(source["sha256"], now)
        (edition / name).write_text(body)
    for name in ("analyst.pdf", "analyst.eml", "analyst.epub"):
        (edition / name).unlink()
    resum(edition)
    return edition


def _added(name: str, content: bytes = b"x") -> Callable[[Path], Path]:
    def forge(edition: Path) -> Path:
        (edition / name).parent.mkdir(exist_ok=True)
        (edition / name).write_bytes(content)
        return edition

    return forge


def _listed(name: str, content: bytes = b"x") -> Callable[[Path], Path]:
    def forge(edition: Path) -> Path:
        resum(_added(name, content)(edition))
        return edition

    return forge


def _removed(name: str) -> Callable[[Path], Path]:
    def forge(edition: Path) -> Path:
        (edition / name).unlink()
        resum(edition)
        return edition

    return forge


def _unlisted(edition: Path) -> Path:
    """The mail that `send` would take: edited, and its line gone from the digests."""
    path = edition / "analyst.eml"
    path.write_bytes(path.read_bytes().replace(b"lorries", b"horses"))
    resum(edition, leave=("analyst.eml",))
    return edition


def _linked(edition: Path) -> Path:
    path = edition / "analyst.txt"
    path.rename(edition.parent / "elsewhere.txt")
    path.symlink_to(edition.parent / "elsewhere.txt")
    return edition


def _escaping(edition: Path) -> Path:
    with (edition / SUMS).open("a") as sums:
        sums.write(f"{'0' * 64}  ../2024-05-01/analyst.txt\n")
    return edition


FOLDERS: dict[str, Callable[[Path], Path]] = {
    "moved to another day": _moved,
    "given another date": _redated,
    "a source, its digest and its quotations": _quotes_otherwise,
    "a file more": _added("extra.html"),
    "a file more, hidden": _added(".extra"),
    "a file more in a folder": _added("more/extra.txt"),
    "a source more": _added("sources/0123456789ab.txt"),
    "a source more, listed": _listed("sources/0123456789ab.txt"),
    "a brief more, listed": _listed("board.json", b'{"schema": 1}'),
    "a page without its brief, listed": _listed("board.html", b"<p>all</p>"),
    "a note that is not in it": _added("note.md", b"Nobody resigned."),
    "a mail that is not listed": _unlisted,
    "a link": _linked,
    "a name that leads out": _escaping,
    "no digests": lambda e: (e / SUMS).unlink() or e,  # type: ignore[func-returns-value]
    "no analysis": _removed("analysis.json"),
    "no brief": _removed("analyst.json"),
    "another's signature": lambda e: e,
}


@pytest.mark.parametrize("what", [what for what in FOLDERS if "signature" not in what])
def test_a_forged_folder_is_found(edition: Path, what: str) -> None:
    folder = FOLDERS[what](edition)
    with pytest.raises(VerifyError):
        verify(folder)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'{"schema": 1}', b"[" * 100_000, b'{"schema": 1, "schema": 1}',
     b'{"schema": NaN}', b"\xff", b'"' + b"9" * 5000, b"9" * 5000, b'{"schema": true}'],
)  # fmt: skip
@pytest.mark.parametrize("name", ["analyst.json", "analysis.json"])
def test_data_of_another_form_is_an_error_with_its_place(
    plain: Path, tmp_path: Path, name: str, body: bytes
) -> None:
    edition = Path(shutil.copytree(plain, tmp_path / plain.name))
    (edition / name).write_bytes(body)
    resum(edition)
    with pytest.raises(VerifyError, match=re.escape(name)):
        verify(edition)


def test_what_a_signature_alone_finds(made: Path, tmp_path: Path) -> None:
    """Everything made anew in one voice: without the key it holds, with it it does not."""
    minisign = pytest.importorskip("minisign", reason="the extra sign is not installed")
    pair = minisign.KeyPair.generate()
    (tmp_path / "key").write_bytes(bytes(pair.secret_key))
    desk_file = write_desk(tmp_path)
    desk_file.write_text(desk_file.read_text().replace('"36h"', '"36h"\nsign_key = "key"'))
    out = tmp_path / "output"
    make(read_desk(desk_file), date(2024, 5, 1), out, formats=("json", "txt"))
    key = bytes(pair.public_key.to_base64()).decode()
    assert verify(out / "2024-05-01", key=key).signed == "briefing: Orlova, 2024-05-01"

    for path in (tmp_path / "inbox").iterdir():
        path.write_text(path.read_text().replace("beets", "beans"))
    make(
        read_desk(write_forged(desk_file)),
        date(2024, 5, 1),
        tmp_path / "forged",
        formats=("json", "txt"),
    )
    forged_edition = tmp_path / "forged" / "2024-05-01"
    shutil.copy(out / "2024-05-01" / SIGNATURE, forged_edition)
    verify(forged_edition)
    with pytest.raises(VerifyError, match="not made with this key"):
        verify(forged_edition, key=key)
    (forged_edition / SIGNATURE).unlink()
    with pytest.raises(VerifyError, match="nobody is known to have made"):
        verify(forged_edition, key=key)


def write_forged(desk_file: Path) -> Path:
    """The desk without its key."""
    path = desk_file.with_name("forged.toml")
    path.write_text(desk_file.read_text().replace('sign_key = "key"\n', ""))
    return path

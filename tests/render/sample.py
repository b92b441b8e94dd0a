"""A brief with everything in it, and one whose every field is hostile."""

from __future__ import annotations

import hashlib

from briefing.config import AudienceSettings, Desk, MailSettings
from briefing.model import (
    Analysis,
    Brief,
    Change,
    ChangeKind,
    Citation,
    Claim,
    Dispute,
    DisputeRow,
    Edition,
    Figure,
    FigureRow,
    Gap,
    Kind,
    Labelled,
    Name,
    Origin,
    Point,
    Reference,
    Section,
    Sentence,
    Standing,
    Theme,
)
from tests.fakes import article

MAIL = MailSettings(
    host="smtp.example.org",
    sender="Harbour desk <desk@example.org>",
    list_id="harbour.desk.example.org",
    unsubscribe="https://example.org/unsubscribe?list=harbour",
    web="https://example.org/briefs",
)
AUDIENCE = AudienceSettings("analyst", "analyst", to=("Ana Pop <ana@example.org>",))
DESK = Desk(name="Harbour", timezone="Europe/Kyiv", audiences=(AUDIENCE,), mail=MAIL)
EDITION = Edition("Harbour", "2023-02-14", "2023-02-14T06:00:00+02:00", "analyst", 7, "Europe/Kyiv")

GAZETTE = article(
    "The port authority closed two berths on Monday. Divers found 14 cracks in the quay wall.\n\n"
    "“We will not wait for spring,” harbour master Ilse Grün said.",
    "gazette",
    title="Two berths closed",
    outlet="Harbour Gazette",
    url="https://gazette.example/berths",
    published="2023-02-13T18:20:00+00:00",
)
COURIER = article(
    "Two berths were closed by the port authority on Monday.\nA union counted 17 cracks.",
    "courier",
    title="Порт закрив два причали",
    outlet="Coast Courier",
    published="2023-02-13",
    language="uk",
)


def sentences() -> list[Sentence]:
    return [s for a in (GAZETTE, COURIER) for s in a.sentences()]


def reference(number: int, source: object = GAZETTE, origin: str = "o1") -> Reference:
    assert isinstance(source, type(GAZETTE))
    return Reference(
        source.id,
        number,
        source.uri,
        source.url,
        source.title,
        source.outlet,
        source.published,
        origin,
        source.sha256,
        source.language,
        source.text,
    )


def brief() -> Brief:
    closed, cracks, waiting, also_closed, union = map(Citation.of, sentences())
    berths = Point(
        closed.text, Standing.CORROBORATED, 2, (closed, also_closed), ChangeKind.NEW, claim="c1"
    )
    wall = Point(cracks.text, Standing.DISPUTED, 1, (cracks,), claim="c2")
    spring = Point(
        waiting.text, Standing.SINGLE_SOURCE, 1, (waiting,), follows=True, voices=("Ilse Grün",)
    )
    return Brief(
        edition=EDITION,
        takeaways=(berths,),
        sections=(
            Section("berths", "Berths", (berths, spring)),
            Section("walls", "Quay walls", (wall,)),
            Section("trade", "Trade", ()),
            Section("x-union", "Union, cracks", (spring,), discovered=True),
        ),
        figures=(
            FigureRow(
                14.0,
                None,
                None,
                "cracks",
                "cracks in the quay wall",
                False,
                "divers",
                "2023-02-13",
                "at least",
                (cracks,),
                (DisputeRow(17.0, (union,)),),
            ),
            FigureRow(2.5, 2.0, 3.0, "%", "of berths", True, "", "", "", (closed,)),
        ),
        changes=(
            Change(ChangeKind.UPDATED, "12 cracks were found.", cracks.text, (cracks,)),
            Change(ChangeKind.DROPPED, "A strike was planned for Monday.", ""),
        ),
        sources=(reference(1), reference(2, COURIER, "o2")),
        origins=(Origin("o1", (GAZETTE.id,)), Origin("o2", (COURIER.id,))),
        gaps=(
            Gap("Night Wire", "no answer in 20 s"),
            Gap("Trade", "no sentence of the day's articles could be quoted on this theme"),
        ),
        note="Mind the *tide*.\n\nMore at [the port](https://port.example/).",
        articles_read=2,
    )


def analysis() -> Analysis:
    body = sentences()
    return Analysis(
        articles=(GAZETTE, COURIER),
        sentences=tuple(
            Labelled(s, Kind.BODY, 0, (("berths", 1.0),) if n % 2 else ())
            for n, s in enumerate(body)
        ),
        themes=(Theme("berths", "Berths"),),
        origins=(Origin("o1", (GAZETTE.id,)), Origin("o2", (COURIER.id,))),
        claims=(
            Claim(
                "c1",
                body[0],
                (body[0], body[3]),
                ("o1", "o2"),
                ("berths",),
                Standing.CORROBORATED,
                suspects=(body[4],),
            ),
        ),
        figures=(
            Figure(
                14.0,
                None,
                None,
                "cracks",
                "cracks in the quay wall",
                False,
                "divers",
                "2023-02-13",
                "",
                (body[1],),
                (Dispute(17.0, (body[4],)),),
                ("walls",),
            ),
        ),
        names=(Name("grun", "Ilse Grün", "person", ("Ilse Grün",), (body[2],)),),
        gaps=(Gap("x.txt", "empty"),),
    )


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`${7*7}{{7*7}}{% x %}"
    "[click](javascript:alert(3)) <javascript:alert(4)> ![x](data:text/html,a)\r\n"
    "Bcc: all@example.org\r\n\r\n# heading\n- item\n1. one\n=cmd|' /C calc'!A0\n\u202eevil\u202c "
    "&amp; &#106;avascript: \\ | ~~~ ``` *** ___ \x00\x1b[31m" + "W" * 10_000
)


def hostile_brief(evil: str = HOSTILE) -> Brief:
    """Every text of a brief is `evil`, every address an evil scheme."""
    text = "Quiet. " + evil + " End."
    cited = Citation("a1", 7, 7 + len(evil), evil)
    point = Point(evil, Standing.DISPUTED, 1, (cited,), ChangeKind.NEW, voices=(evil,), claim=evil)
    row = FigureRow(
        1.0, 0.5, 2.0, evil, evil, True, evil, evil, evil, (cited,), (DisputeRow(3.0, (cited,)),)
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = Reference(
        "a1",
        1,
        evil,
        "javascript:alert(document.cookie)//https://x",
        evil,
        evil,
        "2023-02-13",
        "o1",
        digest,
        "und",
        text,
    )
    other = Reference("a2", 2, evil, 'https://x.example/"><script>', evil, evil, evil, "o1", digest)
    return Brief(
        edition=Edition(
            evil, "2023-02-14", "2023-02-14T06:00:00+02:00", "analyst", 7, "Europe/Kyiv"
        ),
        takeaways=(point,),
        sections=(Section(evil, evil, (point, point)), Section("e", evil, ())),
        figures=(row,),
        changes=(Change(ChangeKind.UPDATED, evil, evil, (cited,)),),
        sources=(source, other),
        origins=(Origin("o1", ("a1", "a2"), evil),),
        gaps=(Gap(evil, evil),),
        note=evil,
        articles_read=2,
    )

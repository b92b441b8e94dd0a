"""Three invented days on one coast: figures that rise, news that goes on, news that ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

DESK = """
[desk]
name = "Orlova"
window = "36h"

[[source]]
kind = "folder"
name = "Inbox"
path = "inbox"

[[theme]]
key = "flood"
title = "The flood"
terms = ["flood", "Lesna", "dyke", "evacuees"]

[[theme]]
key = "port"
title = "The port"
terms = ["port", "harbour", "quay", "pilots", "bridge"]

[[audience]]
name = "analyst"
points = 5
takeaways = 2
formats = ["pdf", "html", "eml", "md", "txt", "json", "epub"]
"""


def _article(outlet: str, title: str, published: str, *paragraphs: str) -> Mapping[str, str]:
    text = "\n\n".join(paragraphs) + "\n"
    return {
        "outlet": outlet,
        "title": title,
        "published": published,
        "text": text,
        "language": "en",
    }


DAYS: Mapping[str, Iterable[Mapping[str, str]]] = {
    "2024-05-01": (
        _article(
            "Valley Gazette",
            "Deaths in the valley pass a thousand",
            "2024-05-01T09:00:00+00:00",
            "The Lesna Flood Office has recorded 1,240 deaths in the Orlova valley, its director "
            "Hanna Brodek said on Wednesday. The true number is believed to be higher.",
            "Volunteers raised the dyke at Malin by half a metre during the night. A chapel in "
            "Dobry Brod was swept away, and its bell was found in a field of beets.",
        ),
        _article(
            "Coast Courier",
            "Pilots walk out",
            "2024-05-01T10:00:00+00:00",
            "Pilots at the port of Orlova began a strike over unpaid night shifts. Six tankers "
            "wait in the roads, the coast guard counted at noon.",
            "Ferries to the island of Vesk sailed as usual. The theatre of Orlova put off its "
            "premiere until the autumn.",
        ),
    ),
    "2024-05-02": (
        _article(
            "Valley Gazette",
            "Deaths rise again",
            "2024-05-02T19:00:00+00:00",
            "The Lesna Flood Office has recorded 1,310 deaths in the Orlova valley, its director "
            "Hanna Brodek said on Thursday. The true number is believed to be higher.",
            "Two hundred evacuees sleep in the sports hall of Malin, the mayor said. Electricity "
            "came back to the upper town, where bakers worked through the night.",
        ),
        _article(
            "Coast Courier",
            "Bridge closed",
            "2024-05-02T20:00:00+00:00",
            "The harbour bridge at Orlova was closed to lorries on Thursday after engineers found "
            "cracks in two of its piers. Buses may still use the inner lane.",
            "Traders expect dearer bread once the flood has ruined the wheat. A choir of sailors "
            "sang at the lighthouse for those who keep watch.",
        ),
    ),
    "2024-05-03": (
        _article(
            "Valley Gazette",
            "A doctor for Malin",
            "2024-05-03T18:00:00+00:00",
            "The Lesna Flood Office has recorded 1,455 deaths in the Orlova valley, its director "
            "Hanna Brodek said on Friday. Nurses from three countries arrived by train.",
            "A cholera ward opened in the school of Malin behind the dyke. Its first patient is "
            "a shepherd who drank from the old well.",
        ),
        _article(
            "Harbour Post",
            "No lorries",
            "2024-05-03T18:30:00+00:00",
            "Engineers found cracks in two piers of the harbour bridge at Orlova, and it was "
            "closed to lorries on Thursday.",
            "A tug brought grain to the eastern quay instead. Fishermen complained that the basin "
            "smells of diesel since the winter.",
        ),
    ),
}


def write_desk(folder: Path, desk: str = DESK, days: Iterable[str] = DAYS) -> Path:
    """A desk file with an inbox of the given days' articles; the path of the desk file."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    for day in days:
        for n, article in enumerate(DAYS[day], 1):
            (inbox / f"{day}-{n}.json").write_text(json.dumps(article))
    (folder / "desk.toml").write_text(desk)
    return folder / "desk.toml"

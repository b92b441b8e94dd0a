"""Machine-made near copies of a text: what an outlet does that floods the day."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping

SYNONYMS = {
    "said": "stated",
    "major": "big",
    "forces": "soldiers",
    "more": "extra",
    "told": "informed",
    "new": "fresh",
    "killed": "slew",
    "also": "too",
    "after": "following",
    "several": "some",
}


def _synonyms(sentence: str, dice: random.Random) -> str:
    return " ".join(SYNONYMS.get(w, w) if dice.random() < 0.8 else w for w in sentence.split())


def _typos(sentence: str, dice: random.Random) -> str:
    def slip(word: str) -> str:
        if len(word) < 5 or dice.random() > 0.15:
            return word
        at = dice.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return " ".join(map(slip, sentence.split()))


def _dropped(sentence: str, dice: random.Random) -> str:
    return " ".join(w for w in sentence.split() if dice.random() > 0.12)


def _shuffled(sentence: str, dice: random.Random) -> str:
    words = sentence.split()
    for _ in range(max(1, len(words) // 8)):
        a, b = dice.randrange(len(words)), dice.randrange(len(words))
        words[a], words[b] = words[b], words[a]
    return " ".join(words)


def _numbers(sentence: str, dice: random.Random) -> str:
    return re.sub(r"\d[\d,]*\d|\d", lambda _: str(dice.randrange(2, 9000)), sentence)


def _denied(sentence: str, dice: random.Random) -> str:
    if re.search(r"\b(?:not|no|never) ", sentence):
        return re.sub(r"\b(?:not|no|never) ", "", sentence)
    return re.sub(r"\b(is|are|was|were|has|had|have|will)\b", r"\1 not", sentence, count=1)


def _names(sentence: str, dice: random.Random) -> str:
    found = sorted(set(re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}", sentence)))
    if len(found) < 2:
        return sentence
    one, other = dice.sample(found, 2)
    return sentence.replace(one, "\0").replace(other, one).replace("\0", other)


EDITS: Mapping[str, Callable[[str, random.Random], str]] = {
    "synonyms": _synonyms,
    "typos": _typos,
    "dropped": _dropped,
    "shuffled": _shuffled,
    "numbers": _numbers,
    "denied": _denied,
    "names": _names,
}


def near_copies(text: str, count: int, seed: int = 7) -> Iterator[str]:
    """Copies of a text, each with one kind of edit throughout; every third is reordered."""
    dice = random.Random(seed)
    paragraphs = re.split(r"\s*\n\s*\n\s*", text.replace("\r\n", "\n"))
    for number in range(count):
        edit = EDITS[sorted(EDITS)[number % len(EDITS)]]
        made = [" ".join(_edited(p, edit, dice)) for p in paragraphs]
        if number % 3 == 0:
            head, body = made[:2], made[2:]
            dice.shuffle(body)
            made = head + body
        yield "\n\n".join(made)


def _edited(
    paragraph: str, edit: Callable[[str, random.Random], str], dice: random.Random
) -> Iterator[str]:
    for sentence in re.split(r"(?<=[.!?”\"]) (?=[A-Z“\"])", paragraph):
        yield edit(sentence, dice)

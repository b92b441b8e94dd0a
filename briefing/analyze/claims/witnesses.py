"""Who speaks for a fact: counted more strictly than sentences are grouped.

Two agreeing reports that stand as a single source cost a reader little, two different
statements that stand as two sources cost the brief its trust. So each witness is held
against the sentence that is printed, never against another witness; it must tell the
same deed, not only name the same people; and a sentence that was taken over from one
that is counted already, or comes from the same house, is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from briefing.analyze.claims.facts import Facts
from briefing.analyze.claims.similarity import (
    SAME,
    accord,
    against,
    agreement,
    clause_accord,
    counted_deed,
    counted_otherwise,
    deeds_in_common,
    letters_alike,
    main_accord,
    main_told,
    names_in_common,
    numbers_in_one,
    same_day,
    same_measure,
    similarity,
)
from briefing.analyze.origins.group import triples
from briefing.language import language, words
from briefing.model import Sentence

ACCORD = 0.55  # of two sentences, from which one is a witness of the other
ALIKE = 0.35  # and their similarity, which knows days, numbers, denials and roles
LIKE_WITH_NUMBER = 0.2  # similarity of two sentences that give a particular number, the least
_SEEN = 0.7  # similarity and likeness of letters together, without which accord is no ground
_LIKE_WITH_DAY = 0.3  # of two that tell a deed of one day
_DEEDS_OF_A_DAY = 1.5  # rarity of the words in common that tell the deed, as of words told once
_CLAUSE_OF_A_DAY = 0.35  # accord of two clauses, where only one name is in common
_HARDLY_OTHERWISE = 0.85  # agreement in which at most one small thing speaks against
_TOLD_WITH_CLAUSE = 0.4  # accord of two sentences, and of their clauses that agree best,
_CLAUSE = 0.75  # from which one tells among others what the other tells
_NAMES, _CLAUSE_WITH_NAMES = 2, 0.3  # names in common, and how far two clauses accord,
_DEEDS_OF_NAMES = 1.25  # and rarity of the words that tell the deed
_MAIN_ACCORD, _CLAUSE_WITH_MAIN = 0.6, 0.4  # accord of main clauses, and of any two
_MAIN_TOLD = 0.2  # share of what the main clause tells, below which it is untold,
_MAIN_TOLD_IN_WORDS = 0.1  # and where most words agree
_ALIKE_THROUGHOUT = 0.75  # similarity of two sentences of which one need not be parted
_MANY_NAMES, _DEEDS_OF_MANY = 3, 0.5  # names in common, from which less of a deed is enough
_LIKE_WITH_MANY, _CLAUSE_WITH_MANY = 0.5, 0.4  # where sentences and clauses are so far alike
TAKEN_OVER = 0.6  # share of the longer one's own triples in the other, of no second witness
_RUN, _ALL_BUT = 9, 0.7  # own words in a row, and their share of the shorter one, of the same
_TRIPLES = 6  # of a sentence of eight words; in a shorter one any two writers agree
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.I)
_SUFFIX = 3  # letters of the first part of a suffix of two
_QUOTED = re.compile(r"“[^“”]*”?|\"[^\"]*\"?|«[^«»]*»?|„[^„“”]*[“”]?")


@dataclass(frozen=True)
class Testimony:
    """A sentence with what it says, and the origin of its article."""

    sentence: Sentence
    facts: Facts
    origin: str

    # It is held against many.

    @cached_property
    def houses(self) -> frozenset[str]:
        """Whose word it is: the origin, the outlet, its owner, the agency."""
        article = self.sentence.article
        known = (article.outlet, article.owner, article.agency)
        return frozenset({self.origin, *(_house(name) for name in known if name)})

    @cached_property
    def shown(self) -> bool:
        """Whether it tells what is seen in a picture."""
        return _shown(self.sentence)

    @cached_property
    def size(self) -> int:
        """Its words."""
        return len(words(self.sentence.text))

    @cached_property
    def own(self) -> tuple[str, ...]:
        """Its words outside quoted speech, which any reporter may quote."""
        return tuple(words(_QUOTED.sub(" ", self.sentence.text)))

    @cached_property
    def triples(self) -> frozenset[int]:
        """The triples of its own words."""
        return frozenset(triples(self.own))


def witnesses(
    lead: Testimony,
    others: Sequence[Testimony],
    borne: Callable[[Facts, Facts], object] | None = None,
) -> list[Testimony]:
    """Those who speak for a fact, the lead first, then those who agree with it best.

    `borne` tells as `bears_out` whether one sentence bears the other out, where that is known.
    What stands below a picture tells what is seen there, and bears nothing out.
    """
    heard = [lead]
    borne = borne or bears_out
    others = [t for t in others if t != lead and not t.shown]
    others = [t for t in others if borne(t.facts, lead.facts)]
    if len(others) > 1:
        others = [
            t
            for _, _, t in sorted(
                (-accord(t.facts, lead.facts), t.sentence.position, t) for t in others
            )
        ]
    for testimony in others:
        if not any(repeats(testimony, t) for t in heard):
            heard.append(testimony)
    return heard


def objection(one: Facts, lead: Facts) -> str:
    """Why a sentence is no witness of the lead, in words; "" where it is one."""
    value = similarity(one, lead)
    if grounds(one, lead, value):
        hangs = in_the_background(one, lead, value)
        return "tells nothing of the main clause" if hangs else ""
    if counted_otherwise(one, lead):
        return "another number of one thing"
    if value < ALIKE:
        return f"similarity {value:.2f}, {ALIKE} is asked"
    if (told := accord(one, lead)) < ACCORD:
        return f"accord beside names {told:.2f}, {ACCORD} is asked"
    letters = letters_alike(one, lead)
    return f"similarity {value:.2f} and letters {letters:.2f}, together {_SEEN} is asked"


def grounds(one: Facts, lead: Facts, value: float | None = None) -> str:
    """What two sentences agree in so far that one bears the other out; "" where nothing does.

    Mostly their words. Where these differ, it is a particular number of the same thing,
    the same deed on the same day, or one clause of a sentence that tells more.
    `value` is their similarity, where it is known.
    """
    value = similarity(one, lead) if value is None else value
    if value < LIKE_WITH_NUMBER or counted_otherwise(one, lead):
        return ""
    return (
        _grounds_in_words(one, lead, value)
        or _grounds_in_fact(one, lead, value)
        or _grounds_in_a_clause(one, lead, value)
        or _grounds_in_names(one, lead, value)
        or _grounds_in_speech(one, lead, value)
        or _grounds_in_main(one, lead, value)
    )


def bears_out(one: Facts, lead: Facts, value: float | None = None) -> bool:
    """Whether a sentence may be counted for a lead: it has grounds, and tells its main clause.

    Of two sentences with grounds either may be background in the other: "the firm that burnt
    down has hired ten" bears out that it burnt down, but not the other way round.
    """
    value = similarity(one, lead) if value is None else value
    return bool(grounds(one, lead, value)) and not in_the_background(one, lead, value)


def in_the_background(one: Facts, lead: Facts, value: float) -> bool:
    """Whether a sentence tells of a lead nothing but what hangs on its main clause.

    Not of speech, of which any part may be quoted, nor where nearly all is alike.
    """
    if value >= _ALIKE_THROUGHOUT or lead.quoted:
        return False
    worded = bool(_grounds_in_words(one, lead, value))
    return not main_told(lead, one, _MAIN_TOLD_IN_WORDS if worded else _MAIN_TOLD)


def hardly_borne(one: Facts, lead: Facts) -> float:
    """The similarity below which nothing bears a sentence out: less with a number or a day."""
    numbers = not one.counts.keys().isdisjoint(lead.counts)
    return LIKE_WITH_NUMBER if numbers or same_day(one, lead) else ALIKE


def _grounds_in_words(one: Facts, lead: Facts, value: float) -> str:
    """Most words, which are no chance where letters are alike or one deed is counted."""
    if value < ALIKE or (told := accord(one, lead)) < ACCORD:
        return ""
    if value + letters_alike(one, lead) < _SEEN and not counted_deed(one, lead):
        return ""
    return f"similarity {value:.2f}, accord beside names {told:.2f}"


def _grounds_in_names(one: Facts, lead: Facts, value: float) -> str:
    """Names with what they did in one clause, and nothing against."""
    # What is soonest known comes first: of most pairs it is enough.
    if value < ALIKE or len(names := names_in_common(one, lead)) < _NAMES:
        return ""
    if (one.speaker and one.speaker == lead.speaker) or numbers_in_one(one, lead):
        return ""
    if next(against(one, lead), ""):
        return ""
    clause = clause_accord(one, lead)
    if clause < _CLAUSE_WITH_NAMES:
        return ""
    many = len(names) >= _MANY_NAMES and value >= _LIKE_WITH_MANY and clause >= _CLAUSE_WITH_MANY
    asked = _DEEDS_OF_MANY if many else _DEEDS_OF_NAMES
    told = deeds_in_common(one, lead) >= asked
    return f"the same deed of {len(names)} names in a clause" if told else ""


def _grounds_in_speech(one: Facts, lead: Facts, value: float) -> str:
    """Words of one speech that both quote."""
    if value < ALIKE or not (run := min(one.spoken & lead.spoken, default=())):
        return ""
    return f"both quote “{' '.join(run)}”"


def _grounds_in_main(one: Facts, lead: Facts, value: float) -> str:
    """Main clauses that tell the same, whatever hangs on them, and nothing against."""
    if value < ALIKE or (told := main_accord(one, lead)) < _MAIN_ACCORD:
        return ""
    if clause_accord(one, lead) < _CLAUSE_WITH_MAIN or next(against(one, lead), ""):
        return ""
    return f"one main clause, accord {told:.2f}"


def _grounds_in_fact(one: Facts, lead: Facts, value: float) -> str:
    """A number or a day of one deed, where nothing speaks against it."""
    if agreement(one, lead) < 1.0:
        return ""
    if value >= LIKE_WITH_NUMBER and (number := same_measure(one, lead)):
        return f"both count {number}"
    named = len(names_in_common(one, lead)) if same_day(one, lead) else 0
    if not named or value < _LIKE_WITH_DAY or deeds_in_common(one, lead) < _DEEDS_OF_A_DAY:
        return ""
    # On a day much happens to one: its words must stand together.
    if named < _NAMES and clause_accord(one, lead) < _CLAUSE_OF_A_DAY:
        return ""
    return f"the same deed of the same ones on one day, similarity {value:.2f}"


def _grounds_in_a_clause(one: Facts, lead: Facts, value: float) -> str:
    """A clause of one that tells what a clause of the other does."""
    if value < SAME or agreement(one, lead) < _HARDLY_OTHERWISE:
        return ""
    told = accord(one, lead)
    if told < _TOLD_WITH_CLAUSE:
        return ""
    clause = clause_accord(one, lead)
    return f"one clause of both, accord {clause:.2f}" if clause >= _CLAUSE else ""


def _shown(sentence: Sentence) -> bool:
    wording = _captions(sentence.article.language)
    return bool(wording and wording.search(sentence.quote))


@cache
def _captions(code: str) -> re.Pattern[str] | None:
    found = "|".join(language(code).section("summarize").get("captions", ()))
    return re.compile(rf"\b(?:{found})", re.IGNORECASE) if found else None


def repeats(one: Testimony, other: Testimony) -> str:
    """Why two sentences are one witness, in words; "" where they are two."""
    if common := one.houses & other.houses:
        return f"both from {_spelled(common, one)}"
    mine, theirs = one.triples, other.triples
    longer = max(len(mine), len(theirs))
    if longer >= _TRIPLES and (share := len(mine & theirs) / longer) >= TAKEN_OVER:
        return f"one is taken over from the other, {share:.0%} of its wording"
    shorter = min(one.size, other.size)
    # Words in a row are triples in common, too.
    if shorter < _RUN or mine.isdisjoint(theirs):
        return ""
    run = _longest_run(one.own, other.own)
    enough = run >= max(_RUN, _ALL_BUT * shorter)
    return f"one is taken over from the other, {run} words in a row" if enough else ""


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words in a row two sentences have in common at the most."""
    longest = 0
    before = [0] * (len(other) + 1)
    for word in one:
        row = [0] * (len(other) + 1)
        for n, theirs in enumerate(other):
            if word == theirs:
                row[n + 1] = before[n] + 1
        longest = max(longest, *row)
        before = row
    return longest


def _house(name: str) -> str:
    """A name by which two spellings of one house are compared: "post.example" is Post.

    Of a host it is the registrable label: what stands before the suffix, which has two
    parts where the last but one is short ("post.co.example").
    """
    if not _HOST.fullmatch(name):
        return "".join(words(name))
    labels = name.lower().split(".")[:-1]
    if len(labels) > 1 and len(labels[-1]) <= _SUFFIX:
        labels.pop()
    return "".join(words(labels[-1]))


def _spelled(common: frozenset[str], testimony: Testimony) -> str:
    """The house that is meant, as its article spells it."""
    article = testimony.sentence.article
    names = (name for name in (article.outlet, article.owner, article.agency) if name)
    return next((name for name in names if _house(name) in common), "one text")

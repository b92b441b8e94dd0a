"""What a sentence tells in the first place, without what hangs on it.

"A firm that burnt down in May has hired ten" tells of hiring. Who reports the fire bears
out its background, and is no second witness for the sentence. No parser is asked for this:
the main clause is what is left without an opening phrase, without who says it, and
without the clauses that begin with a word of the language's file (`[claims].hanging`).
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.analyze.claims.wording import Clauses, Lexicon

_FEWEST = 3  # words of a main clause, below which an opening phrase is none
_APPOSITION = 14  # words between commas that tell who or what something is
_ATTRIBUTION = 9  # words after a comma that tell who says it
_LAPSE = 6  # words of which the last ties a time to what went before
_ADDRESSED = 7  # words between "said" and "that"
_WITHIN_VERB = 2  # words between "have" and its participle, and that


def main_clause(clauses: Clauses, lexicon: Lexicon) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the words before its verb and from it on; none where no verb is known."""
    subject: list[int] = []
    n = _after_opening(clauses, 0, lexicon)
    while n < len(clauses.low) and not (subject and _is_verb(clauses, n, lexicon)):
        if clauses.raw[n] in lexicon.verbs_of_saying:
            subject.clear()
            n = _after_opening(clauses, _what_is_said(clauses, n + 1, lexicon), lexicon)
        elif clauses.low[n] in lexicon.hanging and subject:
            n = _after_relative(clauses, n, lexicon)
        elif subject and clauses.comma(n - 1) and (end := _apposition_end(clauses, n)):
            n = end
        else:
            subject.append(n)
            n += 1
    if n >= len(clauses.low):
        return frozenset(), frozenset()
    return frozenset(subject), frozenset(_predicate(clauses, n, lexicon))


def _is_verb(clauses: Clauses, n: int, lexicon: Lexicon) -> bool:
    """Whether word `n` is the finite verb of its clause, as far as its form tells.

    Not a participle that tells what its noun is, where the verb comes later: "the man
    accused of it was freed".
    """
    word = clauses.raw[n]
    if word in lexicon.verbs_of_saying:
        return False
    if word in lexicon.finite:
        # "Have since confirmed": what follows is what is told.
        return lexicon.verbs_of_saying.isdisjoint(clauses.raw[n + 1 : n + 1 + _WITHIN_VERB])
    if not word.endswith(lexicon.past):
        return False
    following = clauses.low[n + 1 : n + 2]
    if not following or following[0] not in lexicon.after_participles:
        return True
    for m in range(n + 1, len(clauses.low)):
        if clauses.comma(m - 1) or clauses.low[m] in lexicon.hanging:
            return True
        if clauses.raw[m] in lexicon.finite:
            return False
    return True


def _what_is_said(clauses: Clauses, n: int, lexicon: Lexicon) -> int:
    """Where that begins which a verb of saying before word `n` tells."""
    near = range(n, min(len(clauses.low), n + _ADDRESSED))
    return next((m + 1 for m in near if clauses.low[m] in lexicon.that), n)


def _after_opening(clauses: Clauses, n: int, lexicon: Lexicon) -> int:
    """Where a clause begins that may have a phrase before it: "After a day of rain, "."""
    size = len(clauses.low)
    if n < size and clauses.low[n] in lexicon.coordinates:
        n += 1
    if n < size and _opens(clauses, n, lexicon):
        end = next((m + 1 for m in range(n, size) if clauses.comma(m)), size)
        if end + _FEWEST <= size:
            return end
    return n


def _opens(clauses: Clauses, n: int, lexicon: Lexicon) -> bool:
    """Whether word `n` opens a phrase: "After ", "Based in ", but no "Armed robbers"."""
    if clauses.low[n] in lexicon.openers:
        return True
    for m in range(n + 1, min(len(clauses.low), n + _LAPSE)):
        if clauses.low[m] in lexicon.hanging:
            return clauses.low[m - 1] in lexicon.durations  # "Nearly two weeks after "
    following = clauses.low[n + 1 : n + 2]
    participle = clauses.low[n].endswith(lexicon.deeds)
    return participle and not lexicon.after_participles.isdisjoint(following)


def _after_relative(clauses: Clauses, n: int, lexicon: Lexicon) -> int:
    """Where the clause goes on after one that hangs on its subject, begun at word `n`."""
    size = len(clauses.low)
    if clauses.comma(n - 1):
        return next((m + 1 for m in range(n, size) if clauses.comma(m)), size)
    told = False
    for m in range(n + 1, size):
        verb = clauses.raw[m] in lexicon.finite or clauses.raw[m].endswith(lexicon.past)
        verb = verb or clauses.raw[m] in lexicon.verbs_of_saying
        before = verb and _may_begin(clauses, m, lexicon)
        if told and before:
            return m
        told = told or verb
    return size


def _may_begin(clauses: Clauses, n: int, lexicon: Lexicon) -> bool:
    """Whether the verb at word `n` may be that of the main clause: no "to be", no "was held"."""
    before = clauses.raw[n - 1]
    return before not in lexicon.finite and before not in lexicon.unfinished


def _apposition_end(clauses: Clauses, n: int) -> int:
    """Where what stands between commas from word `n` on ends; 0 where it is no apposition."""
    near = range(n, min(len(clauses.low), n + _APPOSITION))
    return next((m + 1 for m in near if clauses.comma(m)), 0)


def _predicate(clauses: Clauses, n: int, lexicon: Lexicon) -> Iterator[int]:
    """The words from the verb at `n` on, without the clauses that hang on them."""
    first, size = n, len(clauses.low)
    while n < size:
        if n > first and _hangs(clauses, n, lexicon):
            n = next((m + 1 for m in range(n, size) if _goes_on(clauses, m, lexicon)), size)
            continue
        yield n
        n += 1


def _hangs(clauses: Clauses, n: int, lexicon: Lexicon) -> bool:
    """Whether word `n` begins what hangs on the words before it."""
    word = clauses.low[n]
    if word in lexicon.hanging:
        # "As many as": no clause begins.
        return word not in (*clauses.low[n + 2 : n + 3], *clauses.low[max(0, n - 2) : n - 1])
    if word.endswith(lexicon.past) and not lexicon.agents.isdisjoint(clauses.low[n + 1 : n + 2]):
        # "A mill owned by", but no "was owned by".
        return _may_begin(clauses, n, lexicon)
    if not clauses.comma(n - 1):
        return False
    if word in lexicon.articles and clauses.cased[n - 1][0].isupper():
        return True  # "bought Norda Mills, a firm of"
    # ", flooding Sund" is what came of it, and the news as often as not.
    if word in lexicon.finite or word.endswith(lexicon.past):
        return True
    near = clauses.raw[n : n + _ATTRIBUTION]
    return n + len(near) == len(clauses.raw) and not lexicon.verbs_of_saying.isdisjoint(near)


def _goes_on(clauses: Clauses, n: int, lexicon: Lexicon) -> bool:
    """Whether the main clause goes on after word `n`: ", and", ", but"."""
    return clauses.comma(n) and not lexicon.coordinates.isdisjoint(clauses.low[n + 1 : n + 2])

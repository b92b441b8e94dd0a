"""The themes of the brief and the takeaways above them.

Both are chosen by what a sentence is worth on the whole day, one after the other, each
the best that does not repeat what was chosen before it: maximal marginal relevance
(Carbonell and Goldstein 1998) with a threshold in the place of a weight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import heappush, heappushpop, nlargest

from briefing.config import AudienceSettings, Desk
from briefing.model import Claim, Point, Section, Sentence, Theme
from briefing.summarize import fit
from briefing.summarize.deeds import Deeds
from briefing.summarize.merit import Merits
from briefing.summarize.openings import Openings
from briefing.summarize.passages import Candidate, Day
from briefing.summarize.points import point
from briefing.summarize.quota import Quota

ALIKE, ALIKE_ABOVE = 0.35, 0.25
"""Likeness from which two sentences are not both printed in sections; nor among the takeaways,
which are few and must not tell one thing twice."""
AGAIN, AGAIN_ABOVE = 0.7, 1.2
"""Worth lost for each sentence that a section, or the takeaways, have of the same article."""
WORTHY, WORTHY_ABOVE = 3.0, 1.0
"""Worth from which a section takes more than it needs; and from which a third takeaway is taken."""
UNASKED = 5.0
"""Worth from which a section that the desk did not ask for takes anything."""
OFF_DESK, CONCERNED = 3.0, 0.25
"""Worth lost by a takeaway where no sentence around it is on a theme of the desk; none of it is
lost where this share of them is."""
ENOUGH = 2
"""Points that a section is given whatever they are worth."""
TOLD_AGAIN, TOLD = 16.0, 0.2
"""Worth that a takeaway loses for all of what happened being told above it; from which share."""
RESEMBLES = 4.0
"""Worth lost by a takeaway that resembles the claim of one above it too little to be of it."""
LEADING, CROWDED = 2.0, 3.0
"""Worth that the first takeaway of a story wins for telling what most of its articles open with;
lost for each doubling of the right that another story has to be told next."""
ELSEWHERE = 0.6
"""Below this share of its best theme's score a claim is of that theme alone."""
MOST = 2000
"""Candidates of a section; the time grows with their number for each one that is chosen."""
OVER = 3
"""How many are told that a takeaway was chosen over."""
REST = Theme("news", "In the news", discovered=True)


@dataclass(frozen=True, slots=True)
class Pick:
    """A takeaway, and the best of those that it was chosen over."""

    candidate: Candidate
    over: tuple[Candidate, ...]


class Pool:
    """Candidates that say something else than what was taken, by what they are worth now."""

    def __init__(
        self, candidates: Iterable[Candidate], merits: Merits, alike: float, again: float
    ) -> None:
        found = sorted(candidates, key=lambda c: c.quote.position)
        self._left = nlargest(MOST, found, key=merits.of)
        self._merits = merits
        self._alike = alike
        self._again = again
        self._articles: Counter[str] = Counter()

    @property
    def quotes(self) -> Iterator[Sentence]:
        """The sentences of those that are left."""
        return (c.quote for c in self._left)

    def best(
        self,
        count: int = 1,
        less: Callable[[Candidate], float] = lambda _: 0.0,
        least: float = 0.0,
    ) -> list[Candidate]:
        """The best that are left; `less` is what each one loses besides, and at `least`.

        They lie by what they were worth at first, and none has gained since: from the first
        that cannot be among the best none can, and what it loses is not asked.
        """
        found: list[tuple[float, int, Candidate]] = []
        for n, candidate in enumerate(self._left):
            if len(found) == count and self._merits.of(candidate) - least <= found[0][0]:
                break
            one = (self.worth(candidate) - less(candidate), -n, candidate)
            (heappush if len(found) < count else heappushpop)(found, one)
        return [candidate for _, _, candidate in sorted(found, reverse=True)]

    def worth(self, candidate: Candidate) -> float:
        used = self._articles[candidate.quote.article.id]
        return self._merits.of(candidate) - self._again * used

    def drop(self, candidate: Candidate) -> None:
        self._left.remove(candidate)

    def take(self, candidate: Candidate) -> None:
        self._articles[candidate.quote.article.id] += 1
        self.avoid(candidate.quote)

    def avoid(self, sentence: Sentence) -> None:
        """Whatever says the same is no longer wanted, nor the sentence itself."""
        self._left = [c for c in self._left if not self._same(c.quote, sentence)]

    def leave(self, told: Callable[[Candidate], bool]) -> None:
        """What is told by what was taken is no longer wanted."""
        self._left = [c for c in self._left if not told(c)]

    def _same(self, one: Sentence, other: Sentence) -> bool:
        # Words of two languages are never alike, and one may be taken for the other.
        same = one == other or one.text == other.text
        return same or self._merits.likeness(one, other) >= self._alike


def takeaways_of(day: Day, merits: Merits, count: int, quota: Quota) -> tuple[Pick, ...]:
    """The best of the whole day, best first: sentences that stand alone and carry no caveat.

    Whatever an article tells after its first counts for less, and so does what a story tells
    while another one, told by as many, waits. From the third each must be worth it.
    """
    first = [c for c in map(merits.candidate, day.claims) if c]
    found = [*first, *(other for c in first for other in merits.others(c))]
    found = [c for c in found if c.passage == (c.quote,)]
    found = [c for c in found if c.quote.article.id not in day.opinions]
    pool = Pool(found, merits, ALIKE_ABOVE, AGAIN_ABOVE)
    picks: list[Pick] = []
    above: list[Sentence] = []
    deeds = Deeds(pool.quotes, day.counted)
    openings = Openings(day.analysis.stories, day.bodies, day.origin)

    def less(candidate: Candidate) -> float:
        quote = candidate.quote
        told = max(deeds.told_again(quote, above), openings.told_again(quote))
        lost = off_desk(day, candidate) + TOLD_AGAIN * max(0.0, told - TOLD)
        lost += CROWDED * openings.crowded(quote)
        lost += RESEMBLES * any(_resembles(candidate, p.candidate) for p in picks)
        return lost - LEADING * openings.tells(quote)

    while len(picks) < count and (best := pool.best(1 + OVER, less, -LEADING)):
        if len(picks) >= ENOUGH and pool.worth(best[0]) - less(best[0]) < WORTHY_ABOVE:
            break
        if not quota.allows(best[0].passage):
            pool.drop(best[0])
            continue
        picks.append(Pick(best[0], tuple(best[1:])))
        above.append(best[0].quote)
        openings.take(best[0].quote)
        pool.take(best[0])
        pool.leave(partial(_rivals, best[0].claim))
        quota.take(best[0].passage)
    return tuple(picks)


def _resembles(one: Candidate, other: Candidate) -> bool:
    """Whether one is told of as resembling the claim of the other."""
    return one.quote in other.claim.see_also or other.quote in one.claim.see_also


def _rivals(taken: Claim, candidate: Candidate) -> bool:
    """Whether a claim gives another value of what was taken, which is told there as a dispute."""
    return candidate.claim.id in taken.disputes or taken.id in candidate.claim.disputes


def off_desk(day: Day, candidate: Candidate) -> float:
    """The worth that what stands above all themes loses, where few sentences are on any of them."""
    share = day.concern.get(candidate.quote, 1.0)
    return OFF_DESK * max(0.0, 1 - share / CONCERNED)


def sections_of(
    day: Day,
    merits: Merits,
    desk: Desk,
    audience: AudienceSettings,
    above: Sequence[Pick],
    quota: Quota,
) -> tuple[Section, ...]:
    """The desk's themes in the audience's order, then those found in the day's articles.

    `above` are the takeaways: where a theme has room for one point only, it tells
    another, if it has one.
    """
    known = {
        t.key: t for t in (*day.analysis.themes, *(Theme(s.key, s.title) for s in desk.themes))
    }
    editor = _Editor(day, merits, audience.points, [p.candidate.quote for p in above], quota)
    chosen = audience.themes or tuple(s.key for s in desk.themes)
    told = {c.id: merits.candidate(c) for c in day.claims}
    drafts = [Draft(known[key], day, chosen, told) for key in chosen]
    # A claim of two themes is printed under the better one, wherever the desk lists it.
    for draft in drafts:
        editor.fill(draft, draft.own)
    for draft in drafts:
        editor.fill(draft, draft.claims)
    sections = [draft.section() for draft in drafts]
    for theme in (t for t in day.analysis.themes if t.discovered):
        if sum(s.discovered for s in sections) < audience.also:
            draft = Draft(theme, day, (), told)
            # What nobody asked for must be worth it; without themes it is all there is.
            if drafts:
                draft.enough, draft.least = 0, UNASKED
            high = {p.candidate.claim.id for p in above} if drafts else set()
            editor.fill(draft, [c for c in draft.claims if c.id not in high])
            sections += [draft.section()] if draft.newsworthy else []
    if not any(s.points for s in sections):
        rest = Draft(REST, day, (), told, every=True)
        sections.append(editor.fill(rest, rest.claims).section())
    return tuple(sections)


class Draft:
    """A section while it is being filled: `groups` are its points, each with what follows it."""

    def __init__(
        self,
        theme: Theme,
        day: Day,
        rivals: Sequence[str],
        told: Mapping[str, Candidate | None],
        every: bool = False,
    ) -> None:
        """`rivals` are the themes of the brief, `told` how each claim would be printed.

        `every` takes the day whole, whatever the theme.
        """
        self.theme = theme
        self.opinions = day.opinions
        self.enough, self.least = ENOUGH, WORTHY
        self.groups: list[list[Sentence]] = []
        self.printed: dict[Sentence, Point] = {}
        self.passages = 0
        shares = {
            c.id: 1.0 if every else _share(_themes(day, c, told[c.id]), theme.key, rivals)
            for c in day.claims
        }
        self.claims = [c for c in day.claims if shares[c.id] >= ELSEWHERE]
        self.own = [c for c in self.claims if shares[c.id] >= 1.0]

    @property
    def ends(self) -> list[Sentence]:
        """The sentences that one more could go on from."""
        return [group[-1] for group in self.groups]

    def add(self, sentences: Sequence[Sentence], points: Iterable[Point]) -> None:
        """A passage; one that begins with a point of the section goes on right after that point."""
        self.passages += 1
        self.printed |= dict(zip(sentences, points, strict=True))
        if sentences[0] in (ends := self.ends):
            self.groups[ends.index(sentences[0])] += sentences[1:]
        else:
            self.groups.append(list(sentences))

    @property
    def newsworthy(self) -> bool:
        """Whether it tells more than what long was so and what one author thinks."""
        return any(
            not fit.is_background(group[0]) and group[0].article.id not in self.opinions
            for group in self.groups
        )

    def section(self) -> Section:
        """Background stands after the news."""
        points = tuple(
            replace(self.printed[s], follows=n > 0)
            for group in sorted(self.groups, key=lambda group: fit.is_background(group[0]))
            for n, s in enumerate(group)
        )
        return Section(self.theme.key, self.theme.title, points, self.theme.discovered)


def _themes(day: Day, claim: Claim, told: Candidate | None) -> Mapping[str, float]:
    """The themes of a claim; of those of the sentence that is printed, where it has any.

    Under a theme that only another of its sentences is on, a reader would not look for it.
    """
    scores = day.themes(claim, told.quote if told else None)
    label = day.labels.get(told.quote) if told else None
    own = {key for key, _ in label.themes} if label else set()
    return {key: score for key, score in scores.items() if key in own} if own else scores


def _share(scores: Mapping[str, float], theme: str, rivals: Sequence[str]) -> float:
    """The theme's score over the best one's among the rivals, -1 if the claim lacks the theme."""
    if theme not in scores:
        return -1.0
    best = max((scores.get(key, 0.0) for key in (*rivals, theme)), default=0.0)
    return scores[theme] / best if best else 1.0


class _Editor:
    """Fills sections one after the other and remembers what was printed."""

    def __init__(
        self, day: Day, merits: Merits, points: int, above: Sequence[Sentence], quota: Quota
    ) -> None:
        self._day = day
        self._merits = merits
        self._points = points
        self._above = above
        self._quota = quota
        self._printed: list[Sentence] = []

    def fill(self, draft: Draft, claims: Sequence[Claim]) -> Draft:
        """Adds passages from the claims while they are worth it and the audience has room."""
        found = [c for c in map(self._merits.candidate, claims) if c]
        pool = Pool(found, self._merits, ALIKE, AGAIN)
        for sentence in self._printed:
            pool.avoid(sentence)
        while draft.passages < self._points and (best := pool.best()):
            candidate = self._instead(pool, best[0])
            if not self._wanted(pool, candidate, draft):
                break
            if self._fresh(candidate, draft) and self._quota.allows(candidate.passage):
                self._printed += candidate.passage
                self._quota.take(candidate.passage)
                draft.add(candidate.passage, self._told(candidate))
                pool.take(candidate)
            else:
                pool.drop(candidate)
        return draft

    def _instead(self, pool: Pool, best: Candidate) -> Candidate:
        """The next best of a theme's only point, where the best stands above already."""
        if self._points > 1:
            return best
        others = (c for c in pool.best(1 + len(self._above)) if c.quote not in self._above)
        return next(others, best)

    def _wanted(self, pool: Pool, candidate: Candidate, draft: Draft) -> bool:
        return draft.passages < draft.enough or pool.worth(candidate) >= draft.least

    def _fresh(self, candidate: Candidate, draft: Draft) -> bool:
        """Whether the brief has none of the sentences yet.

        The one that explains may be there already, if it can be followed.
        """
        new = candidate.passage[candidate.passage[0] in draft.ends :]
        return bool(new) and not any(sentence in self._printed for sentence in new)

    def _told(self, candidate: Candidate) -> Iterator[Point]:
        for sentence in candidate.passage:
            own = sentence == candidate.quote
            claim = candidate.claim if own else self._day.claim_of.get(sentence)
            yield point(sentence, claim, self._day)

"""All forms of all audiences, each made in a limited process.

A form that cannot be made costs that form: the others are written, and those of the
same audience say in their gaps what is missing. A process killed from outside makes
its form once more (see `workers`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from signal import SIGKILL
from typing import NoReturn, TypeVar

from briefing.archive import Prints
from briefing.config import AudienceSettings, Desk
from briefing.engine import Limits, Processes
from briefing.errors import BriefingError, RenderError
from briefing.model import Artifact, Brief, Gap
from briefing.progress import Progress, silent
from briefing.render import get_ready, lint, print_digest, render, site, warm
from briefing.workers import MB

Out = TypeVar("Out")

_PRINT, _PRINT_TYPE = "pdf", "application/pdf"
_LATE = "eml"
"""The mail is made when the others are: it may carry them."""


_CURE = (
    'for a smaller brief lower points, also or figures of the audience "{name}"; take "{form}" '
    "from its formats to do without; a template that goes on without end is found by: "
    "briefing check"
)
DATA = "json"
"""Made of each audience: what its other forms are held against, and sending needs."""
_WITHOUT = 'take "{form}" from formats to do without'
_KILLED = (
    f"run it again when the machine has more memory free: whatever is short of it kills; {_WITHOUT}"
)
_HUNG = f"run it again when the machine has less to do; {_WITHOUT}"
_BROKEN = (
    "the program that makes it broke, which a template can cause, and another try will not mend: "
    f"find that template with: briefing check; {_WITHOUT}"
)
_WRONG = f"mend it, and see whether others have faults with: briefing check; {_WITHOUT}"


@dataclass(frozen=True, slots=True)
class Unmade:
    """A file that could not be made, and why: lines with file and line where they are known."""

    name: str
    what: str

    def __str__(self) -> str:
        return f"{self.name}: not made: {self.what}"

    @property
    def gap(self) -> Gap:
        return Gap(self.name, f"not made: {self.what.splitlines()[0]}")


@dataclass(frozen=True, slots=True)
class Printed:
    """The files of an edition, the briefs they were made from, and what could not be made."""

    artifacts: tuple[Artifact, ...]
    briefs: tuple[Brief, ...]
    unmade: tuple[Unmade, ...]


@dataclass(frozen=True, slots=True)
class _Order:
    """What one audience is to get, what of it is made, and what cannot be.

    The brief tells what `failed`, and not yet what is `failing`.
    """

    brief: Brief
    desk: Desk
    audience: AudienceSettings
    formats: tuple[str, ...]
    made: Mapping[str, Artifact] = field(default_factory=dict)
    failed: tuple[Unmade, ...] = ()
    failing: tuple[Unmade, ...] = ()

    def forms(self, *, late: bool) -> tuple[str, ...]:
        """What is still to be made of it: the mail, or all but the mail."""
        gone = {unmade.name for unmade in (*self.failed, *self.failing)}
        left = (f for f in self.formats if f not in self.made and self.name(f) not in gone)
        return tuple(f for f in left if (f == _LATE) == late and not (late and self.failing))

    def name(self, form: str) -> str:
        return f"{self.audience.name}.{form}"

    def with_form(self, form: str, made: Artifact | Unmade) -> _Order:
        if isinstance(made, Unmade):
            return replace(self, failing=(*self.failing, made))
        return replace(self, made={**self.made, form: made})

    def anew(self) -> _Order:
        """The same for the forms that are left, which tell what is missing."""
        if not self.failing:
            return self
        gaps = {*self.brief.gaps, *(unmade.gap for unmade in self.failing)}
        told = tuple(sorted(gaps, key=lambda gap: (gap.where, gap.what)))
        failed = (*self.failed, *self.failing)
        gone = {unmade.name for unmade in failed}
        attach = tuple(f for f in self.audience.attach if self.name(f) not in gone)
        audience = replace(self.audience, attach=attach)
        brief = replace(self.brief, gaps=told)
        return replace(self, brief=brief, audience=audience, made={}, failed=failed, failing=())


@dataclass(frozen=True, slots=True)
class _Form:
    """One file of an order."""

    order: _Order
    form: str

    def done(self) -> Artifact | Unmade:
        """The file, or why there is none. Raises `ConfigError` for an unknown format."""
        order = self.order
        try:
            (made,) = render(order.brief, order.desk, order.audience, (self.form,), order.made)
        except RenderError as error:
            return self._unmade(str(error), _WRONG)
        except (BriefingError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001  # a renderer may be anybody's
            return self._unmade(f"{type(error).__name__}: {error}", _BROKEN)
        return made

    def lost(self, reason: str) -> Artifact | Unmade:
        """Why its process gave nothing (see `workers`), and what helps against that."""
        if reason.startswith("more than"):
            sources = len(self.order.brief.sources)
            limit = f"{reason}, the limit of one file of an edition with {sources} sources"
            return self._unmade(limit, _CURE)
        hung, killed = reason.startswith("no answer"), reason == f"ended by signal {SIGKILL}"
        return self._unmade(reason, _HUNG if hung else _KILLED if killed else _BROKEN)

    def _unmade(self, reason: str, cure: str) -> Unmade:
        cure = cure.format(name=self.order.audience.name, form=self.form)
        return Unmade(self.order.name(self.form), f"{reason}\n{cure}")


def printed(
    desk: Desk,
    briefs: Iterable[tuple[Brief, AudienceSettings]],
    formats: Sequence[str],
    prints: Prints,
    progress: Progress = silent,
) -> Printed:
    """All files of all audiences; only what changed is printed anew, side by side.

    Raises `RenderError` when no file can be made at all.
    """
    orders = [
        _Order(brief, desk, audience, tuple(dict.fromkeys(formats or (*audience.formats, DATA))))
        for brief, audience in briefs
    ]
    while any(order.forms(late=False) or order.forms(late=True) for order in orders):
        for late in (False, True):
            orders = _round(orders, prints, progress, late=late)
        orders = [order.anew() for order in orders]
    unmade = tuple(failed for order in orders for failed in order.failed)
    files = tuple(o.made[form] for o in orders for form in o.formats if form in o.made)
    if unmade and not files:
        raise RenderError("\n".join(failed.what for failed in unmade))
    return Printed(files, tuple(order.brief for order in orders), unmade)


def _round(
    orders: Sequence[_Order], prints: Prints, progress: Progress, *, late: bool
) -> list[_Order]:
    """The orders with what could be made of them, side by side."""
    known = [_with_print(order, prints) for order in orders]
    forms = [_Form(order, form) for order in known for form in order.forms(late=late)]
    done = {order.audience.name: order for order in known}
    for number, (form, made) in enumerate(zip(forms, _made(forms), strict=True), 1):
        progress("rendering", number, len(forms))
        name = form.order.audience.name
        done[name] = done[name].with_form(form.form, made)
        if form.form == _PRINT and isinstance(made, Artifact):
            prints.put(_digest(form.order), made.content)
    return list(done.values())


def _made(forms: Sequence[_Form]) -> Iterator[Artifact | Unmade]:
    limits = _limits([form.order.brief for form in forms])
    prepare = partial(_get_ready, forms)
    return Processes(limits=limits, few=1).map(_Form.done, forms, _Form.lost, prepare)


def _get_ready(forms: Sequence[_Form]) -> None:
    desk = forms[0].order.desk
    get_ready(desk, [form.form for form in forms])
    # What one print alone needs its process may load for itself.
    if sum(form.form == _PRINT for form in forms) > 1:
        warm(desk)


def _with_print(order: _Order, prints: Prints) -> _Order:
    """With the print of the same brief, where one was made before."""
    if _PRINT not in order.forms(late=False):
        return order
    content = prints.get(_digest(order))
    if content is None:
        return order
    return order.with_form(_PRINT, Artifact(order.name(_PRINT), _PRINT_TYPE, content))


def _digest(order: _Order) -> str:
    return print_digest(order.brief, order.desk, order.audience)


def shown(brief: Brief, desk: Desk, audience: AudienceSettings, form: str) -> Artifact:
    """One file alone. Raises `RenderError`."""
    order = _Order(brief, desk, audience, (form,))
    limits = _limits([brief])
    prepare = partial(warm, desk) if form == _PRINT else partial(get_ready, desk, [form])
    pages = Processes(1, limits).map(_Form.done, [_Form(order, form)], _Form.lost, prepare)
    (made,) = pages
    if isinstance(made, Unmade):
        raise RenderError(made.what)
    return made


def indexed(out: Path, desk: Desk) -> tuple[Artifact, ...]:
    """The index page and the feed over all editions. Raises `RenderError`."""
    return _alone(partial(site, out, desk), desk)


def linted(desk: Desk, audience: AudienceSettings) -> tuple[str, ...]:
    """What is wrong with an audience's templates, a line each. Raises `RenderError`."""
    return _alone(partial(lint, desk, audience), desk)


def _alone(work: Callable[[], Out], desk: Desk) -> Out:
    """Work on templates of the desk's own, in a process of its own."""
    results = Processes(1, _limits([])).map(_called, [work], _refused, partial(get_ready, desk))
    (result,) = results
    return result


def _called(work: Callable[[], Out]) -> Out:
    return work()


def _refused(_work: object, reason: str) -> NoReturn:
    raise RenderError(f"templates: {reason}; find out which with: briefing check")


def _limits(briefs: Sequence[Brief]) -> Limits:
    """What one file may cost. It grows with the largest brief: the day is not the template's."""
    most = max((len(brief.sources) + len(brief.gaps) for brief in briefs), default=0)
    return Limits(30 + 0.2 * most, 1024 * MB + most * MB, 256 * MB)

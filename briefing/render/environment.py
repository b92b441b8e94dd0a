"""Where templates are found, what they see, and what they may not do.

A template is named FOLDER/FILE. It is looked for in the desk's own templates
first, then in the shipped ones, and last under `base/`, so that a folder of one's
own needs no more than what it changes. A template sees `brief`, `layout` and the
filters of `filters.py`. It runs in Jinja's immutable sandbox with undefined names
as errors and autoescape always on (`select_autoescape` does not escape
`*.html.j2`), cannot switch either off, and is stopped when it runs too long or
grows too large. Every mistake is a `RenderError` with file and line.

A rendering has a budget of characters, and whatever prints, repeats or joins pays
from it before it does so: an alarm alone comes too late for one step that asks for
more memory than there is.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

import jinja2
from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, meta, nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.filters import FILTERS
from jinja2.loaders import split_template_path
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from briefing.config import AudienceSettings, Desk
from briefing.errors import RenderError
from briefing.kept import keep, lookup
from briefing.model import Brief
from briefing.render.filters import bounded_filters, filters
from briefing.render.folders import BASE, candidates, folder_of, roots, shipped
from briefing.render.layout import Layout
from briefing.render.plain import plain

SECONDS = 8.0
"""CPU time that one rendering may take, whatever else the machine does meanwhile."""
CHARACTERS = 40_000_000
"""How much it may print, in all its loops, macros and blocks."""
PER_ROW = 0.02, 20_000
"""So much more of both for each source and gap of the brief: a large day is not the template's."""
SEQUENCE = 1_000_000
"""How long a text or list made by an operator may be."""
RANGE = 10_000
BITS = 10_000
"""How large a whole number may become by an operator."""
TEMPLATE_BYTES = 1_000_000

CONTRACT = frozenset({"brief", "layout", "range", "namespace"})
"""All names that a template may use without having set them."""
MORE = {"index.html.j2": frozenset({"days", "feed"})}
"""What a single template has beside them."""

# Neither chance (random), nor a way around autoescape (safe), nor padding to any
# width (center, format, indent): what is not listed is not there.
_FILTERS = """
    abs attr batch capitalize count d default dictsort e escape first float groupby int items join
    last length list lower map max min reject rejectattr replace reverse round select selectattr
    slice sort string striptags sum title trim truncate unique upper wordcount
"""
_TEXT_METHODS = """
    capitalize casefold count endswith find isdigit isupper lower lstrip partition removeprefix
    removesuffix rpartition rsplit rstrip split startswith strip title upper
"""


def render_template(
    desk: Desk,
    audience: AudienceSettings,
    name: str,
    brief: Brief,
    layout: Layout,
    **more: object,
) -> str:
    """The text of the audience's template `name`, like "page.html.j2".

    `more` are names that this template alone may use. Raises `RenderError` with file and line.
    """
    folder = folder_of(audience)
    if not any((root / folder).is_dir() for root in roots(desk)):
        raise RenderError(_no_folder(desk, audience.name, folder))
    environment = _environment(*roots(desk))
    with _told(f"{folder}/{name}"), _budget(len(brief.sources) + len(brief.gaps)):
        template = environment.get_template(_where(roots(desk), folder, name))
        return template.render(brief=brief, layout=layout, **more)


def _where(places: tuple[Path, ...], folder: str, file: str) -> str:
    """FOLDER/FILE, or that of the base, which is then compiled once for all folders."""
    first = next(candidates(places, f"{folder}/{file}"), None)
    return f"{first[1].parent.name if first else folder}/{file}"


def prepared(desk: Desk, names: Iterable[str]) -> None:
    """Compile those of these templates that are ours, for all processes that are forked after.

    What a desk has of its own is compiled where it is rendered: under limits, and at the cost
    of the one file that needs it.
    """
    environment = _environment(*roots(desk))
    environment.bytecode_cache = Compiled()
    try:
        for name in names:
            first = next(candidates(roots(desk), name), None)
            if first and first[0].resolve() == shipped().resolve():
                environment.get_template(name)
    finally:
        environment.bytecode_cache = None


def unknown_names(desk: Desk, name: str) -> tuple[tuple[str, int], ...]:
    """The names that FOLDER/FILE uses and nobody gave it, each with its first line.

    Raises `RenderError` for a template that does not compile.
    """
    environment = _environment(*roots(desk))
    with _told(name):
        source, file, _ = Folders(*roots(desk)).get_source(environment, name)
        tree = environment.parse(source, name, file)
        given = CONTRACT | MORE.get(name.rpartition("/")[2], frozenset())
        given |= _inherited(environment, tree)
        # With the file's name: this compiles the template, and may find a mistake in it.
        environment.compile(source, name, file)
        unknown = sorted(meta.find_undeclared_variables(tree) - given)
        lines = [(n.name, n.lineno) for n in tree.find_all(nodes.Name)]
        return tuple(next(place for place in lines if place[0] == one) for one in unknown)


def _inherited(environment: Environment, tree: nodes.Template) -> frozenset[str]:
    """What the templates that one extends set or import outside their blocks: it has that too."""
    found: set[str] = set()
    for parent in tree.find_all(nodes.Extends):
        if not isinstance(parent.template, nodes.Const) or environment.loader is None:
            continue
        name = str(parent.template.value)
        source, file, _ = environment.loader.get_source(environment, name)
        above = environment.parse(source, name, file)
        for node in above.body:
            if isinstance(node, nodes.Import):
                found.add(node.target)
            elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
                found.add(node.target.name)
        found |= _inherited(environment, above)
    return frozenset(found)


def _no_folder(desk: Desk, audience: str, folder: str) -> str:
    found = {p.name for r in roots(desk) if r.is_dir() for p in r.iterdir() if p.is_dir()}
    names = ", ".join(sorted(found - {BASE})) or "none"
    return (
        f'{desk.file}: audience "{audience}": no template folder "{folder}" in '
        f"{desk.templates}/; there are: {names}"
    )


class Compiled(BytecodeCache):
    """The code of our own templates, kept for the next run; it holds the calls of the bounds."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = lookup(_kept_as(bucket), _made_of(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        keep(_kept_as(bucket), _made_of(bucket), bucket.code)


def _kept_as(bucket: Bucket) -> str:
    return f"template-{bucket.key}"


def _made_of(bucket: Bucket) -> bytes:
    """The template, and what compiles it: Jinja, and the bounds of this module."""
    return "\0".join((bucket.checksum, jinja2.__version__, _compiler())).encode()


@cache
def _compiler() -> str:
    return sha256(Path(__file__).read_bytes()).hexdigest()


# --- Finding ------------------------------------------------------------------------------


class Folders(BaseLoader):
    """Templates of the given folders, the first that has one; never a file outside them."""

    def __init__(self, *roots: Path) -> None:
        self.roots = roots

    def get_source(
        self, _environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        name = "/".join(split_template_path(template))
        first = next(candidates(self.roots, name), None)
        if first is None:
            raise TemplateNotFound(template)
        source, shown, same = _read(*first)
        # A file that was added since may go before the one that was read.
        return source, shown, lambda: next(candidates(self.roots, name), None) == first and same()


def _read(root: Path, path: Path) -> tuple[str, str, Callable[[], bool]]:
    name = f"{path.parent.name}/{path.name}"
    shown = f"{root.name}/{name}"
    # A link may lead out of the folder, where nothing may be read.
    if not path.resolve().is_relative_to(root.resolve()):
        raise TemplateSyntaxError("leads out of its folder", 1, name, shown)
    status = path.stat()
    if status.st_size > TEMPLATE_BYTES:
        raise TemplateSyntaxError(f"larger than {TEMPLATE_BYTES:,} bytes", 1, name, shown)
    try:
        source = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise TemplateSyntaxError(f"not UTF-8 ({error.reason})", 1, name, shown) from None

    def fresh() -> bool:
        return path.is_file() and path.stat().st_mtime_ns == status.st_mtime_ns

    return source, shown, fresh


# --- Bounds -------------------------------------------------------------------------------


class Sandbox(ImmutableSandboxedEnvironment):
    """The immutable sandbox, with bounds on time and size as well."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """`left operator right`, unless the result would be huge."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("text % values is not for templates; print the values")
        if operator == "**" and (abs(left) > SEQUENCE or abs(right) > 64):
            raise SecurityError("a power this large is not for templates")
        length = _length(left), _length(right)
        size = sum(length) if operator == "+" else length[0] * _times(right)
        size = max(size, length[1] * _times(left)) if operator == "*" else size
        if operator in "+*" and size > SEQUENCE:
            raise SecurityError(f"a text or list longer than {SEQUENCE:,}")
        if operator == "*" and _bits(left) + _bits(right) > BITS:
            raise SecurityError("a number this large is not for templates")
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, called: Any, *args: Any, **kwargs: Any) -> Any:
        """`called(...)`, if a template may call it; a long result costs."""
        result = super().call(context, called, *args, **kwargs)
        _spend(_length(result))
        return result

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Fields and the harmless methods of texts; nothing private, nothing that pads."""
        if isinstance(obj, str | int | float | bytes) and not isinstance(obj, Enum):
            return isinstance(obj, str) and attr in _TEXT_METHODS.split()
        return super().is_safe_attribute(obj, attr, value)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _priced(tree, name, filename)
        paid: nodes.Template = _Paid().visit(tree)
        return paid

    def wrap_str_format(self, value: Any) -> None:
        """No way around `is_safe_attribute` for `format`, which pads to any width."""

    # What `_Paid` calls. No template can name an attribute of the environment, or set it.

    @staticmethod
    def pay_tick(text: int = 1) -> None:
        """Each turn of a loop and each call of a macro, with so much text of the template in it."""
        if time.thread_time() > getattr(_until, "moment", float("inf")):
            raise SecurityError(_too_long())
        _spend(text)

    @staticmethod
    def pay_joined(*parts: Any) -> str:
        _spend(sum(map(_length, parts)))
        return markup_join(parts)

    @staticmethod
    def pay_group(values: Any) -> Any:
        """A list, tuple or dict that was just written: it costs what it holds, at all depths."""
        weight = _length(values)
        if weight > SEQUENCE:
            raise SecurityError(f"a text or list longer than {SEQUENCE:,}")
        _spend(weight)
        return values


def _priced(node: nodes.Node, name: str | None, filename: str | None) -> int:
    """Puts a call that pays for its text into each scope of a template; how much text that is."""
    if isinstance(node, nodes.ScopedEvalContextModifier):
        raise TemplateSyntaxError("autoescape stays on", node.lineno, name, filename)
    text = len(node.data) if isinstance(node, nodes.TemplateData) else 0
    text += sum(_priced(child, name, filename) for child in node.iter_child_nodes())
    if isinstance(node, nodes.For | nodes.Macro | nodes.Block | nodes.CallBlock):
        price = nodes.Const(1 + text)
        tick = nodes.Call(nodes.EnvironmentAttribute("pay_tick"), [price], [], None, None)
        node.body.insert(0, nodes.ExprStmt(tick).set_lineno(node.lineno))
    return text


class _Paid(NodeTransformer):
    """Puts a call that pays in the place of each `~` and around each list, tuple and dict.

    One that holds another twice, that a third twice and so on is compared, hashed and
    printed in exponential time, though making it costs nothing.
    """

    def visit_Concat(self, node: nodes.Concat) -> nodes.Call:  # noqa: N802  # Jinja's name
        self.generic_visit(node)
        return self._call("pay_joined", node.nodes, node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return self._call("pay_group", [node], node) if node.ctx == "load" and node.items else node

    def visit_List(self, node: nodes.List) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return self._call("pay_group", [node], node) if node.items else node

    def visit_Dict(self, node: nodes.Dict) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return self._call("pay_group", [node], node) if node.items else node

    def _call(self, name: str, arguments: list[nodes.Expr], node: nodes.Node) -> nodes.Call:
        call = nodes.Call(nodes.EnvironmentAttribute(name), arguments, [], None, None)
        return call.set_lineno(node.lineno)  # type: ignore[return-value]


def _length(value: Any, most: int = 10 * SEQUENCE) -> int:
    """Characters of a text, members of what holds others, at all depths; no more than `most`."""
    if isinstance(value, str | bytes):
        return len(value)
    if not isinstance(value, list | tuple | dict):
        return 0
    total = len(value)
    waiting: list[Any] = [value]
    while waiting and total <= most:
        held = waiting.pop()
        inner = [*held, *held.values()] if isinstance(held, dict) else held
        for one in inner:
            if isinstance(one, list | tuple | dict):
                total += len(one)
                waiting.append(one)
    return total


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 0


def _times(value: Any) -> int:
    return value if isinstance(value, int) else 1


def _range(*bounds: int) -> range:
    steps = range(*bounds)
    if len(steps) > RANGE:
        raise SecurityError(f"a range longer than {RANGE:,}")
    return steps


def _printed(value: Any) -> Any:
    """What an expression prints: a text without controls, or a number."""
    if isinstance(value, str):
        _spend(len(value))
        return value if isinstance(value, Markup) else plain(value)
    if value is None or isinstance(value, list | tuple | dict | set | bytes):
        raise TypeError(f"prints {type(value).__name__}; print its parts, or nothing")
    return value


_until = threading.local()


def _spend(characters: int) -> None:
    left = getattr(_until, "characters", CHARACTERS) - max(0, characters)
    if left < 0:
        raise SecurityError("printed or joined more characters than a template may")
    if hasattr(_until, "characters"):
        _until.characters = left


@contextmanager
def _budget(rows: int) -> Iterator[None]:
    """Ends what takes too much CPU time: loops by their ticks, all else by a signal.

    What is one step of Python is not ended by either: that is for the limits of the
    process in which templates are rendered (`engine`).
    """
    seconds, characters = PER_ROW
    _until.seconds = SECONDS + rows * seconds
    _until.moment = time.thread_time() + _until.seconds
    _until.characters = CHARACTERS + rows * characters
    alarm = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGVTALRM, _stop) if alarm else None
    if alarm:
        signal.setitimer(signal.ITIMER_VIRTUAL, _until.seconds)
    try:
        yield
    finally:
        del _until.moment, _until.characters, _until.seconds
        if alarm:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SecurityError(_too_long())


def _too_long() -> str:
    return f"ran longer than {getattr(_until, 'seconds', SECONDS):g} CPU-s"


@cache
def _environment(*roots: Path) -> Sandbox:
    environment = Sandbox(
        loader=Folders(*roots),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    kept = {"range": _range, "namespace": environment.globals["namespace"]}
    environment.globals.clear()
    environment.globals.update(kept)
    ours = {**filters(), **bounded_filters(RANGE, _spend)}
    environment.filters = {name: FILTERS[name] for name in _FILTERS.split()} | ours
    return environment


# --- Telling ------------------------------------------------------------------------------


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turns whatever the template `name` raises into a `RenderError` with file and line."""
    try:
        yield
    except RenderError:
        raise
    except TemplateNotFound as error:
        raise RenderError(f"{_place(error) or name}: no template {error.name}") from error
    except TemplateSyntaxError as error:
        raise RenderError(
            f"{error.filename or error.name}:{error.lineno}: {error.message}"
        ) from error
    except RecursionError as error:
        raise RenderError(f"{_place(error) or name}: nested without end") from error
    except (
        TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        MemoryError,
        AssertionError,
    ) as error:
        text = str(error) or type(error).__name__
        raise RenderError(f"{_place(error) or name}: {text}") from error


def _place(error: BaseException) -> str:
    """File and line of the innermost template frame."""
    place, trace = "", error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "__jinja_template__" in trace.tb_frame.f_globals or name.endswith(".j2"):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place

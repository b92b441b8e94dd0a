"""Imports point one way, and what is heavy is imported where it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "briefing"
ROOMS = ("collect", "read", "analyze", "summarize", "render", "deliver", "archive")
# From the outside in. A module imports from its own layer only within its own room.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("verbs",),
    ("web", "morning"),
    ("pipeline", "press", "verify", "starter", "progress"),
    ROOMS,
    ("plugins", "engine", "workers", "config", "files", "headers", "mime", "gaps", "logs", "tlp"),
    ("model", "errors"),
    ("language",),
    ("kept",),
)
# Within a layer these may be imported by their neighbours.
SHARED = frozenset(
    {"plugins", "engine", "workers", "config", "language", "model", "errors", "verify", "headers"}
    | {"press", "progress"}
)
# The template engine itself; render imports it when a template is rendered.
TEMPLATES = ("render/environment.py", "render/filters.py", "render/lint.py")
HEAVY = {"lxml", "numpy", "scipy", "sklearn", "nltk", "sumy", "trafilatura", "weasyprint"}
HEAVY |= {
    "pypdfium2",
    "jinja2",
    "nh3",
    "markdown",
    "css_inline",
    "Stemmer",
    "httpcore2",
    "feedparser",
    "striprtf",
}
# The database, which is imported when a desk uses an archive.
DATABASE = "archive/base/"
HEAVY |= {"sqlalchemy", "alembic", "psycopg", "structlog", "apprise", "filelock"}
HEAVY |= {"stamina", "protego", "imap_tools", "warcio", "idna"}


def _modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def _part(module: str) -> str:
    """The room or file of the package that a dotted name belongs to."""
    return module.split(".")[1] if "." in module else ""


def _layer(part: str) -> int:
    return next(n for n, parts in enumerate(LAYERS) if part in parts)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "imports are absolute"
            if node.module == "briefing":
                names = [alias.name for alias in node.names]
                yield from (f"briefing.{name}" for name in names if _is_module(name))
            else:
                yield node.module


def _is_module(name: str) -> bool:
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


def _top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """Statements that run on import; the blocks of `if TYPE_CHECKING` do not."""
    for node in tree.body:
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) and not typing_only:
            yield node


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _own_part(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_inwards(path: Path) -> None:
    own = _own_part(path)
    for name in _imported(_tree(path)):
        other = _part(name) if name.startswith("briefing.") else own
        if other == own or not name.startswith("briefing"):
            continue
        inward = _layer(other) > _layer(own)
        beside = _layer(other) == _layer(own) and other in SHARED
        assert inward or beside, f"{own} imports {name}"


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_heavy_is_imported_on_import(path: Path) -> None:
    inner = str(path.relative_to(PACKAGE))
    allowed = {"jinja2"} if inner in TEMPLATES else set()
    if inner.startswith(DATABASE):
        allowed = {"sqlalchemy", "alembic"}
    for node in _top_level(_tree(path)):
        for name in _imported(node):
            assert name.split(".")[0] not in HEAVY - allowed, f"line {node.lineno} imports {name}"


@pytest.mark.parametrize("module", ["cli", "pipeline", "analyze"])
def test_importing_the_package_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, briefing.{module}; print(*{{m.split('.')[0] for m in sys.modules}})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    assert HEAVY.isdisjoint(loaded.stdout.split())


def test_every_part_of_the_package_has_a_layer() -> None:
    parts = {_own_part(path) for path in _modules()}
    assert parts <= {part for layer in LAYERS for part in layer}


def test_the_rule_would_catch_a_room_that_imports_another() -> None:
    tree = ast.parse("def f():\n    from briefing.render import render\n")
    assert [_part(name) for name in _imported(tree)] == ["render"]
    assert _layer("render") == _layer("analyze")
    assert "render" not in SHARED

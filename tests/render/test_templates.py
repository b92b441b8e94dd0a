"""Templates of one's own: what they may do, what they may not, and how mistakes are told."""

from __future__ import annotations

import ast
import re
import resource
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from briefing.config import AudienceSettings, Desk
from briefing.errors import RenderError
from briefing.model import (
    Brief,
    Change,
    Citation,
    DisputeRow,
    Earlier,
    Edition,
    FigureRow,
    Gap,
    Origin,
    PastValue,
    Point,
    Reference,
    Section,
)
from briefing.render import environment, render
from briefing.render.citing import PAGE
from briefing.render.complete import check_complete
from briefing.render.filters import filters
from briefing.render.layout import layout_of
from briefing.render.lint import lint
from briefing.render.mail_support import unsupported
from briefing.render.site import site
from briefing.render.specimen import specimen
from briefing.render.wording import wording
from tests.conftest import ROOT

DOCS = ROOT / "docs" / "templates.md"
LANGUAGES = ("en", "uk", "ro", "de", "fr", "es")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    audience = AudienceSettings("mine", "mine", formats=("html",))
    return Desk(name="Varn", timezone="Europe/Kyiv", audiences=(audience,), folder=tmp_path)


def write(desk: Desk, text: str, name: str = "mine/page.html.j2") -> None:
    path = desk.folder / desk.templates / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def page(desk: Desk, sources: int = 12) -> str:
    audience = desk.audiences[0]
    brief = specimen(desk, audience, sources)
    return render(brief, desk, audience, ["html"])[0].content.decode()


def test_overriding_one_block_is_enough(desk: Desk) -> None:
    write(
        desk,
        '{% extends "base/page.html.j2" %}{% block masthead %}<h1>Ours</h1>{% endblock %}',
    )
    text = page(desk)
    assert "<h1>Ours</h1>" in text
    assert 'id="source-12"' in text


def test_a_folder_without_templates_has_the_base_and_its_own_colours(desk: Desk) -> None:
    write(desk, ":root { --brand: #123456 }", "mine/brand.css")
    assert "--brand: #123456" in page(desk)


def test_a_folder_rewords_the_layout(desk: Desk) -> None:
    write(desk, '[en]\nbottom_line = "First of all"\n', "mine/words.toml")
    assert "<h2>First of all</h2>" in page(desk)


def test_a_folder_that_is_nowhere_is_told_with_those_that_are(desk: Desk) -> None:
    with pytest.raises(RenderError, match=r'no template folder "mine".*analyst, executive, public'):
        page(desk)


MISTAKES = {
    "{{ brief.sections\n": r"mine/page\.html\.j2:\d+: ",
    "<p>\n{{ surprise }}": r"mine/page\.html\.j2:2: 'surprise' is undefined",
    "<p>\n\n{{ brief.nothing }}": r"mine/page\.html\.j2:3: .*no attribute 'nothing'",
    "{{ brief.sections }}": r"mine/page\.html\.j2:1: prints tuple",
    '{% include "base/nowhere.html.j2" %}': r"mine/page\.html\.j2:1: no template base/nowhere",
    "{{ 1 / 0 }}": r"mine/page\.html\.j2:1: division by zero",
    "{{ layout.say('no-such-phrase') }}": r"mine/page\.html\.j2:1: .*no-such-phrase",
    "{% autoescape false %}{% endautoescape %}": r"mine/page\.html\.j2:1: autoescape stays on",
    "{{ brief.note|safe }}": r"mine/page\.html\.j2:1: No filter named 'safe'",
}


@pytest.mark.parametrize("template", MISTAKES)
def test_a_mistake_is_told_with_file_and_line(desk: Desk, template: str) -> None:
    write(desk, template)
    with pytest.raises(RenderError, match=MISTAKES[template]) as caught:
        page(desk)
    assert str(desk.folder) not in str(caught.value)


@pytest.mark.parametrize(
    ("block", "lost"),
    [("sources", "source 1"), ("gaps", "gap"), ("key", "key to the marks"), ("themes", "citation")],
)
def test_a_template_cannot_lose_what_a_brief_owes_its_readers(
    desk: Desk, block: str, lost: str
) -> None:
    write(desk, f'{{% extends "base/page.html.j2" %}}{{% block {block} %}}{{% endblock %}}')
    with pytest.raises(RenderError, match="the template lost") as caught:
        page(desk)
    assert lost in str(caught.value)


def test_hiding_in_a_comment_or_the_head_is_losing(desk: Desk) -> None:
    audience = desk.audiences[0]
    write(desk, '{% extends "base/page.html.j2" %}')
    whole = page(desk)
    brief = specimen(desk, audience, 12)
    layout = layout_of(brief, desk, audience, PAGE)
    assert check_complete(whole, brief, layout, "page") == whole
    for gone in ("<!--{}-->", "<script>{}</script>", "<title>{}</title>"):
        with pytest.raises(RenderError, match="lost"):
            check_complete(gone.format(whole), brief, layout, "page")


HOSTILE = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ brief.__class__.__init__.__globals__ }}",
    "{{ layout.say.__func__.__globals__['__builtins__'] }}",
    "{{ layout|attr('__class__') }}",
    "{{ [brief]|map(attribute='__class__')|list|first }}",
    "{{ layout._ledger.printed }}",
    "{{ self.__init__.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ (brief.sections|list).append(1) }}",
    "{{ '{0.__class__}'.format(brief) }}",
    "{{ 'x' * 10 ** 9 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ '%9999999999d' % 1 }}",
    "{{ 'x'.ljust(9999999999) }}",
    "{{ range(10 ** 9)|list }}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",  # noqa: E501
    "{% set n = namespace(x='xx') %}{% for a in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=['x']) %}{% for a in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|string|length }}",  # noqa: E501
    "{% macro f(n) %}{{ f(n + 1) }}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    '{% include "mine/page.html.j2" %}',
    '{% include "../../secret.txt" %}',
    '{% include "/etc/passwd" %}',
    '{% include "mine/link.html.j2" %}',
    '{% import "os" as os %}{{ os.getcwd() }}',
    '{% extends "mine/page.html.j2" %}',
    # Little that asks for much in one step, or doubles in each.
    "{{ 'a'|center(10 ** 9) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ range(9999)|batch(10 ** 9, 'x')|list }}",
    "{{ range(9)|slice(10 ** 9)|list }}",
    "{{ 'x'.join(['x' * 1000000] * 1000000) }}",
    "{{ (['x' * 1000000] * 1000000)|join }}",
    "{{ (['x'] * 1000000)|map('replace', 'x', 'y' * 1000000)|list }}",
    "{{ ([['x'] * 9999] * 9999)|sum(start=[]) }}",
    "{{ (10 ** 64)|round(-10 ** 9) }}",
    "{{ (1).to_bytes(10 ** 9, 'big') }}",
    "{% set n = namespace(x=9) %}{% for a in range(9999) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}",  # noqa: E501
    "{% set n = namespace(x=1) %}{% for a in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='x') %}{% for a in range(99) %}{% set n.x = [n.x, n.x]|join %}{% endfor %}",  # noqa: E501
    "{% set n = namespace(x='x') %}{% for a in range(99) %}{% set n.x = n.x|replace('x', 'xx') %}{% endfor %}",  # noqa: E501
    "{% set n = namespace(x='x') %}{% for a in range(99) %}{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}",  # noqa: E501
    "{% set n = namespace(x='x') %}{% for a in range(99) %}{% set n.x = layout.say('page', page=n.x, pages=n.x) %}{% endfor %}",  # noqa: E501
    "{% macro f(x) %}{{ x }}{{ x }}{% endmacro %}{% set n = namespace(x='x') %}{% for a in range(99) %}{% set n.x = f(n.x) %}{% endfor %}",  # noqa: E501
    "{% filter upper %}{% for a in range(9999) %}{% for b in range(9999) %}"
    + "x" * 9999
    + "{% endfor %}{% endfor %}{% endfilter %}",
    "{% macro f() %}{% for a in range(9999) %}{{ caller() }}{% endfor %}{% endmacro %}{% call f() %}{% call f() %}{% call f() %}{% endcall %}{% endcall %}{% endcall %}",  # noqa: E501
    # The layout's words as a way to what lies behind them.
    "{{ layout.words.otherwise({'x': '{a.__class__.__init__.__globals__}'}).say('x', a=layout) }}",
    "{{ layout.words.otherwise({'x': '{a:>9999999999}'}).say('x', a=1) }}",
    "{{ layout.words.local('2023-01-01T00:00:00+00:00', '../../../etc/passwd') }}",
    "{{ '(' * 9 }}" + "{{ " + "(" * 5000 + ")" * 5000 + " }}",
    "{% for a in range(9999) %}{% for b in range(9999) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",  # noqa: E501
    # Little to make, and exponential to compare, to hash or to print.
    "{% set n = namespace(x=(1,), y=(1,)) %}{% for a in range(99) %}{% set n.x = (n.x, n.x) %}{% set n.y = (n.y, n.y) %}{% endfor %}{{ n.x == n.y }}",  # noqa: E501
    "{% set n = namespace(x=(1,)) %}{% for a in range(99) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {n.x: 1}|length }}",  # noqa: E501
    "{% set n = namespace(x={'a': 1}, y={'a': 1}) %}{% for a in range(99) %}{% set n.x = {'a': n.x, 'b': n.x} %}{% set n.y = {'a': n.y, 'b': n.y} %}{% endfor %}{{ n.x == n.y }}",  # noqa: E501
    "{% set n = namespace(x=[1]) %}{% for a in range(99) %}{% set n.x = [n.x] * 9 %}{% endfor %}{{ n.x in [n.x] }}",  # noqa: E501
    "{{ '{:>2000000000}'.format(1) }}",
    "{{ '{a:>2000000000}'.format_map({'a': 1}) }}",
    "{{ range(9999)|join('x' * 900000) }}",
    "{{ range(99)|map('string')|join('x' * 900000, attribute='z')|default('') }}",
    # The budget itself.
    "{% set x = _tick(-10 ** 12) %}{% for a in range(9999) %}{% for b in range(9999) %}xxxxxxxxx{% endfor %}{% endfor %}",  # noqa: E501
    "{% set _tick = range %}{% set _concat = range %}{% set tick = range %}{% for a in range(9999) %}{% for b in range(9999) %}{{ 'xxxxxx' ~ a }}{% endfor %}{% endfor %}",  # noqa: E501
    "{% macro tick(n) %}{% endmacro %}{% for a in range(9999) %}{% for b in range(9999) %}{{ 'xxxxxx' ~ a }}{% endfor %}{% endfor %}",  # noqa: E501
    "{{ environment.pay_tick(-10 ** 12) }}",
]


ENDLESS = next(h for h in HOSTILE if h.count("range(9999)") == 3 and "macro" not in h)


def test_check_refuses_them_as_well(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "SECONDS", 0.5)
    for template in HOSTILE:
        write(desk, template)
        assert lint(desk, desk.audiences[0]), template


def test_a_phrase_of_ones_own_is_only_text(desk: Desk) -> None:
    """`words.toml` cannot reach into what fills a phrase, nor pad it."""
    for evil in ("{n.__class__}", "{n!r:^99999999999}", "{"):
        write(desk, f'[en]\nnumber = "{evil}"\n', "mine/words.toml")
        assert evil in page(desk)


@pytest.mark.parametrize("template", HOSTILE, ids=[h[:40] for h in HOSTILE])
def test_a_hostile_template_is_stopped_and_reads_nothing(
    desk: Desk, tmp_path: Path, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if template != ENDLESS:
        # What only the clock stops need not be waited for each time.
        monkeypatch.setattr(environment, "SECONDS", 2.0)
    (tmp_path.parent / "secret.txt").write_text("SECRET")
    (tmp_path / "secret.txt").write_text("SECRET")
    write(desk, template)
    (tmp_path / "templates" / "mine" / "link.html.j2").symlink_to(tmp_path / "secret.txt")
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(RenderError) as caught:
        page(desk)
    assert time.process_time() - begun < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000
    assert "MemoryError" not in str(caught.value)
    assert re.match(
        r"(templates/)?mine/\w+\.html\.j2:\d+: |mine/page\.html\.j2: ", str(caught.value)
    )
    assert "SECRET" not in str(caught.value)
    assert "root:" not in str(caught.value)


def test_lint_finds_all_templates_that_fail(desk: Desk) -> None:
    audience = replace(desk.audiences[0], formats=("html", "pdf"))
    write(desk, "<p>\n{{ figures }}{{ secret }}")
    write(desk, "{% for x in brief.gaps %}", "mine/print.html.j2")
    found = lint(desk, audience)
    assert len(found) == 3
    assert any("mine/page.html.j2:2: unknown variable" in problem for problem in found)
    assert any(re.search(r"mine/print\.html\.j2:1: ", problem) for problem in found)
    write(desk, "<p>")
    write(desk, '{% extends "base/print.html.j2" %}', "mine/print.html.j2")
    assert [problem for problem in lint(desk, audience) if "lost" in problem]


def test_lint_tells_what_a_mail_client_lacks(desk: Desk) -> None:
    audience = replace(desk.audiences[0], formats=("eml",))
    mail = "{%% extends 'base/mail.html.j2' %%}\n{%% block lead %%}%s{%% endblock %%}\n"
    lead = '<p style="color: red; position: absolute">Position: open</p>\n<video src="x"></video>'
    write(desk, mail % lead, "mine/mail.html.j2")
    found = [problem for problem in lint(desk, audience) if "not supported" in problem]
    assert [problem.split(" is not")[0] for problem in found] == [
        "templates/mine/mail.html.j2:2: position",
        "templates/mine/mail.html.j2:3: <video>",
    ]
    assert "Gmail" in found[0]
    allowed = '<p style="float: left">{# allow float: only looks #}</p>'
    write(desk, mail % allowed, "mine/mail.html.j2")
    assert not [problem for problem in lint(desk, audience) if "not supported" in problem]


def test_the_shipped_mails_ask_for_nothing_that_a_client_lacks() -> None:
    mails = sorted((ROOT / "templates").glob("*/mail*.j2"))
    assert mails
    assert [found for path in mails for found in unsupported(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", ["executive", "analyst", "public"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_templates_pass_lint(desk: Desk, name: str, language: str) -> None:
    audience = AudienceSettings(name, name, language=language, formats=("html", "pdf"))
    assert lint(desk, audience) == ()


def test_every_language_has_every_phrase_and_its_plurals() -> None:
    """A phrase that the templates use stands in each language, with the same gaps to fill."""
    english = wording("en").phrases
    for code in LANGUAGES:
        words = wording(code)
        assert words.phrases.keys() == english.keys()
        for key, phrase in words.phrases.items():
            for text in (phrase,) if isinstance(phrase, str) else phrase.values():
                theirs = (english[key],) if isinstance(english[key], str) else english[key].values()
                assert _gaps(text) == {gap for t in theirs for gap in _gaps(t)}, (code, key)
        for iso in ("2026-01-01", "2026-12-31T23:59:00+00:00"):
            assert words.local(iso, "Europe/Kyiv", "long")


def _gaps(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)", text))


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", {0: "0 origins", 1: "1 origin", 2: "2 origins"}),
        ("fr", {0: "0 origine", 1: "1 origine", 2: "2 origines"}),
        ("ro", {0: "0 origini", 1: "1 origine", 19: "19 origini", 20: "20 de origini", 101: "101 origini"}),  # noqa: E501
        ("uk", {1: "1 першоджерело", 3: "3 першоджерела", 5: "5 першоджерел", 11: "11 першоджерел",
                12: "12 першоджерел", 21: "21 першоджерело", 22: "22 першоджерела"}),
    ],
)  # fmt: skip
def test_plurals_follow_cldr(code: str, forms: dict[int, str]) -> None:
    assert {n: wording(code).say("origins", n) for n in forms} == forms


def test_no_phrase_of_the_templates_is_missing() -> None:
    used = set()
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        used |= set(re.findall(r"layout\.say\(\"(\w+)\"", path.read_text("utf-8")))
    assert used
    assert used <= wording("en").phrases.keys()


def examples() -> list[str]:
    text = DOCS.read_text("utf-8")
    return re.findall(r"```jinja\n(.*?)```", text, re.DOTALL)


FORMS = {"page": "html", "print": "pdf", "mail": "eml", "index": ""}


@pytest.mark.parametrize("number", range(len(examples())))
def test_every_example_of_the_guide_renders(desk: Desk, number: int) -> None:
    example, audience = examples()[number], desk.audiences[0]
    extended = re.search(r'{% extends "base/((\w+)\.html\.j2)" %}', example)
    if extended is None:
        block = "{% block masthead %}<h1>Example</h1>" + example + "{% endblock %}"
        write(desk, '{% extends "base/page.html.j2" %}' + block)
        assert lint(desk, audience) == ()
        return
    write(desk, example, f"mine/{extended[1]}")
    form = FORMS[extended[2]]
    assert lint(desk, replace(audience, formats=(form,) if form else ())) == ()
    if extended[2] == "index":
        folder = desk.folder / "out" / "2026-11-22"
        folder.mkdir(parents=True)
        for artifact in render(specimen(desk, audience, 12), desk, audience, ("html", "json")):
            (folder / artifact.name).write_bytes(artifact.content)
        index = site(folder.parent, desk)[0].content.decode()
        assert "<p>Sunday 22 November 2026: 1</p>" in index
        assert "<p>feed.atom</p>" in index


def layout_parts() -> set[str]:
    tree = ast.parse((ROOT / "briefing/render/layout.py").read_text("utf-8"))
    layout = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Layout")
    methods = {n.name for n in layout.body if isinstance(n, ast.FunctionDef)}
    fields = {n.target.id for n in layout.body if isinstance(n, ast.AnnAssign)}  # type: ignore[union-attr]
    return {name for name in methods | fields if not name.startswith("_")}


def test_the_guide_names_every_part_of_the_contract_and_shows_it_in_use() -> None:
    text, shown = DOCS.read_text("utf-8"), "\n".join(examples())
    assert not {name for name in layout_parts() if f"`layout.{name}" not in text}
    assert not {name for name in layout_parts() if f"layout.{name}" not in shown}
    named = {"cite", "local", "standing", "markdown"}
    assert set(filters()) == named
    assert not {name for name in named if f"`{name}`" not in text or f"|{name}" not in shown}


def test_the_guide_names_every_block_and_shows_it_in_use() -> None:
    text, shown = DOCS.read_text("utf-8"), "\n".join(examples())
    blocks = set()
    for path in (ROOT / "templates/base").glob("*.j2"):
        blocks |= set(re.findall(r"{%-? block (\w+)", path.read_text("utf-8")))
    assert not {block for block in blocks if f"`{block}`" not in text}
    assert not {block for block in blocks if "{% block " + block + " %}" not in shown}


@pytest.mark.parametrize(
    ("noun", "row"),
    [
        (Brief, "`brief`"), (Edition, "`brief.edition`"), (Section, "a section"),
        (Point, "a point"), (Citation, "a citation"), (FigureRow, "a figure"),
        (DisputeRow, "a dispute"), (Change, "a change"), (Reference, "a source"),
        (Origin, "an origin"), (Gap, "a gap"), (PastValue, "a past value"),
        (Earlier, "what a change was earlier"),
    ],
)  # fmt: skip
def test_the_guide_names_every_field_of_a_brief_and_shows_it_in_use(noun: Any, row: str) -> None:
    text, shown = DOCS.read_text("utf-8"), "\n".join(examples())
    (told,) = re.findall(rf"(?m)^\| {re.escape(row)} \| (.*) \|$", text)
    names = {field.name for field in fields(noun)}
    assert names - set(re.findall(r"`(\w+)`", told)) == set()
    # The text of a source is printed by layout.paragraphs, in its marks.
    assert {n for n in names if not re.search(rf"\.{n}\b", shown)} - {"text"} == set()

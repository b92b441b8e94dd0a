"""What is wrong with an audience's templates, found before the night."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.config import AudienceSettings, Desk
from briefing.errors import RenderError
from briefing.plugins import RENDERERS, load
from briefing.render.citing import PRINT
from briefing.render.complete import check_complete
from briefing.render.environment import CONTRACT, render_template, unknown_names
from briefing.render.folders import BASE, TEMPLATE, folder_of, own, roots
from briefing.render.layout import layout_of
from briefing.render.mail_support import unsupported
from briefing.render.specimen import specimen

_PRINT = "print.html.j2"


def lint(desk: Desk, audience: AudienceSettings) -> tuple[str, ...]:
    """All problems, a line each with file and line.

    Each template of the folder is compiled, its names are held against the
    contract, and a specimen with every feature is rendered in each of the
    audience's formats; the print's template too, but it is not typeset. What the
    desk's own mail templates ask of mail clients is held against caniemail's data.
    """
    compiled = (*_compiled(desk, audience), *_mailed(desk, audience))
    return compiled or tuple(dict.fromkeys(_rendered(desk, audience)))


def _compiled(desk: Desk, audience: AudienceSettings) -> Iterator[str]:
    folder = folder_of(audience)
    names = {p.name for root in roots(desk) for p in root.glob(f"{folder}/*{TEMPLATE}")}
    for name in sorted(names):
        try:
            for unknown, line in unknown_names(desk, f"{folder}/{name}"):
                yield (
                    f'{desk.templates}/{folder}/{name}:{line}: unknown variable "{unknown}"; '
                    f"a template has {', '.join(sorted(CONTRACT))}"
                )
        except RenderError as error:
            yield str(error)


def _mailed(desk: Desk, audience: AudienceSettings) -> Iterator[str]:
    """What a mail client lacks of what the desk's own mail templates use."""
    if "eml" not in audience.formats:
        return
    for place in dict.fromkeys((folder_of(audience), BASE)):
        for path in sorted((own(desk) / place).glob(f"mail*{TEMPLATE}")):
            for line, feature, clients in unsupported(path.read_text("utf-8", "replace")):
                yield (
                    f"{desk.templates}/{place}/{path.name}:{line}: {feature} is not supported by "
                    f"{', '.join(clients)}; do without, or say why it does no harm: "
                    f"{{# allow {feature.strip('<>')}: reason #}}"
                )


def _rendered(desk: Desk, audience: AudienceSettings) -> Iterator[str]:
    brief = specimen(desk, audience)
    for form in audience.formats:
        try:
            if form == "pdf":
                layout = layout_of(brief, desk, audience, PRINT)
                html = render_template(desk, audience, _PRINT, brief, layout)
                check_complete(html, brief, layout, _PRINT)
            else:
                load(RENDERERS, form, f"{desk.file}: formats")(desk, audience).render(brief)
        except RenderError as error:
            yield str(error)

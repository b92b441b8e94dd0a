"""The web page: one file that asks nothing of any other host."""

from __future__ import annotations

from briefing.config import AudienceSettings, Desk
from briefing.model import Artifact, Brief
from briefing.render.citing import PAGE
from briefing.render.complete import check_complete
from briefing.render.environment import render_template
from briefing.render.layout import layout_of

TEMPLATE = "page.html.j2"


class HtmlRenderer:
    """`AUDIENCE.html`, from the audience's `page.html.j2`."""

    def __init__(self, desk: Desk, audience: AudienceSettings) -> None:
        self.desk = desk
        self.audience = audience

    def render(self, brief: Brief) -> Artifact:
        """Raises `RenderError` with file and line, or with what the template lost."""
        layout = layout_of(brief, self.desk, self.audience, PAGE)
        html = render_template(self.desk, self.audience, TEMPLATE, brief, layout)
        check_complete(html, brief, layout, TEMPLATE)
        return Artifact(f"{self.audience.name}.html", "text/html", html.encode())

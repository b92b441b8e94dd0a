"""Articles -> Labelled: which sentences belong to which theme, the desk's or the day's own."""

from briefing.analyze.themes.discovery import discover
from briefing.analyze.themes.finder import DeskThemes

__all__ = ["DeskThemes", "discover"]

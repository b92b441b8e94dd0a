"""Articles -> stories: which articles tell of one event."""

from briefing.analyze.stories.events import Events
from briefing.analyze.stories.group import group_stories

__all__ = ["Events", "group_stories"]

"""Articles -> stories: which articles tell of one event."""

from briefing.analyze.stories.group import group_stories

__all__ = ["group_stories"]

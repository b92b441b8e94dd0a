"""Articles -> Origins: copies of one text are one witness."""

from briefing.analyze.origins.group import group_origins

__all__ = ["group_origins"]

"""Analysis -> Analysis: what is new, changed and dropped since the desk's earlier editions."""

from briefing.analyze.changes.compare import since

__all__ = ["since"]

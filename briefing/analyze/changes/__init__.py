"""Analysis -> Analysis: what is new, changed and dropped since the desk's earlier editions."""

from briefing.analyze.changes.compare import since, since_for

__all__ = ["since", "since_for"]

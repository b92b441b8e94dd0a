"""Articles -> Names: persons, places and organizations under all their spellings."""

from briefing.analyze.names.found import canonical, find_names, fold, plain_forms

__all__ = ["canonical", "find_names", "fold", "plain_forms"]

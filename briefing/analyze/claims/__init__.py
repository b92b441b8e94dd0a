"""Sentences -> Claims: which sentences of different articles state one fact."""

from briefing.analyze.claims.group import group_claims

__all__ = ["group_claims"]

"""The automated daily briefing: every sentence a quotation that can be checked."""

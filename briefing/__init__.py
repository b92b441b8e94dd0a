"""The automated daily briefing: every sentence a quotation that can be checked.

    from briefing import make, read_desk
    made = make(read_desk(Path("desk.toml")), date(2023, 2, 14), Path("output"))

Names are imported when first used, so that `import briefing` costs next to nothing.
"""

_HOMES = {
    "briefing.config": ("Desk", "read_desk"),
    "briefing.errors": ("BriefingError",),
    "briefing.model": ("Analysis", "Article", "Artifact", "Brief", "Document", "Gap"),
    "briefing.pipeline": ("Made", "Understood", "check", "make", "send", "understand"),
    "briefing.archive": ("Verified", "verify"),
    "briefing.plugins": ("Deliverer", "Renderer", "Source", "Summarizer", "ThemeFinder"),
}
__version__ = "0.1.0"
__all__ = sorted(name for names in _HOMES.values() for name in names)  # noqa: PLE0605


def __getattr__(name: str) -> object:
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(home), name)
            return found
    raise AttributeError(f"module 'briefing' has no attribute {name!r}")

"""The composition root: the only place that knows all rooms."""

from fireseed.app.root import App

__all__ = ["App"]

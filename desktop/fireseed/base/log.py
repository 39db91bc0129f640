"""Logging to a small rotating file. No prompt, no answer and no token is ever logged."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def to_file(folder: Path, level: int = logging.INFO) -> Path:
    """Sends this process's log to `folder`/fireseed.log (3 x 1 MB kept); returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "fireseed.log"
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.setLevel(level)
    root.addHandler(handler)
    # Its INFO lines carry whole URLs, signed ones included.
    for talkative in ("httpx2", "httpcore2", "huggingface_hub"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    return path

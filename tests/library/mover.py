"""A process that deletes and restores every model until it is killed: `python mover.py DATABASE`."""

from __future__ import annotations

import sys
from pathlib import Path

from fireseed.base.paths import resources
from fireseed.library.store import Library


def main() -> None:
    library = Library(Path(sys.argv[1]), resources() / "migrations" / "library")
    print("ready", flush=True)
    while True:
        for model in library.models():
            library.delete(model.id)
        for model in library.binned():
            library.restore(model.id)


if __name__ == "__main__":
    main()

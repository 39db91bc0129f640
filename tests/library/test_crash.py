"""kill -9 while models move to the bin and back: every byte is at one place, and the library knows where."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from fireseed.library.model import ModelState
from library.conftest import OpenLibrary
from library.shelf import Shelf

KILLS = 12
MOST_KILLS = 60
"""A slow disk has no model in the bin yet when the first kills come."""


def move_for(seconds: float, database: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("mover.py")), str(database)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.kill()
    process.communicate(timeout=120)


def test_killed_at_any_moment_no_file_is_lost_or_doubled(
    database: Path, open_library: OpenLibrary, shelf: Shelf
) -> None:
    library = open_library()
    models = {
        shelf.add(library, "A", shards=3).id,
        shelf.add(library, "B", projector=b"eyes").id,
        shelf.add(library, "C", projector=b"eyes").id,
    }
    library.close()
    bytes_before = sorted(shelf.contents().values())
    draw = random.Random(20261124)
    found_binned = 0
    for number in range(MOST_KILLS):
        if number >= KILLS and found_binned:
            break
        move_for(draw.uniform(0.0, 0.15), database)
        assert sorted(shelf.contents().values()) == bytes_before
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        library = open_library()
        assert sorted(shelf.contents().values()) == bytes_before
        assert {model.id for model in (*library.models(), *library.binned())} == models
        assert {model.state for model in library.models()} <= {ModelState.READY}
        found_binned += len(library.binned())
        library.close()
    assert found_binned, "no kill met a model in the bin"

    library = open_library()
    for model in library.binned():
        assert library.restore(model.id).state is ModelState.READY
    assert {model.id for model in library.models()} == models
    assert all(not path.startswith(".") for path in shelf.contents())

"""What a database survives: versions from before and after, damage, a full disk, a second process."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fireseed.base.database import Database
from fireseed.base.errors import DatabaseDamaged, DatabaseTooNew, DiskFull, NotWritable

FIRST = """-- Notes; with a semicolon in a comment
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL -- a; b
) STRICT;
CREATE TABLE line (note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE) STRICT;
"""
SECOND = """ALTER TABLE note ADD COLUMN colour TEXT;
UPDATE note SET colour = 'grey; dark';
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_notes.sql").write_text(FIRST, encoding="utf-8")
    (folder / "README.txt").write_text("not a migration", encoding="utf-8")
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "notes.sqlite3"


Open = Callable[[], Database]


@pytest.fixture
def opened(path: Path, migrations: Path) -> Iterator[Open]:
    made: list[Database] = []

    def make() -> Database:
        made.append(Database(path, migrations))
        return made[-1]

    yield make
    for database in made:
        database.close()


def note(database: Database, text: str) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO note (text) VALUES (?)", (text,))


def notes(database: Database) -> list[str]:
    return [row["text"] for row in database.rows("SELECT text FROM note ORDER BY id")]


def by_hand(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_was_written_is_there_after_a_restart(opened: Open, path: Path) -> None:
    database = opened()
    note(database, "first")
    database.close()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert notes(opened()) == ["first"]


def test_durability_is_switched_on(opened: Open) -> None:
    database = opened()
    assert database.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert database.rows("PRAGMA synchronous")[0][0] == 2  # FULL
    assert database.rows("PRAGMA foreign_keys")[0][0] == 1


def test_a_block_that_raises_leaves_nothing(opened: Open) -> None:
    database = opened()
    with contextlib.suppress(ZeroDivisionError), database.write() as connection:
        connection.execute("INSERT INTO note (text) VALUES ('lost')")
        raise ZeroDivisionError
    assert notes(database) == []
    note(database, "next")
    assert notes(database) == ["next"]


def test_an_existing_database_is_backed_up_and_migrated(opened: Open, path: Path, migrations: Path) -> None:
    database = opened()
    note(database, "old")
    database.close()
    (migrations / "0002_colours.sql").write_text(SECOND, encoding="utf-8")

    database = opened()
    assert [tuple(row) for row in database.rows("SELECT text, colour FROM note")] == [("old", "grey; dark")]
    backup = path.with_name("notes.before-0002.sqlite3")
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT * FROM note").fetchall() == [(1, "old")]
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_new_database_needs_no_backup(opened: Open, path: Path, migrations: Path) -> None:
    (migrations / "0002_colours.sql").write_text(SECOND, encoding="utf-8")
    assert opened().rows("PRAGMA user_version")[0][0] == 2
    assert list(path.parent.glob("*before*")) == []


def test_only_the_last_backups_are_kept(opened: Open, path: Path, migrations: Path) -> None:
    opened().close()
    for number in range(2, 8):
        (migrations / f"{number:04}_step.sql").write_text(f"CREATE TABLE t{number} (x);", encoding="utf-8")
        opened().close()
    kept = sorted(entry.name for entry in path.parent.iterdir() if entry != path)
    assert kept == [f"notes.before-{number:04}.sqlite3" for number in (5, 6, 7)]


def test_a_migration_that_breaks_off_leaves_the_old_database(opened: Open, path: Path, migrations: Path) -> None:
    database = opened()
    note(database, "old")
    database.close()
    step = migrations / "0002_broken.sql"
    step.write_text("CREATE TABLE half (x);\nUPDATE note SET text = 'new';\nINSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        opened()

    step.unlink()
    database = opened()
    assert notes(database) == ["old"]
    assert database.rows("SELECT name FROM sqlite_schema WHERE name = 'half'") == []
    assert list(path.parent.glob("*.new")) == []


def together(path: Path, migrations: Path, processes: int) -> list[int]:
    """Exit codes of so many processes that open and close the database at the same moment."""
    script = "import sys; from pathlib import Path; from fireseed.base.database import Database\n"
    script += "print('ready', flush=True); input(); Database(Path(sys.argv[1]), Path(sys.argv[2])).close()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with contextlib.ExitStack() as all_of_them:
        openers = [
            all_of_them.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", script, str(path), str(migrations)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    env=environment,
                )
            )
            for _ in range(processes)
        ]
        for opener in openers:
            assert opener.stdout is not None
            assert opener.stdout.readline() == "ready\n"
        for opener in openers:
            assert opener.stdin is not None
            opener.stdin.write("\n")
            opener.stdin.close()
        return [opener.wait(120) for opener in openers]


def test_a_new_database_that_another_process_is_creating_is_waited_for(opened: Open, path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")  # SQLite refuses to wait for this one when it changes the journal
        commit = threading.Timer(0.3, other.execute, ["COMMIT"])
        commit.start()
        note(opened(), "after the other")
        commit.join()


def test_processes_that_open_an_old_database_migrate_it_once(opened: Open, path: Path, migrations: Path) -> None:
    opened().close()
    (migrations / "0002_colours.sql").write_text(SECOND, encoding="utf-8")
    assert together(path, migrations, processes=3) == [0, 0, 0]
    assert opened().rows("SELECT colour FROM note") == []
    with closing(sqlite3.connect(path.with_name("notes.before-0002.sqlite3"))) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_newer_database_can_be_read_and_is_never_changed(opened: Open, path: Path) -> None:
    database = opened()
    note(database, "from the future")
    database.close()
    by_hand(path, "PRAGMA user_version = 7", "ALTER TABLE note ADD COLUMN mood TEXT")
    before = path.read_bytes()

    database = opened()
    assert database.newer is not None
    assert notes(database) == ["from the future"]
    with pytest.raises(DatabaseTooNew) as caught, database.write():
        pass
    assert caught.value.facts == {"path": str(path), "found": 7, "supported": 1}
    database.close()
    assert path.read_bytes() == before


def test_a_newer_database_without_a_table_that_we_know_says_that_it_is_newer(opened: Open, path: Path) -> None:
    opened().close()
    by_hand(path, "PRAGMA user_version = 2", "ALTER TABLE note RENAME TO remark")
    with pytest.raises(DatabaseTooNew):
        notes(opened())


@pytest.mark.parametrize(
    "content",
    [b"\0" * 8192, b"<html>captive portal</html>" * 50, b"SQLite format 3\0" + b"\xff" * 5000],
    ids=["NULs of a power cut", "HTML", "a header with nothing behind it"],
)
def test_a_damaged_database_is_named_and_left_as_it_is(opened: Open, path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(DatabaseDamaged) as caught:
        opened()
    assert caught.value.path == str(path)
    assert path.read_bytes() == content


def test_damage_in_the_middle_is_found_when_it_is_read(opened: Open, path: Path) -> None:
    database = opened()
    note(database, "x" * 200_000)
    database.close()
    with path.open("r+b") as stream:
        stream.seek(8192)
        stream.write(b"\xee" * (path.stat().st_size - 8192))
    with pytest.raises(DatabaseDamaged):
        notes(opened())


def test_a_database_cut_short_is_damaged(opened: Open, path: Path) -> None:
    database = opened()
    note(database, "x" * 200_000)
    database.close()
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(DatabaseDamaged):
        notes(opened())


def test_a_full_disk_costs_the_write_and_nothing_else(opened: Open, path: Path) -> None:
    database = opened()
    note(database, "before")
    with database.write() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull) as caught:
        note(database, "x" * 100_000)
    assert caught.value.path == str(path)
    assert notes(database) == ["before"]

    with database.write() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    note(database, "x" * 100_000)
    assert len(notes(database)) == 2


def test_a_place_that_is_no_folder_is_not_writable(tmp_path: Path, migrations: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(NotWritable):
        Database(tmp_path / "file" / "notes.sqlite3", migrations)


def test_a_folder_in_the_place_of_the_file_is_not_writable(path: Path, opened: Open) -> None:
    path.mkdir(parents=True)
    (path / "something").touch()
    with pytest.raises(NotWritable):
        opened()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere; Windows uses ACLs")
def test_a_read_only_folder_is_not_writable(path: Path, opened: Open) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o555)
    try:
        with pytest.raises(NotWritable):
            opened()
    finally:
        path.parent.chmod(0o755)


def test_two_connections_see_each_others_commits(opened: Open) -> None:
    one, other = opened(), opened()
    note(one, "a")
    note(other, "b")
    assert notes(one) == notes(other) == ["a", "b"]


def test_many_threads_write_and_read(opened: Open) -> None:
    database = opened()
    together = threading.Barrier(8)

    def work(name: int) -> None:
        together.wait(60)
        for turn in range(10):
            note(database, f"{name}-{turn}")
            assert notes(database)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(notes(database)) == sorted(f"{name}-{turn}" for name in range(8) for turn in range(10))


def test_references_are_held(opened: Open) -> None:
    database = opened()
    with pytest.raises(sqlite3.IntegrityError), database.write() as connection:
        connection.execute("INSERT INTO line (note) VALUES (99)")


def test_a_folder_whose_name_is_not_plain(tmp_path: Path, migrations: Path) -> None:
    path = tmp_path / "我的 100% #1?" / "notes.sqlite3"
    database = Database(path, migrations)
    note(database, "here")
    database.close()
    assert path.exists()

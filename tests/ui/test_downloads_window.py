"""The page Downloads in the real window: by keyboard alone, with 200 rows, with names that fill the width."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import getCppPointer

from fireseed.base.errors import DigestMismatch
from fireseed.base.paths import Paths
from fireseed.base.settings import Language, SettingsFile
from fireseed.transfer.limits import Limits
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.schedule import Schedule
from fireseed.transfer.state import Priority, TransferState, Waiting
from fireseed.transfer.traffic import SourceCount
from fireseed.transfer.transfers import Transfers
from fireseed.ui.application import Window
from fireseed.ui.shell import Shell
from transfer.room import Room
from ui.screen import click, items, says, shown, write
from ui.scripted import ScriptedApp, ScriptedTransfer, model, scripted_app

LONG = "A-Name-As-Long-As-Hugging-Face-Allows-" + "70B-Instruct-v2.1-imatrix-abliterated-" * 2 + "GGUF"
Key = Qt.Key


def plan(name: str, size: int = 1000, folder: Path = Path("/models")) -> Plan:
    file = PlannedFile("m.gguf", size, "0" * 64, None, str(folder / name / "m.gguf"), ())
    return Plan("builtin", f"owner/{name}", "c" * 40, "Q4_K_M", "apache-2.0", (file,))


@pytest.fixture
def transfers(tmp_path: Path) -> Iterator[Transfers]:
    """A real queue of a, b, c and d, which wait for an hour that does not come."""
    begins = datetime.now().astimezone() + timedelta(hours=6)
    hours = Schedule(begins.time().replace(second=0), (begins + timedelta(hours=1)).time().replace(second=0))
    room = Room(tmp_path)
    room.models.mkdir()
    with room.service(limits=Limits(schedule=hours)) as made:
        for name in "abcd":
            made.start(plan(name, folder=room.models))
        yield made


@pytest.fixture
def app(home: Paths, request: pytest.FixtureRequest) -> Iterator[ScriptedApp]:
    """As everywhere, but for the tests that want a real queue."""
    SettingsFile(home.settings_file).change(language=Language.ENGLISH)
    with scripted_app(home) as made:
        made.library.found = (model(),)
        if "transfers" in request.fixturenames:
            made.transfers = request.getfixturevalue("transfers")
        yield made


@pytest.fixture
def screen(window: Window, qtbot: QtBot) -> QQuickWindow:
    """The window, on the page Downloads."""
    window.window.resize(1280, 800)
    window.shell.setProperty("page", Shell.Page.DOWNLOADS)
    qtbot.waitUntil(lambda: says(window.window, "Downloads"))
    return window.window


def titles(window: Window) -> str:
    return "".join(row.title for row in window.pages.page(Shell.Page.DOWNLOADS)._rows.rows)  # type: ignore[attr-defined]


def focused(screen: QQuickWindow) -> str:
    """The row that has the keyboard, or the control in it."""
    item = screen.activeFocusItem()
    row = item
    while row is not None and row.property("key") is None:
        row = row.parentItem()
    if item is None or row is None:
        return ""
    control = item.property("symbol")
    return f"{row.property('title')} {control}" if control else str(row.property("title"))


def rings(screen: QQuickWindow) -> int:
    """Focus rings that are drawn."""
    return sum(item.metaObject().className().startswith("FocusRing") for item in items(screen.contentItem()))


def press(screen: QQuickWindow, *keys: Qt.Key, alt: bool = False) -> None:
    for key in keys:
        QTest.keyClick(screen, key, Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier)


def test_arrows_choose_a_row_and_the_ring_shows_it(
    screen: QQuickWindow, transfers: Transfers, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    assert rings(screen) == 0, "nobody has used a key yet"
    press(screen, Key.Key_Down)
    assert focused(screen) == "b"
    assert rings(screen) == 1
    press(screen, Key.Key_End)
    assert focused(screen) == "d"
    press(screen, Key.Key_Down, Key.Key_Up, Key.Key_Home)
    assert focused(screen) == "a"
    click(screen, "c")
    assert focused(screen) == "c"
    assert rings(screen) == 0, "a click needs none"


def test_keys_pause_go_on_and_move(
    window: Window, screen: QQuickWindow, transfers: Transfers, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Space)
    qtbot.waitUntil(lambda: "Paused" in shown(screen))
    press(screen, Key.Key_Space)
    qtbot.waitUntil(lambda: "Paused" not in shown(screen))
    press(screen, Key.Key_Down, alt=True)
    qtbot.waitUntil(lambda: titles(window) == "bacd")
    assert focused(screen) == "a", "the keyboard stays with what it moves"
    press(screen, Key.Key_Down, alt=True)
    qtbot.waitUntil(lambda: titles(window) == "bcad")
    press(screen, Key.Key_Home, alt=True)
    qtbot.waitUntil(lambda: titles(window) == "abcd")
    press(screen, Key.Key_Down)
    press(screen, Key.Key_Up, alt=True)
    qtbot.waitUntil(lambda: titles(window) == "bacd")
    assert focused(screen) == "b"


def test_delete_cancels_and_can_be_taken_back(
    window: Window, screen: QQuickWindow, transfers: Transfers, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Down, Key.Key_Delete)
    qtbot.waitUntil(lambda: titles(window) == "acd")
    qtbot.waitUntil(lambda: says(screen, "Cancelled: b"))
    qtbot.waitUntil(lambda: focused(screen) in ("a", "c"))  # a neighbour has the keyboard now
    click(screen, "Undo")
    qtbot.waitUntil(lambda: titles(window) == "abcd")


def test_tab_reaches_the_buttons_of_one_row_only(screen: QQuickWindow, transfers: Transfers, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Down)
    found = []
    for _ in range(3):
        press(screen, Key.Key_Tab)
        found.append(focused(screen))
    assert found == ["b pause", "b more", ""]
    QTest.keyClick(screen, Key.Key_Backtab)
    press(screen, Key.Key_Down)
    assert focused(screen) == "c", "from a button an arrow leads on to the next row"
    press(screen, Key.Key_Up)
    assert focused(screen) == "b", "and back to the row, not to a button in it"


def test_the_menu_by_keyboard(screen: QQuickWindow, transfers: Transfers, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Menu)
    qtbot.waitUntil(lambda: says(screen, "Cancel the download"))
    assert "Start now" in shown(screen), "it waits for the hours"
    press(screen, Key.Key_Down, Key.Key_Down)
    qtbot.waitUntil(lambda: screen.activeFocusItem().property("text") == "Pause")
    press(screen, Key.Key_Down)
    assert screen.activeFocusItem().property("text") == "Move down", "the first one has nothing above"
    press(screen, Key.Key_Down, Key.Key_Right)
    qtbot.waitUntil(lambda: screen.activeFocusItem().property("text") == "Goes first")
    press(screen, Key.Key_Down, Key.Key_Down)
    qtbot.waitUntil(lambda: screen.activeFocusItem().property("text") == "Goes last")
    (first, *_) = transfers.all()
    press(screen, Key.Key_Return)
    qtbot.waitUntil(lambda: transfers.get(first.id).priority is Priority.LOW)
    qtbot.waitUntil(lambda: not says(screen, "Cancel the download"))
    qtbot.waitUntil(lambda: focused(screen) == "a")


def test_the_speed_limit_by_hand(
    window: Window, app: ScriptedApp, screen: QQuickWindow, transfers: Transfers, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: says(screen, "No speed limit"))
    click(screen, "No speed limit")
    qtbot.waitUntil(lambda: says(screen, "20 MB/s"))
    click(screen, "20 MB/s")
    qtbot.waitUntil(lambda: says(screen, "At most 20 MB/s"))
    assert app.settings.current.speed_limit == 20_000_000
    qtbot.waitUntil(lambda: not says(screen, "Own limit …"))
    click(screen, "At most 20 MB/s")
    qtbot.waitUntil(lambda: says(screen, "Own limit …"))
    click(screen, "Own limit …")
    qtbot.waitUntil(lambda: says(screen, "Set the limit"))
    write(screen, "much")
    qtbot.waitUntil(lambda: says(screen, "Write a number above 0"))
    press(screen, Key.Key_Return)
    assert says(screen, "Set the limit"), "that is no limit"
    QTest.keyClick(screen, "a", Qt.KeyboardModifier.ControlModifier)
    write(screen, "2.5")
    press(screen, Key.Key_Return)
    qtbot.waitUntil(lambda: says(screen, "At most 2.5 MB/s"))
    assert app.settings.current.speed_limit == 2_500_000


def test_enter_chats_with_what_is_here_and_the_digest_can_be_copied(
    window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot
) -> None:
    here = app.library.found[0]
    done = Plan("builtin", here.repo, "c" * 40, here.variant, None, (PlannedFile("m", 9, None, None, "/m/m", ()),))
    app.transfers.running = [ScriptedTransfer(done, TransferState.DONE, 9, 9)]
    qtbot.waitUntil(lambda: "Verified" in shown(screen))
    press(screen, Key.Key_Menu)
    qtbot.waitUntil(lambda: says(screen, "Copy SHA-256"))
    click(screen, "Copy SHA-256")
    assert QGuiApplication.clipboard().text() == here.files[0].sha256
    qtbot.waitUntil(lambda: not says(screen, "Copy SHA-256"))
    press(screen, Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.property("page") == Shell.Page.CHAT)
    assert window.pages.chat.picker.property("key") == here.id


def crowd(count: int) -> list[ScriptedTransfer]:
    """Names of 120 characters; four run, one of them from two hubs and a third that was banned."""
    made = []
    for number in range(count):
        transfer = ScriptedTransfer(plan(f"{number:03}-{LONG}"[:120], 10**9), TransferState.QUEUED)
        transfer.waiting = Waiting.TURN
        made.append(transfer)
    for transfer in made[:4]:
        transfer.state, transfer.waiting, transfer.speed, transfer.seconds_left = (
            TransferState.RUNNING,
            None,
            9e6,
            99,
        )
        transfer.speeds = tuple(1e6 * (1 + number % 7) for number in range(60))
        transfer.bytes_done, transfer.bytes_verified = 600_000_000, 400_000_000
        transfer.sources = {"builtin": SourceCount(10**8, 9e6, 2)}
    made[0].limit, made[0].priority = 5_000_000, Priority.HIGH
    made[0].sources["elsewhere"] = SourceCount(10**8, 3e6, 1)
    made[0].sources["wrong"] = SourceCount(10, 0, 0, DigestMismatch("m.gguf", "a" * 64, "b" * 64, "wrong"))
    return made


def right(item: QQuickItem) -> float:
    return item.mapToScene(QPointF(item.width(), 0)).x()


def rows_of(screen: QQuickWindow) -> list[QQuickItem]:
    return [
        item for item in items(screen.contentItem()) if item.metaObject().className().startswith("TransferDele")
    ]


def test_two_hundred_long_names_in_every_look(
    window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot
) -> None:
    app.transfers.running = crowd(200)
    qtbot.waitUntil(lambda: len(rows_of(screen)) > 3)
    page = window.pages.page(Shell.Page.DOWNLOADS)
    page.fold(app.transfers.running[0].id)  # type: ignore[attr-defined] # the page Downloads
    for language, words in ((Language.ENGLISH, "3.00 MB/s"), (Language.CHINESE, "下载中")):
        for scale in (1.0, 2.0):
            app.settings.change(language=language, text_scale=scale)
            window.apply_settings()
            for width, height in ((1280, 800), (900, 600), (760, 560)):
                screen.resize(width, height)
                qtbot.waitUntil(lambda: says(screen, words))  # noqa: B023 -- called at once
                assert not screen.grabWindow().isNull()
                for row in rows_of(screen):
                    texts = [
                        item
                        for item in items(row)
                        if item.metaObject().indexOfProperty("elide") >= 0 and item.width() > 0
                    ]
                    assert texts
                    assert all(right(item) <= right(row) for item in texts), "nothing sticks out"
                    assert all(item.property("paintedWidth") <= item.width() + 1 for item in texts)


def test_nothing_jumps_or_is_made_anew_while_figures_move(
    window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot
) -> None:
    app.transfers.running = crowd(40)
    qtbot.waitUntil(lambda: len(rows_of(screen)) > 3)
    (view,) = [
        item for item in items(screen.contentItem()) if item.metaObject().className().startswith("TransferLi")
    ]
    view.setProperty("contentY", 500.0)
    screen.grabWindow()
    before = {row.property("key"): getCppPointer(row)[0] for row in rows_of(screen)}
    in_sight = app.transfers.running[8].id
    place = next(row for row in rows_of(screen) if row.property("key") == in_sight).mapToScene(QPointF()).y()
    page = window.pages.page(Shell.Page.DOWNLOADS)
    for count in range(5):
        for transfer in app.transfers.running[:4]:
            transfer.bytes_done += count
            transfer.speed += count
        page.sample()  # type: ignore[attr-defined] # the page Downloads
    app.transfers.running[0].state = TransferState.DONE
    app.transfers.running[7].state = TransferState.PAUSED
    qtbot.waitUntil(lambda: says(screen, "1 paused"))
    screen.grabWindow()
    after = {row.property("key"): row for row in rows_of(screen)}
    same = before.keys() & after.keys()
    assert len(same) > 4
    assert all(before[key] == getCppPointer(after[key])[0] for key in same), "each row is the item that it was"
    qtbot.waitUntil(lambda: after[in_sight].mapToScene(QPointF()).y() == place)

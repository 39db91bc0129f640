"""`./test --pictures [FOLDER]`: every page, 1280x800 and 900x600, light and dark, English and Chinese.

The real window over the real services on a virtual screen; what it shows (a downloaded starter, a chat, a queue of
downloads) was put into a home of its own before.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from benchmarks.startup import virtual_screen
from fireseed.app import App
from fireseed.base.paths import Paths, resources
from fireseed.base.settings import Language, ModelScopeRegion, SettingsFile, Theme
from fireseed.chat.model import AnswerState, Role, Stats
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.mirrors import Mirrored
from fireseed.hubs.protocol import SearchQuery
from fireseed.library.model import Check
from fireseed.library.store import NewFile
from fireseed.transfer.state import TransferState
from fireseed.ui.application import Window, make_application
from fireseed.ui.discover import Discover
from fireseed.ui.first_cards import Stage
from fireseed.ui.offer import OfferPane
from fireseed.ui.shell import Shell
from hub.content import ServedFile, ServedRepo, mapped, seeded
from hub.server import LoopbackHub
from library.elsewhere.computer import gguf
from ui import pane_pictures
from ui.screen import click, items, shown

SIZES = ((1280, 800), (900, 600))
PATIENCE = 60.0
NOBODY = "http://127.0.0.1:9"
"""The discard port of this computer: a hub that is down, at once."""
_CRAWL = 100_000
"""Bytes/s: longer than the whole set takes."""
_LONG = "A-Name-As-Long-As-Hugging-Face-Allows-70B-Instruct-v2.1-imatrix-abliterated-GGUF"
_ANSWER = """Three things, in order of size:

1. **Leaves** take in light and carbon dioxide.
2. *Roots* bring water.
3. The plant makes sugar.

```python
def photosynthesis(light: float, water: float) -> float:
    return min(light, water)  # the scarcer one decides
```

| part | takes in |
|------|----------|
| leaf | light    |
| root | water    |

> Plants make their own food.
"""


class Photographer:
    """Opens windows on homes and keeps what they show in `folder`."""

    def __init__(self, application: QGuiApplication, folder: Path, hub: LoopbackHub) -> None:
        self._application = application
        self._folder = folder
        self._hub = hub

    def _mirrors(self, _: Sequence[str]) -> Mirrored:
        """An original that can't be reached and a mirror that can."""
        original = HuggingFaceHub("huggingface", "Hugging Face", NOBODY)
        return Mirrored([original, HuggingFaceHub("hf-mirror", "hf-mirror.com", self._hub.url, mirror_of=NOBODY)])

    def wait(self, condition: Callable[[], bool]) -> None:
        """Lets Qt work until `condition` holds, and then until the picture has settled."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise SystemExit("the window never showed what was waited for")
            self._spin(0.02)
        self._spin(0.4)

    def _spin(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._application.processEvents()
            time.sleep(0.005)

    def keep(self, window: Window, name: str) -> None:
        image = window.window.grabWindow()
        if not image.save(str(self._folder / f"{name}.png")):
            raise SystemExit(f"can't write {name}.png")
        print(f"{name}.png", flush=True)

    def first_run(self, home: Paths, look: str, *, alone: bool) -> None:
        """The first screen: what is proposed, one of it on its way; or, `alone`, the starter and mirrors."""
        with App.open(home) as app:
            if alone:
                app.hub_of_mirrors = self._mirrors  # type: ignore[method-assign] # nobody outside is asked
            window = Window(app)
            window.open()
            welcome = window.pages.chat.welcome
            self.wait(lambda: bool(window.pages.chat.property("known")))
            if alone:
                self.wait(lambda: bool(welcome.property("unanswered")))
                welcome.mirrors.measure()
                self.wait(lambda: bool(welcome.mirrors.rows.rows))
                self._both_sizes(window, f"welcome-alone-{look}")
            else:
                self.wait(lambda: bool(welcome.cards.rows) and welcome.cards.rows[0].stage == Stage.OFFERED)
                self.wait(lambda: all(card.stage == Stage.OFFERED for card in welcome.cards.rows))
                self._both_sizes(window, f"welcome-{look}")
                leading = next(card for card in welcome.cards.rows if card.leading)
                welcome.download(leading.key)
                self.wait(lambda: bool(app.transfers.all()))
                app.transfers.limit(app.transfers.all()[0].id, _CRAWL)
                self._both_sizes(window, f"welcome-downloading-{look}")
                app.transfers.cancel(app.transfers.all()[0].id)
            window.close()

    def _both_sizes(self, window: Window, name: str) -> None:
        for width, height in SIZES:
            window.window.resize(width, height)
            self.wait(lambda: True)
            self.keep(window, f"{name}-{width}x{height}")

    def all_pages(self, home: Paths, look: str) -> None:
        """One window in the home's language and theme, at both sizes."""
        with App.open(home) as app:
            window = Window(app)
            window.open()
            self.wait(lambda: bool(window.pages.chat.property("known")))
            for width, height in SIZES:
                window.window.resize(width, height)
                for page in Shell.Page:
                    self._turn_to(window, page)
                    name = page.name.lower()
                    self.keep(window, f"{name}-{look}-{width}x{height}")
                    for more in self._more(app, window, page):
                        self.keep(window, f"{name}-{more}-{look}-{width}x{height}")
            window.close()

    def _turn_to(self, window: Window, page: Shell.Page) -> None:
        window.shell.setProperty("page", page)
        self.wait(lambda: True)
        if page is Shell.Page.CHAT:
            conversations = window.pages.chat.conversations
            rows = conversations.rows.rows
            if rows:
                conversations.open(rows[0].key)
        if page is Shell.Page.LIBRARY:
            library = window.pages.page(page)
            self.wait(lambda: len(library.property("lines").rows) > 1)
        if page is Shell.Page.DOWNLOADS:
            downloads = window.pages.page(page)
            self.wait(lambda: "B/s" in downloads.property("summary"))
        if page is Shell.Page.DISCOVER:
            discover = window.pages.page(page)
            self.wait(lambda: len(discover.property("rows").entries) > 20 and not discover.property("busy"))
            entries = discover.property("rows").entries
            starter = next(entry for entry in entries if entry.repos[0].hub == "builtin")
            discover.open(starter.key)
        self.wait(lambda: True)

    def _more(self, app: App, window: Window, page: Shell.Page) -> Iterator[str]:
        """What else a page shows: each further piece of a long one, and what a pasted address names."""
        root = window.window.contentItem()
        if page is Shell.Page.SETTINGS:
            view = max(
                (item for item in items(root) if item.property("contentHeight")),
                key=lambda item: float(item.property("contentHeight")),
            )
            end = view.property("contentHeight") - view.height()
            for piece in range(1, ceil(end / (view.height() - 80)) + 1):
                view.setProperty("contentY", min(end, piece * (view.height() - 80)))
                self.wait(lambda: True)
                yield str(piece)
            view.setProperty("contentY", 0)
        if page is Shell.Page.LIBRARY:
            library = window.pages.page(page)
            key = library.property("rows").rows[1].key
            library.fold(key)
            self.wait(lambda: True)
            yield "details"
            library.fold(key)
            click(window.window, next(text for text in shown(window.window) if "(1)" in text or "（1）" in text))
            self.wait(lambda: True)
            yield "bin"
            QTest.keyClick(window.window, Qt.Key.Key_Escape)
        if page is Shell.Page.DISCOVER:
            discover = window.pages.page(page)
            discover.property("offer").close()
            field = next(item for item in items(root) if item.property("placeholderText"))
            field.setProperty("text", f"https://huggingface.co/{_small()[1].name}/blob/main/m-Q8_0.gguf")
            discover.accept()
            self.wait(lambda: discover.property("offer").property("phase") == OfferPane.Phase.READY)
            yield "address"
            discover.property("offer").close()
            field.setProperty("text", "")
            yield from self._list_states(app, window, discover, field)
            yield from pane_pictures.scenes(window, self.wait)

    def _list_states(self, app: App, window: Window, discover: QObject, field: QQuickItem) -> Iterator[str]:
        """Discover's list: full, filtered, with nothing that passes, on its way, and without its hubs."""
        rows, filters = discover.property("rows"), discover.property("filters")

        def settled() -> bool:
            return not discover.property("busy")

        self.wait(lambda: rows.property("count") > 20 and settled())
        yield "list"
        for chip in ("commercial", "multilingual"):
            filters.toggle(chip)
        filters.choose("small")
        self.wait(settled)
        yield "chips"
        filters.choose("huge")
        filters.toggle("vision")
        self.wait(settled)
        yield "filtered"
        filters.clear()
        field.setProperty("text", "owner")
        self.wait(settled)
        yield "doubtful"
        field.setProperty("text", "")
        self.wait(settled)
        self._turn_to_hub(app, window, NOBODY)
        self.wait(settled)
        yield "offline"
        field.setProperty("text", "never asked for before")
        self.wait(settled)
        yield "failed"
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self._turn_to_hub(app, window, f"http://127.0.0.1:{silent.getsockname()[1]}")
            field.setProperty("text", "asked for and on its way")
            self.wait(lambda: discover.property("phase") == Discover.Phase.LOADING)
            yield "loading"
        self._turn_to_hub(app, window, self._hub.url)
        field.setProperty("text", "nothing of that name")
        self.wait(settled)
        yield "empty"
        field.setProperty("text", "")
        self.wait(settled)

    def _turn_to_hub(self, app: App, window: Window, address: str) -> None:
        app.settings.change(hub_address=address)
        window.apply_settings()


def furnish(home: Paths, hub: LoopbackHub) -> None:
    """A starter that was downloaded, a chat, and a download with a long name that rests half-way."""
    with App.open(home) as app:
        repo = app.hubs["builtin"].search(SearchQuery()).repos[0]
        offer = app.downloads.offer(repo.hub, repo.name)
        app.transfers.wait(app.downloads.begin(offer, offer.variants[0]).id, PATIENCE)
        long = app.downloads.offer("huggingface", f"somebody/{_LONG}")
        transfer = app.downloads.begin(long, long.variants[0])
        deadline = time.monotonic() + PATIENCE
        while transfer.bytes_done < transfer.bytes_total // 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        app.transfers.pause(transfer.id)
        app.transfers.wait(transfer.id, PATIENCE)
        assert transfer.state is TransferState.PAUSED
        _queue(app)
        for title, question in (
            ("植物怎么生活？", "植物怎么生活？请用三点说明。"),
            ("How do plants live?", "How do plants live?"),
        ):
            conversation = app.chats.create(title, app.library.models()[0].name)
            asked = app.chats.append(conversation.id, Role.USER, question)
            answer = app.chats.begin_answer(conversation.id, asked.id, app.library.models()[0].name)
            app.chats.extend(answer.id, _ANSWER)
            app.chats.finish(answer.id, AnswerState.COMPLETE, Stats(21, 118, 0.2, 240.0, 84.2))
        _shelve(app)
    assert hub.served


def _shelve(app: App) -> None:
    """Models in every state, of other apps too, one of them twice, one that nobody listed, and one in the bin."""
    for number, (name, variant, size, check) in enumerate(
        (
            ("nobody/Deleted-GGUF", "Q8_0", 811_000_000, Check.VERIFIED),
            ("unsloth/Mistral-Small-24B-Instruct-GGUF", "Q3_K_M", 11_500_000_000, Check.VERIFIED),
            (f"somebody/{_LONG}", "Q2_K", 26_400_000_000, Check.NO_DIGEST),
            ("google/gemma-3-4b-it-GGUF", "Q4_K_M", 2_490_000_000, Check.VERIFIED),
            ("Qwen/Qwen2.5-0.5B-Instruct-GGUF", "Q8_0", 531_000_000, Check.MIRRORED),
            ("Qwen/Qwen3-8B-GGUF", "Q4_K_M", 5_030_000_000, Check.VERIFIED),
        )
    ):
        file = _hollow(app.models_folder / "huggingface" / name / f"{variant}.gguf", size, f"{number:064}", check)
        app.library.add(
            hub="huggingface", repo=name, commit="c" * 40, variant=variant, licence="apache-2.0", files=[file]
        )
    here = {model.repo: model for model in app.library.models()}
    app.library.delete(here["nobody/Deleted-GGUF"].id)
    here["unsloth/Mistral-Small-24B-Instruct-GGUF"].files[0].path.unlink()
    for repo, newer in (("Qwen/Qwen3-8B-GGUF", False), ("Qwen/Qwen2.5-0.5B-Instruct-GGUF", True)):
        app.library.note_upstream(here[repo].id, "d" * 40, newer=newer, checked_at=datetime.now(UTC))
    gemma = "lmstudio-community/gemma-3-4b-it-GGUF"
    same = _hollow(
        app.models_folder.parent / "lm-studio" / gemma / "Q4.gguf", 2_490_000_000, f"{3:064}", Check.NO_DIGEST
    )
    app.library.adopt(origin="lm_studio", repo=gemma, variant="Q4_K_M", licence="gemma", files=[same])
    unlisted = app.models_folder / "mine" / "Found-Q4_K_M.gguf"
    unlisted.parent.mkdir(exist_ok=True)
    unlisted.write_bytes(gguf("found"))


def _hollow(path: Path, size: int, sha256: str, check: Check) -> NewFile:
    """A file that takes no room, whatever its size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.truncate(size)
    return NewFile(path, sha256, check)


def _queue(app: App) -> None:
    """One download that failed, one that is slow enough to run in every picture, and some that wait behind it."""
    damaged, slow, *others = (
        app.downloads.offer("huggingface", name)
        for name in ("somebody/Damaged-8B-GGUF", "Qwen/Qwen3-8B-GGUF", *(repo.name for repo in _small()))
    )
    failing = app.downloads.begin(damaged, damaged.variants[0])
    app.transfers.wait(failing.id, PATIENCE)
    assert failing.state is TransferState.FAILED
    running = app.downloads.begin(slow, slow.variants[0])
    app.transfers.limit(running.id, _CRAWL)
    for offer in others:
        app.downloads.begin(offer, offer.variants[0])


def _offered() -> list[ServedRepo]:
    """Names that people know, with very little behind them, and one that fills the width."""
    long = ServedFile(seeded(30_000_000))
    return [
        ServedRepo(f"somebody/{_LONG}", {"model-Q4_K_M.gguf": long}),
        ServedRepo("Qwen/Qwen3-8B-GGUF", {"Qwen3-8B-Q4_K_M.gguf": long}),
        ServedRepo(
            "somebody/Damaged-8B-GGUF", {"m-Q4_K_M.gguf": ServedFile(seeded(40_000), published_sha256="0" * 64)}
        ),
        *_small(),
        *_doubtful(),
    ]


def _doubtful() -> list[ServedRepo]:
    """What a person should look at twice: a look-alike, terms, a licence that bars business, an unknown one."""
    file = {"m-Q4_K_M.gguf": ServedFile(seeded(40_000))}
    base = ["deepseek-ai/DeepSeek-R1"]
    return [
        ServedRepo(
            "deepseek-a1/Owner-R1-GGUF", file, licence="mit", base_models=base, gguf={"total": 671_026_000_000}
        ),
        ServedRepo("an-owner/Barred-8B-GGUF", file, licence="cc-by-nc-4.0", gguf={"total": 8_030_000_000}),
        ServedRepo(
            "an-owner/Consent-12B-GGUF", file, licence="gemma", gated="manual", gguf={"total": 12_200_000_000}
        ),
        ServedRepo("an-owner/Own-Terms-3B-GGUF", file, licence="other", gguf={"total": 3_090_000_000}),
        ServedRepo(
            "an-owner/Trained-Further-GGUF",
            file,
            base_models=["Qwen/Qwen3-8B"],
            card={"base_model_relation": "finetune"},
        ),
    ]


def _catalogue(folder: Path) -> list[ServedRepo]:
    """Models of the catalogue that people run at home, in their real sizes: files full of holes in `folder`."""
    repos = []
    for model in Catalogue.load(resources() / "catalogue").models:
        names = model.gguf.get("huggingface", ())
        if not names or model.parameters > 40e9:
            continue
        files = {}
        for quantization, bits in (("Q3_K_M", 4.0), ("Q4_K_M", 4.9), ("Q8_0", 8.5)):
            path = folder / f"{model.id}-{quantization}.gguf"
            with path.open("wb") as stream:
                stream.truncate(round(model.parameters * bits / 8))
            files[path.name] = served = ServedFile(mapped(path), published_sha256="0" * 64)
            served.git_sha1 = "0" * 40
        repos.append(ServedRepo(names[0], files, licence=model.licence))
    return repos


def _small() -> list[ServedRepo]:
    repos = []
    for size in ("1.5", "7", "14", "32"):
        files = {
            f"m-{name}.gguf": ServedFile(seeded(count)) for name, count in (("Q4_K_M", 40_000), ("Q8_0", 80_000))
        }
        repos.append(ServedRepo(f"deepseek-ai/DeepSeek-R1-Distill-Qwen-{size}B-GGUF", files, licence="mit"))
    return repos


def main() -> int:
    """Writes the whole set."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        display = stack.enter_context(virtual_screen())
        holes = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        hub = stack.enter_context(
            LoopbackHub(*_offered(), *_catalogue(holes), *pane_pictures.served(holes), rate=20e6)
        )
        work = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb", QT_QUICK_BACKEND="software", HOME=work)
        photographer = Photographer(make_application(), folder, hub)
        used, empty, alone = (Paths.under(Path(work) / name).ensure() for name in ("used", "empty", "alone"))
        for home in (used, empty, alone):
            address = NOBODY if home is alone else hub.url
            SettingsFile(home.settings_file).change(
                hub_address=address, modelscope=ModelScopeRegion.OFF, downloads_at_once=1
            )
        furnish(used, hub)
        for language in (Language.ENGLISH, Language.CHINESE):
            for theme in (Theme.LIGHT, Theme.DARK):
                for home in (empty, alone, used):
                    SettingsFile(home.settings_file).change(language=language, theme=theme)
                for home in (empty, alone):
                    photographer.first_run(home, f"{theme}-{language}", alone=home is alone)
                photographer.all_pages(used, f"{theme}-{language}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The window's life: from the first frame to a clean end.

`main` is the program; `Window` is everything that belongs to one window, so that a test can open one of its own.
"""

from __future__ import annotations

import linecache
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    QTranslator,
    QUrl,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication, QIcon
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
from shiboken6 import Shiboken

from fireseed import __version__
from fireseed.app import App
from fireseed.base import log
from fireseed.base.errors import FireseedError, NotWritable, Unexpected
from fireseed.base.paths import Paths, resources
from fireseed.base.settings import SettingsFile
from fireseed.ui import card_images, clipboard, geometry  # noqa: F401 -- the clipboard makes itself known to QML
from fireseed.ui.bridge import Bridge
from fireseed.ui.garbage import Garbage
from fireseed.ui.icons import PROVIDER, Icons
from fireseed.ui.instance import Instance
from fireseed.ui.pages import Pages
from fireseed.ui.shell import Shell
from fireseed.words import Words, choose_language

_log = logging.getLogger(__name__)

_QML = Path(__file__).parent / "qml"

_ENGINES_SECONDS = 5.0
"""How long the end waits for the engines; their processes die with ours anyway."""


def main(paths: Paths) -> int:
    """Opens the window, or brings the one that is open already to the front; returns the exit code."""
    linecache.clearcache()  # PySide has looked through the source of every module: 7 MB that nobody needs again
    application = make_application()
    try:
        paths.ensure()
    except OSError as error:
        reason = error.strerror or str(error)
        return give_up(application, paths, NotWritable(str(error.filename or paths.data), reason))
    instance = Instance(paths.instance_lock)
    if not instance.claim():
        return 0 if instance.wake() else 1
    log.to_file(paths.logs)
    qInstallMessageHandler(_to_log)
    try:
        with App.open(paths) as app:
            window = Window(app)
            instance.asked.connect(window.show)
            sys.excepthook = window.unexpected
            for ending in (signal.SIGINT, signal.SIGTERM):
                signal.signal(ending, lambda *_: application.quit())
            window.open()
            garbage = Garbage()
            code = application.exec()
            window.close()
            garbage.close()
            return code
    except FireseedError as error:
        return give_up(application, paths, error)
    finally:
        instance.close()
        sys.excepthook = sys.__excepthook__
        qInstallMessageHandler(None)


def make_application() -> QGuiApplication:
    """The one QGuiApplication of this process: names, icon and fonts."""
    # Any style would do, because the controls are ours; the plain one loads nothing of its own.
    os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")
    QCoreApplication.setApplicationName("fireseed")
    QCoreApplication.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("fireseed")
    application = QGuiApplication(sys.argv[:1])
    application.setApplicationDisplayName("Fireseed")
    application.setWindowIcon(QIcon(str(resources() / "icons" / "fireseed.svg")))
    # Without a substitute any font with Chinese characters is taken, which may have the Japanese forms.
    font = application.font()
    font.setFamily(QFontInfo(font).family())
    QFont.insertSubstitutions(font.family(), ["Noto Sans CJK SC", "Noto Sans SC"])
    application.setFont(font)
    return application


class Window(QObject):
    """One window, with its view models and the bridge to the services of `app`."""

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._translators: list[QTranslator] = []
        self._geometry_file = app.paths.settings_file.with_name("window.json")
        self._window: QQuickWindow | None = None
        self._closed = False
        self.bridge = Bridge(app.words, self)
        self.pages = Pages(app, self.bridge, self.apply_settings, self._say, self)
        self.shell = Shell(self.bridge, app.settings, app.transfers, self.pages.page, self)
        self._translate()
        self.engine = QQmlApplicationEngine()
        self.engine.addImageProvider(PROVIDER, Icons(resources() / "icons"))
        self.engine.addImageProvider(card_images.PROVIDER, card_images.CardImageProvider(self.pages.card_images))

    @property
    def window(self) -> QQuickWindow:
        """The window on the screen, once it is open."""
        assert self._window is not None
        return self._window

    def open(self) -> None:
        """Shows the window; what the first frame does not need begins behind it."""
        self.engine.setInitialProperties({"shell": self.shell, "chat": self.pages.chat})
        self.engine.load(QUrl.fromLocalFile(str(_QML / "Main.qml")))
        (window,) = self.engine.rootObjects()
        assert isinstance(window, QQuickWindow)
        self._window = window
        place = geometry.read(self._geometry_file).on([s.availableGeometry() for s in QGuiApplication.screens()])
        window.setMinimumWidth(geometry.MINIMUM_WIDTH)
        window.setMinimumHeight(geometry.MINIMUM_HEIGHT)
        window.resize(place.width, place.height)
        if place.x is not None and place.y is not None:
            window.setPosition(place.x, place.y)
        window.visibilityChanged.connect(self._seen)
        window.frameSwapped.connect(self._first_frame, Qt.ConnectionType.SingleShotConnection)
        window.showMaximized() if place.maximized else window.show()

    def show(self) -> None:
        """Brings the window to the front."""
        window = self.window
        if window.visibility() is QQuickWindow.Visibility.Minimized:
            window.showNormal()
        window.show()
        window.raise_()
        window.requestActivate()

    def close(self) -> None:
        """Keeps the window's place and ends what belongs to it: view models, engines, the loop."""
        if self._closed:
            return
        self._closed = True
        self._keep_place()
        # Bindings would see their objects go one by one; without the scene nothing is there to see it.
        Shiboken.delete(self.engine)
        self.bridge.finish(self._app.engines.close(), _ENGINES_SECONDS)
        self.bridge.close()
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        # In order, while Python still knows all of them: its collector would begin anywhere in the tree.
        for part in (self.shell, self.pages, self.bridge):
            Shiboken.delete(part)

    def unexpected(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        """For `sys.excepthook`: an exception that left a slot, which Qt would only print."""
        _log.critical("a defect", exc_info=(kind, problem, trace))
        self.bridge.failed.emit(Unexpected(f"{kind.__name__}: {problem}"[:300]))

    @Slot()
    def _first_frame(self) -> None:
        _log.info("first frame")
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        """Goes on with what an earlier run left, reads the library and looks at the machine."""
        for newer in (self._app.chats.newer, self._app.library.newer):
            if newer is not None:
                self.shell.warn(newer)
        self.bridge.run(self._app.resume, lambda _: self.pages.begin(), self._resume_failed)
        self.bridge.run(self._app.probe_machine, lambda machine: self.shell.describe(self.pages.meet(machine)))

    def _resume_failed(self, error: FireseedError) -> None:
        self.shell.warn(error)
        self.pages.begin()

    def _say(self, text: str, action: str, undo: Callable[[], object]) -> None:
        self.shell.say(text, action, undo)

    def apply_settings(self) -> None:
        """After a change on the page Settings: everything that depends on one, at once."""
        language = self._app.words.language
        self._app.settings_changed()
        self.shell.settle()
        if self._app.words.language != language:
            self._translate()
            self.engine.retranslate()
        self.bridge.speak(self._app.words)

    def _translate(self) -> None:
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators = []
        language = self._app.words.language
        QLocale.setDefault(QLocale(language))
        for folder, stem in (
            (str(resources() / "translations"), "fireseed"),
            (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), "qtbase"),
        ):
            translator = QTranslator(self)
            if translator.load(f"{stem}_{language}", folder):
                QCoreApplication.installTranslator(translator)
                self._translators.append(translator)

    @Slot(QQuickWindow.Visibility)
    def _seen(self, visibility: QQuickWindow.Visibility) -> None:
        """Nobody needs figures of a window that nobody sees."""
        self.bridge.rest(visibility in (QQuickWindow.Visibility.Hidden, QQuickWindow.Visibility.Minimized))

    def _keep_place(self) -> None:
        window = self.window
        maximized = window.visibility() is QQuickWindow.Visibility.Maximized
        former = geometry.read(self._geometry_file)
        place = (
            geometry.Geometry(former.width, former.height, former.x, former.y, maximized=True)
            if maximized
            else geometry.Geometry(window.width(), window.height(), window.x(), window.y())
        )
        geometry.write(self._geometry_file, place)


def give_up(application: QGuiApplication, paths: Paths, error: FireseedError) -> int:
    """Nothing can be opened: says why in a window of its own."""
    _log.error("can't open: %s", error)
    said = Words(resources() / "words", choose_language(SettingsFile(paths.settings_file).current.language)).error(
        error
    )
    engine = QQmlApplicationEngine()
    engine.addImageProvider(PROVIDER, Icons(resources() / "icons"))
    engine.setInitialProperties({"problem": said.title, "advice": said.advice, "details": str(error)})
    engine.load(QUrl.fromLocalFile(str(_QML / "Failed.qml")))
    application.exec()
    Shiboken.delete(engine)
    return 1


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _to_log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger(f"qt.{context.category or 'default'}").log(_LEVELS[kind], "%s", message)

"""One window a home: a second start brings the first one to the front.

The lock says who is first; a local socket (a named pipe on Windows) carries the wish. The lock file names its
process, so one that was killed blocks nobody.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 5000
"""How long a second start waits for a first one that is only just starting."""

_RETRY_MS = 50

_HEARD = b"heard"


class Instance(QObject):
    """The claim to be the one window of a home. `asked` is emitted when another start wants to see it."""

    asked = Signal()

    def __init__(self, lock: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(lock))
        self._lock.setStaleLockTime(0)  # old age proves nothing: the window may be open for weeks
        digest = hashlib.sha256(str(lock.resolve()).encode()).hexdigest()
        self._name = f"fireseed-{digest[:24]}"
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """True for the first of a home; it then listens for later ones."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)  # what a killed one left behind: the lock proves that it is gone
        self._server = QLocalServer(self, socketOptions=QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(self._name)
        return True

    def wake(self) -> bool:
        """Asks the first window to show itself; False when nobody answers within a few seconds."""
        deadline = QDeadlineTimer(_PATIENCE_MS)
        socket = QLocalSocket()
        while not deadline.hasExpired():
            socket.connectToServer(self._name)
            if socket.waitForConnected(_RETRY_MS * 10):
                return socket.waitForReadyRead(int(deadline.remainingTime()))
            QThread.msleep(_RETRY_MS)
        return False

    def close(self) -> None:
        """Gives up the claim."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _answer(self) -> None:
        assert self._server is not None
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_HEARD)  # the connection itself is the message
            socket.flush()
            socket.disconnectFromServer()
            self.asked.emit()

"""The last step of received bytes: claimed on the board, then written into the partial file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import FileIO
from typing import Self

from fireseed.base.disk import write_all
from fireseed.transfer.board import Board
from fireseed.transfer.pieces import Piece


class Writer:
    """Writes claimed bytes through a handle of its own, opened at the first one."""

    def __init__(self, board: Board, piece: Piece) -> None:
        self._board = board
        self._piece = piece
        self._stream: FileIO | None = None
        self._position = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()
            self._piece.has_handle = False

    def put(self, view: memoryview, *, wanted: bool) -> bool:
        """The bytes at `piece.claimed`; False when the piece is over. Bytes not `wanted` are there already."""
        while view:
            start = self._piece.claimed
            count = self._board.claim(self._piece, len(view), missing=wanted)
            if count == 0:
                return False
            if wanted:
                self._write(start, view[:count])
            self._piece.written += count
            view = view[count:]
        return True

    def _write(self, start: int, view: memoryview) -> None:
        work = self._piece.work
        try:
            if self._stream is None:
                self._piece.has_handle = True
                self._stream = work.partial.open_part("r+")
            if work.former is not None:
                work.former.keep(self._stream, start, view)
                self._position = -1
            if self._position != start:
                self._stream.seek(start)
            write_all(self._stream, view)
        except OSError as error:
            self._board.claim_failed(self._piece, len(view))
            raise work.partial.storage_error(error) from error
        self._position = start + len(view)


def cut(start: int, end: int, begin: int, missing: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """Received bytes [start, end) from `begin` on, cut into what is missing (True) and what is there (False)."""
    at = max(start, begin)
    for first, last in missing:
        if last <= at:
            continue
        if first >= end:
            break
        if at < first:
            yield at, first, False
        yield max(at, first), min(last, end), True
        at = min(last, end)
    if at < end:
        yield at, end, False

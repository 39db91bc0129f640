"""A whole file has the wrong digest: whose bytes were it? Only those are fetched again, from somebody else.

Each source's bytes are known, so a guess is a set of sources (or the disk, for what an earlier run left): their
bytes come again from the others, by the usual way, and the digest over the whole file says whether the guess was
right. Guesses are made in this order, until what they fetch would be more than twice the file's size, which is
enough for each source and the disk:

1. who is outvoted where three or more can be asked for the same few bytes;
2. those alone, if that was wrong: the others may be copies of each other;
3. each source, and the disk, who delivered least first;
4. each source alone, in the plan's order; first of all where no two agree.

What new bytes replace is kept, so that a wrong guess costs nothing but its own bytes. After a crash all of this
begins anew with what is on disk then: the journal knows whose it is.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import httpx2

from fireseed.base.errors import WrongBytes
from fireseed.hubs.protocol import FileSource
from fireseed.transfer.board import Board
from fireseed.transfer.choice import name_of
from fireseed.transfer.former import Former, read_at
from fireseed.transfer.patience import Patience
from fireseed.transfer.pieces import Work
from fireseed.transfer.source import RangesIgnored, Requests, Trouble
from fireseed.transfer.spans import Origin, Origins
from fireseed.transfer.traffic import Traffic

_log = logging.getLogger(__name__)

_SPOT = 64 << 10
"""Bytes to compare at one place."""
_SPOTS = 3
"""Places to compare of what each source delivered: the first, one in the middle, the last."""
_VOTERS = 5

_Owned = tuple[int, int, Origin]


@dataclass(frozen=True)
class _Guess:
    """`doubted` bytes come again from `asked`. `afresh`: into the file as it was at the first mismatch."""

    doubted: frozenset[Origin]
    asked: tuple[FileSource, ...]
    afresh: bool = False


class Repair:
    """One file's. Its calls come from one thread, after the whole file was read; raise StorageError."""

    def __init__(self, work: Work, board: Board, requests: Requests, traffic: Traffic, patience: Patience) -> None:
        self._work = work
        self._board = board
        self._requests = requests
        self._traffic = traffic
        self._patience = patience
        self._budget = 2 * work.size
        self._accused: set[str] = set()
        self._outvoted: frozenset[str] = frozenset()
        self._all_differ = False  # seen once: no two of them are honest
        self._original: list[_Owned] | None = None
        self._again: list[_Owned] = []
        self._tried: set[_Guess] = set()

    def close(self) -> None:
        """Forgets what was replaced."""
        if self._work.former is not None:
            self._work.former.close()
            self._work.former = None

    def next(self) -> bool:
        """After a mismatch: lets doubtful bytes come again; False when nothing is left to try."""
        try:
            if self._original is None:
                self._original = self._owned(self._origins.totals())
                self._look_around()
                self._outvoted = frozenset(self._accused & {origin.name for _, _, origin in self._original})
            else:
                self._settle()
            for guess in self._guesses():
                if self._board.is_stopped():
                    return False
                if guess not in self._tried and self._try(guess):
                    return True
        except OSError as error:
            raise self._work.partial.storage_error(error) from error
        return False

    def confirm(self) -> None:
        """The digest is right now: who had delivered what was replaced is not asked any more."""
        former = self._work.former
        if former is None or self._original is None:
            return
        partial, choice = self._work.partial, self._work.choice
        replaced = {origin for start, end, origin in self._original if former.within(start, end)}
        choice.trust(partial.file.sources)
        for source in partial.file.sources:
            if Origin(name_of(source)) in replaced:
                error = WrongBytes(partial.file.path, source.hub)
                _log.warning("%s: other bytes were fetched instead", error)
                choice.ban(source, error)
                self._traffic.distrust(source.hub, error)

    @property
    def _origins(self) -> Origins:
        return self._work.partial.journal.origins

    def _owned(self, origins: Iterable[Origin]) -> list[_Owned]:
        return [(start, end, origin) for origin in origins for start, end in self._origins.of(origin)]

    # Guesses

    def _guesses(self) -> Iterator[_Guess]:
        usable = self._work.choice.usable()
        if self._outvoted:
            yield self._against(self._outvoted, usable)
            yield self._for(self._outvoted, usable)
        alone = [self._for({name_of(source)}, usable) for source in usable]
        if self._all_differ:
            yield from alone
        names = {origin.name for origin in self._origins.totals() if origin.name is not None}
        suspects = {self._against(self._accused | {name}, usable) for name in names}
        suspects.add(self._against_the_disk(usable))
        yield from sorted(suspects, key=self._cost)
        yield from alone

    def _against(self, names: Iterable[str], usable: Sequence[FileSource]) -> _Guess:
        names = set(names)
        doubted = frozenset(origin for origin in self._origins.totals() if origin.name in names)
        return _Guess(doubted, tuple(source for source in usable if name_of(source) not in names))

    def _for(self, names: Iterable[str], usable: Sequence[FileSource]) -> _Guess:
        """Only these are honest."""
        names = set(names)
        doubted = frozenset(origin for _, _, origin in self._original or () if origin.name not in names)
        asked = tuple(source for source in usable if name_of(source) in names)
        untouched = set(self._owned(self._origins.totals())) == set(self._original or ())
        return _Guess(doubted, asked, afresh=not untouched)

    def _against_the_disk(self, usable: tuple[FileSource, ...]) -> _Guess:
        """What an earlier run left was damaged since, or nobody knows whose it is."""
        doubted = frozenset(origin for origin in self._origins.totals() if origin.earlier)
        names = {origin.name for origin in doubted} | self._accused
        others = tuple(source for source in usable if name_of(source) not in names)
        return _Guess(doubted, others or usable)

    def _spans(self, guess: _Guess) -> list[_Owned]:
        owned = self._original if guess.afresh and self._original else self._owned(self._origins.totals())
        return [each for each in owned if each[2] in guess.doubted]

    def _cost(self, guess: _Guess) -> int:
        return sum(end - start for start, end, _ in self._spans(guess))

    def _try(self, guess: _Guess) -> bool:
        cost = self._cost(guess)
        if cost == 0 or cost > self._budget or not guess.asked:
            return False
        self._tried.add(guess)
        self._budget -= cost
        if self._work.former is None:
            self._work.former = Former(self._work.partial.final.parent)
        if guess.afresh and self._original is not None:
            self._restore(self._original)
        self._again = self._spans(guess)
        _log.warning(
            "%s: %d bytes of %s come again from %s",
            self._work.partial.file.path,
            cost,
            sorted({origin.name or "?" for origin in guess.doubted}),
            [source.hub for source in guess.asked],
        )
        self._work.choice.trust(guess.asked)
        self._board.fetch_again(self._work, [(start, end) for start, end, _ in self._again])
        return True

    def _settle(self) -> None:
        """A guess was wrong, or not all of the truth: new bytes stay only where a vote is against the former."""
        former = self._work.former
        assert former is not None
        differing = next((span for start, end, _ in self._again for span in former.within(start, end)), None)
        if differing is not None:
            start, end = differing[0], min(differing[1], differing[0] + _SPOT)
            kept = former.read(start, end)
            names = {origin.name for one, other, origin in self._again if one < end and other > start}
            right = self._vote(start, end, {name: kept for name in names if name is not None})
            if right is not None and right != kept:
                return
        self._restore(self._again)

    def _restore(self, spans: Sequence[_Owned]) -> None:
        """The former bytes, and their former owners."""
        former, partial = self._work.former, self._work.partial
        assert former is not None
        with partial.open_part("r+") as part:
            for start, end, _ in spans:
                former.restore(part, start, end)
        partial.commit([(start, end, origin.name) for start, end, origin in spans])
        self._board.owned_by(self._work, spans)

    # Votes

    def _look_around(self) -> None:
        """Asks several sources for a few bytes of what each delivered: who lies all the time is found at once."""
        usable = {name_of(source) for source in self._work.choice.usable()}
        with self._work.partial.open_part("r") as part:
            for origin in self._origins.totals():
                if origin.name is None or len(usable | {origin.name}) < 3:
                    continue
                spans = self._origins.of(origin)
                middle = spans[len(spans) // 2]
                places = {spans[0][0], (middle[0] + middle[1]) // 2, max(spans[-1][0], spans[-1][1] - _SPOT)}
                for start in sorted(places)[:_SPOTS]:
                    end = min(start + _SPOT, next(other for one, other in spans if one <= start < other))
                    statement = {} if origin.earlier else {origin.name: read_at(part, start, end - start)}
                    self._vote(start, end, statement)

    def _vote(self, start: int, end: int, statements: dict[str, bytes]) -> bytes | None:
        """What most say these bytes are, None when it is open; who says something else is accused."""
        asked = [source for source in self._work.choice.usable() if name_of(source) not in statements]
        statements = {**statements, **self._ask(asked[:_VOTERS], start, end)}
        votes = Counter(statements.values()).most_common(2)
        if len(statements) < 3 or (len(votes) > 1 and votes[1][1] == votes[0][1]):
            self._all_differ = self._all_differ or (len(statements) >= 3 and votes[0][1] == 1)
            return None
        right = votes[0][0]
        self._accused |= {name for name, statement in statements.items() if statement != right}
        return right

    def _ask(self, sources: Sequence[FileSource], start: int, end: int) -> dict[str, bytes]:
        """What each says these bytes are. Who does not answer in time has no vote; `stop` ends it at once."""
        answers: dict[str, bytes] = {}

        def ask(source: FileSource) -> None:
            try:
                body = self._requests.open(self._work.partial.file, source, start, end)
                with closing(body.response):
                    answer = b"".join(body.pieces())
            except (Trouble, RangesIgnored, httpx2.HTTPError) as error:
                _log.info("%s has no vote: %r", source.hub, error)
                return
            if len(answer) == end - start:
                answers[name_of(source)] = answer

        # Threads of their own: they touch no file, so that nobody has to wait for one that hangs.
        threads = [threading.Thread(target=ask, args=(source,), name="vote", daemon=True) for source in sources]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + self._patience.silence
        for thread in threads:
            while thread.is_alive() and time.monotonic() < deadline and not self._board.is_stopped():
                thread.join(0.05)
        return answers.copy()

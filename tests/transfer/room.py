"""One home with its service, and downloads from test hubs with little patience, so that faults are over soon."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from fireseed.hubs.protocol import Address, FileSource
from fireseed.transfer.digest import VerifiedFile
from fireseed.transfer.limits import Limits
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer, Transfers
from hub.content import MIB, ServedFile, ServedRepo, seeded
from hub.server import LoopbackHub

REPO = "owner/model-GGUF"
IN_SOCKETS = 6 * MIB
"""Bytes that a hub may have sent and nobody read when a connection is given up."""
FILE = "model-Q4_K_M.gguf"
SIZE = 17 * MIB + 12_345
"""Bytes: three pieces, and not a multiple of anything, so that every edge is met."""
HASTY = Patience(
    attempts=4, silence=0.5, first_wait=0.01, longest_wait=0.05, longest_asked=2.0, steal_after=0.2, stalls=2
)
CALM = replace(HASTY, silence=10.0, steal_after=10.0)
"""For counting bytes: on a busy machine a thread may be idle for so long that its piece is fetched twice."""


def served(size: int = SIZE, seed: int = 1, **facts: object) -> ServedFile:
    return ServedFile(seeded(size, seed), **facts)  # type: ignore[arg-type] # facts are a test's own


def plan_of(repo: ServedRepo, folder: Path, *hubs: str) -> Plan:
    """The plan for all files of a repo, with a source at each of `hubs`."""
    return Plan(
        hub="test",
        repo=repo.name,
        commit=repo.commit,
        variant="Q4_K_M",
        licence=repo.licence,
        files=tuple(
            PlannedFile(
                path=path,
                size=file.size if file.published_size is None else file.published_size,
                sha256=(file.published_sha256 or file.sha256) if file.large else None,
                git_sha1=None if file.large else file.git_sha1,
                target=str(folder / "test" / repo.name / path),
                sources=tuple(FileSource(hub, repo.name, repo.commit, path) for hub in hubs or ("test",)),
            )
            for path, file in repo.files.items()
        ),
    )


@dataclass
class Room:
    """One home with a service; `hubs` resolve to test hubs, `done` collects what `on_done` was told."""

    root: Path
    hubs: dict[str, LoopbackHub] = field(default_factory=dict)
    done: list[tuple[Plan, tuple[VerifiedFile, ...]]] = field(default_factory=list)
    token: str | None = None

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine"

    def resolve(self, source: FileSource) -> Address:
        url = f"{self.hubs[source.hub].url}/{source.repo}/resolve/{source.commit}/{source.path}"
        return Address(url, {"Authorization": f"Bearer {self.token}"} if self.token else {})

    @contextlib.contextmanager
    def service(self, patience: Patience = CALM, limits: Limits | None = None) -> Iterator[Transfers]:
        transfers = Transfers(
            self.root / "records",
            self.quarantine,
            self.resolve,
            limits=limits,
            on_done=lambda plan, files: self.done.append((plan, files)),
            patience=patience,
        )
        try:
            yield transfers
        finally:
            transfers.close()

    def on_disk(self) -> dict[str, bytes]:
        """Every file below the models folder."""
        return {path.name: path.read_bytes() for path in self.models.rglob("*") if path.is_file()}


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def has(transfer: Transfer, count: int) -> bool:
    return transfer.bytes_done > count


def only_repo(hub: LoopbackHub) -> ServedRepo:
    return next(iter(hub.repos.values()))


def the_plan(hub: LoopbackHub, room: Room, *hubs: str) -> Plan:
    return plan_of(only_repo(hub), room.models, *hubs)


def without_digests(plan: Plan) -> Plan:
    files = tuple(msgspec.structs.replace(file, sha256=None, git_sha1=None) for file in plan.files)
    return msgspec.structs.replace(plan, files=files)


def finish(transfers: Transfers, plan: Plan) -> Transfer:
    transfer = transfers.start(plan)
    state = transfers.wait(transfer.id, 60)
    assert state is TransferState.DONE, transfer.error
    return transfer

"""A process that downloads, for tests that kill it: `python downloader.py HOME PLANS.json HUBS.json`.

Starts all plans, or goes on with what an earlier one left; prints one JSON line about the end. HUBS are addresses
by the hubs' names.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from fireseed.hubs.protocol import Address, FileSource
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import Plan
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfers


class Outcome(msgspec.Struct, frozen=True):
    """The states of all transfers that were not done before, their errors, and what was told of verified files."""

    states: list[TransferState]
    errors: list[str]
    told: list[str]

    @property
    def is_done(self) -> bool:
        return set(self.states) <= {TransferState.DONE}


def download(home: Path, plans: list[Plan], hubs: dict[str, str], patience: Patience | None = None) -> Outcome:
    """Everything, to its end."""

    def resolve(source: FileSource) -> Address:
        return Address(f"{hubs[source.hub]}/{source.repo}/resolve/{source.commit}/{source.path}")

    told: list[str] = []
    transfers = Transfers(
        home / "records",
        home / "quarantine",
        resolve,
        on_done=lambda _, files: told.extend(f"{file.outcome} {file.sha256}" for file in files),
        patience=patience,
    )
    transfers.restore()
    begun = home / "begun"
    if not begun.exists():
        for plan in plans:
            transfers.start(plan)
        begun.touch()
    states = [transfers.wait(transfer.id) for transfer in transfers.all()]
    errors = [str(transfer.error) for transfer in transfers.all() if transfer.error is not None]
    transfers.close()
    return Outcome(states, errors, told)


def app(home: Path, plans: bytes, hubs: dict[str, str], patience: Patience) -> None:
    """The same as a process of its own: the exit code is 0 when everything is done."""
    outcome = download(home, msgspec.json.decode(plans, type=list[Plan]), hubs, patience)
    sys.exit(0 if outcome.is_done else f"{outcome}")


def main() -> None:
    home, plans, hubs = (Path(argument) for argument in sys.argv[1:])
    outcome = download(
        home, msgspec.json.decode(plans.read_bytes(), type=list[Plan]), json.loads(hubs.read_bytes())
    )
    print(msgspec.json.encode(outcome).decode())


if __name__ == "__main__":
    main()

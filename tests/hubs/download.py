"""One variant from a hub to the disk, through the real queue."""

from __future__ import annotations

from pathlib import Path

from fireseed.hubs.protocol import Hub
from fireseed.transfer.digest import VerifiedFile
from fireseed.transfer.plan import Plan, plan, variants
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfers


def downloaded(hub: Hub, repo: str, revision: str | None, folder: Path) -> tuple[VerifiedFile, ...]:
    """Lists, plans, downloads and verifies the only variant of a repo; raises what the transfer failed with."""
    listing = hub.listing(repo, revision)
    (variant,) = variants(listing.files)
    done: list[VerifiedFile] = []

    def on_done(_: Plan, files: tuple[VerifiedFile, ...]) -> None:
        done.extend(files)

    transfers = Transfers(folder / "records", folder / "quarantine", hub.address, on_done=on_done)
    try:
        transfer = transfers.start(plan(listing, variant, folder / "models"))
        state = transfers.wait(transfer.id, 60)
        if transfer.error is not None:
            raise transfer.error
        assert state is TransferState.DONE
    finally:
        transfers.close()
    return tuple(done)

"""A process that downloads, for tests that kill it: `python downloader.py HOME PLAN.json HUB_URL`.

Restores what an earlier one left, or starts the plan; prints one JSON line about its end.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from fireseed.hubs.protocol import Address, FileSource
from fireseed.transfer.plan import Plan
from fireseed.transfer.transfers import Transfers


def main() -> None:
    home, plan_file, url = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    plan = msgspec.json.decode(plan_file.read_bytes(), type=Plan)

    def resolve(source: FileSource) -> Address:
        return Address(f"{url}/{source.repo}/resolve/{source.commit}/{source.path}")

    told: list[str] = []
    transfers = Transfers(
        home / "records",
        home / "quarantine",
        resolve,
        on_done=lambda _, files: told.extend(f"{file.outcome} {file.sha256}" for file in files),
    )
    transfers.restore()
    transfer = next(iter(transfers.all()), None) or transfers.start(plan)
    state = transfers.wait(transfer.id)
    error = transfer.error.code if transfer.error is not None else None
    transfers.close()
    print(json.dumps({"state": state, "error": error, "told": told}))


if __name__ == "__main__":
    main()

"""Where files with a wrong digest go: kept for a look, never opened by an engine."""

from __future__ import annotations

import errno
import json
from datetime import UTC, datetime
from pathlib import Path

from fireseed.base.errors import DigestMismatch
from fireseed.base.files import write_whole
from fireseed.transfer.plan import Plan, PlannedFile

_ELSEWHERE = ".quarantined"
"""Ends the name of a bad file that stays on its own disk: copying it to another could fill that one."""


def set_aside(part: Path, folder: Path, plan: Plan, file: PlannedFile, mismatch: DigestMismatch) -> Path:
    """Moves a bad file into `folder` with a JSON beside it that says what and why; returns where the file is now.

    A file on another disk than `folder` is only renamed there; the JSON names it. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{mismatch.actual[:16]}-{Path(file.target).name}"
    kept = folder / name
    try:
        part.replace(kept)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        kept = part.with_name(name + _ELSEWHERE)
        part.replace(kept)
    report = {
        "file": str(kept),
        "hub": plan.hub,
        "repo": plan.repo,
        "commit": plan.commit,
        "path": file.path,
        "size": file.size,
        "expected": mismatch.expected,
        "actual": mismatch.actual,
        "source": mismatch.source,
        "at": datetime.now(UTC).isoformat(),
    }
    write_whole(folder / f"{name}.json", json.dumps(report, indent=2, ensure_ascii=False).encode())
    return kept

"""The test hub as a process of its own: `python -m hub` with `tests` on PYTHONPATH.

    python -m hub --folder FOLDER             serves FOLDER/<owner>/<repo>/<files>
    python -m hub --seeded owner/repo/a.gguf=SIZE …
    … --rate BYTES_PER_SECOND --signature-seconds SECONDS

Prints one JSON line, {"url": …}, when it can be asked, and ends when its standard input does.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from hub.content import ServedFile, ServedRepo, mapped, seeded
from hub.server import LoopbackHub


def main() -> None:
    parser = argparse.ArgumentParser(prog="hub", description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seeded", nargs="*", default=[])
    parser.add_argument("--rate", type=float)
    parser.add_argument("--signature-seconds", type=float, default=3600.0)
    options = parser.parse_args()
    with LoopbackHub(
        *_repos(options.folder, options.seeded), rate=options.rate, signature_seconds=options.signature_seconds
    ) as hub:
        print(json.dumps({"url": hub.url}), flush=True)
        sys.stdin.read()


def _repos(folder: Path | None, seeds: list[str]) -> list[ServedRepo]:
    files: dict[str, dict[str, ServedFile]] = {}
    if folder is not None:
        for path in sorted(file for file in folder.glob("*/*/**/*") if file.is_file()):
            owner, name, *rest = path.relative_to(folder).parts
            files.setdefault(f"{owner}/{name}", {})["/".join(rest)] = ServedFile(mapped(path))
    for number, seed in enumerate(seeds, 1):
        path_and_size = seed.rsplit("=", 1)
        owner, name, file = path_and_size[0].split("/", 2)
        content = seeded(int(path_and_size[1]), number)
        files.setdefault(f"{owner}/{name}", {})[file] = ServedFile(content)
    return [ServedRepo(name, served) for name, served in files.items()]


if __name__ == "__main__":
    main()

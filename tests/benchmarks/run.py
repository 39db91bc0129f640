"""All benchmarks in one command: `./test --benchmarks [name …]`. Each prints JSON lines, then its table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NAMES = ("decode", "download", "fit", "hostile", "scroll", "search", "startup")


def main() -> int:
    """Runs the named benchmarks, or all; returns 1 when one ended with an error."""
    failed = [
        name
        for name in sys.argv[1:] or NAMES
        if subprocess.call([sys.executable, str(Path(__file__).with_name(f"{name}.py"))])
    ]
    if failed:
        print(f"These ended with an error: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""What the sandbox says is in force is in force. Each case runs in a process that is thrown away after it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a sandbox is there on Linux only so far")

_SCRIPT = """
import sys
from fireseed.engine.worker import sandbox
in_force = sandbox.enter()
if sys.argv[1] not in in_force:
    print("not here")
    sys.exit()
{attempt}
"""


def attempt(protection: str, code: str, *arguments: str) -> None:
    """Passes when `code` was refused with PermissionError; skips where the kernel lacks the protection."""
    lines = "\n    ".join(code.splitlines())
    body = f"try:\n    {lines}\nexcept PermissionError:\n    print('refused')\nelse:\n    print('done')"
    command = [sys.executable, "-c", _SCRIPT.replace("{attempt}", body), protection, *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout.strip()
    if said == "not here":
        pytest.skip(f"this kernel has no {protection}")
    assert said == "refused"


@pytest.mark.parametrize(
    "code",
    [
        "open(sys.argv[2] + '/new', 'w')",
        "open(sys.argv[2] + '/old', 'a')",
        "import os\nos.unlink(sys.argv[2] + '/old')",
        "import os\nos.mkdir(sys.argv[2] + '/folder')",
        "import os\nos.rename(sys.argv[2] + '/old', sys.argv[2] + '/moved')",
        "import os\nos.truncate(sys.argv[2] + '/old', 0)",
    ],
)
def test_no_file_is_written(code: str, tmp_path: Path) -> None:
    (tmp_path / "old").write_text("precious")
    attempt("landlock: no writes", code, str(tmp_path))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("old", "precious")]


@pytest.mark.parametrize(
    "code",
    [
        "import socket\nsocket.socket()",
        "import socket\nsocket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "import subprocess\nsubprocess.run(['/bin/true'])",
        "import socket, concurrent.futures as f\nf.ThreadPoolExecutor().submit(socket.socket).result()",
    ],
)
def test_no_network_and_no_programs(code: str) -> None:
    attempt("seccomp: no network, no programs", code)

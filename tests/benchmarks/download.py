"""How fast a download is that proves its digest: Fireseed, aria2c with a checksum and `hf download`, in one run.

    python tests/benchmarks/download.py [--size MB] [--repeat N]

All fetch the same file from the same nginx on loopback, in turns; `hf` asks a small API server that redirects to
nginx, and checks no digest. Prints a JSON line for each and a table; the ratio is against aria2c of the same run.
Target: at least twice aria2c's speed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

from fireseed.hubs.protocol import Address, FileSource  # noqa: E402
from fireseed.transfer.plan import Plan, PlannedFile  # noqa: E402
from fireseed.transfer.state import TransferState  # noqa: E402
from fireseed.transfer.transfers import Transfers  # noqa: E402
from hub.content import ServedFile, ServedRepo, mapped  # noqa: E402 - the paths above come first
from hub.server import LoopbackHub  # noqa: E402

REPO = "owner/model"
FILE = "model.gguf"
NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {folder}/served; }}
}}
"""

Fetch = Callable[[Path], None]


@contextlib.contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """An nginx over `folder`/served; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port))
    server = subprocess.Popen(["nginx", "-p", folder, "-c", config], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > deadline or server.poll() is not None:
                    raise
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def fireseed(url: str, size: int, sha256: str) -> Fetch:
    def fetch(folder: Path) -> None:
        source = FileSource("nginx", REPO, "main", FILE)
        file = PlannedFile(FILE, size, sha256, None, str(folder / FILE), (source,))
        plan = Plan("nginx", REPO, "main", "model", None, (file,))
        transfers = Transfers(folder / "records", folder / "quarantine", lambda _: Address(f"{url}/{FILE}"))
        transfer = transfers.start(plan)
        state = transfers.wait(transfer.id)
        transfers.close()
        assert state is TransferState.DONE, transfer.error

    return fetch


def aria2(url: str, sha256: str) -> Fetch:
    def fetch(folder: Path) -> None:
        options = ["--quiet", "-x16", "-s16", f"--checksum=sha-256={sha256}", f"--dir={folder}"]
        subprocess.run(["aria2c", "--no-conf", *options, f"{url}/{FILE}"], check=True)

    return fetch


def hf(program: str, hub: LoopbackHub) -> Fetch:
    def fetch(folder: Path) -> None:
        environment = {
            **os.environ,
            "HF_ENDPOINT": hub.url,
            "HF_HOME": str(folder / "home"),
            "HF_HUB_DISABLE_XET": "1",
        }
        command = [program, "download", REPO, FILE, "--local-dir", str(folder)]
        subprocess.run(command, check=True, env=environment, capture_output=True)

    return fetch


def measure(programs: dict[str, Fetch], repeat: int, folder: Path) -> dict[str, list[float]]:
    """Seconds of each run, in turns, so that noise strikes all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(repeat):
        for name, fetch in programs.items():
            target = folder / "target"
            target.mkdir()
            os.sync()
            began = time.perf_counter()
            fetch(target)
            seconds[name].append(time.perf_counter() - began)
            shutil.rmtree(target)
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1000, help="MB")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    missing = [name for name in ("nginx", "aria2c") if shutil.which(name) is None]
    if missing:
        print(f"not installed: {', '.join(missing)} (Debian: apt-get install nginx-light aria2)", file=sys.stderr)
        return 1
    size = options.size * 1_000_000
    # Beside the checkout and not in /tmp, which may be memory: a download goes to a disk.
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".benchmark-") as temporary, contextlib.ExitStack() as stack:
        folder = Path(temporary)
        served = folder / "served" / FILE
        served.parent.mkdir()
        folder.chmod(0o755)  # nginx's workers are another user
        with served.open("wb") as stream:
            for at in range(0, size, 1_000_000):
                stream.write(os.urandom(min(1_000_000, size - at)))
        with served.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        url = stack.enter_context(nginx(folder))
        programs = {"fireseed": fireseed(url, size, sha256), "aria2c": aria2(url, sha256)}
        program = Path(sys.executable).with_name("hf")
        if program.exists():
            hub = stack.enter_context(LoopbackHub(ServedRepo(REPO, {FILE: ServedFile(mapped(served))})))
            hub.elsewhere = url
            programs["hf"] = hf(str(program), hub)
        report(measure(programs, options.repeat, folder), size)
    return 0


def report(seconds: dict[str, list[float]], size: int) -> None:
    base = statistics.median(seconds["aria2c"])
    rows = []
    for name, runs in seconds.items():
        median = statistics.median(runs)
        row = {
            "benchmark": "download",
            "program": name,
            "megabytes": size // 1_000_000,
            "median_mb_per_s": round(size / median / 1e6),
            "best_mb_per_s": round(size / min(runs) / 1e6),
            "times_aria2c": round(base / median, 2),
            "checks_sha256": name != "hf",
            "runs": len(runs),
        }
        rows.append(row)
        print(json.dumps(row))
    print(f"\n{'program':10} {'median MB/s':>12} {'best MB/s':>10} {'x aria2c':>9}  SHA-256")
    for row in rows:
        print(
            f"{row['program']:10} {row['median_mb_per_s']:>12} {row['best_mb_per_s']:>10} "
            f"{row['times_aria2c']:>9}  {'checked' if row['checks_sha256'] else 'not checked'}"
        )


if __name__ == "__main__":
    sys.exit(main())

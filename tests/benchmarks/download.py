"""How fast a download is that proves its digest: Fireseed, aria2c with a checksum and `hf download`, in one run.

    python tests/benchmarks/download.py [--size MB] [--repeat N] [--condition loopback|limited|lossy]

All fetch the same file from the same nginx, in turns; `hf` asks a small API server that redirects to nginx, and
checks no digest. Three networks:

    loopback  nothing in the way: what the program itself costs
    limited   nginx gives each connection 8 MB/s
    lossy     80 ms there and back, 1 % of the packets lost (needs Linux and root: see cable.py)

Fireseed may open as many connections as aria2c in the last two, 16; on plain loopback its default of 4. Prints a
JSON line for each and a table; ratios are against aria2c of the same run. Targets: at least twice aria2c on
loopback, no slower than it elsewhere.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

from benchmarks.cable import FAR, NEAR  # noqa: E402
from fireseed.hubs.protocol import Address, FileSource  # noqa: E402
from fireseed.transfer.limits import Limits  # noqa: E402
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
  server {{ listen {host}:{port}; root {folder}/served; limit_rate {limit}; }}
}}
"""

DELAY_MS, LOSS_PERCENT = 40, 1
"""Each way: 80 ms for a round trip."""

Fetch = Callable[[Path], None]


@dataclass(frozen=True)
class Condition:
    """One network. `megabytes` make a run of some seconds; `limit` is nginx's bytes/s a connection, 0 for none.

    nginx listens at `near`; at `far` its clients find it.
    """

    megabytes: int
    connections: int
    limit: str = "0"
    near: str = "127.0.0.1"
    far: str = "127.0.0.1"


CONDITIONS = {
    "loopback": Condition(1000, 4),
    "limited": Condition(600, 16, limit="8m"),
    "lossy": Condition(16, 16, near=NEAR, far=FAR),
}


@dataclass(frozen=True)
class Run:
    """One download: wall clock and processor time, in seconds."""

    wall: float
    processor: float


@contextlib.contextmanager
def nginx(folder: Path, condition: Condition) -> Iterator[str]:
    """An nginx over `folder`/served; yields its address."""
    with socket.socket() as probe:
        probe.bind((condition.near, 0))
        port = probe.getsockname()[1]
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, host=condition.near, port=port, limit=condition.limit))
    server = subprocess.Popen(["nginx", "-p", folder, "-c", config], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection((condition.near, port), 1).close()
                break
            except OSError:
                if time.monotonic() > deadline or server.poll() is not None:
                    raise
                time.sleep(0.05)
        yield f"http://{condition.far}:{port}"
    finally:
        server.terminate()
        server.wait()


def fireseed(url: str, size: int, sha256: str, connections: int) -> Fetch:
    def fetch(folder: Path) -> None:
        source = FileSource("nginx", REPO, "main", FILE)
        file = PlannedFile(FILE, size, sha256, None, str(folder / FILE), (source,))
        plan = Plan("nginx", REPO, "main", "model", None, (file,))
        transfers = Transfers(
            folder / "records",
            folder / "quarantine",
            lambda _: Address(f"{url}/{FILE}"),
            limits=Limits(connections=connections),
        )
        transfer = transfers.start(plan)
        state = transfers.wait(transfer.id)
        transfers.close()
        assert state is TransferState.DONE, transfer.error

    return fetch


def aria2(url: str, sha256: str) -> Fetch:
    def fetch(folder: Path) -> None:
        # 1 MB is the smallest piece that it may be told: by default a file of 16 MB is never split.
        options = ["--quiet", "-x16", "-s16", "-k1M", f"--checksum=sha-256={sha256}", f"--dir={folder}"]
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


def measure(programs: dict[str, Fetch], repeat: int, folder: Path) -> dict[str, list[Run]]:
    """Each run, in turns, so that noise strikes all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(repeat):
        for name, fetch in programs.items():
            target = folder / "target"
            target.mkdir()
            os.sync()
            began, used = time.perf_counter(), processor_seconds()
            fetch(target)
            runs[name].append(Run(time.perf_counter() - began, processor_seconds() - used))
            shutil.rmtree(target)
    return runs


def processor_seconds() -> float:
    """Of this process and its ended children: nginx goes on, so the server's work is nobody's."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def run_here(name: str, megabytes: int, repeat: int) -> None:
    """All programs on one network, which is that of this process."""
    condition = CONDITIONS[name]
    size = megabytes * 1_000_000
    # Beside the checkout and not in /tmp, which may be memory: a download goes to a disk.
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".benchmark-") as temporary, contextlib.ExitStack() as stack:
        folder = Path(temporary)
        served = folder / "served" / FILE
        served.parent.mkdir()
        folder.chmod(0o755)  # nginx's workers are another user
        with served.open("wb") as stream:
            for _ in range(megabytes):
                stream.write(os.urandom(1_000_000))
        with served.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        url = stack.enter_context(nginx(folder, condition))
        programs = {
            "fireseed": fireseed(url, size, sha256, condition.connections),
            "aria2c": aria2(url, sha256),
        }
        program = Path(sys.executable).with_name("hf")
        if program.exists():
            hub = stack.enter_context(LoopbackHub(ServedRepo(REPO, {FILE: ServedFile(mapped(served))})))
            hub.elsewhere = url
            programs["hf"] = hf(str(program), hub)
        report(name, measure(programs, repeat, folder), size)


def run_lossy(options: list[str]) -> int:
    """This very program again, at the end of a bad cable."""
    if sys.platform != "linux" or os.geteuid() != 0:
        print("lossy: needs Linux and root", file=sys.stderr)
        return 1
    cable = [str(Path(__file__).with_name("cable.py")), str(DELAY_MS), str(LOSS_PERCENT)]
    again = [sys.executable, __file__, *options, "--condition", "lossy", "--here"]
    return subprocess.call(["unshare", "--net", sys.executable, *cable, *again])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, help="MB")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--condition", choices=CONDITIONS, action="append")
    parser.add_argument("--here", action="store_true", help="this process is at the end of the cable already")
    chosen = parser.parse_args()
    missing = [name for name in ("nginx", "aria2c") if shutil.which(name) is None]
    if missing:
        print(f"not installed: {', '.join(missing)} (Debian: apt-get install nginx-light aria2)", file=sys.stderr)
        return 1
    code = 0
    for name in chosen.condition or CONDITIONS:
        size = chosen.size or CONDITIONS[name].megabytes
        if name == "lossy" and not chosen.here:
            code |= run_lossy(["--size", str(size), "--repeat", str(chosen.repeat)])
        else:
            run_here(name, size, chosen.repeat)
    return code


def report(condition: str, runs: dict[str, list[Run]], size: int) -> None:
    base = statistics.median(run.wall for run in runs["aria2c"])
    rows = []
    for name, done in runs.items():
        median = statistics.median(run.wall for run in done)
        row = {
            "benchmark": "download",
            "condition": condition,
            "program": name,
            "megabytes": size // 1_000_000,
            "median_mb_per_s": round(size / median / 1e6, 1),
            "best_mb_per_s": round(size / min(run.wall for run in done) / 1e6, 1),
            "times_aria2c": round(base / median, 2),
            "processor_s_per_gb": round(statistics.median(run.processor for run in done) / size * 1e9, 2),
            "checks_sha256": name != "hf",
            "runs": len(done),
        }
        rows.append(row)
        print(json.dumps(row))
    print(f"\n{condition:10} {'median MB/s':>12} {'best MB/s':>10} {'x aria2c':>9} {'CPU s/GB':>9}  SHA-256")
    for row in rows:
        checked = "checked" if row["checks_sha256"] else "not checked"
        print(
            f"{row['program']:10} {row['median_mb_per_s']:>12} {row['best_mb_per_s']:>10} "
            f"{row['times_aria2c']:>9} {row['processor_s_per_gb']:>9}  {checked}",
            flush=True,
        )
    print()


if __name__ == "__main__":
    sys.exit(main())

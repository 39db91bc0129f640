"""What a download will do, before any byte: names and targets."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec
import pytest

from fireseed.base.errors import NameUnsafe
from fireseed.hubs.protocol import FileSource, Listing, Repo, RepoFile
from fireseed.transfer.plan import Plan, Variant, plan

UNSAFE_PATHS = [
    "../evil.gguf",
    "a/../../evil.gguf",
    "./a.gguf",
    "a/./b.gguf",
    "a//b.gguf",
    "a/",
    "/etc/passwd",
    "",
    ".",
    "..",
    "C:evil.gguf",
    "C:/evil.gguf",
    "..\\evil.gguf",
    "a\\b.gguf",
    "\\\\server\\share\\a.gguf",
    "a\0b.gguf",
    "a\nb.gguf",
    "a\x1bb.gguf",
    "a\x7fb.gguf",
    "a.gguf:stream",
    "what?.gguf",
    "a*.gguf",
    "a|b.gguf",
    'a"b.gguf',
    "a<b.gguf",
    "CON",
    "con.gguf",
    "NUL.tar.gz",
    "aux /a.gguf",
    "COM1.gguf",
    "lpt9",
    "COM¹.gguf",
    "CONIN$",
    "a.gguf.",
    "a.gguf ",
    " a.gguf",
    "folder./a.gguf",
    "x" * 201,
    "界" * 67,
    "a/" * 600 + "b.gguf",
    "model-\u202efugg.exe",
    "model\u200e.gguf",
    "a\ud800b.gguf",
]
SAFE_PATHS = [
    "model-Q4_K_M.gguf",
    "Q4_K_M/model-00001-of-00002.gguf",
    "DeepSeek-R1-Distill-Qwen-1.5B-Q4_K_M.gguf",
    "模型-火种.gguf",
    ".gitattributes",
    "console.gguf",
    "null.gguf",
    "COM10.gguf",
    "a+b (copy) [1] #2 %41.gguf",
    "x" * 200,
]


def planned(
    *paths: str, hub: str = "huggingface", repo: str = "owner/model", folder: Path = Path("/models")
) -> Plan:
    files = tuple(RepoFile(path, 10, sha256="0" * 64) for path in paths)
    listing = Listing(Repo(hub, repo, licence="mit"), "c0ffee", files)
    return plan(listing, Variant("Q4_K_M", files), folder)


@pytest.mark.parametrize("path", UNSAFE_PATHS, ids=ascii)
def test_a_name_that_could_leave_its_folder_or_that_no_disk_holds_is_refused(path: str) -> None:
    with pytest.raises(NameUnsafe):
        planned(path)


@pytest.mark.parametrize(
    "repo", ["model", "a/b/c", "../model", "owner/..", "owner/", "/model", "CON/model", "a\\b/c"]
)
def test_a_repo_that_is_not_owner_and_name_is_refused(repo: str) -> None:
    with pytest.raises(NameUnsafe):
        planned("model.gguf", repo=repo)


@pytest.mark.parametrize("path", SAFE_PATHS)
def test_a_plain_name_has_its_place(path: str) -> None:
    (file,) = planned(path).files
    assert file.target == str(Path("/models/huggingface/owner/model") / path)
    assert file.sources == (FileSource("huggingface", "owner/model", "c0ffee", path),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Model.gguf", "model.GGUF"),
        ("Q4/a.gguf", "q4/A.gguf"),
        ("straße.gguf", "STRASSE.gguf"),
        (unicodedata.normalize("NFC", "é.gguf"), unicodedata.normalize("NFD", "é.gguf")),
        ("a.gguf", "a.gguf.part"),
        ("a.gguf.part.journal", "a.gguf"),
        ("a.gguf", "A.GGUF/b.gguf"),
        ("a/b.gguf", "A"),
    ],
)
def test_names_that_are_one_on_some_file_system_are_refused(one: str, other: str) -> None:
    with pytest.raises(NameUnsafe):
        planned(one, other)


def test_folders_may_be_shared() -> None:
    assert len(planned("Q4/a.gguf", "Q4/b.gguf", "q5/a.gguf").files) == 3


def test_a_plan_survives_json() -> None:
    made = planned("a.gguf")
    assert msgspec.json.decode(msgspec.json.encode(made), type=Plan) == made
    assert made.size == 10
    assert made.licence == "mit"

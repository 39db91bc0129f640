"""A folder as a hub: any layout becomes repos, digests come from whoever stated them, nothing outside is read."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.errors import HubAnswerInvalid, HubUnreachable, NotFound
from fireseed.gguf.names import quantization_of
from fireseed.hubs import checksums
from fireseed.hubs.folder import FolderHub
from fireseed.hubs.folder_repos import FoundFile, repos_of, safe_name
from fireseed.hubs.protocol import MAX_TEXT, FileSource, Hub, SearchQuery, Sort
from fireseed.hubs.walk import Bounds
from fireseed.transfer.names import is_safe
from fireseed.transfer.plan import plan, variants

CONTENT = b"GGUF and so on"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def quantization(name: str) -> str | None:
    """As the composition root wires it."""
    found = quantization_of(name)
    return found.name if found else None


def repos(*paths: str, title: str = "stick") -> dict[str, list[str]]:
    files = [FoundFile(PurePosixPath(path), 1, 1) for path in paths]
    return {
        repo.name: [repo.path_of(file) for file in repo.files] for repo in repos_of(files, title, quantization)
    }


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def hub(stick: Path) -> FolderHub:
    return FolderHub("folder-1", "My stick", stick, quantization)


def put(folder: Path, path: str, content: bytes = CONTENT) -> Path:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["Qwen3-8B-Q4_K_M.gguf", "qwen3-8b-Q8_0.gguf"], {"stick/Qwen3-8B": [0, 1]}),
        (
            ["a-Q4_0-00001-of-00002.gguf", "a-Q4_0-00002-of-00002.gguf", "b.gguf"],
            {"stick/a": [0, 1], "stick/b": [2]},
        ),
        (["mmproj-V-7B-f16.gguf", "V-7B-Q4_K_M.gguf", "W-Q4_0.gguf"], {"stick/V-7B": [1, 0], "stick/W": [2]}),
        (["mmproj-F16.gguf", "V-7B-Q4_K_M.gguf"], {"stick/V-7B": [1, 0]}),
        (["mmproj-F16.gguf", "a.gguf", "b.gguf"], {"stick/a": [1], "stick/b": [2], "stick/mmproj-F16": [0]}),
        (["Q4_K_M.gguf", "Q8_0-tiny.gguf"], {"stick/Q4_K_M": [0], "stick/tiny": [1]}),
    ],
)
def test_loose_files_are_repos_by_the_name_of_their_model(
    paths: list[str], expected: dict[str, list[int]]
) -> None:
    assert repos(*paths) == {name: [paths[index] for index in indices] for name, indices in expected.items()}
    below = {f"mine/{name.partition('/')[2]}": files for name, files in repos(*paths).items()}
    assert repos(*(f"mine/{path}" for path in paths)) == below


def test_layouts_of_hubs_and_apps() -> None:
    assert repos(
        "models/huggingface/unsloth/Qwen3-GGUF/BF16/Qwen3-BF16-00001-of-00002.gguf",
        "models/huggingface/unsloth/Qwen3-GGUF/BF16/Qwen3-BF16-00002-of-00002.gguf",
        "models/huggingface/unsloth/Qwen3-GGUF/Qwen3-Q4_K_M.gguf",
        "models/modelscope/unsloth/Qwen3-GGUF/Qwen3-Q4_K_M.gguf",
        "bartowski/big-GGUF/big-Q2_K/big-Q2_K-00001-of-00001.gguf",
        "lmstudio-community/tiny-GGUF/tiny.gguf",
        "lmstudio-community/tiny-f16/tiny-f16.gguf",
        "deep/er/and/deeper/still/x.gguf",
        "one/Q4_0/m-Q4_0.gguf",
    ) == {
        "unsloth/Qwen3-GGUF": [
            "BF16/Qwen3-BF16-00001-of-00002.gguf",
            "BF16/Qwen3-BF16-00002-of-00002.gguf",
            "Qwen3-Q4_K_M.gguf",
        ],
        "unsloth/Qwen3-GGUF-modelscope": ["Qwen3-Q4_K_M.gguf"],
        "bartowski/big-GGUF": ["big-Q2_K/big-Q2_K-00001-of-00001.gguf"],
        "lmstudio-community/tiny-GGUF": ["tiny.gguf"],
        "lmstudio-community/tiny-f16": ["tiny-f16.gguf"],
        "deeper/still": ["x.gguf"],
        "one/m": ["Q4_0/m-Q4_0.gguf"],
    }


def test_no_two_repos_have_one_name_on_any_file_system() -> None:
    found = repos("x/a/b/m.gguf", "y/a/b/m.gguf", "z/A/B/m.gguf", "z/a/b/m.gguf", "z/a!/b/m.gguf")
    assert len({name.casefold() for name in found}) == 5
    assert "a/b" in found
    assert "a/b-y" in found


@given(st.lists(st.text(min_size=1, max_size=300).filter(lambda text: "/" not in text), min_size=1, max_size=5))
def test_a_repo_can_be_a_folder_on_every_system(parts: list[str]) -> None:
    (name,) = repos("/".join([*parts, "m.gguf"]), title=parts[0])
    owner, _, title = name.partition("/")
    assert is_safe(owner)
    assert is_safe(title)


@pytest.mark.parametrize("name", ["CON", "com1.models", "lpt¹", "aux .x", "", "..", "🔥", "\ud800", "\u202egpj"])
def test_names_no_system_could_hold(name: str) -> None:
    assert is_safe(safe_name(name))


def test_a_stick_from_end_to_end(hub: FolderHub, stick: Path, tmp_path: Path) -> None:
    asked: Hub = hub
    put(stick, "千问-Q4_K_M.gguf")
    put(stick, "owner/name-GGUF/name-Q8_0.gguf", b"GGUF")
    put(stick, "owner/name-GGUF/README.md")
    rows = asked.search(SearchQuery()).repos
    assert [(row.hub, row.name) for row in rows] == [("folder-1", "U盘/千问"), ("folder-1", "owner/name-GGUF")]
    listing = asked.listing("U盘/千问")
    assert listing.original is False
    (variant,) = variants(listing.files)
    (planned,) = plan(listing, variant, tmp_path / "models").files
    assert (planned.size, planned.sha256, planned.vouched) == (len(CONTENT), None, False)
    url = asked.address(planned.sources[0]).url
    assert url == (stick / "千问-Q4_K_M.gguf").as_uri()
    assert Path(url2pathname(urlsplit(url).path)).read_bytes() == CONTENT


def test_search(hub: FolderHub, stick: Path) -> None:
    for number, name in enumerate(["Alpha-7B", "Beta-7B", "Gamma"]):
        os.utime(put(stick, f"own/{name}/x.gguf"), ns=(number, number * 10**9))

    def names(query: SearchQuery) -> list[str]:
        return [repo.name for repo in hub.search(query).repos]

    assert names(SearchQuery("7b OWN")) == ["own/Alpha-7B", "own/Beta-7B"]
    assert names(SearchQuery(sort=Sort.NEWEST)) == ["own/Gamma", "own/Beta-7B", "own/Alpha-7B"]
    page = hub.search(SearchQuery(limit=2))
    assert page.next_cursor is not None
    assert names(SearchQuery(limit=2, cursor=page.next_cursor)) == ["own/Gamma"]
    assert len(names(SearchQuery(cursor="٣"))) == 3


def test_a_card_describes_a_repo(hub: FolderHub, stick: Path) -> None:
    put(stick, "owner/name/x.gguf")
    put(
        stick, "owner/name/fireseed-repo.json", b'{"license": "mit", "sha256": {"x.gguf": "%s"}}' % SHA256.encode()
    )
    listing = hub.listing("owner/name")
    assert (listing.repo.licence, listing.files[0].sha256) == ("mit", SHA256)
    put(stick, "owner/name/fireseed-repo.json", b'{"sha256": {"x.gguf": "../../x"}}')
    assert hub.listing("owner/name").files[0].sha256 is None
    put(stick, "owner/name/fireseed-repo.json", b" " * 2_000_000)
    assert hub.listing("owner/name").repo.licence is None


@pytest.mark.parametrize(
    "where", ["SHA256SUMS", "owner/SHA256SUMS.txt", "owner/name/sha256sums", "owner/name/q/SHA256SUMS"]
)
def test_checksums_beside_a_file_or_above_it(hub: FolderHub, stick: Path, where: str) -> None:
    path = "owner/name/q/x-q.gguf"
    put(stick, path)
    put(stick, where, f"{SHA256} *{PurePosixPath(path).relative_to(PurePosixPath(where).parent)}\r\n".encode())
    (file,) = hub.listing("owner/name").files
    assert (file.path, file.sha256) == ("q/x-q.gguf", SHA256)


def test_the_nearest_checksums_count(hub: FolderHub, stick: Path) -> None:
    put(stick, "owner/name/x.gguf")
    put(stick, "SHA256SUMS", f"{'0' * 64}  owner/name/x.gguf\n".encode())
    put(stick, "owner/name/SHA256SUMS", f"{SHA256}  ./x.gguf\n".encode())
    assert hub.listing("owner/name").files[0].sha256 == SHA256


@pytest.mark.skipif(os.name == "nt", reason="sha256sum is coreutils', and such names exist on POSIX only")
def test_what_sha256sum_writes_is_understood(tmp_path: Path) -> None:
    names = ["plain.gguf", "with  two *spaces.gguf", "back\\slash", "new\nline", "car\rriage", "中文.gguf", "\\"]
    for name in names:
        (tmp_path / name).write_text(name)
    for mode in ("--binary", "--text"):
        written = subprocess.run(
            ["sha256sum", mode, "--", *names], cwd=tmp_path, capture_output=True, check=True, timeout=60
        ).stdout
        assert checksums.parse(written) == {name: hashlib.sha256(name.encode()).hexdigest() for name in names}


@pytest.mark.parametrize(
    "line",
    [
        f"{SHA256}  ../x.gguf",
        f"{SHA256}  /etc/passwd",
        f"{SHA256}  a/../../x.gguf",
        f"{SHA256}  .",
        f"{SHA256}  ",
        f"{SHA256} x.gguf",
        f"{SHA256[:-1]}  x.gguf",
        f"{SHA256}0  x.gguf",
        f"{SHA256[:-1]}g  x.gguf",
        f"\\{SHA256}  x\\t.gguf",
        f"\\{SHA256}  x\\",
        f"{SHA256}  x\0.gguf",
        f"{SHA256}  ".encode() + b"\xff.gguf",
        f"{SHA256}  x.gguf\n{'0' * 64}  ./x.gguf",
        "٣" * 64 + "  x.gguf",
    ],
)
def test_hostile_lines_are_passed_over(line: str | bytes) -> None:
    encoded = line.encode() if isinstance(line, str) else line
    assert checksums.parse(encoded + f"\n{SHA256}  good.gguf".encode()) == {"good.gguf": SHA256}


@given(st.binary(max_size=400))
def test_any_bytes_are_checksums_of_something_inside(content: bytes) -> None:
    for path in checksums.parse(content + b"\n" + SHA256.encode() + b"  " + content):
        assert ".." not in PurePosixPath(path).parts
        assert not PurePosixPath(path).is_absolute()


def test_checksums_without_end_are_not_read(hub: FolderHub, stick: Path) -> None:
    put(stick, "x.gguf")
    put(stick, "SHA256SUMS", f"{SHA256}  x.gguf\n".encode() * 20_000)
    assert hub.listing("U盘/x").files[0].sha256 is None


def test_the_commit_follows_the_bytes(hub: FolderHub, stick: Path) -> None:
    file = put(stick, "x.gguf")
    commits = [hub.listing("U盘/x").commit]
    os.utime(file, ns=(1, 1))
    commits.append(hub.listing("U盘/x").commit)
    put(stick, "SHA256SUMS", f"{SHA256}  x.gguf\n".encode())
    commits.append(hub.listing("U盘/x").commit)
    assert len(set(commits)) == 3
    os.utime(file, ns=(2, 2))  # as a stick's times do in spring; the digest still says which bytes are meant
    assert hub.listing("U盘/x", commits[-1]).commit == commits[-1]
    with pytest.raises(NotFound):
        hub.listing("U盘/x", commits[0])


def test_an_address_is_of_a_listed_file_at_its_commit(hub: FolderHub, stick: Path) -> None:
    put(stick, "owner/name/x.gguf")
    put(stick, "owner/secret.txt")
    commit = hub.listing("owner/name").commit
    for repo, path in (
        ("owner/name", "../secret.txt"),
        ("owner/name", "y.gguf"),
        ("owner/name", ""),
        ("owner/..", "owner/name/x.gguf"),
        ("no/such", "x.gguf"),
    ):
        with pytest.raises(NotFound):
            hub.address(FileSource("folder-1", repo, commit, path))
    put(stick, "owner/name/x.gguf", CONTENT * 2)
    with pytest.raises(NotFound):
        hub.address(FileSource("folder-1", "owner/name", commit, "x.gguf"))


def test_nothing_outside_of_the_folder_and_nothing_deleted(hub: FolderHub, stick: Path, tmp_path: Path) -> None:
    put(stick, "owner/name/x.gguf")
    put(stick, "$RECYCLE.BIN/S-1-5/$R1.gguf")
    put(stick, ".Trash-1000/files/y.gguf")
    put(stick, "owner/name/.x.gguf.part.gguf")
    outside = put(tmp_path, "outside/o/o/z.gguf")
    (stick / "owner" / "name" / "z.gguf").symlink_to(outside)
    (stick / "linked").symlink_to(tmp_path / "outside", target_is_directory=True)
    (stick / "owner" / "loop").symlink_to(stick, target_is_directory=True)
    put(tmp_path, "outside/sums", f"{SHA256}  x.gguf\n".encode())
    (stick / "owner" / "name" / "SHA256SUMS").symlink_to(tmp_path / "outside" / "sums")
    (row,) = hub.search(SearchQuery()).repos
    (file,) = hub.listing(row.name).files
    assert (row.name, file.path, file.sha256) == ("owner/name", "x.gguf", None)


def test_an_unplugged_stick_and_its_return(hub: FolderHub, stick: Path, tmp_path: Path) -> None:
    put(stick, "x.gguf")
    listing = hub.listing("U盘/x")
    stick.rename(tmp_path / "away")
    for ask in (
        lambda: hub.search(SearchQuery()),
        lambda: hub.listing("U盘/x"),
        lambda: hub.address(FileSource("folder-1", "U盘/x", listing.commit, "x.gguf")),
    ):
        with pytest.raises(HubUnreachable) as failure:
            ask()
        assert failure.value.hub == "My stick"
        assert str(stick) in failure.value.reason
    (tmp_path / "away").rename(stick)
    assert hub.listing("U盘/x") == listing


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    hub = FolderHub("folder-1", "My stick", put(tmp_path, "file"), quantization)
    with pytest.raises(HubUnreachable):
        hub.search(SearchQuery())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that its reader may not list")
def test_a_folder_that_may_not_be_listed_costs_only_itself(hub: FolderHub, stick: Path) -> None:
    put(stick, "owner/name/x.gguf")
    closed = put(stick, "owner/closed/y.gguf").parent
    closed.chmod(0)
    try:
        assert [row.name for row in hub.search(SearchQuery()).repos] == ["owner/name"]
    finally:
        closed.chmod(0o700)


def test_a_walk_ends(stick: Path) -> None:
    for number in range(30):
        put(stick, f"o/{number:02}/x.gguf")
    put(stick, "a/b/c/d/e/f/x.gguf")

    def found(bounds: Bounds) -> int:
        return len(FolderHub("f", "F", stick, quantization, bounds).search(SearchQuery(limit=99)).repos)

    assert found(Bounds()) == 31
    assert found(Bounds(depth=3)) == 30
    assert 0 < found(Bounds(entries=45)) < 30
    assert found(Bounds(seconds=0.0)) == 0


def test_a_text_is_what_lies_beside_the_models(stick: Path, hub: FolderHub) -> None:
    put(stick, "owner/name/Q4_0/m-Q4_0.gguf")
    put(stick, "owner/name/README.md", "# 你好".encode())
    put(stick, "owner/secret.txt")
    put(stick, "loose-Q4_0.gguf")
    put(stick, "README.md")
    commit = hub.listing("owner/name").commit
    assert hub.card("owner/name", commit) == "# 你好"
    for path in ("none.md", "../secret.txt", "/etc/hostname", "Q4_0", "Q4_0/m-Q4_0.gguf", "", "."):
        assert hub.text("owner/name", commit, path) is None
    assert hub.card(f"{stick.name}/loose", "") is None  # the folder's, not this model's
    assert hub.card("no/such", "") is None
    put(stick, "owner/name/README.md", b"x" * (MAX_TEXT + 1))
    with pytest.raises(HubAnswerInvalid):
        hub.card("owner/name", commit)


def test_quantizations_are_those_whose_card_says_so(stick: Path, hub: FolderHub) -> None:
    put(stick, "owner/name/m-Q4_0.gguf")
    put(stick, "owner/name/fireseed-repo.json", b'{"base_model": ["d/R1"]}')
    put(stick, "owner/other/m-Q4_0.gguf")
    assert [row.name for row in hub.search(SearchQuery(quantized_of="d/R1")).repos] == ["owner/name"]

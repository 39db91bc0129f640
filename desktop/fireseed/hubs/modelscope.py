"""ModelScope, in China (`https://modelscope.cn`) or elsewhere (`https://www.modelscope.ai`).

Two APIs of one site: `/openapi/v1` finds and describes models, `/api/v1` lists their files and sends the bytes.
The calls, their limits and the shapes of their answers are those of its own client, `modelscope_hub` 0.5.1.
"""

from __future__ import annotations

import re
from collections import deque
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import httpx2
import msgspec

from fireseed.base.errors import HubError, HubRefused, NotFound, RateLimited
from fireseed.base.http import Network
from fireseed.hubs.protocol import (
    CARD,
    MAX_TEXT,
    Address,
    FileSource,
    Gate,
    Listing,
    Repo,
    RepoFile,
    SearchPage,
    SearchQuery,
    Sort,
)
from fireseed.hubs.session import UNSTATED_WAIT, Call, HubSession, Patience

CUT = 3000
"""Entries at which a list of files is cut, with nothing that says so; also the last row that a search reaches."""

MAX_PAGE = 50
"""Rows of one search page; the hub refuses more."""

MAX_FILES = 100_000
"""Files and folders of one repo."""

_MAX_FILE_SIZE = 2**50
_MOST_TAGS = 500
"""Of one repo; what is beyond is not read."""
_LONGEST_TAG = 200
_DEFAULT_PATIENCE = Patience()
_BRANCH = "master"
_SORTS = {Sort.TRENDING: "default", Sort.DOWNLOADS: "downloads", Sort.NEWEST: "created_at"}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_CURSOR = re.compile(r"([1-9][0-9]{0,3})x([1-9][0-9]?)")
_MISSING = frozenset({404, 10010205001, 10990101007, "ResourceNotFound"})
"""Codes inside an answer: no such page, record, file, and the word for all of them in `/openapi/v1`."""


class _Entry(msgspec.Struct, rename="pascal", frozen=True):
    """One file or folder of a list. `revision` is the commit that changed it last."""

    path: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
    type: str = "blob"
    size: Annotated[int, msgspec.Meta(ge=0, le=_MAX_FILE_SIZE)] = 0
    sha256: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")] | None = None
    revision: str | None = None
    committed_date: int | None = None

    @property
    def is_folder(self) -> bool:
        return self.type == "tree"


class _Head(msgspec.Struct, rename="pascal", frozen=True):
    """The last commit of a list, as far as the hub says: its `id` is often empty, and only `short_id` is there."""

    id: str | None = None
    short_id: str | None = None


class _Files(msgspec.Struct, rename="pascal", frozen=True):
    """One list. `files` is null, and the answer a success, for a revision that doesn't exist."""

    files: list[_Entry] | None = None
    latest_committer: _Head | None = None


class ModelScopeHub:
    """One of the two ModelScope sites. Constructing one does nothing; a client is made on the first call."""

    def __init__(
        self,
        hub: str,
        title: str,
        endpoint: str,
        *,
        patience: Patience = _DEFAULT_PATIENCE,
        network: Network | None = None,
    ) -> None:
        self._id = hub
        self._title = title
        self._endpoint = endpoint.strip().rstrip("/")
        self._session = HubSession(title, self._endpoint, patience, api="", network=network)

    @property
    def id(self) -> str:
        return self._id

    @property
    def title(self) -> str:
        return self._title

    def search(self, query: SearchQuery) -> SearchPage:
        """`GET /openapi/v1/models`; the cursor is the page's number and size, and ends at row 3,000.

        It can't be asked for the quantizations of a model: rows of its name are, and those are kept that say so.
        """
        with self._session.call(subject=query.text) as call:
            page, size = _place(query)
            asked = {
                "search": query.text or query.quantized_of.partition("/")[2],
                "filter.library": "gguf",
                "sort": _SORTS[query.sort],
                "page_number": page,
                "page_size": size,
            }
            data = self._data(call, "/openapi/v1/models", asked)
            rows: list[dict[str, Any]] = msgspec.convert(data["models"], list[dict[str, Any]])
            total = _count(data.get("total_count")) or 0
            repos = tuple(self._repo(row) for row in rows[:MAX_PAGE] if _NAME.fullmatch(str(row["id"])))
            if query.quantized_of:
                base = query.quantized_of.casefold()
                repos = tuple(repo for repo in repos if base in (name.casefold() for name in repo.base_models))
            more = rows and page * size < total and (page + 1) * size <= CUT
            return SearchPage(repos, f"{page + 1}x{size}" if more else None)

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        """The repo (`GET /openapi/v1/models/{id}`) and its files (`GET /api/v1/models/{id}/repo/files`).

        Each file is pinned to the commit that changed it last, which the list names beside it: that address
        answers with the listed bytes for as long as the repo exists, whatever happens to the branch. The
        listing's own commit is the branch's head where the hub names it, else the newest of the files' commits.
        """
        if not _NAME.fullmatch(repo):
            raise NotFound(self._title, repo)
        with self._session.call(subject=repo, page=self._page(repo)) as call:
            described = self._repo(self._data(call, f"/openapi/v1/models/{repo}", {}))
            if described.name.casefold() != repo.casefold():
                raise self._session.invalid(call.url, "another repo was described")
            head, entries = self._entries(call, described.name, revision or _BRANCH)
            commit = revision if revision and _COMMIT.fullmatch(revision) else _commit(head, entries)
            if commit is None:
                raise self._session.invalid(call.url, "no commit is named")
            files = tuple(_file(entry, commit) for entry in entries if not entry.is_folder)
            return Listing(described, commit, files)

    def text(self, repo: str, commit: str, path: str) -> str | None:
        """The API sends a file that is kept in git by itself; one in LFS is none of the small ones."""
        if not _NAME.fullmatch(repo):
            return None
        try:
            with self._session.call(subject=repo, page=self._page(repo)) as call:
                call.most = MAX_TEXT
                asked = urlencode({"Revision": commit, "FilePath": path}, quote_via=quote, safe="")
                answer = call.get(f"{self._endpoint}/api/v1/models/{repo}/repo?{asked}")
        except NotFound:
            return None
        return None if answer.has_redirect_location else answer.content.decode(errors="replace")

    def card(self, repo: str, commit: str) -> str | None:
        return self.text(repo, commit, CARD)

    def address(self, source: FileSource) -> Address:
        """The file at the commit that changed it last; redirects to a signed address of an object storage."""
        commit, _, path = source.path.partition("/")
        if not (_NAME.fullmatch(source.repo) and _COMMIT.fullmatch(commit) and path):
            raise NotFound(self._title, f"{source.repo}/{source.path}")
        asked = urlencode({"Revision": commit, "FilePath": path}, quote_via=quote, safe="")
        return Address(f"{self._endpoint}/api/v1/models/{source.repo}/repo?{asked}")

    def close(self) -> None:
        self._session.close()

    def _entries(self, call: Call, repo: str, revision: str) -> tuple[_Head, list[_Entry]]:
        """Everything in the repo. A folder whose list was cut is walked folder by folder."""
        whole = self._list(call, repo, revision, "", recursive=True)
        if whole.files is None:
            raise NotFound(self._title, repo if revision == _BRANCH else f"{repo}@{revision}")
        found: dict[str, _Entry] = {}
        self._absorb(call, found, "", whole.files)
        cut = deque([""] if len(whole.files) >= CUT else [])
        while cut:
            root = cut.popleft()
            children = self._list(call, repo, revision, root, recursive=False).files or []
            if len(children) >= CUT:
                raise self._session.invalid(
                    call.url, f"a folder of {CUT} entries or more, of which some are hidden"
                )
            self._absorb(call, found, root, children)
            for folder in (child.path for child in children if child.is_folder):
                below = self._list(call, repo, revision, folder, recursive=True).files or []
                self._absorb(call, found, folder, below)
                if len(below) >= CUT:
                    cut.append(folder)
        return whole.latest_committer or _Head(), list(found.values())

    def _absorb(self, call: Call, found: dict[str, _Entry], root: str, entries: list[_Entry]) -> None:
        for entry in entries:
            if root and not entry.path.startswith(f"{root}/"):
                raise self._session.invalid(call.url, f"{entry.path} is not in {root}")
            if found.setdefault(entry.path, entry) != entry:
                raise self._session.invalid(call.url, f"{entry.path} is listed twice")
        if len(found) > MAX_FILES:
            raise self._session.invalid(call.url, f"more than {MAX_FILES} files")

    def _list(self, call: Call, repo: str, revision: str, root: str, *, recursive: bool) -> _Files:
        asked = {"Revision": revision, "Recursive": str(recursive)} | ({"Root": root} if root else {})
        data = self._data(call, f"/api/v1/models/{repo}/repo/files", asked)
        return msgspec.convert(data, _Files)

    def _data(self, call: Call, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What is inside an answer's envelope, which both APIs have, in two spellings. Raises HubError."""
        response = call.get(str(httpx2.URL(f"{self._endpoint}{path}", params=asked)))
        envelope = msgspec.json.decode(response.content, type=dict[str, Any])
        code = envelope.get("Code", envelope.get("code"))
        if envelope.get("Success", envelope.get("success", True)) is not True:
            raise self._refusal(call, code)
        data: dict[str, Any] = msgspec.convert(envelope.get("Data", envelope.get("data")), dict[str, Any])
        return data

    def _refusal(self, call: Call, code: object) -> HubError:
        if code in _MISSING:
            return NotFound(self._title, call.subject or call.url)
        if code == "RateLimitExceed":
            return RateLimited(self._title, UNSTATED_WAIT)
        return HubRefused(self._title, code if isinstance(code, int) else 0, call.url)

    def _page(self, repo: str) -> str:
        return f"{self._endpoint}/models/{repo}"

    def _repo(self, row: dict[str, Any]) -> Repo:
        name = str(row["id"])
        if not _NAME.fullmatch(name):
            raise ValueError("not a repo's name")
        tags = tuple(tag for one in _list_of(row.get("tags"))[:_MOST_TAGS] if (tag := _short(one)) is not None)
        stated = _short(row.get("license"))
        licences = (stated,) if stated else _tagged(tags, "license")
        return Repo(
            hub=self._id,
            name=name,
            downloads=_count(row.get("downloads")),
            likes=_count(row.get("likes")),
            updated=_date(row.get("last_modified")),
            created=_date(row.get("created_at")),
            gate=_gate(row),
            licence=next(iter(licences), None),
            base_models=_tagged(tags, "base_model"),
            languages=_tagged(tags, "language"),
            tags=tags,
            pipeline=next(
                (task for one in _list_of(row.get("tasks"))[:_MOST_TAGS] if (task := _short(one))), None
            ),
            parameters=_count(row.get("params")) or None,
            page=self._page(name),
        )


def _place(query: SearchQuery) -> tuple[int, int]:
    """Number (from 1) and size of the page that is asked for; raises ValueError for an unknown cursor."""
    if query.cursor is None:
        return 1, min(max(query.limit, 1), MAX_PAGE)
    match = _CURSOR.fullmatch(query.cursor)
    if match is None:
        raise ValueError("not a cursor")
    return int(match[1]), int(match[2])


def _file(entry: _Entry, commit: str) -> RepoFile:
    pinned = entry.revision if entry.revision and _COMMIT.fullmatch(entry.revision) else commit
    return RepoFile(entry.path, entry.size, sha256=entry.sha256 or None, key=f"{pinned}/{entry.path}")


def _commit(head: _Head, entries: list[_Entry]) -> str | None:
    """The head's full name, completed from the files where it is short, else their newest commit."""
    if head.id and _COMMIT.fullmatch(head.id):
        return head.id
    named = [entry for entry in entries if entry.revision and _COMMIT.fullmatch(entry.revision)]
    if head.short_id and len(head.short_id) >= 7:
        for entry in named:
            if entry.revision and entry.revision.startswith(head.short_id):
                return entry.revision
    newest = max(named, key=lambda entry: (entry.committed_date or 0, entry.revision), default=None)
    return newest.revision if newest else None


def _gate(row: dict[str, Any]) -> Gate:
    if row.get("gated"):
        return Gate.MANUAL
    return Gate.AUTOMATIC if row.get("login_required") else Gate.OPEN


def _tagged(tags: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The values of tags such as `license:mit`."""
    values = (tag.removeprefix(f"{key}:") for tag in tags if tag.startswith(f"{key}:"))
    return tuple(value for value in values if value)


def _short(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_TAG else None


def _list_of(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**63 else None


def _date(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

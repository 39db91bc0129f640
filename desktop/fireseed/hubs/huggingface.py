"""Hugging Face, and every hub that speaks its API: mirrors, the built-in hub, another Fireseed.

The API's calls, addresses and headers are `huggingface_hub`'s; what it makes of an answer is checked field by
field before it becomes ours. The library's environment variables (HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE …) and
its stored token have no effect: a hub here is what it was constructed with.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import httpx2
import msgspec

from fireseed import __version__
from fireseed.base.errors import NotFound, TokenRefused
from fireseed.base.http import USER_AGENT, Network
from fireseed.hubs.protocol import (
    CARD,
    MAX_TEXT,
    Address,
    FileSource,
    Gate,
    Listing,
    Relation,
    Repo,
    RepoFile,
    SearchPage,
    SearchQuery,
    Sort,
)
from fireseed.hubs.session import Call, HubSession, Patience, door_client

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo, RepoFolder
    from huggingface_hub.hf_api import RepoFile as LibraryFile

MAX_FILES = 100_000
"""Files of one repo; the largest public ones have some 10,000."""

MAX_PAGE = 100
"""Rows of one search page; whatever a hub sends beyond is not read."""

MAX_FILE_SIZE = 2**50
"""Bytes: more than any file system that we run on can hold in one file."""

_DEFAULT_PATIENCE = Patience()
_SORTS = {Sort.TRENDING: "trendingScore", Sort.DOWNLOADS: "downloads", Sort.NEWEST: "createdAt"}
_FACTS = (
    "downloads", "likes", "lastModified", "createdAt", "sha", "gated", "cardData", "tags", "pipeline_tag", "gguf"
)  # fmt: skip
_MOST_TAGS = 500
"""Of one repo; what is beyond is not read. Repos of many languages have some hundreds."""
_LONGEST_TAG = 200
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_RELATIONS = {relation.value: relation for relation in Relation}
_GATES = {"auto": Gate.AUTOMATIC, "manual": Gate.MANUAL}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}")

_Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Size = Annotated[int, msgspec.Meta(ge=0, le=MAX_FILE_SIZE)]
_GitSha1 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{40}\Z")]
_Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class _Model(msgspec.Struct):
    """What we believe of the library's `ModelInfo`. Its card is written by the publisher: see `_card_texts`."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    sha: _GitSha1 | None
    last_modified: datetime | None
    created_at: datetime | None
    downloads: _Count | None
    likes: _Count | None
    gated: bool | str | None
    tags: list[str] | None
    pipeline_tag: str | None
    gguf: dict[str, Any] | None
    card_data: Any


class _Lfs(msgspec.Struct):
    size: _Size
    sha256: _Sha256


class _File(msgspec.Struct):
    """What we believe of the library's `RepoFile`."""

    path: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
    size: _Size
    blob_id: _GitSha1
    lfs: _Lfs | None


class _Account(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class HuggingFaceHub:
    """One endpoint of the Hugging Face API.

    `token` goes to this endpoint's host only; a function is called for each request, so that a token entered later
    counts at once. `mirror_of` is the endpoint whose copy this one is: listings are not `original`, pages (and the
    terms on them) are there, and redirects to its API are followed. Constructing one does nothing; the library is
    loaded and a client is made on the first call.
    """

    def __init__(
        self,
        hub: str,
        title: str,
        endpoint: str,
        token: str | Callable[[], str | None] | None = None,
        *,
        mirror_of: str = "",
        patience: Patience = _DEFAULT_PATIENCE,
        network: Network | None = None,
    ) -> None:
        self._id = hub
        self._title = title
        self._ask_token = token if callable(token) else lambda: token
        self._mirror_of = mirror_of
        self._endpoint = endpoint.strip().rstrip("/")
        self._session = HubSession(
            title, self._endpoint, patience, api="/api", original=mirror_of, tokens=True, network=network
        )

    @property
    def id(self) -> str:
        return self._id

    @property
    def title(self) -> str:
        return self._title

    @property
    def endpoint(self) -> str:
        return self._endpoint

    def search(self, query: SearchQuery) -> SearchPage:
        """`GET /api/models?filter=gguf…`; the cursor is the `Link` header's next URL, of this host or refused."""
        quantized = (("filter", f"base_model:quantized:{query.quantized_of}"),) if query.quantized_of else ()
        params: list[tuple[str, str | int]] = [
            ("filter", "gguf"),
            *quantized,
            ("search", query.text),
            ("sort", _SORTS[query.sort]),
            ("limit", min(max(query.limit, 1), MAX_PAGE)),
            *(("expand", fact) for fact in _FACTS),
        ]
        with self._session.call(subject=query.text) as call:
            # `HfApi.list_models` runs over page boundaries and keeps the cursor to itself.
            url = query.cursor or str(httpx2.URL(f"{self._endpoint}/api/models", params=params))
            response = self._get(url)
            rows = response.json()
            if not isinstance(rows, list):
                raise self._session.invalid(call.url, "not a list of models")
            models = [_model_of_row(row) for row in rows[:MAX_PAGE]]
            # A few of the oldest models have no owner; they can't be named here and hold no GGUF.
            repos = tuple(self._repo(model) for model in models if _NAME.fullmatch(model.id))
            return SearchPage(repos, self._next_page(call, response))

    def listing(self, repo: str, revision: str | None = None, *, within: float | None = None) -> Listing:
        """The repo (`GET /api/models/{id}`), then every page of its tree at the commit that this named.

        `within` are the seconds that it may take, where that is less than the hub's patience.
        """
        if not _NAME.fullmatch(repo):
            raise NotFound(self._id, repo)
        with self._session.call(subject=repo, page=self._page(repo), within=within) as call:
            api = self._api()
            model = _believed(api.model_info(repo, revision=revision))
            if model.sha is None or not _NAME.fullmatch(model.id):
                raise self._session.invalid(call.url, "no commit, or not a repo's name")
            tree = api.list_repo_tree(model.id, recursive=True, revision=model.sha)
            return Listing(self._repo(model), model.sha, self._files(call, tree), original=not self._mirror_of)

    def text(self, repo: str, commit: str, path: str) -> str | None:
        """`GET /{id}/raw/{commit}/{path}`. A file in LFS is none of the small ones: the answer is its pointer."""
        if not _NAME.fullmatch(repo) or ".." in path.split("/"):
            return None
        below = f"/{repo}/raw/{quote(commit, safe='')}"
        try:
            with self._session.call(subject=repo, page=self._page(repo), below=below) as call:
                call.most = MAX_TEXT
                content = self._get(f"{self._endpoint}{below}/{quote(path)}").content
        except NotFound:
            return None
        return None if content.startswith(_POINTER) else content.decode(errors="replace")

    def card(self, repo: str, commit: str) -> str | None:
        return self.text(repo, commit, CARD)

    def address(self, source: FileSource) -> Address:
        """The file's `resolve` URL at its commit. It redirects to a signed one, which is made anew each time."""
        from huggingface_hub import hf_hub_url

        url = hf_hub_url(source.repo, source.path, revision=source.commit, endpoint=self._endpoint)
        return Address(url, self._authorization())

    def who_am_i(self, token: str | None = None) -> str:
        """The name of the account that `token` (the hub's own, if None) belongs to: `GET /api/whoami-v2`.

        Raises TokenRefused for one that the hub doesn't know, and for none.
        """
        with self._session.call(subject="") as call:
            headers = self._authorization(token)
            if not headers:
                raise TokenRefused(self._title)
            answer = call.get(f"{self._endpoint}/api/whoami-v2", headers)
            return msgspec.json.decode(answer.content, type=_Account).name

    def latency(self, within: float) -> float:
        """The seconds that one small request takes (of at most `within`), redirects included; raises HubError."""
        _prepare_library()
        started = time.monotonic()
        with self._session.call(subject="", within=within) as call:
            if not isinstance(self._get(f"{self._endpoint}/api/models?filter=gguf&limit=1").json(), list):
                raise self._session.invalid(call.url, "not a list of models")
        return time.monotonic() - started

    def close(self) -> None:
        self._session.close()

    def _api(self) -> HfApi:
        # Loading the library takes longer than drawing the window's first frame may, so it's loaded here.
        from huggingface_hub import HfApi

        _prepare_library()
        # False, not None: with None the library would send the token that another program has stored.
        return HfApi(self._endpoint, self._token() or False, library_name="fireseed", library_version=__version__)

    def _get(self, url: str) -> httpx2.Response:
        from huggingface_hub import get_session

        _prepare_library()
        return get_session().get(url, headers={"User-Agent": USER_AGENT} | self._authorization())

    def _token(self, given: str | None = None) -> str:
        token = ((self._ask_token() if given is None else given) or "").strip()
        if token and not (token.isascii() and token.isprintable()):
            raise TokenRefused(self._title)  # what was pasted is no token, and no header could carry it
        return token

    def _authorization(self, given: str | None = None) -> dict[str, str]:
        token = self._token(given)
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _page(self, repo: str) -> str:
        return f"{self._mirror_of or self._endpoint}/{repo}"

    def _next_page(self, call: Call, response: httpx2.Response) -> str | None:
        link = response.links.get("next", {}).get("url")
        if link is None:
            return None
        following = str(response.url.join(link))
        if not call.allows(following):
            raise self._session.invalid(call.url, "the next page is on another host")
        return following

    def _files(self, call: Call, tree: Iterable[LibraryFile | RepoFolder]) -> tuple[RepoFile, ...]:
        from huggingface_hub.hf_api import RepoFolder

        files: dict[str, RepoFile] = {}
        for number, entry in enumerate(tree):
            if number >= MAX_FILES:
                raise self._session.invalid(call.url, f"more than {MAX_FILES} files")
            if isinstance(entry, RepoFolder):
                continue
            file = msgspec.convert(entry, _File, from_attributes=True)
            if file.path in files:
                raise self._session.invalid(call.url, f"{file.path} is listed twice")
            if file.lfs is None:
                files[file.path] = RepoFile(file.path, file.size, git_sha1=file.blob_id)
            elif file.lfs.size != file.size:
                raise self._session.invalid(call.url, f"{file.path} has two sizes")
            else:
                # The git object of a file in LFS is its pointer, so its SHA-1 says nothing about the bytes.
                files[file.path] = RepoFile(file.path, file.size, sha256=file.lfs.sha256)
        return tuple(files.values())

    def _repo(self, model: _Model) -> Repo:
        tags = tuple(tag for tag in (model.tags or ())[:_MOST_TAGS] if len(tag) <= _LONGEST_TAG)
        gguf = model.gguf or {}
        return Repo(
            hub=self._id,
            name=model.id,
            downloads=model.downloads,
            likes=model.likes,
            updated=model.last_modified,
            created=model.created_at,
            commit=model.sha,
            gate=Gate.OPEN if not model.gated else _GATES.get(str(model.gated), Gate.MANUAL),
            licence=next(iter(_card_texts(model, "license")), None),
            licence_name=next(iter(_card_texts(model, "license_name")), None),
            licence_link=next(iter(_card_texts(model, "license_link")), None),
            base_models=_card_texts(model, "base_model"),
            relation=_relation(model, tags),
            languages=_card_texts(model, "language"),
            tags=tags,
            pipeline=_short(model.pipeline_tag),
            architecture=_short(gguf.get("architecture")),
            parameters=_count(gguf.get("total")),
            context_length=_count(gguf.get("context_length")),
            page=self._page(model.id),
        )


@functools.cache
def _prepare_library() -> None:
    """Gives the library our door for a network, once, and switches off what it asks the hub unasked."""
    from huggingface_hub import constants, set_client_factory

    # Else making a request's headers asks `GET /api/agent-harnesses` first and then names the programs around us.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    set_client_factory(door_client)


def _model_of_row(row: Any) -> _Model:
    from huggingface_hub import ModelInfo

    parse: Callable[..., ModelInfo] = ModelInfo
    return _believed(parse(**row))


def _believed(info: ModelInfo) -> _Model:
    return msgspec.convert(info, _Model, from_attributes=True)


def _card_texts(model: _Model, key: str) -> tuple[str, ...]:
    """One text or a list of them from the model card, else from the tags (`license:mit`).

    A card is YAML by the publisher's hand (Norwegian is often a boolean), so whatever isn't text is passed over.
    """
    value = getattr(model.card_data, key, None)
    values = value if isinstance(value, list) else [value]
    texts = tuple(text for value in values[:_MOST_TAGS] if (text := _short(value)) is not None)
    if texts:
        return texts
    tagged = (tag.removeprefix(f"{key}:") for tag in model.tags or () if tag.startswith(f"{key}:"))
    # `base_model:quantized:owner/name` repeats `base_model:owner/name` with the relation between the two.
    return tuple(text for text in tagged if text and ":" not in text)


def _short(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_TAG else None


def _relation(model: _Model, tags: Sequence[str]) -> Relation | None:
    """As the card states it, else as the hub found out: it tags `base_model:<relation>:<id>`."""
    stated = _RELATIONS.get(str(getattr(model.card_data, "base_model_relation", None)))
    if stated is not None:
        return stated
    found = (tag.split(":")[1] for tag in tags if tag.startswith("base_model:") and tag.count(":") == 2)
    return next((_RELATIONS[word] for word in found if word in _RELATIONS), None)


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**63 else None

"""Any address of a model that a person has: web pages, names, links, command lines. Pure; nobody is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from fireseed.base.errors import AddressNotModel, AddressUnclear
from fireseed.hubs import command_lines
from fireseed.hubs.web import file_url

HUGGING_FACE = "huggingface"
MODELSCOPE = "modelscope"
MODELSCOPE_INTERNATIONAL = "modelscope-ai"
OLLAMA = "ollama"
WEB = "web"

OWN_NAMES = frozenset({OLLAMA, WEB})
"""Hubs where `owner/name` is another thing than on the others, which are therefore not asked for it."""

MAX_TEXT = 8192
"""Characters; a command line may span several lines, a signed address is long."""

_NO_ENDPOINTS: Mapping[str, str] = MappingProxyType({})
_PREFIXES = {
    "hf": HUGGING_FACE,
    "huggingface": HUGGING_FACE,
    "ms": MODELSCOPE,
    "modelscope": MODELSCOPE,
    "modelscope-ai": MODELSCOPE_INTERNATIONAL,
    "ollama": OLLAMA,
    "builtin": "builtin",
}
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}"
_PLAIN_REPO = re.compile(rf"{_NAME}/{_NAME}")
_REPO = re.compile(rf"(?P<repo>{_NAME}/{_NAME})(?:@(?P<revision>[^\s:@]{{1,100}}))?(?::(?P<variant>\S{{1,200}}))?")
_REPO_FILE = re.compile(rf"(?P<repo>{_NAME}/{_NAME})/(?P<file>\S{{1,900}}\.gguf)", re.IGNORECASE)
_TAGGED = re.compile(rf"(?:(?P<owner>{_NAME})/)?(?P<name>{_NAME})(?::(?P<tag>{_NAME}))?")
_BESIDE = " \t\r\n\v\f`\u200b\ufeff"
"""What comes along when a line is copied …"""
_AROUND = _BESIDE + "\"'<>“”‘’「」《》"
"""… and when one address is."""
_AFTER = ".,;!?)。，；！？）、"

_NOT_MODELS = frozenset({
    "api", "blog", "chat", "collections", "datasets", "docs", "download", "enterprise", "join", "kernels",
    "learn", "login", "models", "organizations", "papers", "posts", "pricing", "search", "settings", "spaces",
    "studios", "tasks",
})  # fmt: skip
"""What the first part of a path means on the hubs' sites, where it is nobody's name."""


@dataclass(frozen=True)
class Reference:
    """What an address names. None where it does not say, for `hub` too: then any hub may have it.

    `repo` is `owner/name`; on the hub `web` it is the file's address. `file` is the path of a GGUF file in the
    repo, `variant` what a person calls one of its variants. On `ollama` the tag is the `revision`.
    """

    repo: str
    hub: str | None = None
    revision: str | None = None
    file: str | None = None
    variant: str | None = None


def of_variant(hub: str, repo: str, variant: str) -> Reference:
    """A variant of a repo, as its hub names it: on Ollama it is a tag, and without one it means another."""
    return Reference(repo, hub, variant if hub == OLLAMA else None, variant=variant)


def parse(text: str, endpoints: Mapping[str, str] = _NO_ENDPOINTS) -> Reference:
    """What `text` names. `endpoints` are the addresses of hubs with Hugging Face's API, and their ids.

    Raises AddressUnclear (a word to search for, perhaps), AddressNotModel and AddressInsecure; nothing else.
    """
    typed = text.strip(_BESIDE) if len(text) <= MAX_TEXT else ""
    if not typed:
        raise AddressUnclear(_cut(text))
    pasted = command_lines.read(typed) if re.search(r"\s", typed) else command_lines.Pasted(typed)
    if pasted is None:
        raise AddressUnclear(_cut(typed))
    found = _address(pasted.address.strip(_AROUND).rstrip(_AFTER + _AROUND), endpoints)
    found = replace(
        found,
        revision=pasted.revision or found.revision,
        file=pasted.file or found.file,
        variant=pasted.variant or found.variant,
    )
    if not all(_sound(part) for part in (found.revision, found.file, found.variant)):
        raise AddressUnclear(_cut(typed))
    return found


def _address(typed: str, endpoints: Mapping[str, str]) -> Reference:
    """One address without spaces, of any kind."""
    scheme, separator, _ = typed.partition("://")
    if separator and scheme.lower() in ("http", "https"):
        return _page(typed, endpoints)
    typed = typed.replace("：", ":")
    prefix, colon, named = typed.partition(":")
    named = named.removeprefix("//")
    if colon and prefix.lower() == "fireseed":
        typed = named
        prefix, _, named = named.partition("/")
    if prefix.lower() in _PREFIXES and named:
        hub = _PREFIXES[prefix.lower()]
        # Ollama's names may begin with another registry's host.
        elsewhere = hub == OLLAMA and named.partition("/")[0].lower() in _SITES
        return _page(f"https://{named}", endpoints) if elsewhere else _named(named, hub)
    if separator:
        raise AddressUnclear(_cut(typed))
    host = typed.partition("/")[0].lower()
    if host in _SITES or any(urlsplit(endpoint).netloc.lower() == host for endpoint in endpoints):
        return _page(f"https://{typed}", endpoints)
    return _named(typed, None)


def _named(typed: str, hub: str | None) -> Reference:
    """`owner/name[@revision][:variant]`, `owner/name/file.gguf`, and on Ollama `[owner/]name[:tag]`."""
    if hub == OLLAMA or (hub is None and "/" not in typed and ":" in typed):
        match = _TAGGED.fullmatch(typed)
        if match is not None:
            return Reference(f"{match['owner'] or 'library'}/{match['name']}", OLLAMA, match["tag"])
    elif match := _REPO_FILE.fullmatch(typed):
        return Reference(match["repo"], hub, file=match["file"])
    elif match := _REPO.fullmatch(typed):
        return Reference(match["repo"], hub, match["revision"], variant=match["variant"])
    raise AddressUnclear(_cut(typed))


def _page(url: str, endpoints: Mapping[str, str]) -> Reference:
    """A web address: a page or a file of a hub, else a file anywhere."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().rstrip(".")
        query = {key: values[0] for key, values in parse_qs(parts.query, max_num_fields=50).items()}
        own = _endpoint(parts, endpoints)
    except ValueError as error:
        raise AddressUnclear(_cut(url)) from error
    path, read = parts.path, _SITES.get(host)
    if own is not None:
        path = path[len(own.path) :]
        read = partial(_hugging_face, hub=own.hub)
    if read is None:
        return Reference(str(file_url(url)), WEB)
    segments = [unquote(segment) for segment in path.split("/") if segment]
    found = read(segments, query)
    if found is None:
        raise AddressNotModel(_cut(url))
    if not _PLAIN_REPO.fullmatch(found.repo):
        raise AddressUnclear(_cut(url))
    return found


@dataclass(frozen=True)
class _Endpoint:
    """A hub with Hugging Face's API; `path` is what its address has before the names."""

    path: str
    hub: str


def _endpoint(parts: SplitResult, endpoints: Mapping[str, str]) -> _Endpoint | None:
    """The one below whose address `parts` is."""
    for address, hub in endpoints.items():
        base = urlsplit(address)
        path = base.path.rstrip("/")
        same_host = (base.hostname, base.port) == (parts.hostname, parts.port)
        if same_host and f"{parts.path}/".startswith(f"{path}/"):
            return _Endpoint(path, hub)
    return None


def _hugging_face(segments: Sequence[str], query: Mapping[str, str], hub: str = HUGGING_FACE) -> Reference | None:
    """`/owner/name[:variant]`, `/owner/name/{tree|blob|resolve|raw|commit}/revision[/path]`, `/api/models/…`."""
    if list(segments[:2]) == ["api", "models"]:
        segments = segments[2:]
    if len(segments) < 2 or segments[0] in _NOT_MODELS:
        return None
    owner, named, *rest = segments
    name, _, variant = named.partition(":")
    found = Reference(
        f"{owner}/{name.removesuffix('.git')}",
        hub,
        file=_model_file(query.get("show_file_info", "")),
        variant=_variant(variant),
    )
    match rest:
        case ["tree" | "commit" | "commits" | "revision", revision, *_]:
            return replace(found, revision=revision)
        case ["blob" | "resolve" | "raw", revision, *path]:
            return replace(found, revision=revision, file=_model_file("/".join(path)))
    return found


def _modelscope(segments: Sequence[str], query: Mapping[str, str], hub: str) -> Reference | None:
    """`/models/owner/name[/{resolve|file/view|tree}/revision[/path]]`, its API, and the registry's names."""
    match segments:
        case ["api" | "openapi", "v1", "models", owner, name, *rest] | ["models", owner, name, *rest]:
            found = Reference(f"{owner}/{name.removesuffix('.git')}", hub)
        case [owner, named] if owner not in _NOT_MODELS:
            name, _, variant = named.removesuffix(".git").partition(":")
            return Reference(f"{owner}/{name}", hub, variant=_variant(variant))
        case _:
            return None
    match rest:
        case ["resolve", revision, *path] | ["file", "view", revision, *path]:
            file = "/".join(path) or query.get("fileName", "")
            return replace(found, revision=revision, file=_model_file(file))
        case ["tree", revision, *_]:
            return replace(found, revision=revision)
        case ["repo"]:
            return replace(found, revision=query.get("Revision"), file=_model_file(query.get("FilePath", "")))
    return found


def _ollama(segments: Sequence[str], query: Mapping[str, str]) -> Reference | None:  # noqa: ARG001 - one reader a site
    """`/library/name[:tag]`, `/owner/name[:tag]`, and the registry's `/v2/owner/name/manifests/tag`."""
    match segments:
        case ["v2", owner, name, "manifests", tag]:
            return Reference(f"{owner}/{name}", OLLAMA, tag)
        case [owner, named, *_] if owner not in _NOT_MODELS and owner != "v2":
            name, _, tag = named.partition(":")
            return Reference(f"{owner}/{name}", OLLAMA, tag or None)
    return None


def _model_file(path: str) -> str | None:
    return path if path.lower().endswith(".gguf") else None


def _variant(named: str) -> str | None:
    """What follows a name and a colon on these hubs: `latest` means their own choice."""
    return named if named not in ("", "latest") else None


def _sound(part: str | None) -> bool:
    return part is None or (0 < len(part) <= 1000 and part.isprintable())


def _cut(text: str) -> str:
    return text.strip(_AROUND)[:200]


_Read = Callable[[Sequence[str], Mapping[str, str]], Reference | None]


_SITES: Mapping[str, _Read] = {
    "huggingface.co": _hugging_face,
    "www.huggingface.co": _hugging_face,
    "hf.co": _hugging_face,
    "hf-mirror.com": _hugging_face,
    "modelscope.cn": partial(_modelscope, hub=MODELSCOPE),
    "www.modelscope.cn": partial(_modelscope, hub=MODELSCOPE),
    "modelscope.ai": partial(_modelscope, hub=MODELSCOPE_INTERNATIONAL),
    "www.modelscope.ai": partial(_modelscope, hub=MODELSCOPE_INTERNATIONAL),
    "ollama.com": _ollama,
    "www.ollama.com": _ollama,
    "registry.ollama.ai": _ollama,
}
"""How each hub's own pages are read. None where a page is not a model's."""

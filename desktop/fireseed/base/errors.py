"""Everything that can go wrong, as one tree of types that carry facts.

Domain code raises these; it never formats a sentence. A face (window, terminal, server) turns a type and its
facts into words in the person's language through `fireseed.words`, which has an entry for every class below.

    FireseedError
    ├── StorageError       DiskFull, NotWritable, NotReadable, FolderMissing, FileInTheWay, CopyDamaged,
    │                      JoiningUnsupported, DatabaseTooNew, DatabaseDamaged, ResourceInvalid
    ├── HubError           HubUnreachable, ProxyUnusable, ProxyUnreachable, ProxyRefused, CertificateUntrusted,
    │                      CertificateFileUnusable, HubRefused, HubAnswerInvalid, NotFound, Gated, TokenNeeded,
    │                      TokenRefused, RateLimited, FormatUnsupported, NotOnLocalNetwork,
    │                      LocalNetworkUnavailable
    ├── AddressError       AddressUnclear, AddressNotModel, AddressInsecure
    ├── TransferError      DigestMismatch, WrongBytes, SizeMismatch, SourceChanged, SourceInvalid, SourceStalled,
    │                      NameUnsafe, NothingToDownload, TransferUnknown, TransferBusy,
    │                      ScheduleInvalid
    ├── GgufError          NotGguf, GgufTruncated, GgufInvalid, GgufTooLarge, GgufVersionUnsupported
    ├── LibraryError       ModelUnknown, ModelMissing, ModelChanged, ModelInPlace, LibraryBusy, ModelIncomplete,
    │                      ModelDamaged, RecordsInvalid, SearchCutShort
    ├── EngineError        EngineCrashed, EngineSilent, EngineProtocolError, LoadFailed, OutOfMemory,
    │                      UnsupportedArchitecture, ContextFull, TemplateInvalid, Cancelled, EngineUnavailable
    ├── ChatError          ConversationUnknown, MessageUnknown, NoModelChosen
    └── Unexpected         a defect of ours, with the traceback in the log
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class FireseedError(Exception):
    """The root. Every subclass is a dataclass whose fields are the facts of one failure."""

    @property
    def code(self) -> str:
        """The class name: stable, for logs, `--json` and the word tables."""
        return type(self).__name__

    @property
    def facts(self) -> dict[str, Any]:
        """The fields by name, as plain values."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    def __str__(self) -> str:
        """For logs only; people read the words of `fireseed.words`."""
        return f"{self.code}({', '.join(f'{name}={value!r}' for name, value in self.facts.items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(self.facts.values())


class StorageError(FireseedError):
    """This computer's disks."""


@dataclass(eq=False)
class DiskFull(StorageError):
    """`needed` and `free` are bytes on the disk that holds `path`."""

    path: str
    needed: int
    free: int


@dataclass(eq=False)
class NotWritable(StorageError):
    """`path` can't be written; `reason` is the operating system's own text."""

    path: str
    reason: str


@dataclass(eq=False)
class NotReadable(StorageError):
    """`path` can't be read; `reason` is the operating system's own text."""

    path: str
    reason: str


@dataclass(eq=False)
class FolderMissing(StorageError):
    """A folder that was there is gone: an unplugged drive, or deleted."""

    path: str


@dataclass(eq=False)
class FileInTheWay(StorageError):
    """Another file is at `path`, where one was to be put; neither was touched."""

    path: str


@dataclass(eq=False)
class CopyDamaged(StorageError):
    """The disk gave back other bytes than were written to it for `path`; the copy was removed."""

    path: str


@dataclass(eq=False)
class JoiningUnsupported(StorageError):
    """The file at `path` can't share its bytes with a copy of it; `reason` is the operating system's own text."""

    path: str
    reason: str


@dataclass(eq=False)
class DatabaseTooNew(StorageError):
    """A newer Fireseed wrote this database: `found` and `supported` are migration numbers."""

    path: str
    found: int
    supported: int


@dataclass(eq=False)
class DatabaseDamaged(StorageError):
    """SQLite says that the file is not a sound database."""

    path: str
    reason: str


@dataclass(eq=False)
class ResourceInvalid(StorageError):
    """A data file that Fireseed ships (catalogue, licences) is not what it has to be. `reason` is technical."""

    path: str
    reason: str


class HubError(FireseedError):
    """Something between here and a hub's API."""


@dataclass(eq=False)
class HubUnreachable(HubError):
    """No answer: name resolution, connection, TLS or time-out. `reason` is short and technical."""

    hub: str
    reason: str


@dataclass(eq=False)
class ProxyUnusable(HubError):
    """The settings, the system or the environment name a proxy (`address`, without its password) that can't be."""

    address: str
    reason: str


@dataclass(eq=False)
class ProxyUnreachable(HubError):
    """The proxy itself does not answer. `proxy` is its address without name and password."""

    proxy: str
    reason: str


@dataclass(eq=False)
class ProxyRefused(HubError):
    """The proxy wants a name and a password, or others than these. `status` is 407 for a SOCKS proxy, too."""

    proxy: str
    status: int


@dataclass(eq=False)
class CertificateUntrusted(HubError):
    """`host` showed a TLS certificate that this computer does not trust; `reason` is the TLS library's text."""

    host: str
    reason: str


@dataclass(eq=False)
class CertificateFileUnusable(HubError):
    """The file of additional certificate authorities that a person chose can't be used."""

    path: str
    reason: str


@dataclass(eq=False)
class HubRefused(HubError):
    """The hub answered with an HTTP status that we can't mend."""

    hub: str
    status: int
    url: str


@dataclass(eq=False)
class HubAnswerInvalid(HubError):
    """The hub answered something that is not its protocol: HTML of a captive portal, broken JSON …"""

    hub: str
    url: str
    reason: str


@dataclass(eq=False)
class NotFound(HubError):
    """The hub has no such repo, revision or file (or hides it)."""

    hub: str
    name: str


@dataclass(eq=False)
class Gated(HubError):
    """The publisher asks people to accept terms at `url` first."""

    repo: str
    url: str


@dataclass(eq=False)
class TokenNeeded(HubError):
    """The repo is only for people who are signed in (and accepted terms at `url`), and there is no token."""

    repo: str
    url: str


@dataclass(eq=False)
class TokenRefused(HubError):
    """The hub does not know the token (any more): mistyped, expired or revoked."""

    hub: str


@dataclass(eq=False)
class RateLimited(HubError):
    """Too many requests; the hub asks to wait `seconds`."""

    hub: str
    seconds: float


@dataclass(eq=False)
class NotOnLocalNetwork(HubError):
    """`address` was given for another Fireseed and is no address of the local network, or none at all."""

    address: str


@dataclass(eq=False)
class LocalNetworkUnavailable(HubError):
    """Sharing, or looking for others, doesn't work on this network now. `reason` is short and technical."""

    reason: str


@dataclass(eq=False)
class FormatUnsupported(HubError):
    """The repo's model is in another format than GGUF; `format` is what the hub calls its files."""

    repo: str
    format: str


class AddressError(FireseedError):
    """What a person typed or pasted to name a model. `text` is that, cut when it is long."""


@dataclass(eq=False)
class AddressUnclear(AddressError):
    """Nothing that Fireseed knows how to read."""

    text: str


@dataclass(eq=False)
class AddressNotModel(AddressError):
    """A page of a hub that Fireseed knows, and not one of a model: a data set, an app, a person."""

    text: str


@dataclass(eq=False)
class AddressInsecure(AddressError):
    """Plain http to a machine that is not on this network: anybody in between could put in other bytes."""

    text: str


class TransferError(FireseedError):
    """Bytes on their way from a hub to a disk."""


@dataclass(eq=False)
class DigestMismatch(TransferError):
    """The bytes are not what the hub published; the file is in quarantine and is never run."""

    file: str
    expected: str
    actual: str
    source: str


@dataclass(eq=False)
class WrongBytes(TransferError):
    """`source` sent bytes that are not the file's; they were fetched elsewhere, and it is not asked any more."""

    file: str
    source: str


@dataclass(eq=False)
class SizeMismatch(TransferError):
    """The source's size (bytes) is not the one that the hub's listing gave."""

    file: str
    expected: int
    actual: int
    source: str


@dataclass(eq=False)
class SourceChanged(TransferError):
    """The file at the source was replaced while it was being downloaded."""

    file: str
    source: str


@dataclass(eq=False)
class SourceInvalid(TransferError):
    """The source answered something that is not the requested bytes (HTML, compressed, wrong range …)."""

    file: str
    source: str
    reason: str


@dataclass(eq=False)
class SourceStalled(TransferError):
    """No source delivered anything any more, after every retry."""

    file: str
    source: str
    reason: str


@dataclass(eq=False)
class NameUnsafe(TransferError):
    """A name from a hub that could leave its folder or that a file system can't hold."""

    name: str


@dataclass(eq=False)
class NothingToDownload(TransferError):
    """The repo has no file that llama.cpp can run."""

    repo: str


@dataclass(eq=False)
class TransferUnknown(TransferError):
    """No transfer has this identifier."""

    transfer: str


@dataclass(eq=False)
class TransferBusy(TransferError):
    """Another process of Fireseed is downloading this file."""

    file: str


@dataclass(eq=False)
class ScheduleInvalid(TransferError):
    """`text` names no hours of a day as `22:00-07:00` does."""

    text: str


class GgufError(FireseedError):
    """A model file that can't be what it claims to be."""


@dataclass(eq=False)
class NotGguf(GgufError):
    """The first bytes are not GGUF's magic; `found` says what they look like."""

    file: str
    found: str


@dataclass(eq=False)
class GgufTruncated(GgufError):
    """The file ends before `field` does; sizes are bytes."""

    file: str
    field: str
    needed: int
    size: int


@dataclass(eq=False)
class GgufInvalid(GgufError):
    """`field` holds a value that the format does not allow."""

    file: str
    field: str
    reason: str


@dataclass(eq=False)
class GgufTooLarge(GgufError):
    """`field` claims more than any real model has."""

    file: str
    field: str
    claimed: int
    limit: int


@dataclass(eq=False)
class GgufVersionUnsupported(GgufError):
    """Known versions are 2 and 3."""

    file: str
    version: int


class LibraryError(FireseedError):
    """Models on this machine."""


@dataclass(eq=False)
class ModelUnknown(LibraryError):
    """Nothing in the library answers to this name."""

    name: str


@dataclass(eq=False)
class ModelMissing(LibraryError):
    """The model is in the library, its file is not at `path` now."""

    name: str
    path: str


@dataclass(eq=False)
class ModelChanged(LibraryError):
    """The file's bytes are no longer the verified ones."""

    name: str
    path: str


@dataclass(eq=False)
class ModelInPlace(LibraryError):
    """The model lies at `path` in the folders of another app, which stay as they are."""

    name: str
    path: str


@dataclass(eq=False)
class LibraryBusy(LibraryError):
    """A model is being moved, or copies joined, here or in another process: one such work at a time."""


@dataclass(eq=False)
class ModelIncomplete(LibraryError):
    """Another app's model at `path` lacks shards: `found` of `count` are there."""

    app: str
    path: str
    found: int
    count: int


@dataclass(eq=False)
class ModelDamaged(LibraryError):
    """A file of another app hasn't the SHA-256 (`expected`) that the app's own records state."""

    app: str
    path: str
    expected: str
    actual: str


@dataclass(eq=False)
class RecordsInvalid(LibraryError):
    """Another app's record of a model (a manifest, a settings file) can't be used."""

    app: str
    path: str
    reason: str


@dataclass(eq=False)
class SearchCutShort(LibraryError):
    """The folders of another app hold more than is searched; what was found before counts."""

    app: str
    path: str


class EngineError(FireseedError):
    """The child process that runs a model."""


@dataclass(eq=False)
class EngineCrashed(EngineError):
    """The child ended by itself. `exit_code` is negative for a signal; `last_log` holds native log lines only."""

    model: str
    exit_code: int
    last_log: str


@dataclass(eq=False)
class EngineSilent(EngineError):
    """The child did not answer within `seconds`."""

    model: str
    seconds: float


@dataclass(eq=False)
class EngineProtocolError(EngineError):
    """A frame that is not in the protocol, or too long."""

    reason: str


@dataclass(eq=False)
class EngineUnavailable(EngineError):
    """llama.cpp can't be loaded here at all."""

    reason: str


@dataclass(eq=False)
class LoadFailed(EngineError):
    """llama.cpp refused the model; `reason` is its last error line."""

    model: str
    reason: str


@dataclass(eq=False)
class OutOfMemory(EngineError):
    """Bytes on `device`; 0 where llama.cpp did not say."""

    device: str
    needed: int
    free: int


@dataclass(eq=False)
class UnsupportedArchitecture(EngineError):
    """This llama.cpp doesn't know the model's architecture."""

    name: str


@dataclass(eq=False)
class ContextFull(EngineError):
    """Tokens that the conversation needs, and that the context holds."""

    needed: int
    context: int


@dataclass(eq=False)
class TemplateInvalid(EngineError):
    """The model's chat template could not be rendered."""

    reason: str


@dataclass(eq=False)
class Cancelled(EngineError):
    """A person stopped it; not a failure to show."""


class ChatError(FireseedError):
    """Conversations."""


@dataclass(eq=False)
class ConversationUnknown(ChatError):
    """No conversation has this identifier."""

    conversation: str


@dataclass(eq=False)
class MessageUnknown(ChatError):
    """No message has this identifier."""

    message: str


@dataclass(eq=False)
class NoModelChosen(ChatError):
    """A question was asked before a model was chosen."""


@dataclass(eq=False)
class Unexpected(FireseedError):
    """A defect of ours. `reason` is one line; the log has the traceback."""

    reason: str


def every_error() -> tuple[type[FireseedError], ...]:
    """Every class that can be raised, so that a test can hold the word tables complete."""
    found: list[type[FireseedError]] = []
    waiting = list(FireseedError.__subclasses__())
    while waiting:
        kind = waiting.pop()
        children = kind.__subclasses__()
        waiting.extend(children)
        if not children:
            found.append(kind)
    return tuple(sorted(found, key=lambda kind: kind.__name__))


def encode(error: FireseedError) -> dict[str, Any]:
    """As plain values, for a process boundary or `--json`."""
    return {"code": error.code, "facts": error.facts}


def decode(code: str, facts: dict[str, Any]) -> FireseedError:
    """The inverse of `encode`; an unknown or ill-fitting one becomes `Unexpected`."""
    for kind in every_error():
        if kind.__name__ == code:
            try:
                return kind(**facts)
            except TypeError:
                break
    return Unexpected(f"{code}: {facts}")

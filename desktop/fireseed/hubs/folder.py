"""A folder as a hub: a USB stick, a network drive, another app's models. It is only read.

Sizes come from the disk, digests from the `SHA256SUMS` files beside or above the models and from Fireseed's own
cards. Nothing is digested here: nobody should wait for 40 GB to be read before seeing a list, and the copy
measures its own. What a stick states about its files is a copy's word, so `Listing.original` is false.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath

from fireseed.base.errors import HubAnswerInvalid, HubUnreachable, NotFound
from fireseed.hubs import checksums
from fireseed.hubs.folder_repos import FolderRepo, FoundFile, Quantization, repos_of
from fireseed.hubs.protocol import (
    CARD,
    MAX_TEXT,
    Address,
    FileSource,
    Listing,
    Repo,
    RepoFile,
    SearchPage,
    SearchQuery,
    Sort,
)
from fireseed.hubs.shelf import RepoCard, moment, read_card
from fireseed.hubs.walk import Bounds, entries_of, files_below

MAX_CHECKSUMS = 64
"""Files of digests that are read for one repo."""

_DEFAULT_BOUNDS = Bounds()


class FolderHub:
    """The GGUF files below `folder`, as `hubs.folder_repos` groups them. Reads the folder anew at each call.

    `quantization` says what a file's name spells. A folder that is not there (its drive is unplugged) or can't be
    listed raises HubUnreachable. Stateless, thus thread-safe.
    """

    def __init__(
        self, hub: str, title: str, folder: Path, quantization: Quantization, bounds: Bounds = _DEFAULT_BOUNDS
    ) -> None:
        self._id = hub
        self._title = title
        self._folder = folder.absolute()
        self._quantization = quantization
        self._bounds = bounds

    @property
    def id(self) -> str:
        return self._id

    @property
    def title(self) -> str:
        return self._title

    @property
    def folder(self) -> Path:
        return self._folder

    def search(self, query: SearchQuery) -> SearchPage:
        """Repos with every word in their name, by name or newest first; the cursor is a number of rows."""
        words = query.text.casefold().split()
        found = [repo for repo in self._repos() if all(word in repo.name.casefold() for word in words)]
        if query.quantized_of:
            found = [repo for repo in found if query.quantized_of in self._card(repo).base_model]
        if query.sort is Sort.NEWEST:
            found.sort(key=_changed_ns, reverse=True)
        cursor = query.cursor or ""
        start = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 10 else 0
        stop = start + max(query.limit, 1)
        rows = tuple(self._described(repo, self._card(repo)) for repo in found[start:stop])
        return SearchPage(rows, str(stop) if stop < len(found) else None)

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        """The repo as it lies there now, which is its only revision."""
        found, listing = self._listed(repo)
        if revision not in (None, "main", listing.commit):
            raise NotFound(self._title, f"{found.name}@{revision}")
        return listing

    def address(self, source: FileSource) -> Address:
        """A file:// URL of a listed file; NotFound when the repo is no longer as it was at that commit."""
        found, listing = self._listed(source.repo)
        for file in found.files:
            if found.path_of(file) == source.path and listing.commit == source.commit:
                return Address((self._folder / file.path).as_uri())
        raise NotFound(self._title, f"{source.repo}/{source.path}")

    def text(self, repo: str, commit: str, path: str) -> str | None:  # noqa: ARG002 - a folder has no history
        """A file that lies beside the models now; `path` is a name, so it never leads into another folder."""
        found = next((one for one in self._repos() if one.name == repo and one.own_folder), None)
        if found is None:
            return None
        entries = entries_of(self._folder / found.home)
        entry = next((entry for entry in entries if entry.name == path and entry.is_file()), None)
        if entry is None:
            return None
        try:
            with Path(entry.path).open("rb") as stream:
                content = stream.read(MAX_TEXT + 1)
        except OSError as error:
            raise HubUnreachable(self._title, f"{entry.path}: {error.strerror}") from error
        if len(content) > MAX_TEXT:
            raise HubAnswerInvalid(self._title, path, f"more than {MAX_TEXT} bytes")
        return content.decode(errors="replace")

    def card(self, repo: str, commit: str) -> str | None:
        return self.text(repo, commit, CARD)

    def close(self) -> None:
        """Nothing is held."""

    def _repos(self) -> tuple[FolderRepo, ...]:
        try:
            with os.scandir(self._folder) as entries:
                next(entries, None)
        except OSError as error:
            raise HubUnreachable(self._title, f"{self._folder}: {error.strerror}") from error
        files = (self._file(path) for path in files_below(self._folder, self._bounds) if _is_gguf(path))
        owner = self._folder.name or self._title
        return repos_of((file for file in files if file is not None), owner, self._quantization)

    def _file(self, path: Path) -> FoundFile | None:
        try:
            status = path.stat(follow_symlinks=False)
        except OSError:
            return None  # gone since it was listed
        return FoundFile(PurePosixPath(path.relative_to(self._folder)), status.st_size, status.st_mtime_ns)

    def _listed(self, name: str) -> tuple[FolderRepo, Listing]:
        found = next((repo for repo in self._repos() if repo.name == name), None)
        if found is None:
            raise NotFound(self._title, name)
        card = self._card(found)
        stated = self._stated(found)
        files = tuple(
            RepoFile(path, file.size, stated.get(file.path) or card.sha256.get(path))
            for file, path in ((file, found.path_of(file)) for file in found.files)
        )
        commit = _commit(found, files)
        return found, Listing(self._described(found, card, commit), commit, files, original=False)

    def _stated(self, repo: FolderRepo) -> dict[PurePosixPath, str]:
        """What the checksums in a file's folder say about it, else those in the folder above, and so on."""
        folders = {folder for file in repo.files for folder in file.path.parents}
        stated: dict[PurePosixPath, str] = {}
        left = MAX_CHECKSUMS
        for folder in sorted(folders, key=lambda folder: len(folder.parts)):
            for entry in entries_of(self._folder / folder):
                if left and checksums.is_checksums(entry.name) and entry.is_file(follow_symlinks=False):
                    left -= 1
                    stated |= {folder / path: digest for path, digest in checksums.read(Path(entry.path)).items()}
        return stated

    def _card(self, repo: FolderRepo) -> RepoCard:
        return read_card(self._folder / repo.home) if repo.own_folder else RepoCard()

    def _described(self, repo: FolderRepo, card: RepoCard, commit: str | None = None) -> Repo:
        facts = card.gguf
        return Repo(
            hub=self._id,
            name=repo.name,
            updated=moment(_changed_ns(repo)),
            commit=commit,
            licence=card.license,
            base_models=card.base_model,
            languages=card.language,
            tags=("gguf", *card.tags),
            architecture=facts.architecture if facts else None,
            parameters=facts.total if facts else None,
            context_length=facts.context_length if facts else None,
        )


def _is_gguf(path: Path) -> bool:
    return path.suffix.lower() == ".gguf"


def _changed_ns(repo: FolderRepo) -> int:
    return max(file.changed_ns for file in repo.files)


def _commit(repo: FolderRepo, files: tuple[RepoFile, ...]) -> str:
    """A SHA-1 over paths, sizes and digests; the time of change stands for a digest that nobody stated.

    Not both: a stick's times shift by an hour with the seasons (FAT keeps local time), its digests don't.
    """
    commit = hashlib.sha1(usedforsecurity=False)
    for file, listed in zip(repo.files, files, strict=True):
        commit.update(f"{listed.path}\0{listed.size}\0{listed.sha256 or file.changed_ns}\n".encode())
    return commit.hexdigest()

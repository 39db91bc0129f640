"""One repo, from what a search's row and its own listing say. Pure."""

from __future__ import annotations

from dataclasses import fields, replace

from fireseed.hubs.protocol import Repo


def joined(row: Repo | None, listed: Repo) -> Repo:
    """The repo of a row with what its listing adds or knows better; a registry lists hardly more than files.

    It keeps the row's name, which on Ollama has a tag.
    """
    if row is None:
        return listed
    said = {field.name: getattr(listed, field.name) for field in fields(Repo)}
    known = {name: value for name, value in said.items() if value is not None and value != ()}
    return replace(row, **(known | {"name": row.name}))


def licence_page(repo: Repo) -> str | None:
    """Where the publisher says that the licence's text is, if that is on the web."""
    link = repo.licence_link or ""
    return link if link.startswith("https://") else None

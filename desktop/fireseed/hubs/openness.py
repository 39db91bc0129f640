"""How open a model is: weights, code that runs it, code that trained it, data, paper. Links, or nobody stated any.

What the catalogue knows comes first, then what the repo's card states. A link in running text is no statement: a
card also names other people's code. Papers are an exception, and marked as merely mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fireseed.hubs.catalogue_files import HUGGING_FACE, MODELSCOPE
from fireseed.hubs.families import CatalogueModel, Links
from fireseed.hubs.protocol import Repo

MOST_LINKS = 8
"""Of one layer."""

_LONGEST_HEAD = 64 * 1024
"""Characters of a card's YAML head."""
_LONGEST_CARD = 1024 * 1024
"""Characters of a card that are searched."""

_REPO = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_PAPER = re.compile(r"(?:arxiv\.org/(?:abs|pdf)/|\barxiv:)(\d{4}\.\d{4,5})(?!\d)", re.IGNORECASE | re.ASCII)
_DATASETS = re.compile(r"^datasets:[ \t]*(.*)\n((?:[ \t]*-[^\n]*\n|[ \t]*\n)*)", re.MULTILINE)
_PAGES = {HUGGING_FACE: "https://huggingface.co/", MODELSCOPE: "https://modelscope.cn/models/"}


class Part(StrEnum):
    """What can be open about a model, in the order of showing."""

    WEIGHTS = "weights"
    INFERENCE_CODE = "inference code"
    TRAINING_CODE = "training code"
    DATA = "data"
    PAPER = "paper"


class Stated(StrEnum):
    """Who says so."""

    CATALOGUE = "catalogue"
    HUB = "hub"
    CARD = "card"
    MENTIONED = "mentioned"
    """The card has a link, and does not say that it is about this very model."""


@dataclass(frozen=True)
class Layer:
    """One part. Without links nobody stated any, and `stated` is None."""

    part: Part
    links: tuple[str, ...] = ()
    stated: Stated | None = None


@dataclass(frozen=True)
class CardFacts:
    """The data sets (`owner/name`) that a card states in its head, the papers (arXiv numbers) that it links."""

    datasets: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


def card_facts(card: str | None) -> CardFacts:
    """Of a card in Markdown with a YAML head (`Hub.card`). Whatever is not in form is left out."""
    if card is None:
        return CardFacts()
    text = card[:_LONGEST_CARD]
    return CardFacts(_some(_datasets(_head(text))), _some(_PAPER.findall(text)))


def openness(repo: Repo, model: CatalogueModel | None, card: CardFacts | None = None) -> tuple[Layer, ...]:
    """All parts in order. `model` is what the repo holds, as the catalogue knows it; `card` is the repo's own."""
    links = Links() if model is None else model.links
    datasets, papers = _tagged(repo)
    if card is not None:
        datasets, papers = _some((*datasets, *card.datasets)), _some((*papers, *card.papers))
    stated = (f"https://huggingface.co/datasets/{name}" for name in datasets)
    mentioned = (f"https://arxiv.org/abs/{number}" for number in papers)
    return (
        _weights(repo, model),
        _layer(Part.INFERENCE_CODE, links.inference_code),
        _layer(Part.TRAINING_CODE, links.training_code),
        _layer(Part.DATA, links.data, stated, Stated.CARD),
        _layer(Part.PAPER, links.paper, mentioned, Stated.MENTIONED),
    )


def _weights(repo: Repo, model: CatalogueModel | None) -> Layer:
    """Where the publisher put the model; where that isn't known, where it was found."""
    if model is not None and model.repos:
        own = tuple(f"{page}{model.repos[kind]}" for kind, page in _PAGES.items() if kind in model.repos)
        if own:
            return Layer(Part.WEIGHTS, own, Stated.CATALOGUE)
    if repo.page is not None and repo.page.startswith("https://"):
        return Layer(Part.WEIGHTS, (repo.page,), Stated.HUB)
    return Layer(Part.WEIGHTS)


def _layer(part: Part, known: str | None, said: Iterable[str] = (), by: Stated = Stated.CARD) -> Layer:
    if known is not None:
        return Layer(part, (known,), Stated.CATALOGUE)
    links = tuple(said)
    return Layer(part, links, by) if links else Layer(part)


def _tagged(repo: Repo) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Data sets and papers among the tags: `dataset:<owner/name>` is from the card's head, `arxiv:<number>` from
    links in its text, both put there by the hub."""
    datasets = (tag.removeprefix("dataset:") for tag in repo.tags if tag.startswith("dataset:"))
    papers = (found[1] for tag in repo.tags if (found := _PAPER.fullmatch(tag)))
    return _some(name for name in datasets if _REPO.fullmatch(name)), _some(papers)


def _head(card: str) -> str:
    """The lines between two of `---` at the start."""
    if not card.startswith("---"):
        return ""
    head, mark, _ = card[3:_LONGEST_HEAD].replace("\r\n", "\n").partition("\n---")
    return f"{head}\n" if mark else ""


def _datasets(head: str) -> list[str]:
    """The entries of `datasets:`, in either of YAML's forms for a list of plain words, or a single one."""
    found = _DATASETS.search(head)
    if found is None:
        return []
    items = found[1].strip().strip("[]").split(",") + [
        line.strip().removeprefix("-") for line in found[2].split("\n")
    ]
    names = (item.strip().strip("'\"") for item in items)
    return [name for name in names if _REPO.fullmatch(name)]


def _some(found: Iterable[str]) -> tuple[str, ...]:
    """Each once, and no more than can be shown."""
    return tuple(dict.fromkeys(found))[:MOST_LINKS]

"""Where the chosen model comes from: what of it is open, and what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.hubs.lineage import Ancestry, End, lineage
from fireseed.hubs.openness import Layer, Part, Stated
from fireseed.hubs.protocol import Relation, Repo
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class LayerRow:
    """One part that can be open. `link` is empty where nobody stated one."""

    key: str
    title: str
    text: str
    link: str
    stated: bool


@dataclass(frozen=True)
class AncestorRow:
    """One repo of the tree, from the origin down. `depth` is its distance from there; `own` is the chosen one."""

    key: str
    name: str
    text: str
    depth: int
    own: bool
    known: bool


@QmlElement
class OfferOrigins(QObject):
    """The origins of one repo.

    Properties: `layers` and `ancestors` are lists; `open` of `parts` layers are stated; `looking` is true while
    the hub is asked for the ancestors, which begins with `look`.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, ask: Callable[[str, str], Repo | None], parent: QObject | None = None
    ) -> None:
        """`ask` answers the repo of a hub's id and a name; it blocks."""
        super().__init__(parent)
        self._bridge = bridge
        self._ask = ask
        self._repo: Repo | None = None
        self._found: tuple[Layer, ...] = ()
        self._tree: Ancestry | None = None
        self._looked = False
        self._work: Work | None = None
        self._layers = Rows(LayerRow, self)
        self._ancestors = Rows(AncestorRow, self)
        bridge.wordsChanged.connect(self._show)

    def show(self, repo: Repo, layers: tuple[Layer, ...]) -> None:
        """Shows what is known without asking anybody: the layers, and the base models that the repo names."""
        if self._repo is None or (repo.hub, repo.name) != (self._repo.hub, self._repo.name):
            self.forget()
        if not self._looked:
            self._tree = lineage(repo, lambda _: None)
        self._repo, self._found = repo, layers
        self._show()

    def forget(self) -> None:
        """Shows nothing."""
        if self._work is not None:
            self._work.cancel()
        self._repo = self._tree = self._work = None
        self._found, self._looked = (), False
        self._layers.replace([])
        self._ancestors.replace([])
        self.changed.emit()

    @Slot()
    def look(self) -> None:
        """Asks the hub for the ancestors, once."""
        repo = self._repo
        if repo is None or self._looked:
            return
        self._looked = True
        self._work = self._bridge.run(
            lambda: lineage(repo, lambda name: self._ask(repo.hub, name)), self._answered
        )
        self.changed.emit()

    def _answered(self, tree: Ancestry) -> None:
        self._work, self._tree = None, tree
        self._show()

    @Slot()
    def _show(self) -> None:
        self._layers.replace([self._layer(layer) for layer in self._found])
        rows = list(self._rows(self._tree)) if self._tree is not None else []
        self._ancestors.replace(rows)
        self.changed.emit()

    def _layer(self, layer: Layer) -> LayerRow:
        link = layer.links[0] if layer.links else ""
        return LayerRow(layer.part, self._part(layer.part), self._stated(layer), link, bool(link))

    def _part(self, part: Part) -> str:
        match part:
            case Part.WEIGHTS:
                return self.tr("Weights")
            case Part.INFERENCE_CODE:
                return self.tr("Code that runs it")
            case Part.TRAINING_CODE:
                return self.tr("Code that trained it")
            case Part.DATA:
                return self.tr("Training data")
            case Part.PAPER:
                return self.tr("Paper")

    def _stated(self, layer: Layer) -> str:
        match layer.stated:
            case None:
                return self.tr("Nobody stated any")
            case Stated.CATALOGUE:
                said = self.tr("Named in Fireseed's catalogue")
            case Stated.HUB:
                said = self.tr("On its hub")
            case Stated.CARD:
                said = self.tr("Named in its card")
            case Stated.MENTIONED:
                said = self.tr("Mentioned in its card")
        more = len(layer.links) - 1
        return self.tr("{said}, and {count} more").format(said=said, count=more) if more else said

    def _rows(self, tree: Ancestry) -> Iterator[AncestorRow]:
        """From the furthest origin down to the repo itself."""
        chain = list(_descending(tree))
        deepest = max(depth for _, depth in chain)
        for place, (node, height) in enumerate(chain):
            yield AncestorRow(
                key=f"{place}/{node.name}",
                name=node.name,
                text=self._kind(node, own=node is tree),
                depth=deepest - height,
                own=node is tree,
                known=node.end is not End.UNREACHED,
            )

    def _kind(self, node: Ancestry, *, own: bool) -> str:
        match node.end:
            case End.UNREACHED if self._looked and self._work is None and not own:
                return self.tr("Not found on this hub")
            case End.ELSEWHERE:
                return self.tr("Its own origins are in the tree above")
            case End.CIRCLE:
                return self.tr("Names itself as its base")
            case End.LIMIT:
                return self.tr("Further back is not looked")
            case End.ORIGIN:
                return self.tr("Its card names no base model")
        match node.relation:
            case Relation.QUANTIZED:
                return self.tr("Made smaller (quantized)")
            case Relation.FINETUNE:
                return self.tr("Trained further (fine-tune)")
            case Relation.MERGE:
                return self.tr("Merged from several")
            case Relation.ADAPTER:
                return self.tr("An adapter")
        return self.tr("Made from the one above") if node.parents else self.tr("Base model")

    layers = Property(QObject, lambda self: self._layers, constant=True)
    ancestors = Property(QObject, lambda self: self._ancestors, constant=True)
    open = Property(int, lambda self: sum(bool(layer.links) for layer in self._found), notify=changed)
    parts = Property(int, lambda self: len(self._found), notify=changed)
    looking = Property(bool, lambda self: self._work is not None, notify=changed)


def _descending(tree: Ancestry, height: int = 0) -> Iterator[tuple[Ancestry, int]]:
    """Every node after its parents, with its distance from the repo."""
    for parent in tree.parents:
        yield from _descending(parent, height + 1)
    yield tree, height

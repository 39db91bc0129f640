"""The pane for one repo: who publishes it, what may be done with it, how it fits, and the button that downloads.

Each of these is a view model of its own (`offer_trust`, `offer_licence`, `offer_variants` …); this one turns them
all to a repo and tells what stands in the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, Gated, NothingToDownload, TokenNeeded, TokenRefused
from fireseed.flows import official
from fireseed.flows.downloads import Offer
from fireseed.hardware.fit import Fit
from fireseed.hubs.families import CatalogueModel
from fireseed.hubs.openness import card_facts, openness
from fireseed.hubs.protocol import Gate, Listing, Relation, Repo
from fireseed.hubs.references import HUGGING_FACE, OLLAMA, WEB, Reference
from fireseed.hubs.trust import judge
from fireseed.transfer.transfers import Transfer
from fireseed.ui import elsewhere, phrases
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.offer_card import OfferCard
from fireseed.ui.offer_fits import VariantFits
from fireseed.ui.offer_licence import OfferLicence
from fireseed.ui.offer_origins import OfferOrigins
from fireseed.ui.offer_publishers import OfferPublishers
from fireseed.ui.offer_repo import joined, licence_page
from fireseed.ui.offer_services import OfferServices
from fireseed.ui.offer_template import OfferTemplate
from fireseed.ui.offer_trust import OfferTrust
from fireseed.ui.offer_variants import OfferVariants

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class OfferPane(QObject):
    """What is known about the chosen repo, and what can be done with it.

    Texts are empty where nobody said. `problem`, `advice` and `details` tell why the pane could not be filled
    (phase FAILED) or why a download could not begin (phase READY). `barred`: what is in the way is a matter of
    terms (`termsPage` is where) and of the access token. `sources` says who else has the same files, `digests`
    whose word they are compared with where that isn't the publisher's hub, and `absent` is what an address named
    and the repo does not offer. In phase CONVERSIONS the repo has nothing to run, and `publishers` lists others
    that have the same model as GGUF.
    """

    @QEnum
    class Phase(IntEnum):
        """What the pane shows."""

        NONE = 0
        LOADING = 1
        READY = 2
        FAILED = 3
        CONVERSIONS = 4

    changed = Signal()

    def __init__(self, bridge: Bridge, services: OfferServices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._services = services
        self._repo: Repo | None = None
        self._reference: Reference | None = None
        self._peers: tuple[Repo, ...] = ()
        self._offer: Offer | None = None
        self._named = ""
        self._absent = ""
        self._others: tuple[Listing, ...] | None = None
        self._converted = False
        self._error: FireseedError | None = None
        self._work: Work | None = None
        titles, hubs = services.hub_titles, services.hubs
        self._trust = OfferTrust(titles, self)
        self._licence = OfferLicence(bridge, self)
        self._publishers = OfferPublishers(bridge, services.catalogue, titles, self)
        self._origins = OfferOrigins(bridge, lambda hub, name: official.asked(hubs, hub, name), self)
        self._card = OfferCard(bridge, hubs, services.pictures, services.images, self)
        self._template = OfferTemplate(
            bridge, lambda repo: official.template_of(repo, services.catalogue, hubs), self
        )
        self._fits = VariantFits(bridge, services.fitting, self)
        self._variants = OfferVariants(bridge, self._fits, services.transfers, services.shelf, self)
        self._fits.read.connect(self._header_read)
        self._card.arrived.connect(self._show_facts)
        bridge.wordsChanged.connect(self._show_facts)
        services.tokens.kept.connect(self._token_kept)
        services.tokens.changed.connect(self.changed)

    def show(self, repo: Repo, others: Sequence[Repo] = ()) -> None:
        """Turns to `repo`: what the row knew is shown at once, the variants when the hub has answered.

        `others` are repos of the same model, `repo` among them: the pane offers the choice.
        """
        known = self._repo
        self._peers = tuple(others)
        if known is not None and self._reference is None and (known.hub, known.name) == (repo.hub, repo.name):
            self._show_facts()
            return
        self._repo, self._reference = repo, None
        self.retry()

    def find(self, reference: Reference) -> None:
        """Turns to what an address names; a file or variant in it is pointed out."""
        if reference == self._reference and self._error is None:
            return
        self._repo, self._reference, self._peers = Repo(reference.hub or "", named_repo(reference)), reference, ()
        self.retry()

    @Slot(str)
    def choose(self, key: str) -> None:
        """Turns to the repo `key` of `publishers`: the same model of somebody else."""
        repo = self._publishers.find(key)
        if repo is None:
            return
        self._repo, self._reference = repo, None
        self.retry()

    @Slot()
    def retry(self) -> None:
        """Asks the hub for the chosen repo, again if need be."""
        repo, reference = self._repo, self._reference
        if repo is None:
            return
        self._forget()
        downloads = self._services.downloads

        def ask() -> tuple[Offer, dict[str, Fit]]:
            found = downloads.offer(repo.hub, repo.name) if reference is None else downloads.find(reference)
            return found, self._fits.estimates(found)

        self._work = self._bridge.run(ask, lambda answer: self._answered(*answer), self._failed)
        self._show_facts()

    @Slot()
    def close(self) -> None:
        """Shows nothing."""
        self._forget()
        self._repo = self._reference = None
        self._peers = ()
        self._show_facts()

    @Slot(str)
    def download(self, key: str) -> None:
        """Begins the download of the variant `key`."""
        offer = self._offer
        if offer is None:
            return
        variant = offer.variant(key)
        self._error = None
        self._bridge.run(lambda: self._services.downloads.begin(offer, variant), self._begun, self._not_begun)
        self.changed.emit()

    def _forget(self) -> None:
        """What was asked for a repo is not wanted any more."""
        if self._work is not None:
            self._work.cancel()
        self._offer = self._error = self._work = self._others = None
        self._named = self._absent = ""
        self._converted = False
        self._variants.forget()
        self._card.forget()
        self._template.forget()
        self._origins.forget()

    def _answered(self, offer: Offer, rough: dict[str, Fit]) -> None:
        self._offer = offer
        self._repo = offer.listing.repo if self._reference is not None else joined(self._repo, offer.listing.repo)
        if self._reference is not None:
            self._point_out(offer, self._reference)
        # Quietly: a download that begins before the others have answered only has fewer sources.
        self._work = self._bridge.run(lambda: self._services.downloads.look_elsewhere(offer), self._looked)
        self._variants.show(offer, rough, self._named)
        self._card.show(offer.listing)
        self._show_facts()

    def _point_out(self, offer: Offer, reference: Reference) -> None:
        try:
            if reference.file is not None:
                self._named = offer.holding(reference.file).name
            elif reference.variant is not None:
                self._named = offer.variant(reference.variant).name
        except NothingToDownload:
            self._absent = reference.file or reference.variant or ""

    def _looked(self, others: tuple[Listing, ...]) -> None:
        self._work, self._others = None, others
        self._show_facts()

    @Slot(str)
    def _header_read(self, name: str) -> None:
        """The template of the variant to begin with is shown; that of another one while there is none."""
        repo, header = self._repo, self._fits.headers.get(name)
        if repo is None or header is None:
            return
        if name == self._variants.leading or self._template.property("phase") == OfferTemplate.Phase.WAITING:
            self._template.show(repo, header.chat_template)

    @Slot()
    def _token_kept(self) -> None:
        if self._barred() and self._offer is None:
            self.retry()

    def _begun(self, _: Transfer) -> None:
        self.changed.emit()

    def _not_begun(self, error: FireseedError) -> None:
        self._error = error
        self.changed.emit()

    def _failed(self, error: FireseedError) -> None:
        self._work, self._error = None, error
        repo = self._repo
        if isinstance(error, NothingToDownload) and repo is not None and repo.hub:
            self._work = self._bridge.run(lambda: self._converted_from(repo), self._conversions, self._not_begun)
        self.changed.emit()

    def _converted_from(self, repo: Repo) -> tuple[Repo, Sequence[Repo]]:
        """The repo as its hub describes it, and those that have its model as GGUF; on a worker."""
        described = official.asked(self._services.hubs, repo.hub, repo.name) or repo
        return described, self._services.conversions(described)

    def _conversions(self, found: tuple[Repo, Sequence[Repo]]) -> None:
        self._work = None
        self._repo, others = found
        others = [one for one in others if (one.hub, one.name) != (self._repo.hub, self._repo.name)]
        if others:
            self._peers, self._converted = tuple(others), True
        self._show_facts()

    @Slot()
    def _show_facts(self) -> None:
        """Everything that follows from what is known by now, in the language of now."""
        repo = self._repo
        self._publishers.show(self._peers, repo)
        if repo is None:
            self._trust.show(None)
        else:
            self._trust.show(judge(repo, self._services.catalogue, self._agreed_by()))
            model = self._model()
            tag = model.licence if model is not None and not repo.licence else repo.licence
            facts = self._services.licences.of(tag, repo.licence_name)
            self._licence.show(facts, repo.licence_name or repo.licence, licence_page(repo))
            self._origins.show(repo, openness(repo, model, card_facts(self._card.text)))
        self.changed.emit()

    def _model(self) -> CatalogueModel | None:
        """What the repo holds, as the catalogue knows it: nothing that was trained further, or by an imitation."""
        repo, trust = self._repo, self._trust.trust
        if repo is None or (trust is not None and trust.lookalike is not None):
            return None
        own = repo.relation in (None, Relation.QUANTIZED)
        name, reference = repo.name, self._reference
        if reference is not None and reference.hub == OLLAMA and reference.revision is not None:
            name = f"{name}:{reference.revision}"
        return self._services.catalogue.model_of(repo.hub, name, repo.base_models if own else ())

    def _agreed_by(self) -> tuple[str, ...]:
        if self._offer is None or self._others is None:
            return ()
        return elsewhere.agreeing(self._offer.listing, self._others)

    def _phase(self) -> Phase:
        if self._repo is None:
            return self.Phase.NONE
        if self._offer is not None:
            return self.Phase.READY
        if self._converted:
            return self.Phase.CONVERSIONS
        return self.Phase.LOADING if self._work is not None or self._error is None else self.Phase.FAILED

    def _said(self) -> tuple[str, str]:
        if self._error is None:
            return "", ""
        said = self._bridge.words.error(self._error)
        return said.title, said.advice

    def _of(self, attribute: str) -> str:
        return str(getattr(self._repo, attribute) or "") if self._repo is not None else ""

    def _counted(self, attribute: str) -> str:
        value = getattr(self._repo, attribute) if self._repo is not None else None
        return self._bridge.words.count(value) if value is not None else ""

    def _updated(self) -> str:
        if self._repo is None or self._repo.updated is None:
            return ""
        return phrases.day(self._repo.updated, datetime.now().astimezone(), self._bridge.words.language)

    def _summary(self) -> str:
        model = self._model()
        return model.summary.get(_short(self._bridge.words.language), "") if model is not None else ""

    def _not_yet(self) -> str:
        model = self._model()
        if model is None or model.note is None:
            return ""
        return model.note.get(_short(self._bridge.words.language), "")

    def _barred(self) -> bool:
        return isinstance(self._error, Gated | TokenNeeded | TokenRefused)

    def _gated(self) -> bool:
        asked = self._repo is not None and self._repo.gate is not Gate.OPEN
        return asked or isinstance(self._error, Gated | TokenNeeded)

    def _terms_page(self) -> str:
        if isinstance(self._error, Gated | TokenNeeded):
            return self._error.url
        return self._of("page")

    def _takes_token(self) -> bool:
        """Only Hugging Face, or the hub that was chosen in its place, is told who is there."""
        return self._of("hub") in ("", HUGGING_FACE)

    def _sources(self) -> str:
        if self._offer is None or self._others is None:
            return ""
        names = elsewhere.also_at(self._offer.listing, self._others, self._services.hub_titles)
        if not names:
            return ""
        return self.tr("The same files are on {hubs}.").format(hubs=elsewhere.enumerated(names))

    def _digests(self) -> str:
        if self._offer is None or elsewhere.vouched(self._offer.listing, self._others or ()):
            return ""
        return self.tr(
            "The digests are those of {hub}, which has a copy. The publisher's own hub has not confirmed them."
        ).format(hub=elsewhere.said_by(self._offer.listing, self._services.hub_titles))

    phase = Property(int, _phase, notify=changed)
    key = Property(str, lambda self: f"{self._of('hub')}/{self._of('name')}" if self._repo else "", notify=changed)
    title = Property(str, lambda self: self._of("title"), notify=changed)
    owner = Property(str, lambda self: self._of("owner"), notify=changed)
    hubTitle = Property(
        str, lambda self: self._services.hub_titles(self._of("hub")) if self._repo else "", notify=changed
    )
    page = Property(str, lambda self: self._of("page"), notify=changed)
    summary = Property(str, _summary, notify=changed)
    note = Property(str, _not_yet, notify=changed)
    gated = Property(bool, _gated, notify=changed)
    barred = Property(bool, _barred, notify=changed)
    termsPage = Property(str, _terms_page, notify=changed)
    takesToken = Property(bool, _takes_token, notify=changed)
    tokens = Property(QObject, lambda self: self._services.tokens, constant=True)
    sources = Property(str, _sources, notify=changed)
    digests = Property(str, _digests, notify=changed)
    absent = Property(str, lambda self: self._absent, notify=changed)
    parameters = Property(str, lambda self: self._counted("parameters"), notify=changed)
    contextLength = Property(str, lambda self: self._counted("context_length"), notify=changed)
    downloads = Property(str, lambda self: self._counted("downloads"), notify=changed)
    updated = Property(str, _updated, notify=changed)
    trust = Property(QObject, lambda self: self._trust, constant=True)
    licence = Property(QObject, lambda self: self._licence, constant=True)
    publishers = Property(QObject, lambda self: self._publishers, constant=True)
    origins = Property(QObject, lambda self: self._origins, constant=True)
    card = Property(QObject, lambda self: self._card, constant=True)
    template = Property(QObject, lambda self: self._template, constant=True)
    variants = Property(QObject, lambda self: self._variants, constant=True)
    problem = Property(str, lambda self: self._said()[0], notify=changed)
    advice = Property(str, lambda self: self._said()[1], notify=changed)
    details = Property(str, lambda self: str(self._error or ""), notify=changed)


def named_repo(reference: Reference) -> str:
    """What to call the repo before its hub has answered, as `owner/name`. On the web: the host and the file."""
    if reference.hub != WEB:
        return reference.repo
    parts = urlsplit(reference.repo)
    return f"{parts.hostname}/{unquote(parts.path).rpartition('/')[2]}"


def _short(language: str) -> str:
    """The catalogue's names of languages: `en`, `zh`."""
    return language.partition("_")[0]

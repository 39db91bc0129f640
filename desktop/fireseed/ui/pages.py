"""The view models of the pages, each made when its page is first opened: the window's own composition root."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fireseed.app import App
from fireseed.hardware.machine import DeviceKind, Machine, Undetected
from fireseed.ui.bridge import Bridge
from fireseed.ui.card_images import CardImages
from fireseed.ui.chat import ChatPage
from fireseed.ui.choices import Choices
from fireseed.ui.conversations import Conversations, Say
from fireseed.ui.mirror_choice import MirrorChoice
from fireseed.ui.picker import Picker
from fireseed.ui.shelf import Shelf
from fireseed.ui.shell import Shell
from fireseed.ui.starter import Starter
from fireseed.ui.welcome import Welcome, WelcomeServices

if TYPE_CHECKING:
    from fireseed.hubs.mirrors import Mirrored
    from fireseed.hubs.references import Reference
    from fireseed.ui.discover_services import DiscoverServices
    from fireseed.ui.offer_services import OfferServices
    from fireseed.ui.tokens import SecretKeeper, TokenBox


class Pages(QObject):
    """`chat` is there from the start; `page` makes the others."""

    def __init__(
        self,
        app: App,
        bridge: Bridge,
        settings_changed: Callable[[], None],
        say: Say,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._bridge = bridge
        self._settings_changed = settings_changed
        self._say = say
        self._made: dict[int, QObject] = {}
        self._token_box: TokenBox | None = None
        self.card_images = CardImages()
        self._choices = Choices(bridge, app.paths, app.settings, settings_changed, self)
        self._shelf = Shelf(bridge, app.library, app.transfers, self)
        self._shelf.watch(app.adoption)
        self._conversations = Conversations(bridge, app.chats, say, self)
        self._picker = Picker(bridge, app.settings, app.answers, app.engines, self._shelf, self)
        self.chat = ChatPage(
            bridge,
            app.chats,
            app.answers,
            self._shelf,
            self._conversations,
            self._picker,
            self._welcome(),
            self,
        )

    def _welcome(self) -> Welcome:
        app, bridge = self._app, self._bridge
        services = WelcomeServices(
            app.hubs,
            app.downloads,
            app.transfers,
            lambda: app.catalogue,
            lambda: app.licences,
            self._look,
            app.hub_title,
        )
        starter = Starter(bridge, app.hubs, app.downloads, services.licences, self)
        mirrors = MirrorChoice(bridge, self._choices, app.hub_of_mirrors, self)
        return Welcome(bridge, services, starter, mirrors, self)

    def begin(self) -> None:
        """Reads what the first page shows, and goes on sharing and looking around where that was switched on."""
        self._shelf.refresh()
        self._conversations.refresh()
        settings = self._app.settings.current
        if settings.find_peers or settings.share:
            self._bridge.run(lambda: self._app.neighbourhood.apply(settings))

    def page(self, page: int) -> QObject:
        """The view model of a page of the rail."""
        if page not in self._made:
            self._made[page] = self._make(Shell.Page(page))
        return self._made[page]

    def meet(self, machine: Machine) -> str:
        """One line about this computer: its graphics card, or its processor."""
        words = self._bridge.words
        devices = machine.devices if isinstance(machine.devices, tuple) else ()
        for device in devices:
            if device.kind is DeviceKind.GPU:
                return f"{device.description} · {words.size(device.memory_total)}"
        cores = machine.processor.physical_cores
        count = machine.processor.usable_threads if isinstance(cores, Undetected) else cores
        return self.tr("CPU · {cores} cores · {memory}").format(
            cores=count, memory=words.size(machine.memory.total)
        )

    def _make(self, page: Shell.Page) -> QObject:
        app, bridge = self._app, self._bridge
        # A page that is never opened costs nothing, its imports included.
        match page:
            case Shell.Page.CHAT:
                return self.chat
            case Shell.Page.DISCOVER:
                from fireseed.ui.discover import Discover
                from fireseed.ui.offer import OfferPane

                offer = OfferPane(bridge, self._offer_services(), self)
                return Discover(bridge, self._discover_services(), self._shelf, offer, self)
            case Shell.Page.LIBRARY:
                from fireseed.ui.library import LibraryPage, LibraryServices

                services = LibraryServices(
                    app.library,
                    app.adoption,
                    app.upstreams,
                    app.known_hubs,
                    lambda: app.models_folder,
                    app.settings,
                    self._open_offer,
                )
                return LibraryPage(bridge, services, self._shelf, self._say, self)
            case Shell.Page.DOWNLOADS:
                from fireseed.ui.downloads import DownloadsPage

                return DownloadsPage(
                    bridge, app.transfers, app.hub_title, self._shelf, self._say, self._choices, self
                )
            case Shell.Page.SETTINGS:
                return self._settings()

    def _offer_services(self) -> OfferServices:
        from fireseed.ui.offer_services import OfferServices

        app = self._app
        return OfferServices(
            app.downloads,
            app.transfers,
            app.known_hubs,
            app.hub_title,
            app.catalogue,
            app.licences,
            app.fitting,
            app.pictures,
            lambda repo: app.search.conversions(repo),
            self._shelf,
            self._tokens(),
            self.card_images,
        )

    def _discover_services(self) -> DiscoverServices:
        from fireseed.ui.discover_services import DiscoverServices

        app = self._app
        return DiscoverServices(
            app.hubs, app.search, app.catalogue, app.licences, self._look, app.reference, app.hub_title
        )

    def _settings(self) -> QObject:
        from fireseed.ui.adopted_apps import AdoptedApps
        from fireseed.ui.download_settings import DownloadSettings
        from fireseed.ui.folder_list import FolderList
        from fireseed.ui.hub_settings import HubSettings
        from fireseed.ui.neighbours import Neighbours
        from fireseed.ui.network_settings import NetworkSettings
        from fireseed.ui.settings import Sections, SettingsPage

        app, bridge, choices = self._app, self._bridge, self._choices
        sections = Sections(
            DownloadSettings(bridge, app.paths, choices, self),
            FolderList(bridge, choices, "more_folders", self),
            AdoptedApps(bridge, choices, app.adoption, self),
            HubSettings(bridge, choices, self._hugging_face, self),
            self._tokens(),
            FolderList(bridge, choices, "folder_hubs", self),
            Neighbours(bridge, choices, app.neighbourhood, self),
            NetworkSettings(bridge, choices, self._keeper(), self),
        )
        return SettingsPage(bridge, app.paths, choices, sections, self)

    def _tokens(self) -> TokenBox:
        """The one for all pages that ask for a token."""
        from fireseed.ui.tokens import TokenBox

        if self._token_box is None:
            self._token_box = TokenBox(self._bridge, self._choices, self._hugging_face, self._keeper(), self)
        return self._token_box

    def _keeper(self) -> SecretKeeper:
        from fireseed.ui.tokens import SecretKeeper

        app = self._app
        return SecretKeeper(
            app.keep_secret, lambda: app.secrets.place, app.paths.settings_file, app.paths.secrets_file
        )

    def _hugging_face(self) -> Mirrored:
        return self._app.hugging_face

    def _open_offer(self, reference: Reference) -> None:
        from fireseed.ui.discover import Discover

        page = self.page(Shell.Page.DISCOVER)
        assert isinstance(page, Discover)
        page.show(reference)

    def _look(self) -> tuple[Machine, int | None]:
        """This machine now, and how fast its memory is where that can be measured."""
        return self._app.fitting.machine(), self._app.fitting.bandwidth()

"""A model as one row of the page Library, and its particulars below it. Pure, but for the language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QObject, QUrl

from fireseed.base.errors import FireseedError
from fireseed.library.elsewhere.found import Origin
from fireseed.library.model import Check, Model, ModelState, UpstreamState
from fireseed.ui import phrases
from fireseed.ui.model_work import Activity, Kind, short_name
from fireseed.words import Words

translate = QCoreApplication.translate

_COMMIT_SHOWN = 10


@dataclass(frozen=True)
class ModelRow:
    """One model. An empty text is not shown.

    `proof` is who vouches for it since when; `facts` is a list of particulars while `open`. `activity` is what is
    done with it, with `progress` from 0 to 1, or -1 where nobody knows. `app` is the other app that it belongs to.
    """

    key: str
    title: str
    name: str
    owner: str
    variant: str
    size: str
    licence: str
    used: str
    app: str
    status: str
    sound: bool
    proven: bool
    ready: bool
    proof: str
    digest: str
    folder: QUrl
    askable: bool
    newer: str
    activity: str
    progress: float
    moving: bool
    problem: str
    advice: str
    details: str
    open: bool
    facts: QObject | None


@dataclass(frozen=True)
class FactRow:
    """One particular of a model; `exact` ones are digests and paths."""

    key: str
    label: str
    value: str
    exact: bool


@dataclass(frozen=True)
class Standing:
    """What is known of a model besides itself."""

    activity: Activity | None
    error: FireseedError | None
    askable: bool
    facts: QObject | None


def app_of(model: Model) -> str:
    """The app in whose folders it lies, as people call it; empty for a model of ours."""
    return Origin(model.origin).app if model.origin in tuple(Origin) else model.origin


def is_proven(model: Model) -> bool:
    """Whether every file is what its publisher released; where none was published, nobody can say."""
    return all(file.check is Check.VERIFIED for file in model.all_files)


def fits(model: Model, text: str) -> bool:
    """Whether every word of `text` is somewhere in the model's name or its app's."""
    known = f"{model.repo} {model.variant} {app_of(model)}".casefold()
    return all(word in known for word in text.casefold().split())


@dataclass(frozen=True)
class Describer:
    """Makes rows in one language, as of one day."""

    words: Words
    hub_title: Callable[[str], str]
    now: datetime

    def row(self, model: Model, standing: Standing) -> ModelRow:
        ready, first = model.state is ModelState.READY, model.files[0]
        said = self.words.error(standing.error) if standing.error is not None else None
        activity = standing.activity
        newer = model.upstream is not None and model.upstream.state is UpstreamState.NEWER
        return ModelRow(
            key=model.id,
            title=short_name(model),
            name=model.repo,
            owner=model.repo.partition("/")[0],
            variant=phrases.variant(model.variant),
            size=self.words.size(model.size),
            licence=phrases.licence(model.licence).name,
            used=self._used(model),
            app=app_of(model),
            status=_status(model),
            sound=ready,
            proven=ready and is_proven(model),
            ready=ready and (activity is None or activity.kind is not Kind.MOVING),
            proof=self._proof(model),
            digest=first.sha256,
            folder=QUrl.fromLocalFile(str(first.path.parent)),
            askable=standing.askable,
            newer=self._newer(model) if newer else "",
            activity=_doing(activity) if activity is not None else "",
            progress=part(activity) if activity is not None else 0.0,
            moving=activity is not None and activity.kind is Kind.MOVING,
            problem=said.title if said else "",
            advice=said.advice if said else "",
            details=str(standing.error or ""),
            open=standing.facts is not None,
            facts=standing.facts,
        )

    def facts(self, model: Model) -> list[FactRow]:
        """All that there is to know of it."""
        folder = str(model.files[0].path.parent)
        facts = [
            ("proof", translate("ModelFacts", "Proof"), _vouched(model), False),
            ("checked", translate("ModelFacts", "Last checked"), self._checked(model), False),
            ("source", translate("ModelFacts", "From"), self._source(model), False),
            ("upstream", translate("ModelFacts", "At its hub"), self._upstream(model), False),
            ("added", translate("ModelFacts", "Here since"), self._day(model.added_at), False),
            ("folder", translate("ModelFacts", "Folder"), folder, True),
        ]
        facts += [
            (f"sha256 {number}", file.path.name if len(model.opened) > 1 else "SHA-256", file.sha256, True)
            for number, file in enumerate(model.opened)
        ]
        if model.origin:
            belongs = translate(
                "ModelFacts",
                "It belongs to {app}: Fireseed uses it where it lies, and never moves, changes or deletes it.",
            )
            facts.insert(0, ("app", "", belongs.format(app=app_of(model)), False))
        return [FactRow(*fact) for fact in facts if fact[2]]

    def _used(self, model: Model) -> str:
        if model.last_used_at is None:
            return translate("ModelRow", "not used yet")
        return translate("ModelRow", "used {day}").format(day=self._day(model.last_used_at))

    def _proof(self, model: Model) -> str:
        return translate("ModelRow", "Checked {day} · SHA-256 {digest}").format(
            day=self._day(model.files[0].verified_at), digest=model.files[0].sha256
        )

    def _newer(self, model: Model) -> str:
        return translate("ModelRow", "{hub} has a newer version").format(hub=self.hub_title(model.hub))

    def _checked(self, model: Model) -> str:
        moment = min(file.verified_at for file in model.opened).astimezone(self.now.tzinfo)
        return translate("ModelFacts", "{day}, {time}").format(day=self._day(moment), time=f"{moment:%H:%M}")

    def _source(self, model: Model) -> str:
        facts = [app_of(model), self.hub_title(model.hub) if model.hub else "", model.commit[:_COMMIT_SHOWN]]
        return " · ".join(fact for fact in facts if fact)

    def _upstream(self, model: Model) -> str:
        if model.upstream is None:
            return ""
        day = self._day(model.upstream.checked_at)
        if model.upstream.state is UpstreamState.NEWER:
            return translate("ModelFacts", "A newer version (asked {day})").format(day=day)
        return translate("ModelFacts", "Nothing newer (asked {day})").format(day=day)

    def _day(self, moment: datetime) -> str:
        return phrases.day(moment, self.now, self.words.language)


def _status(model: Model) -> str:
    match model.state:
        case ModelState.MISSING:
            return translate("ModelRow", "Not there now")
        case ModelState.CHANGED:
            return translate("ModelRow", "Changed since it was verified")
        case ModelState.READY:
            return _outcome(model)


def _outcome(model: Model) -> str:
    checks = {file.check for file in model.all_files}
    if Check.NO_DIGEST in checks:
        return translate("ModelRow", "No digest published")
    if Check.MIRRORED in checks and model.origin:
        return translate("ModelRow", "Matches {app}'s digest").format(app=app_of(model))
    if Check.MIRRORED in checks:
        return translate("ModelRow", "Matches the mirror's digest")
    return translate("ModelRow", "Verified")


def _vouched(model: Model) -> str:
    """The same in a sentence, for whoever wants to know."""
    checks = {file.check for file in model.all_files}
    if Check.NO_DIGEST in checks:
        return translate(
            "ModelFacts", "Nobody published a digest. Fireseed measured this one, and sees when a byte changes."
        )
    if Check.MIRRORED in checks and model.origin:
        return translate("ModelFacts", "The bytes are those that {app} noted when it downloaded them.").format(
            app=app_of(model)
        )
    if Check.MIRRORED in checks:
        return translate("ModelFacts", "The bytes are those that a mirror states; the publisher was not asked.")
    return translate("ModelFacts", "The bytes are those that the publisher released.")


def _doing(activity: Activity) -> str:
    if activity.waits:
        return translate("ModelRow", "Waits for its turn")
    if activity.progress.stopped:
        return translate("ModelRow", "Stopping")
    match activity.kind:
        case Kind.CHECKING:
            return translate("ModelRow", "Checking")
        case Kind.MOVING:
            return translate("ModelRow", "Moving")
        case Kind.ASKING:
            return translate("ModelRow", "Asking its hub")


def part(activity: Activity) -> float:
    """How far it is, 0 to 1; -1 where nobody knows."""
    if activity.waits:
        return 0.0
    return activity.progress.part if activity.progress.total else -1.0

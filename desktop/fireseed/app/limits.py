"""What downloads may use, from the settings."""

from __future__ import annotations

import logging

from fireseed.base.errors import ScheduleInvalid
from fireseed.base.settings import Settings
from fireseed.transfer.limits import Limits
from fireseed.transfer.schedule import Schedule

_log = logging.getLogger(__name__)


def limits_of(settings: Settings) -> Limits:
    """Hours that make no sense (a file edited by hand) are no hours."""
    return Limits(
        downloads=settings.downloads_at_once,
        connections=settings.connections,
        bytes_per_second=settings.speed_limit or None,
        schedule=_schedule(settings.schedule),
    )


def _schedule(text: str) -> Schedule | None:
    if not text:
        return None
    try:
        return Schedule.parse(text)
    except ScheduleInvalid as error:
        _log.warning("downloads have no hours: %s", error)
        return None

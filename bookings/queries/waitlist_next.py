"""Who is next for a free time, and why, as the desk may hear it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import dateformat
from django.utils.translation import gettext as _

from bookings.core.waiting import CARE, FINE
from bookings.models import WaitlistEntry
from bookings.queries.busy import moment
from bookings.queries.offers import wall
from bookings.queries.waitlist_order import AHEAD, Fitting, Freed, fitting
from protocols.core.zones import load

DAY = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Next:
    """One who could take a time: their best start in it, by the wall, and why they stand there."""

    entry: WaitlistEntry
    at: datetime  # the instant
    start: datetime
    verdict: str
    why: tuple[str, ...]
    minded: str = ""  # what the rules ask care for, as the desk may hear it

    @property
    def code(self) -> str:
        return self.entry.code


def following(freed: Freed, zone: str, now: datetime) -> list[Next]:
    """Those whom a stretch fits, in the order in which they are offered it; then those for whom it
    wants care, whom only the desk offers it.
    """
    found = fitting(freed, now, careful=True)
    told = [_next(one, zone) for one in found]
    return sorted(told, key=lambda one: one.verdict == "caution")


def _next(one: Fitting, zone: str) -> Next:
    told = one.candidate
    words = [_("You put them first.")] if told.first else []
    words += [told.because] if told.because else []
    if told.use < FINE and told.closes < told.start + AHEAD * DAY:
        closes = dateformat.format(wall(moment(told.closes), load(zone)), "D j M, H:i")
        words.append(_("As useful until %(when)s.") % {"when": closes})
    since = dateformat.format(wall(told.since, load(zone)), "j M")
    words.append(_("Waits since %(day)s.") % {"day": since})
    verdict = {FINE: "fine", CARE: "caution"}.get(told.use, "recommended")
    start, minded = wall(one.start, load(zone)), told.because if told.careful else ""
    return Next(one.entry, one.start, start, verdict, tuple(words), minded)

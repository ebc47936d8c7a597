"""What a search found, as the times page tells it: one entry a start, starts of one mind together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bookings.core import ranking
from bookings.core.slots import gap_left
from bookings.queries.busy import moment
from bookings.queries.search import Found, Offer

Reasons = list[dict[str, Any]]
FOLDED = 16  # times of one mind: four rows on a telephone
NOON, EVENING = 12, 17  # hours
NAMED = 3  # more names than that say less
FIGURE = re.compile(r"\d+( h( \d+ min)?| min)?")  # near a bound sentences give minutes, too


@dataclass(frozen=True, slots=True)
class Entry:
    """One start at one studio. `start` and `end` are its wall clock (naive); `pick` names it.

    `whom` says with whom; `names` is the same, short, and "" where it makes no difference.
    """

    at: int
    place: int
    start: datetime
    end: datetime
    verdict: str
    studio: str
    whom: str
    names: str
    pick: str

    @property
    def clock(self) -> str:
        """When it starts, by the clock there."""
        return f"{self.start:%H:%M}"

    @property
    def quarter(self) -> int:
        """Which quarter of the hour it starts in, for a timetable of four columns."""
        return self.start.minute // 15


@dataclass(frozen=True, slots=True)
class Said:
    """Reasons at one time of a group; `at` is "" where they are the same at all of them."""

    at: str
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Group:
    """Starts of one day and studio of which the same is said. `possible`: where they are blocked."""

    verdict: str
    studio: str
    reason: str
    said: tuple[Said, ...]
    entries: tuple[Entry, ...]
    possible: Entry | None

    @property
    def parts(self) -> list[Part]:
        """A long day by its parts; a short one, or one of a single part, is not folded: none."""
        if len(self.entries) <= FOLDED:
            return []
        held = groupby(self.entries, key=lambda entry: _part(entry.start.hour))
        parts = [Part(name, tuple(entries)) for name, entries in held]
        return parts if len(parts) > 1 else []


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a long day: "morning", "afternoon" or "evening"."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """One of the best times, with its one plain reason and all of them."""

    entry: Entry
    reason: str
    reasons: Reasons


class Teller:
    """Tells of one search to one reader; `discreet` keeps health from the desk."""

    def __init__(self, found: Found, *, discreet: bool = False) -> None:
        self.found, self.discreet = found, discreet
        teams = {offer.slot.workers for offer in found.offers}
        self._alike = bool(found.ask.therapist) or len(teams) < 2
        self._now_at = found.ask.moving.start_at if found.ask.moving else None
        self._plain: dict[str, str] = {}  # sentences without their figures
        self._whom: dict[int | tuple[tuple[int, ...], ...], tuple[str, str]] = {}

    def entries(self, offers: Iterable[Offer]) -> list[Entry]:
        """One entry for each start and studio, in order."""
        held = groupby(offers, key=lambda offer: (offer.slot.start, offer.slot.place))
        return [self._entry(list(same)) for _key, same in held]

    def best(self, favourites: Sequence[int], *, most: int = 3) -> list[Best]:
        """The best times, each with one reason.

        Where a session is moved, the time it has is none of them.
        """
        found, want = self.found, self.found.want
        workers = {worker.key: worker for worker in found.field.workers}
        shortest = want.minutes + want.before + want.after
        ranked = []
        for (place, start), same in groupby(found.open, key=lambda offer: offer.slot[1::-1]):
            at = wall(moment(start), found.setup.studio[place].zone)
            if moment(start) == self._now_at:
                continue
            for slot, verdict in same:
                gap = gap_left(slot, workers[slot.workers[0]], want, shortest)
                ranked.append(ranking.Offer(slot, verdict or "fine", gap, at.toordinal()))
        chosen = [r.slot for r in ranking.best_first(ranked, preferred=favourites, most=most)]
        return [self._best(self.found.open_at[slot.place][slot.start]) for slot in chosen]

    def groups(self, entries: Sequence[Entry]) -> list[Group]:
        """A day's entries by what is said of them: the best verdict first, then the earlier."""
        by_mind: dict[tuple[Any, ...], list[tuple[Entry, Reasons]]] = {}
        for entry in entries:
            reasons = self.reasons(entry)
            blocked = entry.verdict == "blocked"
            later = self.found.possible_from(entry.place, entry.at) if blocked else []
            possible = self._entry(later) if later else None
            mind = (entry.place, entry.verdict, self._gist(reasons), possible)
            by_mind.setdefault(mind, []).append((entry, reasons))
        groups = [_group(mind[1], held, mind[3]) for mind, held in by_mind.items()]
        return sorted(groups, key=lambda group: (_rank(group.verdict), group.entries[0].at))

    def reasons(self, entry: Entry) -> Reasons:
        """Why a time has its verdict; what recommends it only where that is the verdict."""
        judge = self.found.judges.get(entry.place)
        told = judge.reasons(entry.at, discreet=self.discreet) if judge else []
        return shown(entry.verdict, told)

    def _gist(self, reasons: Reasons) -> tuple[tuple[str, str, str], ...]:
        """What is said, whatever the figures: they change from start to start."""
        for reason in reasons:
            said = reason["because"]
            if said not in self._plain:
                self._plain[said] = FIGURE.sub("#", said)
        return tuple((r["rule"], r["effect"], self._plain[r["because"]]) for r in reasons)

    def _best(self, same: list[Offer]) -> Best:
        entry = self._entry(same)
        reasons = self.reasons(entry)
        return Best(entry, main_reason(entry.verdict, reasons), reasons)

    def _entry(self, same: list[Offer]) -> Entry:
        (slot, verdict), found = same[0], self.found
        studio, at = found.setup.studio[slot.place], moment(slot.start)
        whom, names = self._people(tuple([other.slot.workers for other in same]))
        length = timedelta(minutes=found.ask.order.minutes)
        return Entry(
            at=slot.start,
            place=slot.place,
            start=wall(at, studio.zone),
            end=wall(at + length, studio.zone),
            verdict=verdict,
            studio=studio.name if len(found.setup.studios) > 1 else "",
            whom=whom,
            names="" if self._alike else names,
            pick=pick(at, studio.code, found.ask.therapist),
        )

    def _people(self, teams: tuple[tuple[int, ...], ...]) -> tuple[str, str]:
        """Who gives the session, in full and short: a team together, or one of several."""
        many = len(teams) > NAMED and len(teams[0]) == 1
        key = len(teams) if many else teams  # of many only their number is told
        if key not in self._whom:
            person = self.found.setup.person
            keys = [key for team in teams for key in team]
            full = [person[key].name for key in keys]
            short = [name.split()[0] if name.split() else name for name in full]
            if len(teams[0]) > 1:
                self._whom[key] = (together(full), together(short))
            else:
                self._whom[key] = (either(full), either(short, most=NAMED - 1))
        return self._whom[key]


def pick(start: datetime, location: str, therapist: str = "") -> str:
    """A time as a button names it; `forms.taking` reads it."""
    return f"{start.strftime('%Y-%m-%dT%H:%M')}+00:00|{location}|{therapist}"


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock of a place, naive: pages show it as it is."""
    return at.astimezone(zone).replace(tzinfo=None)


def either(names: Sequence[str], most: int = NAMED) -> str:
    """*Ana*, *Ana or Ben*, *Ana, Ben or Cem*, *any of 5*."""
    if len(names) > most:
        return _("any of %(count)d") % {"count": len(names)}
    return _joined(names, _("%(some)s or %(last)s"))


def together(names: Sequence[str]) -> str:
    """*Ana and Ben*."""
    return _joined(names, _("%(some)s and %(last)s"))


def _joined(names: Sequence[str], words: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return words % {"some": ", ".join(names[:-1]), "last": names[-1]}


def shown(verdict: str, reasons: Reasons) -> Reasons:
    """What recommends a time is told only of one that is recommended."""
    return [r for r in reasons if r["effect"] != "recommended" or verdict == "recommended"]


def main_reason(verdict: str, reasons: Reasons) -> str:
    """The one sentence that says most: the first that made the verdict, else the first note."""
    made = (r["because"] for r in reasons if r["effect"] in (verdict, "note"))
    return next(made, "")


def _part(hour: int) -> str:
    if hour < NOON:
        return "morning"
    return "afternoon" if hour < EVENING else "evening"


def day_of(entry: Entry) -> date:
    return entry.start.date()


def _group(verdict: str, held: list[tuple[Entry, Reasons]], possible: Entry | None) -> Group:
    (first, told), (last, told_last) = held[0], held[-1]
    same = [r["because"] for r in told] == [r["because"] for r in told_last]
    said = [Said("" if same else f"{first.start:%H:%M}", told)]
    if not same:
        said.append(Said(f"{last.start:%H:%M}", told_last))
    reason = main_reason(verdict, told)
    moved = reason != main_reason(verdict, told_last)
    return Group(
        verdict=verdict,
        studio=first.studio,
        reason=f"{first.start:%H:%M}: {reason}" if reason and moved else reason,
        said=tuple(s for s in said if s.reasons),
        entries=tuple(entry for entry, _told in held),
        possible=possible,
    )


def _rank(verdict: str) -> int:
    return ("recommended", "fine", "", "caution", "blocked").index(verdict)

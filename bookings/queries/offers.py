"""What a search found, as the times page tells it: one entry a start, starts of one mind together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bookings.core import ranking
from bookings.core.slots import Slot, gap_left
from bookings.queries.busy import minutes, moment
from bookings.queries.search import Found, Offer

Reasons = list[dict[str, Any]]
Gist = tuple[tuple[str, str, str], ...]
FOLDED = 16  # times of one mind: four rows on a telephone
NOON, EVENING = 12, 17  # hours
NAMED = 3  # more names than that say less
FIGURE = re.compile(r"-?\d+( h( \d+ min)?| min)?")  # near a bound sentences give minutes, too


class Entry(NamedTuple):
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
        return f"{self.start.hour:02}:{self.start.minute:02}"

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
        self._now_at = minutes(found.ask.moving.start_at) if found.ask.moving else None
        self._gists: dict[tuple[int, object], Gist] = {}
        self._whom: dict[int | tuple[tuple[int, ...], ...], tuple[str, str]] = {}

    def entries(self, offers: Iterable[Offer]) -> list[Entry]:
        """One entry for each start and studio, in order."""
        return [self._entry(list(same)) for _key, same in groupby(offers, key=_where)]

    def best(self, favourites: Sequence[int], *, most: int = 3) -> list[Best]:
        """The best times, each with one reason.

        Where a session is moved, the time it has is none of them.
        """
        found, want = self.found, self.found.want
        workers = {worker.key: worker for worker in found.field.workers}
        shortest = want.minutes + want.before + want.after

        def leaves_gap(slot: Slot) -> bool:
            return gap_left(slot, workers[slot.workers[0]], want, shortest)

        ranked = []
        for (start, place), same in groupby(found.open, key=_where):
            if start != self._now_at:
                day = self._wall(start, place).toordinal()
                ranked += [ranking.Offer(slot, verdict or "fine", day) for slot, verdict in same]
        chosen = ranking.best_first(ranked, preferred=favourites, leaves_gap=leaves_gap, most=most)
        return [self._best(found.open_at[one.slot.place][one.slot.start]) for one in chosen]

    def groups(self, entries: Sequence[Entry]) -> list[Group]:
        """A day's entries by what is said of them: the best verdict first, then the earlier."""
        by_mind: dict[tuple[Any, ...], list[Entry]] = {}
        for entry in entries:
            blocked = entry.verdict == "blocked"
            later = self.found.possible_from(entry.place, entry.at) if blocked else []
            possible = self._entry(later) if later else None
            mind = (entry.place, entry.verdict, self._gist(entry), possible)
            by_mind.setdefault(mind, []).append(entry)
        groups = [self._group(held, mind[-1]) for mind, held in by_mind.items()]
        return sorted(groups, key=lambda group: (_rank(group.verdict), group.entries[0].at))

    def reasons(self, entry: Entry) -> Reasons:
        """Why a time has its verdict; what recommends it only where that is the verdict."""
        judge = self.found.judges.get(entry.place)
        told = judge.reasons(entry.at, discreet=self.discreet) if judge else []
        return shown(entry.verdict, told)

    def _gist(self, entry: Entry) -> Gist:
        """What is said, whatever the figures: they change from start to start."""
        judge = self.found.judges.get(entry.place)
        alike = judge.alike(entry.at) if judge else None
        known = self._gists.get((entry.place, alike)) if alike else None
        if known is not None:
            return known
        told = self.reasons(entry)
        gist = tuple((r["rule"], r["effect"], FIGURE.sub("#", r["because"])) for r in told)
        if alike:
            self._gists[entry.place, alike] = gist
        return gist

    def _group(self, entries: list[Entry], possible: Entry | None) -> Group:
        first, last = entries[0], entries[-1]
        told, told_last = self.reasons(first), self.reasons(last)
        same = [r["because"] for r in told] == [r["because"] for r in told_last]
        said = [Said("" if same else first.clock, told)]
        if not same:
            said.append(Said(last.clock, told_last))
        reason = main_reason(first.verdict, told)
        moved = reason != main_reason(first.verdict, told_last)
        return Group(
            verdict=first.verdict,
            studio=first.studio,
            reason=f"{first.clock}: {reason}" if reason and moved else reason,
            said=tuple(s for s in said if s.reasons),
            entries=tuple(entries),
            possible=possible,
        )

    def _best(self, same: list[Offer]) -> Best:
        entry = self._entry(same)
        reasons = self.reasons(entry)
        return Best(entry, main_reason(entry.verdict, reasons), reasons)

    def _entry(self, same: list[Offer]) -> Entry:
        (slot, verdict), found = same[0], self.found
        studio = found.setup.studio[slot.place]
        whom, names = self._people(tuple([other.slot.workers for other in same]))
        return Entry(
            at=slot.start,
            place=slot.place,
            start=self._wall(slot.start, slot.place),
            end=self._wall(slot.start + found.ask.order.minutes, slot.place),
            verdict=verdict,
            studio=studio.name if len(found.setup.studios) > 1 else "",
            whom=whom,
            names="" if self._alike else names,
            pick=pick(moment(slot.start), studio.code, found.ask.therapist),
        )

    def _wall(self, start: int, place: int) -> datetime:
        """The `wall` of a minute at a studio, in half the time."""
        zone = self.found.setup.studio[place].zone
        return datetime.fromtimestamp(start * 60, zone).replace(tzinfo=None)

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
    return f"{start.isoformat()[:16]}+00:00|{location}|{therapist}"


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock of a place, naive: pages show it as it is."""
    return at.astimezone(zone).replace(tzinfo=None)


def either(names: Sequence[str], most: int = NAMED) -> str:
    """*Ana*, *Ana or Ben*, *Ana, Ben or Cem*, *any of 5*."""
    if len(names) > most:
        return _("any of %(count)d") % {"count": len(names)}
    return _joined(names, _("%(some)s or %(last)s")) if len(names) > 1 else "".join(names)


def together(names: Sequence[str]) -> str:
    """*Ana and Ben*."""
    return _joined(names, _("%(some)s and %(last)s")) if len(names) > 1 else "".join(names)


def _joined(names: Sequence[str], words: str) -> str:
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


def _where(offer: Offer) -> tuple[int, int]:
    return offer.slot[:2]


def _rank(verdict: str) -> int:
    return ("recommended", "fine", "", "caution", "blocked").index(verdict)

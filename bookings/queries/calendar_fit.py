"""What a drag over the calendar has to know: verdicts by start, and who and which room is free.

All times are the studio's wall clock, `2026-11-24T14:30`, and all are starts on the grid: pieces go
from the first up to the next one's first, free stretches from the first to the last start.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.core import fits
from bookings.core.hours import grid, local_day
from bookings.core.judging import Judge
from bookings.core.resources import Place
from bookings.core.spans import Span
from bookings.queries import telling
from bookings.queries.busy import minutes
from bookings.queries.plans import Wanted
from bookings.queries.search import Ask, Found, look
from clinic.foundation.errors import NotFound, Problem

Words = list[list[str]]


def fit(ask: Ask, *, now: datetime, discreet: bool) -> dict[str, Any]:
    """`pieces`: [from, until, verdict, sentences], none without a client. `free`: by the code of a
    therapist [[first, last] …], `rooms` likewise. A time is free where a therapist and a room both are.

    Sentences of health are left out where it is to be `discreet`. Without a studio the pieces are
    those of the first one's clock. Four SQL queries, two of them for a client. Raises what
    `search.search` raises.
    """
    found = look(ask, now=now)
    told: dict[str, Any] = {"pieces": [], "free": {}, "rooms": {}}
    for place in found.field.places:
        zone, starts = place.zone, _starts(found, place)
        for code, free in _workers(found, place, starts):
            told["free"].setdefault(code, []).extend(_walls(free, zone))
        for code, free in _rooms(found, place, starts):
            told["rooms"][code] = _walls(free, zone)
        judge = found.judges.get(place.key)
        if judge and not told["pieces"]:
            told["pieces"] = _pieces(judge, starts, found.want.step, zone, discreet=discreet)
    return told


def _starts(found: Found, place: Place) -> list[int]:
    """All that the clock and the house allow, of the days that are asked for."""
    want, (low, high) = found.want, found.bounds[place.key]
    starts = grid(place.zone, max(low, want.earliest), min(high, want.latest + 1), want.step)
    return fits.of_place(want, place, starts)


def _workers(found: Found, place: Place, starts: list[int]) -> Iterable[tuple[str, list[Span]]]:
    days = cache(partial(local_day, place.zone))
    for worker in found.field.workers:
        some = fits.of_worker(found.want, place, worker, starts, days)
        if some:
            yield found.setup.person[worker.key].code, fits.runs(some, found.want.step)


def _rooms(found: Found, place: Place, starts: list[int]) -> Iterable[tuple[str, list[Span]]]:
    if not found.want.rooms:
        return
    codes = {room.key: room.code for room in found.setup.studio[place.key].rooms}
    for room in found.field.rooms:
        some = fits.of_room(found.want, place, room, starts)
        if some:
            yield codes[room.key], fits.runs(some, found.want.step)


def _pieces(
    judge: Judge, starts: list[int], step: int, zone: ZoneInfo, *, discreet: bool
) -> list[list[Any]]:
    def said(start: int) -> tuple[str, tuple[str, ...]]:
        reasons = judge.reasons(start, discreet=discreet)
        return judge.verdict(start), fits.once_each(reason["because"] for reason in reasons)

    return [
        [_wall(begin, zone), _wall(end, zone), verdict, list(sentences)]
        for begin, end, verdict, sentences in fits.pieces(starts, step, said)
    ]


def _walls(spans: Iterable[Span], zone: ZoneInfo) -> Words:
    return [[_wall(begin, zone), _wall(end, zone)] for begin, end in spans]


def _wall(minute: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(minute * 60, zone).strftime("%Y-%m-%dT%H:%M")


def near(wanted: Wanted, now: datetime, known: Any = None) -> list[dict[str, Any]]:
    """The five free times nearest to one that cannot be had: start, therapist, verdict.

    `known` are those that were found before, as the API tells them.
    """
    ask = wanted.ask(staff=True)
    try:
        found = known or telling.alternatives(ask, wanted.start, now=now, discreet=True)
    except NotFound:  # a studio that is out of use: what is booked there stays
        return []
    return [
        {"start": each["start"][:16], "therapist": each["therapist"], "verdict": each["verdict"]}
        for each in found
    ]


def cause(wanted: Wanted, now: datetime) -> tuple[str, str]:
    """Why nobody and nothing is free at a time, in a word of `slots.hindrance` and in a sentence.

    Both "" where something is after all, but for those that were asked for.
    """
    found = look(wanted.ask(staff=True), now=now)
    place = next(place.key for place in found.field.places)
    word = found.field.hindrance(found.want, minutes(wanted.start), place, found.only)
    if not word and (wanted.room or wanted.rooms):
        return "room", _("This room is taken then.")
    if found.only is None:
        return word, str(NOBODY.get(word, ""))
    return word, str(SOMEBODY.get(word, "")) % {"who": found.setup.person[found.only].name}


NOBODY = {
    "nobody": gettext_lazy("Nobody who could give this session works then."),
    "busy": gettext_lazy("Everybody who could give this session is taken then."),
    "limit": gettext_lazy("It would be too much, or without a pause, for all who could give it."),
    "travel": gettext_lazy("Nobody who could give this session can be there in time."),
    "room": gettext_lazy("No room that suits is free then."),
}
SOMEBODY = {
    "nobody": gettext_lazy("%(who)s does not work then, or does not give this session."),
    "busy": gettext_lazy("%(who)s is taken then."),
    "limit": gettext_lazy("It would be too much for %(who)s that day, or without a pause."),
    "travel": gettext_lazy("%(who)s cannot be there in time."),
    "room": gettext_lazy("No room that suits is free then."),
}


def sentences(problem: Problem) -> list[str]:
    """What the rules say against a time, once each."""
    told = problem.more.get("reasons", ())
    reasons = told if isinstance(told, list) else []
    return list(
        fits.once_each(each["because"] for each in reasons if each["effect"] == problem.code)
    )

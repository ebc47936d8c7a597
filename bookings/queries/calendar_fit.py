"""What a drag over the calendar has to know: verdicts by start, and who and which room is free.

All times are the studio's wall clock, `2026-11-24T14:30`, and all are starts on the grid: pieces go
from the first up to the next one's first, free stretches from the first to the last start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.core import fits
from bookings.core.fitting import seats
from bookings.core.hours import grid, local_day
from bookings.core.judging import Judge
from bookings.core.resources import Place
from bookings.queries import telling
from bookings.queries.busy import minutes, moment
from bookings.queries.field import Field
from bookings.queries.plans import Wanted
from bookings.queries.search import Ask, Found, look
from clinic.foundation.errors import NotFound, Problem

Words = list[list[str]]
NEAR, THEIRS = 5, 3


def fit(ask: Ask, *, now: datetime, discreet: bool) -> dict[str, Any]:
    """`pieces`: [from, until, verdict, sentences], none without a client. `free`: by the code of a
    therapist [[first, last] …]. `rooms` likewise, of those that are enough alone; by "" of any that
    are, together too; nothing at all where no room is taken. A time is free where a therapist and a
    room both are.

    Sentences of health are left out where it is to be `discreet`. Without a studio the pieces are
    those of the first one's clock. Four SQL queries, two of them for a client. Raises what
    `search.search` raises.
    """
    found = look(ask, now=now)
    told: dict[str, Any] = {"pieces": [], "free": {}, "rooms": {}}
    for place in found.field.places:
        clock = _starts(found, place)
        for code, free in _workers(found, place, clock):
            told["free"].setdefault(code, []).extend(free)
        for code, free in _rooms(found, place, clock):
            told["rooms"].setdefault(code, []).extend(free)
        judge = found.judges.get(place.key)
        if judge and not told["pieces"]:
            told["pieces"] = _pieces(judge, clock, found.want.step, discreet=discreet)
    return told


def _starts(found: Found, place: Place) -> dict[int, int]:
    """All that the clock and the house allow, of the days that are asked for: by their instant the
    minute on the wall, since stretches are told on the wall. None is shown twice there.
    """
    want, (low, high) = found.want, found.bounds[place.key]
    starts = grid(place.zone, max(low, want.earliest), min(high, want.latest + 1), want.step)
    return {start: _wall(start, place.zone) for start in fits.of_place(want, place, starts)}


def _workers(found: Found, place: Place, clock: dict[int, int]) -> Iterable[tuple[str, Words]]:
    days, starts = cache(partial(local_day, place.zone)), list(clock)
    for worker in found.field.workers:
        some = fits.of_worker(found.want, place, worker, starts, days)
        if some:
            yield found.setup.person[worker.key].code, _walls(some, clock, found.want.step)


def _rooms(found: Found, place: Place, clock: dict[int, int]) -> Iterable[tuple[str, Words]]:
    want, starts = found.want, list(clock)
    if not want.rooms:
        return
    yield "", _walls(sorted(seats(want, place, found.field.rooms, starts)), clock, want.step)
    codes = {room.key: room.code for room in found.setup.studio[place.key].rooms}
    for room in found.field.rooms:
        some = fits.of_room(want, place, room, starts)
        if some:
            yield codes[room.key], _walls(some, clock, want.step)


def _pieces(judge: Judge, clock: dict[int, int], step: int, *, discreet: bool) -> list[list[Any]]:
    at = {wall: start for start, wall in clock.items()}

    def said(wall: int) -> tuple[str, tuple[str, ...]]:
        reasons = judge.reasons(at[wall], discreet=discreet)
        return judge.verdict(at[wall]), fits.once_each(reason["because"] for reason in reasons)

    return [
        [_shown(begin), _shown(end), verdict, list(sentences)]
        for begin, end, verdict, sentences in fits.pieces(list(at), step, said)
    ]


def _walls(some: Iterable[int], clock: dict[int, int], step: int) -> Words:
    spans = fits.runs((clock[start] for start in some), step)
    return [[_shown(first), _shown(last)] for first, last in spans]


def _wall(minute: int, zone: ZoneInfo) -> int:
    local = datetime.fromtimestamp(minute * 60, zone)
    return minutes(local.replace(tzinfo=UTC, fold=0))


def _shown(wall: int) -> str:
    return f"{moment(wall):%Y-%m-%dT%H:%M}"


def near(wanted: Wanted, now: datetime, known: Any = None) -> list[dict[str, Any]]:
    """The five free times nearest to one that cannot be had: start, therapist, verdict.

    `known` are those that were found before, as the API tells them. Of those who are to give it
    together the first three are theirs, if there are as many.
    """
    nearest = partial(telling.alternatives, wanted.ask(staff=True), wanted.start, now=now)
    told: dict[str, dict[str, Any]] = {}
    theirs: list[dict[str, Any]] = []
    try:
        if wanted.team:
            known = None  # of the days beside it: those of the team alone
            theirs = nearest(discreet=True, team=wanted.team)[:THEIRS]
        for each in (*theirs, *_others(wanted, known or nearest(discreet=True))):
            told.setdefault(each["start"], each)
    except NotFound:  # a studio that is out of use: what is booked there stays
        return []
    names = ("therapist", "therapists", "verdict")
    return [
        {name: each[name] for name in names if name in each} | {"start": start[:16]}
        for start, each in list(told.items())[:NEAR]
    ]


def _others(wanted: Wanted, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Times with anybody. Where two who work together are moved, one stays: named is who comes."""
    if not (wanted.moving and wanted.team):
        return found
    coming = [{*each.get("therapists", ())} - {*wanted.team} for each in found]
    return [
        each | {"therapist": min(new)}
        for each, new in zip(found, coming, strict=True)
        if len(new) == 1 and len(wanted.team) == len(each["therapists"])
    ]


def cause(wanted: Wanted, now: datetime) -> tuple[str, str]:
    """Why nobody and nothing is free at a time, in a word of `slots.hindrance` and in a sentence.

    Both "" where somebody and something is, of those that were asked for.
    """
    found = look(wanted.ask(staff=True), now=now)
    start, place = minutes(wanted.start), next(place.key for place in found.field.places)
    alone = replace(found.want, workers=1, rooms=False)
    team = wanted.team if len(wanted.team) == found.want.workers else ()
    for one in (one for one in found.setup.people if one.code in team):
        word = found.field.hindrance(alone, start, place, one.key)
        if word:
            return word, str(SOMEBODY.get(word, "")) % {"who": one.name}
    word = found.field.hindrance(found.want, start, place, found.only)
    rooms = wanted.rooms or ((wanted.room,) if wanted.room else ())
    if (
        not word
        and rooms
        and in_rooms(found, rooms).hindrance(found.want, start, place, found.only)
    ):
        return "room", _("This room is taken then, or does not suit.")
    return word, in_words(found, word)


def in_rooms(found: Found, codes: Collection[str]) -> Field:
    """What is free, in these rooms alone."""
    own = {room.key for one in found.setup.studios for room in one.rooms if room.code in codes}
    return replace(found.field, rooms=tuple(r for r in found.field.rooms if r.key in own))


def in_words(found: Found, word: str) -> str:
    """A word of `slots.hindrance` as a sentence; "" for none."""
    if word in CLOCK or found.only is None:
        return str((CLOCK | NOBODY).get(word, ""))
    return str(SOMEBODY.get(word, "")) % {"who": found.setup.person[found.only].name}


CLOCK = {  # whoever gives the session
    "notice": gettext_lazy("It is too late to book this time."),
    "horizon": gettext_lazy("This is further ahead than can be booked."),
    "grid": gettext_lazy("Sessions do not start at this minute."),
    "closed": gettext_lazy("The studio is not open then."),
}
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

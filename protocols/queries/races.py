"""A runner's races, and the clinic's list to pick from."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from clinic.foundation.models import Client, User
from protocols.core import walls
from protocols.models import ListedRace, Race
from protocols.queries.whose import may_edit, nothing

ASKED = timedelta(days=21)  # how long it is asked how a race went


def of_client(client: Client) -> QuerySet[Any]:
    """All races of a client, each with `standing`: its status, but cancelled if the list says so."""
    called_off = When(Q(status="planned", listed__cancelled=True), then=Value("cancelled"))
    standing = Case(called_off, default=F("status"), output_field=CharField())
    return Race.objects.filter(client=client).annotate(standing=standing)


def coming(client: Client, now: datetime, *, most: int = 200) -> list[Race]:
    """Races still to come, the next one first: one query."""
    return list(of_client(client).filter(start_at__gte=now).order_by("start_at", "code")[:most])


def past(client: Client, now: datetime, *, most: int = 50) -> list[Race]:
    """Races that have started, the last one first: one query."""
    return list(of_client(client).filter(start_at__lt=now).order_by("-start_at", "code")[:most])


def unresulted(client: Client, now: datetime, *, most: int = 5) -> list[Race]:
    """Races of the last 21 days that should be over, and nobody said how they went: one query."""
    rows = of_client(client).filter(standing="planned", start_at__gte=now - ASKED, start_at__lt=now)
    over = (race for race in rows.order_by("-start_at", "code") if _expected_end(race) <= now)
    return list(islice(over, most))


def _expected_end(race: Race) -> datetime:
    return race.finish_at or race.start_at + timedelta(minutes=race.expected_minutes or 0)


def between(client: Client, first: date, days: int, zone: str) -> list[Race]:
    """The races that start on so many local days and were not dropped, in order: one query."""
    begin, end = walls.days_between(first, days, zone)
    rows = of_client(client).exclude(standing__in=("dns", "cancelled"))
    return list(rows.filter(start_at__gte=begin, start_at__lt=end).order_by("start_at", "code"))


def one(by: User, code: str, now: datetime) -> Race:
    """The race of that code, with its client, for those who may edit it; else `NotFound`."""
    race = Race.objects.filter(code=code).select_related("client", "listed").first()
    if race is None or not may_edit(by, race.client, now):
        raise nothing()
    return race


def to_pick(now: datetime, *, words: str = "", most: int = 50) -> list[ListedRace]:
    """The clinic's list ahead, soonest first; every word must stand in the name or the place."""
    rows = ListedRace.objects.filter(start_at__gte=now, cancelled=False)
    for word in words.replace("\x00", " ").split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(place__icontains=word))
    return list(rows.order_by("start_at", "code")[:most])


def picked_codes(client: Client) -> dict[str, str]:
    """What a client has picked: code of the listed race -> code of their own: one query."""
    own = Race.objects.filter(client=client, listed__isnull=False)
    return dict(own.values_list("listed__code", "code"))


def whole_list(now: datetime, *, most: int = 500) -> list[ListedRace]:
    """The list as the desk keeps it: what is ahead, cancelled ones too: one query."""
    return list(ListedRace.objects.filter(start_at__gte=now).order_by("start_at", "code")[:most])


def listed(code: str) -> ListedRace:
    """A race of the list. Raises `NotFound`."""
    found = ListedRace.objects.filter(code=code).first()
    if found is None:
        raise nothing()
    return found


def standing(race: Race) -> str:
    """What a race stands at: a list that calls it off is heard, unless its runner knows better."""
    off = race.status == "planned" and race.listed is not None and race.listed.cancelled
    return "cancelled" if off else race.status

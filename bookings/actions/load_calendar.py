"""What a desk's calendar and its search are measured with: runners with races, and many clients."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, time, timedelta

import pgtrigger
from django.db import connection, transaction
from django.utils.translation import gettext as _

from bookings.actions.load_people import DOMAIN
from bookings.models import Appointment
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from protocols.actions.saying import stands
from protocols.core.races import RaceEntry, settled
from protocols.models import Race

AWAY = timedelta(days=20)  # from the first session of a client to their race
BATCH = 1_000  # a row in the audit for each: a statement must stay far from its time limit
SYLLABLES = (
    *("an", "bel", "cor", "da", "el", "fin", "gor", "ha", "il", "jo", "ka", "lun", "mar", "nor"),
    *("o", "pel", "ri", "sa", "tom", "ul", "vi", "wes", "ya", "zen"),
)
MAIL = "runner.example"


@transaction.atomic
def raced(*, by: User) -> int:
    """A race for each client of the telephone who has a session: how many. Once.

    Raises `Conflict` where anybody works with this database.
    """
    _must_be_load(by)
    if Race.objects.filter(client__user=None).exists():
        return 0
    first = Appointment.objects.filter(client__user=None).order_by("client_id", "start_at")
    rows = first.distinct("client_id").values_list("client_id", "local_start", "zone")
    races = [_race(client, at, zone) for client, at, zone in rows]
    Race.objects.bulk_create(races, batch_size=BATCH)
    _looked_at()
    return len(races)


@transaction.atomic
def crowded(*, by: User, count: int, seed: int, now: datetime) -> list[Client]:
    """So many more clients with names, numbers and addresses, the same for a seed.

    Raises `Conflict` where anybody works with this database.
    """
    _must_be_load(by)
    # Nobody asks who wrote these down: kept without a history, they take half as long.
    with pgtrigger.ignore("clinic.Client:insert_insert"):
        made = Client.objects.bulk_create(_clients(count, seed, now), batch_size=BATCH)
    _looked_at()
    return made


def _race(client: int, at: str, zone: str) -> Race:
    day = datetime.combine(datetime.fromisoformat(at).date() + AWAY, time(9))
    entry = RaceEntry(
        name="Lakeside Half", zone=zone, local_start=day, priority="B", expected_minutes=110
    )
    return Race(client_id=client, **asdict(stands(settled(entry))))


def _clients(count: int, seed: int, now: datetime) -> Iterator[Client]:
    chance = random.Random(seed)  # noqa: S311 - a seed, not a secret
    for number in range(count):
        first, last = ("".join(chance.choices(SYLLABLES, k=n)).capitalize() for n in (2, 3))
        yield Client(
            name=f"{first} {last}",
            email=f"{first}.{last}{number}@{MAIL}".lower(),
            phone=f"+4917{chance.randrange(10**8):08}",
            zone="Europe/Berlin",
            created_at=now,
        )


def _must_be_load(by: User) -> None:
    """Every login here is one of the load: nobody's real records are among these rows."""
    if not by.email.endswith(f"@{DOMAIN}") or (
        User.objects.exclude(email__endswith=f"@{DOMAIN}").exists()
    ):
        raise Conflict("not_empty", _("There is a clinic in this database already."))


def _looked_at() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

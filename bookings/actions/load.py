"""Filling an empty database with a clinic to measure with.

Twenty thousand sessions booked one by one would take minutes and send as many messages. So rows
are written as booking would have left them, in bulk, with every constraint and trigger on. This is
an action because only actions write, and it refuses to work where there is anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from bookings.actions import in_use, load_people, load_sessions, places, rooms, services
from bookings.actions.load_sessions import Clinic
from bookings.core.load import AFTER, CLOSES, MINUTES, OPENS, Plan
from bookings.core.menu import ServiceEntry
from bookings.core.places import LocationEntry, RoomEntry
from bookings.models import Location, Resource, Shift, Therapist
from clinic.foundation import audit
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User

EACH = 12  # planned sessions of one client, about
LENGTHS, EUR = ((MINUTES, 7_800),), "EUR"
OURS = ServiceEntry(
    "Massage",
    "sports_massage",
    "general",
    ("light", "moderate", "deep"),
    LENGTHS,
    EUR,
    buffer_after=AFTER,
)
THEIRS = ServiceEntry(
    "Massage at your company",
    "chair_massage",
    "none",
    ("light",),
    LENGTHS,
    EUR,
    buffer_after=AFTER,
    off_site=True,
    group_most=4,
    guest_minutes=15,
    position=1,
)


@transaction.atomic
def fill(
    *, by: User | None, plan: Plan, password: str, secret: Callable[[str], str], now: datetime
) -> Clinic:
    """Write a drawn clinic; `by` is None for the command line. `secret` is a login's API token.

    Raises `Conflict` where there is any studio or client.
    """
    if Location.objects.exists() or Client.objects.exists():
        raise Conflict("not_empty", _("There is a clinic in this database already."))
    with audit.acting(by, "fill with load"):
        owner = load_people.owner(password, now)
        made = _clinic(owner, plan, password, now)
        regular = load_people.runners(plan, password, secret, now)
        patrons = load_people.patrons(len(plan.sittings) // EACH + 1, now)
        load_sessions.write(made, plan, patrons, regular, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a clinic that grew day by day would have been looked at
    return made


def _clinic(owner: User, plan: Plan, password: str, now: datetime) -> Clinic:
    """One studio with its rooms, therapists who work whenever it is open, and the menu."""
    hours = [[day, OPENS, CLOSES] for day in range(7)]
    studio = places.add(by=owner, entry=LocationEntry("Long Hall", plan.zone), hours=hours)
    made = [
        rooms.add(by=owner, location=studio, entry=RoomEntry(f"Room {n:02}"))
        for n in range(1, plan.size.rooms + 1)
    ]
    ours, theirs = (services.add(by=owner, entry=entry) for entry in (OURS, THEIRS))
    in_use.keep_active(by=owner, thing=theirs, active=False, now=now)  # one service is searched
    users = load_people.therapists(plan.size.therapists, password, now)
    keys = Resource.objects.bulk_create(Resource(kind=Resource.Kind.THERAPIST) for _user in users)
    hands = Therapist.objects.bulk_create(
        Therapist(user=user, resource=key, position=n)
        for n, (user, key) in enumerate(zip(users, keys, strict=True))
    )
    Shift.objects.bulk_create(Shift(therapist=one, location=studio, hours=hours) for one in hands)
    return Clinic(owner, studio, ours, theirs, made, hands)

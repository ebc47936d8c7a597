"""From what the calendar sends to the session it means: one that is booked, or a wish for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bookings.forms.calendar import moment
from bookings.models import Location
from bookings.queries import plans, services, standing
from bookings.queries.plans import Wanted
from bookings.queries.search import Ask
from bookings.queries.services import Order
from bookings.web.desk_asking import Staff
from clinic.foundation.errors import NotFound


def looked_for(me: Staff, told: Mapping[str, Any]) -> tuple[Ask, bool]:
    """What is asked of the days, and whether reasons of health are kept from whoever asks.

    Raises `NotFound` and, for what is not on the menu, `Invalid`.
    """
    days = {"first": told["from"], "days": told["days"] or 1}
    if told["code"]:
        row, stands = standing.appointment(me.by, told["code"], now=me.now)
        found = plans.as_booked(row, waivers=())
        return Ask(
            order=found.order,
            location=row.location.code,
            client=row.client,
            moving=row,
            staff=True,
            cleared=found.cleared,
            **days,
        ), stands.discreet
    order, where = ordered(told), told["location"]
    if not told["client"]:
        return Ask(order=order, location=where, staff=True, **days), True
    client, stands = standing.client(me.by, told["client"], now=me.now)
    return Ask(order=order, location=where, client=client, staff=True, **days), stands.discreet


def wished(me: Staff, told: Mapping[str, Any]) -> Wanted:
    """A session at a start and with a therapist that are named; its waivers are none."""
    if told["code"]:
        row, _stands = standing.appointment(me.by, told["code"], now=me.now)
        start = moment(told["start"], row.zone)
        return plans.as_booked(row, start=start, therapist=told["therapist"], waivers=())
    client, _stands = standing.client(me.by, told["client"], now=me.now)
    studio = Location.objects.filter(code=told["location"], active=True).first()
    if studio is None:
        raise NotFound("not_found", _("There is no such studio."))
    start = moment(told["start"], studio.zone)
    return Wanted(client, ordered(told), studio.code, start, therapist=told["therapist"])


def ordered(told: Mapping[str, Any]) -> Order:
    """An order from the menu; what is left open is as most book it: its first length and depth."""
    service = services.one(told["service"])
    return services.order(
        service,
        minutes=told["minutes"] or service.lengths[0][0],
        depth=told["depth"] or service.depths[0],
        group_size=told["group_size"] or service.group_least,
        staff=True,
    )

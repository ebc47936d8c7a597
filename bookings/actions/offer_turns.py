"""Whose turn it is: the first of those whom a time fits, locked, and still to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bookings.models import Therapist, WaitlistEntry, WaitlistOffer
from bookings.queries import busy
from bookings.queries.waitlist_order import Fitting, still_open, what
from clinic.foundation.models import Client


def chosen(
    found: Sequence[Fitting], most: int, therapist: Therapist, now: datetime
) -> list[Fitting]:
    """At most so many of those found, in their order, their clients and entries locked.

    None where none of these can be asked any more: whoever asks looks anew, once the locks are given
    back. Going on to those behind them would lock clients in no order.
    """
    return still(_together(found, most, therapist, now), now)


def still(some: Sequence[Fitting], now: datetime) -> list[Fitting]:
    """Those who still wait for the same: who left meanwhile, or was asked by another worker, is not
    asked.

    Clients are locked first, as everywhere: so two workers who found two entries of one client see
    each other's offer here.
    """
    clients = Client.objects.filter(pk__in=[one.entry.client_id for one in some])
    here = clients.filter(joined_into=None, key__isnull=False).order_by("pk")
    people = set(here.select_for_update(of=("self",)).values_list("pk", flat=True))
    asked = WaitlistOffer.objects.filter(still_open(now), client__in=people)
    people -= set(asked.values_list("client", flat=True))
    rows = WaitlistEntry.objects.filter(pk__in=[one.entry.pk for one in some], state="waiting")
    waits = {row.pk: what(row) for row in rows.order_by("pk").select_for_update()}
    return [
        one
        for one in some
        if waits.get(one.entry.pk) == what(one.entry) and one.entry.client_id in people
    ]


def _together(
    found: Sequence[Fitting], most: int, therapist: Therapist, now: datetime
) -> list[Fitting]:
    """The first, and those after them who can share what is held: the same rooms, one free stretch.

    Who waits for two things is offered the one that stands first.
    """
    some: list[Fitting] = []
    for one in found:
        if len(some) == most:
            break
        more = [*some, one]
        people = {fit.entry.client_id for fit in more}
        alike = len(people) == len(more) and len({fit.rooms for fit in more}) == 1
        if alike and _free(more, therapist, now):
            some = more
    return some


def _free(some: Sequence[Fitting], therapist: Therapist, now: datetime) -> bool:
    begin, end = min(one.begin for one in some), max(one.end for one in some)
    taken = busy.glance([therapist.resource_id, *some[0].rooms], begin, end, now=now)
    return not any(taken.values())

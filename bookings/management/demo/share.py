"""How much of the therapists' time is booked."""

from __future__ import annotations

from bookings.core.spans import common, merged, without
from bookings.management.demo.clinic import Clinic
from bookings.queries import busy
from bookings.queries.busy import minutes, moment
from bookings.queries.field import lay


def share(clinic: Clinic, first: int, days: int) -> tuple[int, int]:
    """(booked, bookable) minutes of all therapists, from so many days after today on.

    Booked is what sessions take with their buffers, within the hours; bookable are the hours
    without times off.
    """
    begin = minutes(clinic.at(first, 0))
    end = minutes(clinic.at(first + days, 0))
    taken = busy.blocks(clinic.known.resources, moment(begin), moment(end), now=clinic.now)
    field = lay(clinic.known, clinic.known.studios, taken, begin, end)
    booked = bookable = 0
    for worker in field.workers:
        hours = merged(span for spans in worker.hours.values() for span in spans)
        hours = common(hours, [(begin, end)])
        off = [(b.begin, b.end) for b in worker.blocks if b.start == b.finish]
        hours = without(hours, off)
        sessions = merged((b.begin, b.end) for b in worker.blocks if b.start < b.finish)
        bookable += sum(end - begin for begin, end in hours)
        booked += sum(end - begin for begin, end in common(hours, sessions))
    return booked, bookable

"""The routes of bookings and who may use them, put together from their parts."""

from bookings.routes import (
    calendar,
    calendar_acts,
    checkins,
    client,
    clinic,
    desk,
    groups,
    intake,
    links,
    notes,
    phone,
    records,
    reports,
    reviews,
    therapist,
    times_off,
    together,
    waitlist,
)

# A fixed address stands before one with a code in its place: notes before the therapist's day, and
# the parts of the desk's calendar before the desk's clients and appointments.
_PARTS = (
    *(calendar, calendar_acts, phone, together, waitlist, reports, times_off, groups),
    *(client, links, intake, reviews, notes, checkins, records, therapist, desk, clinic),
)

urlpatterns = [route for part in _PARTS for route in part.urlpatterns]

policies = {name: policy for part in _PARTS for name, policy in part.policies.items()}

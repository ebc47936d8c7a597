"""The routes of bookings and who may use them, put together from their parts."""

from bookings.routes import (
    checkins,
    client,
    clinic,
    desk,
    intake,
    links,
    notes,
    records,
    reviews,
    therapist,
)

# A fixed address stands before one with a code in its place: notes before the therapist's day.
_PARTS = (client, links, intake, reviews, notes, checkins, records, therapist, desk, clinic)

urlpatterns = [route for part in _PARTS for route in part.urlpatterns]

policies = {name: policy for part in _PARTS for name, policy in part.policies.items()}

"""Every model of bookings, so that Django finds them."""

from bookings.models.appointments import Appointment, HistoryLine, Occupancy
from bookings.models.places import Closure, Location, Room
from bookings.models.resources import Resource
from bookings.models.services import Service
from bookings.models.therapists import Shift, ShiftDay, Therapist, TherapistPhoto, TimeOff
from bookings.models.wishes import Wishes

__all__ = [
    "Appointment",
    "Closure",
    "HistoryLine",
    "Location",
    "Occupancy",
    "Resource",
    "Room",
    "Service",
    "Shift",
    "ShiftDay",
    "Therapist",
    "TherapistPhoto",
    "TimeOff",
    "Wishes",
]

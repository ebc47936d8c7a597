"""Every model of bookings, so that Django finds them."""

from bookings.models.appointments import Appointment, HistoryLine, Occupancy
from bookings.models.notes import Addendum, NoteTemplate, Phrase, VisitNote
from bookings.models.places import Closure, Location, Room
from bookings.models.resources import Resource
from bookings.models.reviews import ReviewLine
from bookings.models.services import Service
from bookings.models.therapists import Shift, ShiftDay, Therapist, TherapistPhoto, TimeOff
from bookings.models.wishes import Wishes

__all__ = [
    "Addendum",
    "Appointment",
    "Closure",
    "HistoryLine",
    "Location",
    "NoteTemplate",
    "Occupancy",
    "Phrase",
    "Resource",
    "ReviewLine",
    "Room",
    "Service",
    "Shift",
    "ShiftDay",
    "Therapist",
    "TherapistPhoto",
    "TimeOff",
    "VisitNote",
    "Wishes",
]

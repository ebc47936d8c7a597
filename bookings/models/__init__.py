"""Every model of bookings, so that Django finds them."""

from bookings.models.appointments import Appointment, HistoryLine, Occupancy
from bookings.models.bundles import Bundle
from bookings.models.groups import ClientGroup, Membership
from bookings.models.notes import Addendum, NoteTemplate, Phrase, VisitNote
from bookings.models.places import Closure, Location, Room
from bookings.models.resources import Resource
from bookings.models.reviews import ReviewLine
from bookings.models.services import Service
from bookings.models.therapists import Shift, ShiftDay, Therapist, TherapistPhoto, TimeOff
from bookings.models.waitlist import Opening, WaitlistEntry, WaitlistOffer
from bookings.models.waivers import WaiverRequest
from bookings.models.wishes import Wishes

__all__ = [
    "Addendum",
    "Appointment",
    "Bundle",
    "ClientGroup",
    "Closure",
    "HistoryLine",
    "Location",
    "Membership",
    "NoteTemplate",
    "Occupancy",
    "Opening",
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
    "WaitlistEntry",
    "WaitlistOffer",
    "WaiverRequest",
    "Wishes",
]

"""Finding and booking a time, for oneself and at the desk for a client; and one's own sessions."""

from __future__ import annotations

from django.urls import path

from bookings.web import book, holding, moving, season, season_race, sessions, settling, times
from clinic.foundation import policy

DESK = "desk/clients/<slug:client_code>/book/"

urlpatterns = [
    path("book/", book.page, name="book"),
    path("book/services/", book.menu, name="book_services"),
    path("book/times/", times.page, name="book_times"),
    path("book/hold/", holding.hold, name="book_hold"),
    path("book/<slug:code>/", holding.summary, name="book_summary"),
    path("book/<slug:code>/drop/", holding.drop, name="book_drop"),
    path("season/", season.page, name="season"),
    path("season/unfit/", season.unfit, name="season_unfit"),
    path("season/race/<slug:code>/", season_race.page, name="season_race"),
    path("season/settle/", settling.page, name="settle"),
    path("appointments/", sessions.listing, name="appointments"),
    path("appointments/next/", sessions.soonest, name="next_session"),
    path("appointments/<slug:code>/", sessions.one, name="appointment"),
    path("appointments/<slug:code>/session.ics", sessions.calendar, name="appointment_calendar"),
    path("appointments/<slug:code>/move/", moving.move, name="move"),
    path("appointments/<slug:code>/cancel/", sessions.cancel, name="cancel"),
    path("appointments/<slug:code>/undo/", sessions.undo, name="undo"),
    path(DESK, book.page, name="desk_book"),
    path(f"{DESK}services/", book.menu, name="desk_book_services"),
    path(f"{DESK}times/", times.page, name="desk_book_times"),
    path(f"{DESK}hold/", holding.hold, name="desk_book_hold"),
    path(f"{DESK}<slug:code>/", holding.summary, name="desk_book_summary"),
    path(f"{DESK}<slug:code>/drop/", holding.drop, name="desk_book_drop"),
    path("desk/appointments/<slug:code>/move/", moving.move, {"desk": True}, name="desk_move"),
]

policies = {
    "book": policy.PUBLIC,
    "book_services": policy.PUBLIC,
    "book_times": policy.PUBLIC,
    "book_hold": policy.CLIENT,
    "book_summary": policy.CLIENT,
    "book_drop": policy.CLIENT,
    "season": policy.CLIENT,
    "season_unfit": policy.CLIENT,
    "season_race": policy.CLIENT,
    "settle": policy.CLIENT,
    "appointments": policy.CLIENT,
    "next_session": policy.CLIENT,
    "appointment": policy.CLIENT,
    "appointment_calendar": policy.CLIENT,
    "move": policy.CLIENT,
    "cancel": policy.CLIENT,
    "undo": policy.CLIENT,
    "desk_book": policy.DESK,
    "desk_book_services": policy.DESK,
    "desk_book_times": policy.DESK,
    "desk_book_hold": policy.DESK,
    "desk_book_summary": policy.DESK,
    "desk_book_drop": policy.DESK,
    "desk_move": policy.DESK,
}

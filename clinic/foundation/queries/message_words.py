"""What a row of the outbox is called on pages: what it is, when, and why it has not left."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.foundation.models import OutboxRow

State = OutboxRow.State

TOPICS: dict[str, Promise] = {
    "session_booked": gettext_lazy("Session booked"),
    "session_accepted": gettext_lazy("Session accepted"),
    "session_changed": gettext_lazy("Session changed"),
    "session_cancelled": gettext_lazy("Session cancelled"),
    "session_reminder": gettext_lazy("Reminder two days before"),
    "session_soon": gettext_lazy("Reminder two hours before"),
    "session_receipt": gettext_lazy("Receipt"),
    "season_changed": gettext_lazy("Sessions that no longer fit"),
    "intake_asked": gettext_lazy("Questions before a session"),
    "review_asked": gettext_lazy("Question of a therapist"),
    "review_declined": gettext_lazy("Session that cannot be given"),
    "checkin_session": gettext_lazy("How a session was"),
    "checkin_runs": gettext_lazy("How the runs after a session were"),
    "checkin_race": gettext_lazy("The morning after a race"),
    "waitlist_offer": gettext_lazy("Time offered from the waitlist"),
    "waitlist_freed": gettext_lazy("Time that became free"),
    "waitlist_next": gettext_lazy("Time offered to the next"),
    "time_off_answered": gettext_lazy("Answer about time off"),
    "record_opened": gettext_lazy("Record opened in an emergency"),
    "staff_invited": gettext_lazy("Invitation of staff"),
    "join_record": gettext_lazy("Link to an earlier record"),
    "feed_broken": gettext_lazy("Calendar that cannot be read"),
}
ELSEWHERE = frozenset({"waitlist_offer", "checkin_race"})  # `about` something but a session
# How `last_error` begins, and what that means; what follows is a code or the name of a fault.
FAULTS: dict[str, Promise] = {
    "Nobody": gettext_lazy("no address is on file"),
    "Other way": gettext_lazy("it left by another way"),
    "Let go": gettext_lazy("somebody here let it go"),
    "Died": gettext_lazy("the worker died of it"),
    "Unsure": gettext_lazy("it may have left already"),
    "Refused": gettext_lazy("refused by the other side: %(code)s"),
    "For now": gettext_lazy("refused for now: %(code)s"),
    "Channel": gettext_lazy("no connection: %(code)s"),
}


def clock(at: datetime | None, now: datetime, zone: str) -> str:
    """A moment in words on the wall of a zone: with its day if that is not today; "" for None."""
    if at is None:
        return ""
    here, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    if here.date() == today.date():
        return dateformat.format(here, "H:i")
    return dateformat.format(here, "D j M, H:i" if here.year == today.year else "D j M Y, H:i")


def why(row: OutboxRow) -> str:
    """Why it has not left, "" where nothing speaks against it."""
    if row.state == State.DONE or not row.last_error:
        return _("not needed any more") if row.state == State.DROPPED else ""
    for begins, means in FAULTS.items():
        if row.last_error.startswith(begins):
            return str(means) % {"code": row.last_error.removeprefix(begins).strip()}
    return _("a fault of Legwork: %(code)s") % {"code": row.last_error}

"""What a drag, a key or a button of the calendar does: move, resize, swap, undo."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bookings.actions import changing, resizing, swapping, undoing
from bookings.actions.swapping import Side
from bookings.forms.calendar import ActForm, MoveForm, ResizeForm, SwapForm, body, moment
from bookings.models import Appointment
from bookings.queries import plans, standing
from bookings.queries.appointments import codes_of
from bookings.queries.plans import Wanted
from bookings.web.calendar_answers import answers, better_told, done
from bookings.web.desk_asking import once, staff


@answers
def move(request: HttpRequest, code: str) -> dict[str, Any]:
    """To another start, therapist or room. What was waived was waived for the old time alone."""
    me, form = staff(request), MoveForm(body(request.body))
    row, _stands = standing.appointment(me.by, code, now=me.now)
    form.told()
    wanted = _moved(row, form)
    with better_told(me, code, wanted):
        once(
            me,
            form,
            f"calendar move {code}",
            lambda: changing.move(by=me.by, wanted=wanted, now=me.now),
        )
    return done(me, code, _("Moved to %(when)s."))


@answers
def resize(request: HttpRequest, code: str) -> dict[str, Any]:
    """To another of its service's lengths."""
    me, form = staff(request), ResizeForm(body(request.body))
    row, _stands = standing.appointment(me.by, code, now=me.now)
    told = {name: value for name, value in form.told().items() if name != "once"}
    with better_told(me, code):
        once(
            me,
            form,
            f"calendar resize {code}",
            lambda: resizing.resize(by=me.by, appointment=row, now=me.now, **told),
        )
    return done(me, code, _("Its length is changed."))


@answers
def swap(request: HttpRequest, code: str) -> dict[str, Any]:
    """Two change places."""
    me, form = staff(request), SwapForm(body(request.body))
    row, _stands = standing.appointment(me.by, code, now=me.now)
    told = form.told()
    other, _stands = standing.appointment(me.by, told["with"], now=me.now)
    one, with_it = Side(row, told["seen"]), Side(other, told["seen_with"])
    agreed = {name: told[name] for name in ("accept_caution", "reason")}

    def act() -> Appointment:
        return swapping.swap(by=me.by, one=one, other=with_it, now=me.now, **agreed)[0]

    with better_told(me, code):
        once(me, form, f"calendar swap {code}", act)
    return done(me, code, _("They have changed places: now %(when)s."))


@answers
def undo(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take back the last thing that was done to a session at the desk."""
    me, form = staff(request), ActForm(body(request.body))
    row, _stands = standing.appointment(me.by, code, now=me.now)
    seen = form.told()["seen"]
    with better_told(me, code):
        once(
            me,
            form,
            f"calendar undo {code}",
            lambda: undoing.undo(by=me.by, appointment=row, now=me.now, seen=seen),
        )
    return done(me, code, _("Taken back."), undo=False)


def _moved(row: Appointment, form: MoveForm) -> Wanted:
    """The session where it is wanted: by the same people, unless somebody else is named.

    Of two who work together one stays then.
    """
    told = form.cleaned_data
    team, rooms = codes_of(row)
    same = len(rooms) > 1 and told["room"] in rooms  # of two rooms the page names the first
    named = told["therapist"]
    several = len(team) > 1
    keeps = several and named in ("", *team)
    return plans.as_booked(
        row,
        start=moment(told["start"], row.zone),
        therapist="" if keeps else named or (team[0] if team else ""),
        team=(team if keeps else (named, *team)) if several else (),
        room="" if same else told["room"],
        seen=told["seen"],
        tell=told["tell"] or "soon",
        accept_caution=told["accept_caution"],
        reason=told["reason"],
        waivers=(),
    )

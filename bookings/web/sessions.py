"""A client's own sessions: looked at, put into a calendar, moved, cancelled, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions import changing
from bookings.core import ical
from bookings.core.lifecycle import UNDO
from bookings.forms.taking import CancelForm
from bookings.models import Appointment
from bookings.queries import appointments, plans, review_questions, showing
from bookings.queries.intakes import open_of
from bookings.queries.offers import main_reason, shown
from bookings.queries.showing import Card
from bookings.web.desk_asking import in_passing
from bookings.web.holding import again
from bookings.web.party import Party, party
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.forms.faults import told_in
from clinic.foundation.forms.once import OnceForm
from clinic.foundation.queries import access

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is to come, and what was."""
    me = party(request)
    coming = [showing.card(s, me.now) for s in appointments.coming(me.whose, me.now)]
    past = [showing.card(s, me.now) for s in appointments.past(me.whose, me.now)]
    return render(request, "bookings/sessions/list.html", {"coming": coming, "past": past})


@require_safe
def soonest(request: HttpRequest) -> HttpResponse:
    """The next session, as a part of the start page."""
    me = party(request)
    coming = appointments.coming(me.whose, me.now)
    card = showing.card(coming[0], me.now) if coming else None
    return render(request, "bookings/sessions/next.html", {"card": card})


@require_safe
@never_cache
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One session, with everything that can be done about it."""
    me = party(request)
    row = me.appointment(code)
    if row.state == "held":
        return redirect("book_summary", row.code)
    card = showing.one(row, me.now)
    context = {
        "card": card,
        "booked": "booked" in request.GET,
        "note": _note(me, row),
        "judged": _judged(me, card),
        "history": row.history.exclude(did="held").select_related("by"),
        "undo": _undo(me, row),
        "asked": row.state == "review" and review_questions.waits(row),
        "questions": card.coming and bool(open_of(row, None, me.now)),
        "again": again(row, therapist=card.therapist).query(first=me.now.date()),
    }
    return render(request, "bookings/sessions/one.html", context)


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The session as a calendar file."""
    me = party(request)
    row = me.appointment(code)
    last = row.history.order_by("-at", "-pk").first()
    entry = ical.Entry(
        code=row.code,
        state=row.state,
        start=row.start_at,
        end=row.end_at,
        changed=last.at if last else row.booked_at,
        changes=row.history.count(),
        title=_("Session at %(studio)s") % {"studio": row.location.name},
        place=f"{row.location.name}, {row.venue or row.location.address}".rstrip(", "),
        url=request.build_absolute_uri(me.after(row)),
    )
    answer = HttpResponse(ical.file(entry), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{row.code}.ics"'
    return answer


@require_http_methods(PAGE)
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, and say what is due, then cancel."""
    me = party(request)
    row = me.appointment(code)
    card = showing.one(row, me.now)
    data = request.POST if request.method == "POST" else None
    owed = card.terms.late and card.terms.percent
    form = CancelForm(data, fee=card.terms.fee if owed else "")
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _cancelled(me, row, form, accept_late=card.terms.late)
            messages.success(request, _("Your session is cancelled."))
            return redirect("appointment", row.code)
    return render(request, "bookings/sessions/cancel.html", {"form": form, "card": card})


@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take the last move or cancellation back, within its three minutes."""
    me = party(request)
    row, form = me.appointment(code), OnceForm(request.POST)
    if form.is_valid():
        try:
            me.once(
                form,
                f"undo {row.code}",
                lambda: changing.undo(by=me.by, appointment=row, now=me.now),
            )
            messages.success(request, _("Taken back: it is as it was."))
        except (Conflict, Invalid) as problem:
            messages.error(request, in_passing(problem))
    return redirect("appointment", row.code)


def _cancelled(me: Party, row: Appointment, form: CancelForm, *, accept_late: bool) -> None:
    me.once(
        form,
        f"cancel {row.code}",
        lambda: changing.cancel(by=me.by, appointment=row, now=me.now, accept_late=accept_late),
    )


def _note(me: Party, row: Appointment) -> str:
    """The client's own note, through the read gate."""
    if row.note is None:
        return ""
    return access.read_health(me.by, row, _("You opened your session"), now=me.now)["note"]


def _judged(me: Party, card: Card) -> dict[str, Any] | None:
    """How a session to come looks by the calendar of today: races may have moved since."""
    if not card.coming:
        return None
    row = card.row
    said = plans.judged(plans.as_booked(row), me.stands, now=me.now).said
    reasons = shown(said["verdict"], said["reasons"])
    reason = main_reason(said["verdict"], reasons)
    return {"verdict": said["verdict"], "reasons": reasons, "reason": reason}


def _undo(me: Party, row: Appointment) -> dict[str, Any] | None:
    """The form that takes back, and until when it can be sent."""
    last = appointments.undoable(row, me.now, by=me.by)
    if last is None:
        return None
    return {"form": OnceForm(auto_id=False), "did": last.did, "until": last.at + UNDO}

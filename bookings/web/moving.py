"""Moving a session: the times page, judged as if it were not there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from bookings.actions import changing
from bookings.core.lifecycle import COMING
from bookings.forms.taking import MoveForm, Pick, PickForm, cautions
from bookings.models import Appointment
from bookings.queries import plans, showing
from bookings.queries.offers import wall
from bookings.queries.plans import Wanted
from bookings.web import times
from bookings.web.minding import Unseen, seen
from bookings.web.party import Party, mover
from clinic.foundation.errors import Conflict, Invalid
from protocols.core.zones import load

PAGE = ["GET", "HEAD", "POST"]


@gzip_page
@require_http_methods(PAGE)
def move(request: HttpRequest, code: str, desk: bool = False) -> HttpResponse:  # noqa: FBT001, FBT002 - a route says it
    """Choose another time; with a caution it is confirmed on a small page."""
    me, row = mover(request, code, desk=desk)
    if row.state not in COMING or row.start_at <= me.now:
        messages.info(request, _("This session is not to come any more."))
        return redirect(me.after(row))
    if not row.location.active:
        return render(request, "bookings/sessions/stays.html", _there(me, row))
    if request.method != "POST":
        return times.shown(request, me, row.service, moving=row)
    try:
        return _moved(request, me, row, PickForm(request.POST).time())
    except (Invalid, Conflict) as problem:
        return times.shown(request, me, row.service, moving=row, trouble=problem)


def _moved(request: HttpRequest, me: Party, row: Appointment, pick: Pick) -> HttpResponse:
    """Move at once what nothing speaks against; else ask for the ticks first."""
    wanted = _wanted(row, pick)
    told = plans.judged(wanted, me.stands, now=me.now)
    form = MoveForm(request.POST, cautions=cautions(told.shown))
    if not form.is_valid():
        return _ask(request, me, row, pick, form)
    try:
        me.once(
            form,
            f"move {row.code}",
            lambda: seen(me, form, changing.move(by=me.by, wanted=wanted, now=me.now)),
        )
    except Unseen as unseen:  # the small page again, with a tick for what is new
        form = MoveForm(request.POST, cautions=cautions(unseen.judged.shown))
        return _ask(request, me, row, pick, form)
    messages.success(request, _("Your session is moved."))
    return redirect(me.after(row))


def _wanted(row: Appointment, pick: Pick) -> Wanted:
    return plans.as_booked(
        row,
        start=pick.start,
        therapist=pick.therapist,
        waivers=(),  # given for the old time alone
        accept_caution=True,  # every caution has its tick, or the form is not whole
    )


def _there(me: Party, row: Appointment) -> dict[str, Any]:
    """A session at a studio that is out of use: it stays as it is, or is cancelled."""
    cancel = "cancel" if me.code is None else "desk_cancel"
    return {
        "me": me,
        "card": showing.one(row, me.now),
        "cancel": reverse(cancel, args=[row.code]),
        "stay": me.after(row),
        "other": me.url("book_services"),
    }


def _ask(
    request: HttpRequest, me: Party, row: Appointment, pick: Pick, form: MoveForm
) -> HttpResponse:
    """The small page that says what to mind. Its faults are told only once it was seen."""
    if "seen" not in request.POST:
        form = form.shown_first()
    context: dict[str, Any] = {
        "me": me,
        "form": form,
        "card": showing.one(row, me.now),
        "to": wall(pick.start, load(row.zone)),
        "back": me.url("move", row.code),
    }
    return render(request, "bookings/sessions/move.html", context)

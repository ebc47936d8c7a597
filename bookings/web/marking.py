"""Marking what became of a session, as the desk and therapists do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bookings.actions import reviewing, visits
from bookings.forms.desk import MarkForm
from bookings.models import Appointment
from bookings.web.desk_asking import Staff, tried


def marked(request: HttpRequest, me: Staff, row: Appointment) -> bool:
    """Carry out the form's mark; what goes wrong is told on the next page. Says whether it went well.

    A check-in that a review stood against was taken back as a whole. So that the therapist sees
    the review, it is opened here, in a transaction of its own.
    """
    form = MarkForm(request.POST)
    went = tried(request, me, form, f"mark {row.code}", lambda: _mark(me, row, form))
    if not went and reviewing.turn(by=me.by, appointment=row, now=me.now):
        messages.warning(request, _("It now waits in the therapists’ reviews."))
    return went


def _mark(me: Staff, row: Appointment, form: MarkForm) -> Appointment:
    told = form.cleaned_data
    why = told["why"] if told["state"] == "no_show" else ""
    return visits.mark(
        by=me.by, appointment=row, state=told["state"], now=me.now, why=why, seen=told["seen"]
    )

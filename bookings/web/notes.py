"""A visit's note: written, saved as it is typed, signed, read, added to."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bookings.actions import notes
from bookings.actions.notes import save as keep
from bookings.forms.notes import AddForm, NoteForm, sent
from bookings.queries import appointments, note_page
from bookings.queries.day_health import nothing, own_appointment
from bookings.queries.desk_lines import line
from bookings.queries.note_page import Page
from bookings.web.desk_asking import PAGE, Staff, once, staff
from bookings.web.noting import Writing, body, conflict, showing, takes_back
from clinic.foundation.errors import Conflict


@never_cache
@require_http_methods(PAGE)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Write the note of a session one gave, or read it. Opening it is a look."""
    me = staff(request)
    row = own_appointment(me.by, code, now=me.now)
    if request.method != "POST":
        told = note_page.page(me.by, row, now=me.now)
        return _shown(request, me, told, showing(told))
    writing = Writing(me, row, NoteForm(request.POST))
    writing.carry_out()
    if writing.said:
        messages.success(request, writing.said)
        return redirect("note", code)
    if writing.trouble:
        messages.error(request, writing.trouble)
        return redirect("note", code)
    told = note_page.page(me.by, row, now=me.now)
    writing.form.lasts = told.lasts
    return _shown(request, me, told, writing.form, writing=writing)


@never_cache
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what is being typed. GET gives a fresh token to a page that was signed out meanwhile."""
    me = staff(request)
    row = own_appointment(me.by, code, now=me.now)
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    content, rev, saving = sent(body(request))
    try:
        note = keep(by=me.by, appointment=row, content=content, rev=rev, now=me.now, saving=saving)
    except Conflict as problem:
        return conflict(me, row, content, problem)
    return JsonResponse({"rev": note.rev})


@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add words to a signed note."""
    me, form = staff(request), AddForm(request.POST)
    row = own_appointment(me.by, code, now=me.now)
    if (note := note_page.signed_note(row)) is None:
        raise nothing()

    def addend() -> bool:
        added = partial(notes.addend, by=me.by, note=note, now=me.now)
        words = form.cleaned_data["words"]
        return bool(once(me, form, f"add to {code}", lambda: added(words=words)))

    if form.is_valid() and form.tried(addend):
        messages.success(request, _("Added."))
        return redirect("note", code)
    told = note_page.page(me.by, row, now=me.now)
    return _shown(request, me, told, showing(told), adding=form)


def _shown(
    request: HttpRequest,
    me: Staff,
    told: Page,
    form: NoteForm,
    *,
    writing: Writing | None = None,
    adding: AddForm | None = None,
) -> HttpResponse:
    context = _context(me, told) | {
        "form": form,
        "adding": adding or AddForm(),
        "other": writing.other if writing else None,
    }
    faults = form.errors or (adding and adding.errors)
    status = 409 if context["other"] else 422 if faults else 200
    name = "write" if told.writes and not told.signed else "read"
    return render(request, f"bookings/notes/{name}.html", context, status=status)


def _context(me: Staff, told: Page) -> dict[str, object]:
    booked = told.suggested.booked if told.suggested else None
    return {
        "booked_at": booked and datetime.fromisoformat(booked.local_start),
        "takes_back": booked is not None and takes_back(me, booked),
        "page": told,
        "line": line(appointments.one(told.row, me.now), me.now, treats=True),
        "phrases": {one.short: one.words for one in told.phrases},
        "template": dict(told.template),
        "now": me.now,
    }

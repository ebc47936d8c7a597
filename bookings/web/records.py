"""A client's record: their own export of it, and the owner's way in for an emergency."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.forms.records import OpenForm
from bookings.queries import desk_client, records, records_told
from bookings.queries.record_labels import TITLES
from bookings.web.desk_asking import PAGE, Staff, once, staff
from clinic.foundation.actions import break_glass, tries
from clinic.foundation.core import phones
from clinic.foundation.forms.faults import told_in
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access, clients, looks
from clinic.foundation.queries.people import practice

MOST = 20
EXPORTS = 10  # of a client in an hour: each reads everything there is, and leaves as many looks
STAFF_PARTS = ("flags", "injuries", "notes", "review", "checks", "answers", "checkins")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What is in the file, and two buttons: the file, and the same in words."""
    client = access.own_record(staff(request).by)
    shared = practice().clients_read_notes
    titles = [title for code, title in TITLES.items() if code != "notes" or shared]
    context = {"titles": titles, "shared": shared, "client": client}
    return render(request, "bookings/records/export.html", context)


@never_cache
@require_POST
def export_file(request: HttpRequest) -> HttpResponse:
    """The whole record as JSON."""
    me = staff(request)
    _count(me.by, me.now)
    told = records_told.as_file(records.own(me.by, now=me.now))
    answer = HttpResponse(told, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="record-{me.now:%Y-%m-%d}.json"'
    return answer


@never_cache
@require_POST
def export_page(request: HttpRequest) -> HttpResponse:
    """The same in words, to read and to print."""
    me = staff(request)
    _count(me.by, me.now)
    record = records.own(me.by, now=me.now)
    return render(request, "bookings/records/record.html", _context(record, ()))


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Whose record is needed, by a few letters of name, number or address."""
    me, text = staff(request), request.GET.get("q", "")[:200].strip()
    found = clients.search(me.by, text, me.now, most=MOST)
    rows = [(one, phones.shown(one.phone)) for one in found]
    context = {"rows": rows, "q": text, "more": len(found) == MOST}
    return render(request, "bookings/records/find.html", context)


@never_cache
@require_http_methods(PAGE)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the reason; with one that holds, show the record for what is left of its hour."""
    me = staff(request)
    client = desk_client.one(me.by, code, me.now)
    opening = looks.opening(me.by, client, me.now)
    if opening is not None:
        record = records.in_emergency(me.by, client, now=me.now)
        context = _context(record, STAFF_PARTS) | {"opening": opening}
        return render(request, "bookings/records/record.html", context)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _begin(me, form, client)
            return redirect("clinic_record", client.code)
    return render(request, "bookings/records/open.html", {"form": form, "client": client})


def _begin(me: Staff, form: OpenForm, client: Client) -> None:
    reason = form.cleaned_data["reason"]
    once(
        me,
        form,
        f"open {client.code}",
        lambda: break_glass.begin(by=me.by, client=client, reason=reason, now=me.now),
    )


def _context(record: records.Record, chosen: tuple[str, ...]) -> dict[str, Any]:
    """All parts in words, or the chosen ones in their order; parts without entries are empty."""
    made = {part.code: part for part in records_told.parts(record)}
    told = [made[code] for code in chosen] if chosen else list(made.values())
    shown = [(part, records_told.in_words(part, record.zone)) for part in told]
    return {"record": record, "parts": shown}


def _count(by: User, now: datetime) -> None:
    tries.take(limits={f"export {by.code}": EXPORTS}, now=now)

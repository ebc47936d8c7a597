"""A party at the desk: who comes, when, what it comes to for each, then all of them or none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions import together as actions
from bookings.forms.party import BookPartyForm, PartyForm
from bookings.queries import catalogue, desk_client, standing, together
from bookings.queries.plans import Wanted
from bookings.queries.together import Date
from bookings.web.desk_asking import PAGE, Staff, once, staff
from bookings.web.together import failures
from clinic.foundation.core import phones
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import Client
from clinic.foundation.queries import clients

MOST = 8


@dataclass
class Asked:
    """Who and what stands in the address, what it comes to for each, and the form that books."""

    form: PartyForm
    people: list[Client]
    found: list[tuple[Client, str]] = field(default_factory=list)  # of a search, with telephones
    wanteds: list[Wanted] = field(default_factory=list)
    dates: list[tuple[Client, Date]] = field(default_factory=list)
    book: BookPartyForm | None = None
    failed: Any = ()

    @property
    def possible(self) -> bool:
        """Whether each of them could have the time, as far as is known."""
        return all(date.possible for _client, date in self.dates)

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.people]


@require_http_methods(PAGE)
def page(request: HttpRequest) -> HttpResponse:
    """Clients are added one by one; with two of them and a time, it is told what it comes to."""
    me = staff(request)
    asked = _asked(request, me)
    if request.method == "POST" and asked.book and asked.book.is_valid():
        made = _booked(me, asked)
        if made:
            messages.success(request, _("They are booked, side by side."))
            return redirect("desk_bundle", made)
    return render(request, "bookings/together/party.html", {"asked": asked})


def _asked(request: HttpRequest, me: Staff) -> Asked:
    told = request.GET
    codes = list(dict.fromkeys(told.getlist("client")))[: actions.MOST_GUESTS]
    people = [desk_client.one(me.by, code, me.now) for code in codes]
    wants = "service" in told and "look" in told
    form = PartyForm(
        told if wants else None,
        menu=list(catalogue.menu(staff=True)),
        studios=list(catalogue.studios()),
        initial={name: told.get(name) for name in ("service", "depth", "location", "day", "time")},
    )
    asked = Asked(form, people)
    text = told.get("q", "")[:200].strip()
    if text:
        rows = clients.search(me.by, text, me.now, most=MOST)
        asked.found = [(one, phones.shown(one.phone)) for one in rows if one.code not in codes]
    if wants and form.is_valid() and len(people) > 1:
        form.tried(lambda: _look(request, me, asked))
    return asked


def _look(request: HttpRequest, me: Staff, asked: Asked) -> None:
    form = asked.form
    order, where, start = form.order(), form.cleaned_data["location"], form.start()
    for client in asked.people:
        wanted = Wanted(client, order, where, start, tell="soon")
        stands = standing.must(me.by, client, me.now)
        (date,) = together.preview(wanted, [start], stands, zone=form.zone, now=me.now)
        asked.wanteds.append(wanted)
        asked.dates.append((client, date))
    cautions = [client.code for client, date in asked.dates if date.verdict == "caution"]
    data = request.POST if request.method == "POST" else None
    asked.book = BookPartyForm(data, cautions=cautions)


def _booked(me: Staff, asked: Asked) -> str:
    """The code of the bundle; "" once what stands in the way is told on the page."""
    book = asked.book
    if book is None:
        return ""
    accepted, reason = book.cleaned_data["accept"], book.cleaned_data["reason"]
    wanteds = [
        replace(
            together.because(one, reason if one.client.code in accepted else ""),
            accept_caution=one.client.code in accepted,
        )
        for one in asked.wanteds
    ]
    call = f"party {' '.join(asked.codes)} {wanteds[0].start.isoformat()}"
    try:
        return once(
            me, book, call, lambda: actions.book_party(by=me.by, wanteds=wanteds, now=me.now)
        )
    except (Conflict, Invalid) as problem:
        asked.failed = [(one, _why(asked, one)) for one in failures(problem)]
        book.add_error(None, problem.sentence)
        return ""


def _why(asked: Asked, one: actions.Failed) -> str:
    """Why one of them could not be. Who could be alone lost the time to the others."""
    if one.problem.code != "taken":
        return one.problem.sentence
    alone = next((date.why for client, date in asked.dates if client == one.client), "")
    return alone or _("There are not enough therapists or rooms free at once for all of them.")

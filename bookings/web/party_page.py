"""A party at the desk: who comes, when, what it comes to for each, then all of them or none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions import together as actions
from bookings.forms.party import BookPartyForm
from bookings.forms.together import StartForm
from bookings.queries import catalogue, desk_client, party, together
from bookings.queries.party import One, Time
from bookings.queries.plans import Wanted
from bookings.web.desk_asking import PAGE, Staff, once, staff
from bookings.web.together import failures, here
from clinic.foundation.core import phones
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import Client
from clinic.foundation.queries import clients

MOST = 8


@dataclass
class Asked:
    """Who and what stands in the address, what it comes to for each, and the form that books."""

    form: StartForm
    people: list[Client]
    address: QueryDict
    left: list[Client] = field(default_factory=list)  # who would be one too many
    found: list[tuple[Client, str]] = field(default_factory=list)  # of a search, with telephones
    wanteds: list[Wanted] = field(default_factory=list)
    told: list[One] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    book: BookPartyForm | None = None
    failed: Any = ()

    @property
    def possible(self) -> bool:
        """Whether all of them can have the time at once."""
        return all(one.possible for one in self.told)

    @property
    def fitted(self) -> int:
        """How many of them can."""
        return sum(one.possible for one in self.told)

    @property
    def near(self) -> list[tuple[str, Time]]:
        """Times for all of them, each with the page on which it is looked at."""
        return [(self._at(time.at), time) for time in self.times]

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.people]

    def _at(self, at: datetime) -> str:
        told = self.address.copy()
        told["day"], told["time"] = f"{at:%Y-%m-%d}", f"{at:%H:%M}"
        return f"?{told.urlencode()}"


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
    codes = told.getlist("client")[: actions.MOST_GUESTS + MOST]
    named = [desk_client.one(me.by, code, me.now) for code in codes]
    people = list(dict.fromkeys(named))  # two records may be one by now
    wants = "service" in told and "look" in told
    form = StartForm(
        told if wants else None,
        menu=here(),
        studios=list(catalogue.studios()),
        initial={name: told.get(name) for name in ("service", "depth", "location", "day", "time")},
    )
    asked = Asked(form, people[: actions.MOST_GUESTS], told, left=people[actions.MOST_GUESTS :])
    text = told.get("q", "")[:200].strip()
    if text:
        rows = clients.search(me.by, text, me.now, most=MOST)
        asked.found = [(one, phones.shown(one.phone)) for one in rows if one not in asked.people]
    if wants and form.is_valid() and len(asked.people) > 1:
        form.tried(lambda: _look(request, me, asked))
    return asked


def _look(request: HttpRequest, me: Staff, asked: Asked) -> None:
    form = asked.form
    order, where, start = form.order(), form.cleaned_data["location"], form.start()
    asked.wanteds = [Wanted(one, order, where, start, tell="soon") for one in asked.people]
    _tell(me, asked)
    cautions = [one.client.code for one in asked.told if one.verdict == "caution"]
    data = request.POST if request.method == "POST" else None
    asked.book = BookPartyForm(data, cautions=cautions)


def _tell(me: Staff, asked: Asked) -> None:
    asked.told = party.looked_at(me.by, asked.wanteds, me.now)
    asked.times = [] if asked.possible else party.near(asked.wanteds, me.now)


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
        _tell(me, asked)
        asked.failed = [(one, "") for one in failures(problem) if asked.possible]
        book.add_error(None, problem.sentence)
        return ""

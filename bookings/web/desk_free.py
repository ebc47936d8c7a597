"""Free times for whoever calls: of several therapists, on some weekdays, at some hours, for weeks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from bookings.forms.desk_free import FreeForm
from bookings.queries import catalogue, desk_client, desk_free, wishes
from bookings.queries.desk_free import Free, Time
from bookings.web.desk_asking import Staff, staff
from clinic.foundation.core import phones
from clinic.foundation.models import Client
from clinic.foundation.queries import clients

MOST = 8  # who may be meant by what is typed


@dataclass
class Asked:
    """One showing. Without `found` nothing was asked yet, or something in it is wrong."""

    form: FreeForm
    client: Client | None = None
    callers: list[tuple[str, Client, str]] = field(default_factory=list)
    nobody: bool = False
    found: Free | None = None
    anybody: str = ""  # the same page for nobody's calendar

    def book(self, time: Time) -> str:
        """The page that books this time, everything filled in."""
        told = self.form.cleaned_data
        wanted = {
            "start": time.start,
            "location": time.studio,
            "therapist": time.therapist,
            "client": self.client.code if self.client else "",
            "service": told["service"],
            "depth": told["depth"],
        }
        kept = {name: value for name, value in wanted.items() if value}
        return f"{reverse('panel_new')}?{urlencode(kept)}"

    @property
    def days(self) -> list[Any]:
        """Each day with its runs, and each run with its starts and where they are booked."""
        return [
            (day, [(run, [(self.book(time), time) for time in run.times]) for run in runs])
            for day, runs in (self.found.days if self.found else [])
        ]

    @property
    def first(self) -> tuple[str, Time] | None:
        time = self.found.first if self.found else None
        return (self.book(time), time) if time else None


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Free times to answer a caller at once; a few letters of their name have them judged."""
    asked = _asked(request, staff(request))
    return render(request, "bookings/desk/free.html", {"asked": asked, "form": asked.form})


def _asked(request: HttpRequest, me: Staff) -> Asked:
    form = _form(request.GET)
    asked, valid, code = Asked(form), form.is_valid(), request.GET.get("client", "")[:32]
    if valid and form.cleaned_data["whom"]:
        _whom(request, me, asked)
    elif code:
        asked.client = desk_client.one(me.by, code, me.now)
        asked.anybody = _with(request, client="")
    if valid:
        client = asked.client
        asked.found = form.tried(
            lambda: desk_free.found(form.order(), me.now, **form.wanted(), client=client)
        )
    return asked


def _form(told: QueryDict) -> FreeForm:
    """Sent once it names a service; until then it shows what the address brings along."""
    return FreeForm(
        told if "service" in told else None,
        initial={name: told.get(name, "")[:40] for name in ("day", "location")},
        menu=list(catalogue.menu(staff=True)),
        studios=list(catalogue.studios()),
        therapists=wishes.therapists(),
    )


def _whom(request: HttpRequest, me: Staff, asked: Asked) -> None:
    """Who is meant: one of several is chosen on the page, who is alone in it at once."""
    found = clients.search(me.by, asked.form.cleaned_data["whom"], me.now, most=MOST)
    if len(found) == 1:
        asked.client = found[0]
        asked.anybody = _with(request, client="")
    asked.nobody = not found
    if len(found) > 1:
        rows = [(_with(request, client=one.code), one, phones.shown(one.phone)) for one in found]
        asked.callers = rows


def _with(request: HttpRequest, *, client: str) -> str:
    """This page for somebody else."""
    told = request.GET.copy()
    told["whom"], told["client"] = "", client
    return f"?{told.urlencode()}"

"""The first two steps: what do you need, and which service, how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from bookings.core import money, needs
from bookings.forms.book import Choice
from bookings.models import Service
from bookings.queries import services
from bookings.queries.week import here
from bookings.web.party import Party, party
from protocols.queries import races, screenings, training
from protocols.queries.training import RaceLine


@dataclass(frozen=True)
class Length:
    """One length of a service as a button: where it leads, and what stands on it."""

    minutes: int
    price: str
    url: str


@dataclass(frozen=True)
class Line:
    """One service of the menu with its lengths."""

    service: Service
    lengths: list[Length]


@require_safe
def page(request: HttpRequest, client_code: str | None = None) -> HttpResponse:
    """What do you need?"""
    me = party(request, client_code)
    context = {"me": me, "race": _race(me), "links": links(me)}
    return render(request, "bookings/book/needs.html", context)


@require_safe
def menu(request: HttpRequest, client_code: str | None = None) -> HttpResponse:
    """The services that suit a need, each with its lengths to press."""
    me = party(request, client_code)
    need = needs.NEEDS.get(request.GET.get("need", ""))
    race = _race(me)
    check = _check_first(me, need.code if need else "")
    offered = [s for s in services.menu() if s.online or me.stands.staff]
    if need:
        offered = sorted(
            (s for s in offered if s.type in need.types), key=lambda s: need.types.index(s.type)
        )
    code, today = need.code if need else "", here(me.now)
    lines = [_line(me, service, code, race, today=today, check=check) for service in offered]
    context = {"me": me, "need": need, "race": race, "lines": lines, "check": check}
    return render(request, "bookings/book/services.html", context | {"links": links(me)})


def links(me: Party) -> dict[str, str]:
    """The addresses of the first two steps."""
    return {"book": me.url("book"), "services": me.url("book_services")}


def check_url(onward: str) -> str:
    """The questions that come before a session for what hurts."""
    return f"/check/?{urlencode({'next': onward})}"


def _check_first(me: Party, need: str) -> bool:
    """Whether something hurts and the questions are still to be answered. The desk asks by phone."""
    if need != "hurts" or me.code is not None:
        return False
    return me.client is None or screenings.fresh_screening(me.client, me.now) is None


def _race(me: Party) -> RaceLine | None:
    """The nearest race to come, if it was not dropped."""
    if me.client is None:
        return None
    coming = training.lines(races.coming(me.client, me.now, most=5), me.now)
    return next((line for line in coming if line.standing not in ("dns", "cancelled")), None)


def _line(
    me: Party, service: Service, need: str, race: RaceLine | None, *, today: date, check: bool
) -> Line:
    day = race.race.local_start.date() if race else None
    choice = Choice(
        first=_within(service, today, needs.first_day(service.type, today, day)),
        service=service.code,
        depth=needs.first_depth(service.type, service.depths, race.days if race else None),
        group_size=service.group_least,
        need=need,
    )
    return Line(
        service, [_length(me, service, choice, length, check) for length in service.lengths]
    )


def _within(service: Service, today: date, day: date) -> date:
    """A day that can be booked already, else today."""
    return day if (day - today).days < service.horizon_days else today


def _length(me: Party, service: Service, choice: Choice, length: Any, check: bool) -> Length:  # noqa: FBT001
    minutes, price = length
    url = f"{me.url('book_times')}?{choice.query(minutes=minutes)}"
    return Length(minutes, money.told(price, service.currency), check_url(url) if check else url)

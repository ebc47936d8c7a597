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
from bookings.forms.book import Choice, lengths_offered
from bookings.models import Service
from bookings.queries import services, suiting
from bookings.queries.suiting import Suits
from bookings.queries.week import here
from bookings.web.party import Party, party
from protocols.queries import absences, races, screenings, training
from protocols.queries.training import RaceLine


@dataclass(frozen=True)
class Length:
    """One length of a service as a button: where it leads, and what stands on it."""

    minutes: int
    price: str
    url: str
    suits: bool = False  # longer than usual, since that suits this runner


@dataclass(frozen=True)
class Line:
    """One service of the menu with its lengths."""

    service: Service
    lengths: list[Length]


@dataclass(frozen=True)
class _Asked:
    """Who asks for the menu, for what, and what is known of them."""

    me: Party
    need: str
    race: RaceLine | None
    today: date
    check: bool
    suits: Suits


@require_safe
def page(request: HttpRequest, client_code: str | None = None) -> HttpResponse:
    """What do you need?"""
    me = party(request, client_code)
    away = absences.away_days(me.client, me.now) if me.code and me.client else []
    context = {"me": me, "race": _race(me), "links": links(me), "away": away}
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
    suits = suiting.of_client(me.client, me.now) if me.client else Suits()
    asked = _Asked(me, code, race, today, check=check, suits=suits)
    lines = [_line(asked, service) for service in offered]
    context = {"me": me, "need": need, "race": race, "lines": lines, "check": check, "suits": suits}
    context["longer"] = any(length.suits for line in lines for length in line.lengths)
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


def _line(asked: _Asked, service: Service) -> Line:
    race, suits = asked.race, asked.suits
    day = race.race.local_start.date() if race else None
    choice = Choice(
        first=_within(service, asked.today, needs.first_day(service.type, asked.today, day)),
        service=service.code,
        depth=needs.first_depth(
            service.type,
            service.depths,
            race.days if race else None,
            first_visit=suits.first_visit,
        ),
        group_size=service.group_least,
        need=asked.need,
    )
    left = (day - choice.first).days if day else None
    usual, offered = lengths_offered(service, masters=suits.masters, days_left=left)
    longer = offered if offered > usual else 0
    return Line(
        service, [_length(asked, service, choice, told, longer) for told in service.lengths]
    )


def _within(service: Service, today: date, day: date) -> date:
    """A day that can be booked already, else today."""
    return day if (day - today).days < service.horizon_days else today


def _length(asked: _Asked, service: Service, choice: Choice, length: Any, longer: int) -> Length:
    minutes, price = length
    url = f"{asked.me.url('book_times')}?{choice.query(minutes=minutes)}"
    return Length(
        minutes,
        money.told(price, service.currency),
        check_url(url) if asked.check else url,
        suits=minutes == longer,
    )

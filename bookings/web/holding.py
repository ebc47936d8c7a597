"""Holding a time for ten minutes, understanding it, and booking it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.actions import booking
from bookings.forms.book import Choice, TimesForm, days
from bookings.forms.taking import ConfirmForm, PickForm, cautions
from bookings.models import Appointment, Service
from bookings.queries import plans, showing
from bookings.queries.plans import Judged, Wanted
from bookings.queries.services import Order
from bookings.queries.week import here
from bookings.web import times
from bookings.web.minding import Unseen, seen
from bookings.web.party import Party, party
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.forms.once import OnceForm

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def hold(request: HttpRequest, client_code: str | None = None) -> HttpResponse:
    """Hold a time for ten minutes. Whoever comes back from signing in sees the times again."""
    me = party(request, client_code)
    if request.method != "POST":
        return redirect(f"{me.url('book_times')}?{request.GET.urlencode()}")
    service = times.service_of(request)
    form, order = PickForm(request.POST), _order(request, me, service)
    if order is None:
        return times.shown(request, me, service)
    try:
        return redirect(me.url("book_summary", _held(me, form, order)))
    except (Invalid, Conflict) as problem:
        return times.shown(request, me, service, trouble=problem)


@require_http_methods(PAGE)
def summary(request: HttpRequest, code: str, client_code: str | None = None) -> HttpResponse:
    """What is about to be booked, whole; pressing the button books it."""
    me = party(request, client_code)
    row = me.appointment(code)
    if row.state != "held":
        return _over(request, me, row)
    judged = plans.judged(_wanted(row, {}), me.stands, now=me.now)
    form = _form(request, me, row, judged)
    if request.method == "POST" and form.is_valid():
        try:
            return _booked(me, row, form)
        except Conflict as problem:
            return times.shown(request, me, row.service, trouble=problem, asked=_asked(row))
        except Unseen as unseen:  # the page again, with a tick for what is new
            judged = unseen.judged
            form = _form(request, me, row, judged)
        except Invalid as problem:
            field = problem.field if problem.field in form.fields else None
            form.add_error(field, problem.sentence)
    return _page(request, me, row, {"form": form, "judged": judged})


@require_POST
def drop(request: HttpRequest, code: str, client_code: str | None = None) -> HttpResponse:
    """Give a held time back and look at others."""
    me = party(request, client_code)
    row, form = me.appointment(code), OnceForm(request.POST)
    if form.is_valid():
        booking.drop(by=me.by, appointment=row, now=me.now)
    return redirect(f"{me.url('book_times')}?{again(row).query()}")


def again(row: Appointment, *, therapist: str = "") -> Choice:
    """The same once more: the choice that an appointment was."""
    return Choice(
        first=_day(row),
        service=row.service.code,
        minutes=row.minutes,
        depth=row.depth,
        location=row.location.code if row.location.active else "",
        therapist=therapist,
        group_size=row.group_size,
    )


def _order(request: HttpRequest, me: Party, service: Service) -> Order | None:
    today = here(me.now)
    first, last = days(service, today, stranger=False, staff=me.stands.staff)
    return TimesForm(request.GET, service, first=first, last=last).order(staff=me.stands.staff)


def _held(me: Party, form: PickForm, order: Order) -> str:
    """The code of the hold. Back and the same time again holds anew what was given back since."""
    pick = form.time()
    wanted = Wanted(
        client=me.whose,
        order=order,
        location=pick.location,
        start=pick.start,
        therapist=pick.therapist,
    )

    def do() -> Appointment:
        return booking.hold(by=me.by, wanted=wanted, now=me.now)

    told = (order.service.code, order.minutes, order.depth, order.group_size, me.whose.code)
    code, replayed = me.once(form, "hold " + " ".join(map(str, told)), do)
    if replayed and me.appointment(code).state == "cancelled":
        return do().code
    return code


def _wanted(row: Appointment, told: dict[str, Any]) -> Wanted:
    return plans.as_booked(
        row,
        note=told.get("note", ""),
        venue=told.get("venue", ""),
        accept_caution=bool(told),  # the form is whole only with every tick
    )


def _booked(me: Party, row: Appointment, form: ConfirmForm) -> HttpResponse:
    wanted = _wanted(row, form.cleaned_data)
    me.once(
        form,
        f"book {row.code}",
        lambda: seen(
            me, form, booking.confirm(by=me.by, appointment=row, wanted=wanted, now=me.now)
        ),
    )
    return redirect(f"{me.after(row)}?booked=1")


def _form(request: HttpRequest, me: Party, row: Appointment, judged: Judged) -> ConfirmForm:
    data, minded = request.POST if request.method == "POST" else None, cautions(judged.shown)
    desk = me.code is not None
    return ConfirmForm(data, cautions=minded, off_site=row.service.off_site, desk=desk)


def _page(
    request: HttpRequest, me: Party, row: Appointment, context: dict[str, Any]
) -> HttpResponse:
    lapsed = row.expires_at is not None and row.expires_at <= me.now
    context |= {
        "me": me,
        "card": showing.one(row, me.now),
        "lapsed": lapsed,
        "drop": me.url("book_drop", row.code),
        "giving": OnceForm(auto_id=False),
        "times": f"{me.url('book_times')}?{again(row).query()}",
    }
    status = 422 if context["form"].errors else 200
    return render(request, "bookings/book/summary.html", context, status=status)


def _over(request: HttpRequest, me: Party, row: Appointment) -> HttpResponse:
    """Booked by now, or given back."""
    if row.state != "cancelled":
        return redirect(me.after(row))
    messages.info(request, _("That time is not held any more. Here are the times that are free."))
    return redirect(f"{me.url('book_times')}?{again(row).query()}")


def _asked(row: Appointment) -> dict[str, str]:
    """The choice as an address would have it."""
    choice = again(row)
    return {
        "minutes": str(choice.minutes),
        "depth": choice.depth,
        "group_size": str(choice.group_size),
        "from": choice.first.isoformat(),
    }


def _day(row: Appointment) -> date:
    return date.fromisoformat(row.local_start[:10])

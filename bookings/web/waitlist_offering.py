"""The desk offers a time: who is next and why; and it says yes for somebody on the telephone."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions import offering, offers
from bookings.forms.offers import FreedForm, OfferForm, YesForm
from bookings.forms.taking import cautions
from bookings.queries import catalogue, offer_care, waitlist_next, wishes
from bookings.queries import waitlist_pages as queries
from bookings.queries.standing import Standing
from bookings.queries.waitlist_next import Next
from bookings.queries.waitlist_pages import Offered
from bookings.web.desk_asking import PAGE, Staff, in_passing, once, staff, tried
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.queries import people

AT_DESK = Standing(own=False, desk=True, treats=False)  # whoever sits there


@require_http_methods(PAGE)
def following(request: HttpRequest) -> HttpResponse:
    """Who is next for a free time, and why; who is ticked is offered it, whatever the order."""
    me = staff(request)
    studios, team = list(catalogue.studios()), wishes.therapists()
    freed = FreedForm(request.GET or None, studios=studios, people=team)
    context: dict[str, Any] = {"freed": freed}
    if freed.is_bound and freed.is_valid():
        told = waitlist_next.following(freed.freed(), freed.studio.zone, me.now)
        form = _form(request, told)
        posted = request.method == "POST" and form.is_valid()
        if posted and _offered(request, me, freed, form, told):
            return redirect("desk_waitlist")
        context |= _shown(form, told)
    return render(request, "bookings/waitlist/next.html", context)


def _form(request: HttpRequest, told: list[Next]) -> OfferForm:
    careful = {each.code: each.minded for each in told if each.verdict == "caution"}
    data = request.POST if request.method == "POST" else None
    return OfferForm(data, codes=[each.code for each in told], careful=careful)


def _shown(form: OfferForm, told: list[Next]) -> dict[str, Any]:
    """Those in their order, with as many ticked as are asked at once; then those with care."""
    settings = people.practice()
    fits = [each for each in told if each.code not in form.careful]
    first = [each.code for each in fits[: settings.offer_at_once]]
    return {
        "form": form,
        "fits": fits,
        "careful": [each for each in told if each.code in form.careful],
        "ticked": form["entries"].value() if form.is_bound else first,
        "practice": settings,
    }


def _offered(
    request: HttpRequest, me: Staff, freed: FreedForm, form: OfferForm, told: list[Next]
) -> bool:
    """Offer it to those who are ticked, each at the start that the page shows."""
    said, stretch = form.cleaned_data, freed.freed()
    do = partial(
        offering.offer_to,
        by=me.by,
        entries=[each.entry for each in told if each.code in said["entries"]],
        freed=stretch,
        now=me.now,
        reason=said.get("reason", ""),
    )
    done = tried(request, me, form, f"offer {freed.person.code} {stretch.begin.isoformat()}", do)
    if done and (names := ", ".join(queries.names_of(freed.person, me.now))):
        messages.success(request, _("Offered to: %(names)s") % {"names": names})
    return done


@require_http_methods(PAGE)
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Say yes for somebody on the telephone; first what is to be minded is read to them."""
    me = staff(request)
    told = queries.offer(code, me.now)
    if told.stands != "open":
        messages.error(request, _("This offer is over, or taken."))
        return redirect("desk_waitlist")
    said = offer_care.said(told.row, AT_DESK, me.now)
    minded = cautions(said)
    data = request.POST if request.method == "POST" else None
    form = YesForm(data, said=[(each.rule, each.said) for each in minded])
    if request.method == "POST" and form.is_valid():
        made = _taken(request, me, form, told)
        return redirect("desk_appointment", made) if made else redirect("desk_waitlist")
    context = {"offer": told, "minded": minded, "form": form}
    status = 422 if form.errors else 200
    return render(request, "bookings/waitlist/desk_take.html", context, status=status)


def _taken(request: HttpRequest, me: Staff, form: YesForm, told: Offered) -> str:
    """The code of the session; "" where it could not be had, which the next page tells."""
    do = partial(
        offers.take, by=me.by, offer=told.row, now=me.now, accept_caution=bool(form.now_against)
    )
    try:
        made = once(me, form, f"yes {told.code}", do)
    except (Conflict, Invalid) as problem:
        messages.error(request, in_passing(problem))
        return ""
    messages.success(request, _("Booked for %(name)s.") % {"name": told.row.client.name})
    return made

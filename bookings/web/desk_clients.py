"""Clients at the desk: find one, make one, see and keep what the desk may know of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions import intake
from bookings.actions import wishes as wishes_actions
from bookings.forms.desk_clients import DeskContactForm, NewClientForm
from bookings.forms.groups import BelongForm
from bookings.forms.wishes import WishesForm, typed_wishes
from bookings.queries import desk_client, groups, wishes
from bookings.web.desk_asking import PAGE, once, staff
from clinic.foundation.actions.clients import change_contact, create
from clinic.foundation.core import phones
from clinic.foundation.forms.faults import told_in
from clinic.foundation.queries import clients
from protocols.forms.runners import CheckForm
from protocols.queries import screenings
from protocols.web.answering import safe_next

MOST = 20


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Clients by a few letters of name, number or address; who is alone in it is opened at once."""
    me, text = staff(request), request.GET.get("q", "")[:200].strip()
    found = clients.search(me.by, text, me.now, most=MOST)
    if len(found) == 1 and "only" in request.GET:
        return redirect("desk_client", found[0].code)
    rows = [(one, phones.shown(one.phone)) for one in found]
    context = {"rows": rows, "q": text, "more": len(found) == MOST}
    return render(request, "bookings/desk/clients.html", context)


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """A client of the telephone: name, number, address. One of the same name is no hindrance."""
    me = staff(request)
    form = NewClientForm(request.POST or None, initial={"name": request.GET.get("name", "")[:200]})
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("name", "phone", "email")}
        with told_in(form):
            code = once(me, form, "new client", lambda: create(by=me.by, now=me.now, **told))
            messages.success(request, _("%(name)s is on file.") % {"name": told["name"]})
            return redirect("desk_client", code)
    return render(request, "bookings/desk/client_new.html", {"form": form})


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """How to reach a client, their sessions, races, training and wishes. Nothing of health."""
    me = staff(request)
    client = desk_client.one(me.by, code, me.now)
    if client.code != code:  # joined with another record meanwhile
        return redirect("desk_client", client.code)
    page = desk_client.page(client, me.now)
    form = WishesForm(therapists=wishes.therapists(), initial=typed_wishes(page.wishes))
    choice = groups.choice(client)
    belong = BelongForm(choice=choice) if choice.groups else None
    context = {"page": page, "form": form, "belong": belong}
    return render(request, "bookings/desk/client.html", context)


@require_http_methods(PAGE)
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Name, number, SMS, address and zone."""
    me = staff(request)
    client = desk_client.one(me.by, code, me.now)
    kept = ("name", "by_sms", "email", "zone")
    held: dict[str, object] = {name: getattr(client, name) for name in kept}
    held["phone"] = phones.shown(client.phone)
    data, login = request.POST or None, client.user_id is not None
    form = DeskContactForm(data, initial=held, login=login)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            change_contact(by=me.by, client=client, **form.cleaned_data)
            messages.success(request, _("Kept."))
            return redirect("desk_client", client.code)
    return render(request, "bookings/desk/contact.html", {"form": form, "client": client})


@require_POST
def wish(request: HttpRequest, code: str) -> HttpResponse:
    """Whom they would rather see, as they say on the telephone."""
    me = staff(request)
    client = desk_client.one(me.by, code, me.now)
    form = WishesForm(request.POST, therapists=wishes.therapists())
    if form.is_valid():
        wishes_actions.keep(by=me.by, client=client, now=me.now, **form.cleaned_data)
        messages.success(request, _("Kept."))
    else:
        messages.error(request, _("This page was out of date. Look again."))
    return redirect("desk_client", client.code)


@require_http_methods(PAGE)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the red flags on the telephone. Older answers are never shown, only when they were given.

    What stops a session is said on the page itself: an address of its own would tell every log.
    """
    me, onward = staff(request), safe_next(request)
    client = desk_client.one(me.by, code, me.now)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        codes = form.codes()
        intake.give(by=me.by, client=client, codes=codes, now=me.now)
        if screenings.stops(codes, me.now):
            return render(request, "bookings/desk/not_now.html", {"client": client})
        messages.success(
            request, _("Thank you. They are asked again in seven days at the soonest.")
        )
        return HttpResponseRedirect(onward or reverse("desk_client", args=[client.code]))
    last = screenings.fresh_screening(client, me.now)
    context = {"form": form, "client": client, "onward": onward, "last": last}
    return render(request, "bookings/desk/check.html", context)

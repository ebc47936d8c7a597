"""Groups of clients with terms of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import groups as actions
from bookings.forms.owner.groups import GroupForm
from bookings.forms.owner.services import SureForm
from bookings.queries import groups
from bookings.web.clinic.asking import by, framed, pages, sent
from clinic.foundation.forms.faults import told_in

KEPT = ("name", "change_hours", "late_fee_percent", "position")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every group with its terms and how many belong to it."""
    return render(request, "bookings/clinic/groups.html", {"rows": groups.everything()})


@pages
def new(request: HttpRequest) -> HttpResponse:
    """Add a group."""
    form, back = GroupForm(sent(request)), reverse("clinic_groups")
    if form.is_valid():
        with told_in(form):
            actions.add(by=by(request), entry=form.entry())
            messages.success(request, _("The group is there. The desk puts clients in it."))
            return redirect(back)
    title, lead = _("A new group"), _("What you leave empty is as each service has it.")
    return framed(request, form, title=title, lead=lead, button=_("Add this group"), back=back)


@pages
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a group. Booked sessions keep the terms they were booked on."""
    group, back = groups.one(code), reverse("clinic_groups")
    form = GroupForm(sent(request), initial={name: getattr(group, name) for name in KEPT})
    if form.is_valid():
        with told_in(form):
            actions.change(by=by(request), group=group, entry=form.entry())
            messages.success(request, _("The group is kept. Booked sessions stay as they are."))
            return redirect(back)
    lead = _("Sessions that are booked keep the terms they were booked on.")
    context = {"form": form, "title": group.name, "lead": lead, "back": back, "group": group}
    return render(request, "bookings/clinic/group.html", context)


@require_POST
def use(request: HttpRequest, code: str) -> HttpResponse:
    """Take a group out of use, or back."""
    group, form = groups.one(code), SureForm(request.POST)
    if form.is_valid():
        active = form.cleaned_data["active"]
        actions.use(by=by(request), group=group, active=active)
        messages.success(request, _("It is in use.") if active else _("It is out of use."))
    return redirect("clinic_groups")

"""The people of the clinic, for the owner."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic.foundation.actions import people as actions
from clinic.foundation.forms.faults import told_in
from clinic.foundation.forms.staff import AccessForm, InviteForm, RolesForm
from clinic.foundation.models import User
from clinic.foundation.queries import people as queries

_pages = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works or worked here, what they may do and when they last signed in."""
    context = {"staff": queries.staff(), "zone": queries.practice().zone}
    return render(request, "clinic/staff/people.html", context)


@_pages
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by mail, with their roles."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, now, told = cast("User", request.user), timezone.now(), form.cleaned_data
        with told_in(form):
            user = actions.invite(
                by=by, email=told["email"], name=told["name"], roles=form.chosen(), now=now
            )
            messages.success(request, _("%(who)s is on the list now.") % {"who": user})
            return redirect("staff")
    return render(request, "clinic/staff/invite.html", {"form": form})


@_pages
def person(request: HttpRequest, code: str) -> HttpResponse:
    """One person: the roles they have."""
    one = queries.colleague(code)
    form = RolesForm(request.POST or None, initial={"roles": [role.value for role in one.roles]})
    if request.method == "POST" and form.is_valid():
        by, now = cast("User", request.user), timezone.now()
        with told_in(form):
            actions.keep_roles(by=by, user=one.user, roles=form.chosen(), now=now)
            messages.success(request, _("The roles of %(who)s are kept.") % {"who": one.user})
            return redirect("staff")
    context = {"person": one, "form": form, "zone": queries.practice().zone}
    return render(request, "clinic/staff/person.html", context)


@_pages
def access(request: HttpRequest, code: str) -> HttpResponse:
    """Shut a login out at once, or let it in again, after a question."""
    one = queries.colleague(code)
    form = AccessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        do = actions.disable if form.cleaned_data["do"] == "disable" else actions.enable
        with told_in(form):
            do(by=cast("User", request.user), user=one.user)
            return redirect("staff")
    return render(request, "clinic/staff/access.html", {"person": one, "form": form})

"""The group of a client, at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.actions import groups as actions
from bookings.forms.groups import BelongForm
from bookings.queries import desk_client, groups
from bookings.web.desk_asking import staff


@require_POST
def belong(request: HttpRequest, code: str) -> HttpResponse:
    """Put a client in a group, or in none."""
    me = staff(request)
    client = desk_client.one(me.by, code, me.now)
    form = BelongForm(request.POST, choice=groups.choice(client))
    if form.is_valid():
        actions.belong(by=me.by, client=client, group=form.cleaned_data["group"])
        messages.success(request, _("Kept."))
    else:
        messages.error(request, _("This page was out of date. Look again."))
    return redirect("desk_client", client.code)

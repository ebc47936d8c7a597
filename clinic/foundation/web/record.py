"""A client's own record: their note, and who looked at what is kept about them."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.foundation.actions.clients import write_health_note
from clinic.foundation.core import phones
from clinic.foundation.forms.record import HealthNoteForm
from clinic.foundation.models import User
from clinic.foundation.queries import access


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Read and write the note; the client's own look is logged like anybody's."""
    by, now = cast("User", request.user), timezone.now()
    client = access.own_record(by)
    form = HealthNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_health_note(by=by, client=client, text=form.cleaned_data["health_note"])
        return HttpResponseRedirect(request.path)
    if not form.is_bound:
        form.initial = access.read_health(by, client, _("You opened your record"), now=now)
    count, last = access.own_looks(client)
    context = {"form": form, "client": client, "own_count": count, "own_last": last}
    context["phone"] = phones.shown(client.phone)
    context["looks"] = access.looks_by_others(client)
    return render(request, "clinic/me.html", context)

"""A client's own record: their note, and who looked at what is kept about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic.foundation.actions.clients import write_health_note
from clinic.foundation.core import phones
from clinic.foundation.forms.record import HealthNoteForm
from clinic.foundation.models import BreakGlass, Client, User
from clinic.foundation.queries import access, looks


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Read and write the note; the client's own look is logged like anybody's."""
    by, now = cast("User", request.user), timezone.now()
    client = access.own_record(by)
    form = HealthNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_health_note(by=by, client=client, text=form.cleaned_data["health_note"])
        return HttpResponseRedirect(request.path)
    rows = looks.openings(client)
    read: list[access.HealthRecord] = [*([] if form.is_bound else [client]), *rows]
    told = access.read_each(by, read, _("You opened your record"), now=now)
    if not form.is_bound:
        form.initial = told.pop(0)
    context = {"form": form, "client": client, "phone": phones.shown(client.phone)}
    return render(request, "clinic/me.html", context | _looks(client, rows, told))


@never_cache
@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """Further back: who looked, to the end of the list."""
    client = access.own_record(cast("User", request.user))
    page = looks.page(client, after=request.GET.get("after", ""))
    context = {"page": page, "zone": looks.zone_of(client)}
    return render(request, "clinic/me_looked.html", context)


def _looks(
    client: Client, rows: Sequence[BreakGlass], told: Sequence[dict[str, str]]
) -> dict[str, Any]:
    count, last = access.own_looks(client)
    return {
        "page": looks.page(client),
        "zone": looks.zone_of(client),
        "openings": [(row, said["reason"]) for row, said in zip(rows, told, strict=True)],
        "own_count": count,
        "own_last": last,
    }

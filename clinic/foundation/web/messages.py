"""Messages for desk and owner: what waits, what failed, what left."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic.foundation.actions import idempotency, outbox
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.forms.messages import MessageForm
from clinic.foundation.models import User
from clinic.foundation.queries import messages as queries
from clinic.foundation.queries.people import practice
from clinic.foundation.queries.sending import health


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """One of three lists, of everybody or of the clients of a name, and how sending goes."""
    by, now, zone = cast("User", request.user), timezone.now(), practice().zone
    name, words = request.GET.get("list", ""), request.GET.get("q", "")[:200].strip()
    name, after = name if name in queries.LISTS else "waiting", request.GET.get("after", "")
    found = queries.listed(by, name, now, zone, words=words, after=after)
    context = {
        "list": name,
        "q": words,
        "after": after,
        "found": found,
        "rows": [(line, MessageForm(auto_id=False)) for line in found.lines],
        "health": health(now, zone),
        "zone": zone,
    }
    return render(request, "clinic/messages/list.html", context)


@require_POST
def message(request: HttpRequest, code: str) -> HttpResponse:
    """Send a message that failed once more, or let it go; sent twice it is done once."""
    by, now, form = cast("User", request.user), timezone.now(), MessageForm(request.POST)
    if form.is_valid():
        _do(request, by, code, form, now)
    else:
        said.error(request, _("This page was out of date. Look again."))
    there = urlencode({"list": "failed", "q": request.GET.get("q", "")[:200]})
    return HttpResponseRedirect(f"{reverse('messages')}?{there}")


def _do(request: HttpRequest, by: User, code: str, form: MessageForm, now: datetime) -> None:
    again = form.cleaned_data["do"] == "again"
    act = outbox.retry if again else outbox.drop

    def do() -> tuple[int, str]:
        act(by=by, code=code, now=now)
        return 303, code

    try:
        idempotency.once(
            by=by,
            key=form.key,
            call=f"message {code}",
            body=form.cleaned_data["do"].encode(),
            now=now,
            do=do,
        )
        said.success(request, _("It goes out once more.") if again else _("It was let go."))
    except (Conflict, Invalid) as problem:
        said.error(request, problem.sentence)

"""What the runner's pages share: who asks, and when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from clinic.foundation.actions import idempotency
from clinic.foundation.forms.once import OnceForm
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.queries.whose import zone_of

SETTLE = "/season/settle/"  # a page of bookings, which this part does not know


@dataclass(frozen=True, slots=True)
class Asked:
    """A client at their own pages: the clock is read once a request."""

    by: User
    now: datetime
    client: Client
    zone: str

    def once(self, form: OnceForm, call: str, do: Callable[[], Any]) -> str:
        """Do what a valid form asks for, once however often it is sent: the code of what it made."""
        return once(self.by, form, call, do, now=self.now)


def once(by: User, form: OnceForm, call: str, do: Callable[[], Any], *, now: datetime) -> str:
    """The same for whoever asks. A form that was gone back to and typed anew is another one."""
    said = {name: value for name, value in form.cleaned_data.items() if name != "once"}
    body = json.dumps(said, default=str, sort_keys=True).encode()
    done = idempotency.once(
        by=by,
        key=f"{form.key}:{hashlib.sha256(body).hexdigest()[:16]}",
        call=call,
        body=body,
        now=now,
        do=lambda: (303, getattr(do(), "code", "")),
    )
    return done.code


def asked(request: HttpRequest) -> Asked:
    """Who asks. Raises `NotFound` for a login without a client record."""
    by = cast("User", request.user)
    client = access.own_record(by)
    return Asked(by, timezone.now(), client, zone_of(client))


def to(name: str, *args: str) -> HttpResponse:
    """Lead to a page by the name of its route."""
    return HttpResponseRedirect(reverse(name, args=args))


def settled(onward: str) -> HttpResponse:
    """Lead on to a path by way of the sessions that no longer fit; without any it leads on at once."""
    return HttpResponseRedirect(settle_path(onward))


def settle_path(onward: str) -> str:
    """The address that `settled` leads to, for a page that comes before it."""
    return f"{SETTLE}?{urlencode({'back': onward})}"


def safe_next(request: HttpRequest) -> str:
    """Where a form leads on to: a path of this site, or "" for any other."""
    return local(request.POST.get("next") or request.GET.get("next") or "")


def local(wanted: str) -> str:
    """A path of this site as it is, "" for any other address."""
    here = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if here else ""

"""For whom a time is looked for: the client themself, the desk for a client, or a stranger."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.models import Appointment
from bookings.queries import standing
from bookings.queries.standing import Standing
from clinic.foundation.actions import idempotency
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.forms.once import OnceForm
from clinic.foundation.models import Client, User
from clinic.foundation.queries import people

STRANGER = Standing(own=False, desk=False, treats=False)
OWN = Standing(own=True, desk=False, treats=False)
OF_ONE = frozenset({"move"})  # addresses that name the appointment alone


@dataclass(frozen=True)
class Party:
    """Who asks, for whom, and when. `code` is the client's where the desk asks for them."""

    by: User
    client: Client | None
    stands: Standing
    now: datetime
    code: str | None = None

    @property
    def stranger(self) -> bool:
        """Nobody's calendar is looked at."""
        return self.client is None

    @property
    def whose(self) -> Client:
        """The client. Raises `NotFound` where there is none."""
        if self.client is None:
            raise nothing()
        return self.client

    def url(self, name: str, *args: str) -> str:
        """The address of a page of this flow, at the desk the one for this client."""
        if self.code is None:
            return reverse(name, args=args)
        return reverse(f"desk_{name}", args=args if name in OF_ONE else [self.code, *args])

    def after(self, row: Appointment) -> str:
        """Where a booked session is looked after."""
        if self.code is None:
            return reverse("appointment", args=[row.code])
        return reverse("desk_appointment", args=[row.code])

    def appointment(self, code: str) -> Appointment:
        """An appointment of this client; anybody else's is as good as none."""
        found, stands = standing.appointment(self.by, code, now=self.now)
        if found.client_id != self.whose.pk or not (stands.own or self.code):
            raise nothing()
        return found

    def once(self, form: OnceForm, call: str, do: Callable[[], Appointment]) -> tuple[str, bool]:
        """Do what a form asks for, once each showing: the code, and whether it had been done.

        Raises `Invalid` where the same showing is sent for something else.
        """
        sent = {name: str(value) for name, value in form.cleaned_data.items()}
        try:
            done = idempotency.once(
                by=self.by,
                key=form.key,
                call=call,
                body=json.dumps(sent, sort_keys=True).encode(),
                now=self.now,
                do=lambda: (303, do().code),
            )
        except Invalid as problem:
            raise (used_up() if problem.code == "key_reused" else problem) from problem
        return done.code, done.replayed


def party(request: HttpRequest, client_code: str | None = None) -> Party:
    """Who asks. Raises `NotFound` for a client that is not there, or not theirs."""
    now, by = timezone.now(), cast("User", request.user)
    if client_code is not None:
        client, stands = standing.client(by, client_code, now=now)
        while client.joined_into is not None:  # with another record, since the page was shown
            client = client.joined_into
            stands = standing.must(by, client, now)
        return Party(by, client, stands, now, client.code)
    own = people.client_of(by) if request.user.is_authenticated else None
    return Party(by, own, OWN if own else STRANGER, now)


def mover(request: HttpRequest, code: str, *, desk: bool) -> tuple[Party, Appointment]:
    """Who moves an appointment, and which. Raises `NotFound` unless it is theirs, or the desk's."""
    if not desk:
        me = party(request)
        return me, me.appointment(code)
    now, by = timezone.now(), cast("User", request.user)
    row, stands = standing.appointment(by, code, now=now)
    return Party(by, row.client, stands, now, row.client.code), row


def nothing() -> NotFound:
    """One answer for not there and not yours."""
    return NotFound("not_found", _("There is no such record."))


def used_up() -> Invalid:
    """A page that has done its thing already, and is sent once more for another one."""
    sentence = _("This page has been used for something else already. Please choose once more.")
    return Invalid("key_reused", sentence)

"""The form of waiting, for the client themself and for the desk: shown, read, carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from bookings.actions import waitlist
from bookings.forms.waitlist import WaitForm, WhatForm, at_first, typed
from bookings.models import WaitlistEntry
from bookings.queries import catalogue, race_hours, waitlist_days, wishes
from bookings.queries.waitlist_pages import Wait
from bookings.queries.week import here
from bookings.web.desk_asking import Staff, once
from bookings.web.party import Party
from clinic.foundation.models import Client, User
from protocols.models import Race
from protocols.queries import races, training
from protocols.queries.training import RaceLine
from protocols.queries.whose import nothing


@dataclass(frozen=True)
class Asked:
    """A form of waiting. `race` is the one waited for, if one is; `races` could be.

    `wait` is there where somebody waits already.
    """

    client: Client
    form: WhatForm
    race: RaceLine | None
    races: list[RaceLine]
    wait: Wait | None = None
    useful: tuple[date, date] | None = None

    @property
    def days(self) -> list[date]:
        """The days that the rules find useful for the race, for the session shown."""
        if self.useful is None:
            return []
        first, last = self.useful
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def asked(
    request: HttpRequest, by: User, client: Client, now: datetime, *, wait: Wait | None = None
) -> Asked:
    """The form for a client, filled by what was sent, by what stands, or by the address.

    `?race=` is a race to wait for. Raises `NotFound` for one that is not this client's.
    """
    race = wait.row.race if wait else _race(by, client, request.GET.get("race", ""), now)
    data = request.POST if request.method == "POST" else None
    told = _choices(request.GET.dict(), race, now, wait=wait, staff=client.user_id != by.pk)
    form = WhatForm(data, **told) if race else WaitForm(data, **told)
    line = training.line(race, races.standing(race), now) if race else None
    open_to = [] if wait else _coming(client, now)
    return Asked(client, form, line, open_to, wait, _useful(form, client, race, now))


def _choices(
    address: dict[str, str], race: Race | None, now: datetime, *, wait: Wait | None, staff: bool
) -> dict[str, Any]:
    """What the form can be filled with, and what it shows at first."""
    menu = list(catalogue.menu(staff=staff))
    first = typed(wait.row) if wait else at_first(here(now), address, menu, _kind(race, now))
    return {
        "menu": menu,
        "studios": list(catalogue.studios()),
        "people": wishes.therapists(),
        "staff": staff,
        "initial": first,
    }


def _coming(client: Client, now: datetime) -> list[RaceLine]:
    """The next races that are still to be run."""
    lines = training.lines(races.coming(client, now, most=5), now)
    return [line for line in lines if line.standing not in ("dns", "cancelled")]


def made(me: Party | Staff, found: Asked) -> bool:
    """Join the list as the form says; False once what stands in the way is told beside its field."""
    form = found.form

    def do() -> WaitlistEntry:
        return waitlist.join(by=me.by, client=found.client, now=me.now, **_told(found))

    call = f"wait {found.client.code} {found.race.race.code if found.race else ''}"
    return form.tried(lambda: _once(me, form, call, do)) is not None


def changed(me: Party | Staff, found: Asked) -> bool:
    """Keep the changes; False once what stands in the way is told beside its field."""
    if found.wait is None:
        raise ValueError("nobody waits")
    entry = found.wait.row

    def do() -> WaitlistEntry:
        return waitlist.change(by=me.by, entry=entry, now=me.now, **_told(found))

    return found.form.tried(do) is not None


def _told(found: Asked) -> dict[str, Any]:
    form = found.form
    told: dict[str, Any] = {"order": form.order(), **form.where()}
    if isinstance(form, WaitForm):
        return told | form.when()
    return told | {"race": found.race.race if found.race else None}


def _once(me: Party | Staff, form: WhatForm, call: str, do: Callable[[], WaitlistEntry]) -> str:
    if isinstance(me, Staff):
        return once(me, form, call, do)
    code, _replayed = me.once(form, call, do)  # type: ignore[arg-type]  # anything with a code
    return code


def _kind(race: Race | None, now: datetime) -> str:
    """The type of session that one first thinks of for a race."""
    if race is None:
        return ""
    return "pre_event" if race.start_at > now else "post_event"


def _useful(
    form: WhatForm, client: Client, race: Race | None, now: datetime
) -> tuple[date, date] | None:
    """What the rules say of the service that the form shows."""
    order = form.shown() if race else None
    if race is None or order is None:
        return None
    return waitlist_days.useful(client, order, race, race_hours.studio_zone(), now)


def _race(by: User, client: Client, code: str, now: datetime) -> Race | None:
    if not code:
        return None
    found = races.one(by, code, now) if code.isalnum() else None
    if found is None or found.client_id != client.pk:
        raise nothing()
    return found

"""The desk asks a therapist to waive what blocks a time; they do, with a reason, or decline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.actions import booking, changing
from bookings.models import Appointment, Location, Therapist, WaiverRequest
from bookings.queries import plans, standing, waivers
from bookings.queries.plans import Wanted
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.queries import rules


@transaction.atomic
def ask(*, by: User, wanted: Wanted, now: datetime) -> WaiverRequest:
    """Ask whoever would give it for it; asked twice it is one request. For the desk.

    They have to know the client: they waive by what they know of the body under their hands. Of
    those who give it together one who does is asked. Nothing is held meanwhile. Raises `Invalid`:
    *not_blocked*, *not_waivable* (some of it cannot be waived), *not_theirs* for a therapist who
    does not treat the client, and `Conflict` *changed* for a session that is not to come any more.
    """
    client = booking.lock_client(wanted.client)
    stands = standing.must(by, client, now)
    if not stands.desk:
        raise Refused("refused", _("Only the front desk can do this."))
    plans.whole_minute(wanted.start)
    if wanted.start <= now:
        raise Invalid("notice", _("It is too late to book this time."), field="start")
    if wanted.moving:
        changing.still_coming(changing.locked(wanted.moving), now)
    whom = _whom(wanted, client, now)
    _waivable(wanted, stands, now)
    values = waivers.columns(wanted) | {
        "client": client,
        "location": Location.objects.get(code=wanted.location),
        "therapist": whom,
        "state": "open",
    }
    with audit.acting(by, "ask for a waiver"):
        made, _new = WaiverRequest.objects.get_or_create(
            **values, defaults={"asked_by": by, "asked_at": now}
        )
    return made


def _whom(wanted: Wanted, client: Client, now: datetime) -> Therapist:
    codes = waivers.givers(wanted)
    rows = Therapist.objects.select_related("user").filter(active=True, user__is_active=True)
    found = sorted(rows.filter(code__in=codes), key=lambda one: codes.index(one.code))
    if not found:
        raise NotFound("not_found", _("There is no such therapist."))
    whom = next((one for one in found if access.treats(one.user, client, now)), None)
    if whom is None:
        raise Invalid("not_theirs", _who_could(found, client, now), field="therapist")
    return whom


def _who_could(asked: Sequence[Therapist], client: Client, now: datetime) -> str:
    """Why somebody is not asked, and who could be."""
    seen = Therapist.objects.filter(resource__occupancies__appointment__client=client)
    seen = seen.filter(active=True, user__is_active=True).select_related("user").distinct()
    names = [str(one) for one in seen.order_by("pk") if access.treats(one.user, client, now)]
    told = {"who": " + ".join(map(str, asked)), "others": ", ".join(names)}
    sentence = ngettext(
        "%(who)s has not treated this client: only who does can waive a rule.",
        "%(who)s have not treated this client: only who does can waive a rule.",
        len(asked),
    )
    if not names:
        return f"{sentence % told} " + _("Nobody here has, so far.")
    return f"{sentence % told} " + _("It can be asked with %(others)s as the therapist.") % told


def _waivable(wanted: Wanted, stands: standing.Standing, now: datetime) -> None:
    """Refuse what no waiver is needed for, or what none can help."""
    found = plans.judged(wanted, stands, now=now)
    if found.said["verdict"] != "blocked":
        raise Invalid("not_blocked", _("No rule blocks this time."), field="start")
    blocks = {each["rule"] for each in found.said["reasons"] if each["effect"] == "blocked"}
    may = {rule.id for rule in rules.version(found.version).rules if rule.waivable}
    if not blocks <= may:
        sentence = _("What blocks this time cannot be waived. Choose another time.")
        raise Invalid("not_waivable", sentence, field="start")


@transaction.atomic
def withdraw(*, by: User, request: WaiverRequest, now: datetime) -> WaiverRequest:
    """The desk needs it no more."""
    if not standing.must(by, booking.lock_client(request.client), now).desk:
        raise Refused("refused", _("Only the front desk can do this."))
    return _ended(by, request, "withdrawn", now)


@transaction.atomic
def decline(*, by: User, request: WaiverRequest, now: datetime) -> WaiverRequest:
    """The therapist does not waive it."""
    booking.lock_client(request.client)
    waivers.must_be_theirs(by, request, now)
    return _ended(by, request, "declined", now)


@transaction.atomic
def grant(
    *, by: User, request: WaiverRequest, waive: Sequence[str], reason: str, now: datetime
) -> Appointment:
    """Waive these rules with a reason, and book or move the session in the same transaction.

    For the therapist who was asked, while they treat the client. Cautions count as accepted: they
    stood beside the choice. Raises what `booking.book` and `changing.move` raise.
    """
    booking.lock_client(request.client)
    waivers.must_be_theirs(by, request, now)
    told = replace(
        waivers.wanted_of(request), waivers=tuple(waive), reason=reason, accept_caution=True
    )
    act = changing.move if told.moving else booking.within
    row = act(by=by, wanted=told, now=now)
    _ended(by, request, "granted", now)
    return row


def _ended(by: User, request: WaiverRequest, state: str, now: datetime) -> WaiverRequest:
    row = WaiverRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if row.state != "open" or row.start_at <= now:
        raise Conflict("changed", _("This has been answered already, or its time is over."))
    with audit.acting(by, f"{state} waiver request"):
        row.state, row.answered_at = state, now
        row.save(update_fields=["state", "answered_at"])
    return row

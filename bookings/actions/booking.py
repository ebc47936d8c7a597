"""Booking: from a wish to an appointment, held for ten minutes or booked at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import footing, history, notices, resources, seats, shaping
from bookings.core.holders import Holder
from bookings.core.lifecycle import state_at
from bookings.core.slots import Slot
from bookings.models import Appointment, Therapist
from bookings.queries import plans, standing
from bookings.queries.busy import minutes, minutes_up
from bookings.queries.plans import Footing, Judged, Wanted
from bookings.queries.standing import Standing
from clinic.foundation import audit
from clinic.foundation.actions.idempotency import whole
from clinic.foundation.actions.inserting import insert
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import Client, User
from protocols.queries.runners import lacks_guardian


@whole
def book(*, by: User, wanted: Wanted, now: datetime) -> Appointment:
    """Book a time at once. For the client themself, the desk, and therapists who treat them.

    Raises `Invalid` (*blocked* and *caution* with their reasons, or the field at fault), `Conflict`
    (*taken*, with alternatives), `Refused` for waivers from the desk.
    """
    return within(by=by, wanted=wanted, now=now)


def within(*, by: User, wanted: Wanted, now: datetime) -> Appointment:
    """`book` as a part of what its caller does, in their transaction or savepoint."""
    stands, wanted = may(by, wanted, now)
    return _booked(by, by, wanted, stands, now)


def offered(*, by: User | Holder, owner: User, wanted: Wanted, now: datetime) -> Appointment:
    """Book for a client what was offered to them, in the caller's transaction.

    Whoever took the offer, by a link too, has no more rights here than to this one time: no
    waiver, no reason is told, and by a link no caution is accepted. `owner` is who it is booked by
    on paper. Raises `Invalid` *guardian* as any booking of one's own does.
    """
    stood_on = footing.lock(wanted.client)
    if isinstance(by, Holder) or stood_on.client.user_id == by.pk:
        _guarded(stood_on, now)
    accepted = wanted.accept_caution and not isinstance(by, Holder)
    wanted = replace(wanted, client=stood_on.client, footing=stood_on, accept_caution=accepted)
    stands = Standing(own=False, desk=False, treats=False, link=True)
    return _booked(by, owner, wanted, stands, now)


def _booked(
    by: User | Holder, owner: User, wanted: Wanted, stands: Standing, now: datetime
) -> Appointment:
    with audit.acting(by, "book"):
        ground = seats.survey(wanted.location, wanted.start, alone=wanted.alone)
        judged = fit(wanted, stands, now=now, zone=ground.zone)
        if judged.said["verdict"] == "caution" and not wanted.accept_caution:
            raise caution(judged)
        state = "review" if judged.review else "confirmed"
        return _seated(by, owner, wanted, judged, stands, ground, state, now)


@transaction.atomic
def hold(*, by: User, wanted: Wanted, now: datetime) -> Appointment:
    """Hold a time for ten minutes; a client holds one at a time, so an earlier hold is given back."""
    stands, wanted = may(by, wanted, now)
    held = Appointment.objects.filter(client=wanted.client, state="held", expires_at__gt=now)
    wanted = replace(wanted, moving=held.first())
    with audit.acting(by, "hold"):
        ground = seats.survey(wanted.location, wanted.start, alone=wanted.alone)
        judged = fit(wanted, stands, now=now, zone=ground.zone)
        return _seated(by, by, wanted, judged, stands, ground, "held", now)


@transaction.atomic
def confirm(*, by: User, appointment: Appointment, wanted: Wanted, now: datetime) -> Appointment:
    """Book a held time, as it is held or, when something of it is gone, with the same therapist.

    A hold past its time is asked for anew: it still becomes a booking while the time is free.
    """
    stands, wanted = may(by, wanted, now)
    row = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if row.client_id != wanted.client.pk:
        raise ValueError("one client's hold, another one's wish")
    if row.state in ("confirmed", "review"):
        return row  # asked twice
    if row.state != "held":
        raise Conflict("changed", _("This time is not held any more."))
    with audit.acting(by, "confirm"):
        judged = fit(wanted, stands, now=now)
        if judged.said["verdict"] == "caution" and not wanted.accept_caution:
            raise caution(judged)
        before = history.snapshot(row)
        with transaction.atomic():
            resources.lock(before["resources"])
            whole = _as_held(row, judged, now)
            if whole:
                _confirmed(by, row, wanted, judged, now)
                resources.keep(row)
            else:
                transaction.set_rollback(True)  # gives the locks back: others come first now
        if not whole:
            _anew(by, row, wanted, judged, stands, now)
        notices.tell(
            history.line(row, by=by, did="booked", before=before, now=now), how=wanted.tell
        )
    return row


def _as_held(row: Appointment, judged: Judged, now: datetime) -> bool:
    """Whether a hold, its resources locked, is whole, in time, and with whom the runner needs."""
    if state_at(row.state, end=row.end_at, expires=row.expires_at, now=now) == "lapsed":
        return False
    whole = row.start_at > now and not row.occupancies.filter(live=False).exists()
    held = Therapist.objects.filter(resource__occupancies__appointment=row)
    return whole and all(judged.skills <= {*one.skills} for one in held)


def _confirmed(by: User, row: Appointment, wanted: Wanted, judged: Judged, now: datetime) -> None:
    row.state, row.expires_at = ("review" if judged.review else "confirmed"), None
    shaping.seal(row, wanted, judged)
    row.venue, row.booked_by, row.booked_at = shaping.venue(wanted), by, now
    row.save(
        update_fields=[
            *("state", "expires_at", "note", "judged", "rules_version"),
            *("venue", "booked_by", "booked_at"),
        ]
    )


def _anew(
    by: User, row: Appointment, wanted: Wanted, judged: Judged, stands: Standing, now: datetime
) -> None:
    """Find the held time once more, with the same therapist: somebody else would be a surprise."""
    team = Therapist.objects.filter(resource__occupancies__appointment=row).order_by("pk")
    again = replace(wanted, moving=row, therapist=team[0].code)

    def write(slot: Slot) -> Appointment:
        resources.leave(row)
        _confirmed(by, row, again, judged, now)
        return row

    seats.seat(wish(again, stands, judged, now), write, now=now)


@transaction.atomic
def drop(*, by: User, appointment: Appointment, now: datetime) -> None:
    """Give a held time back before its ten minutes are over."""
    standing.must(by, lock_client(appointment.client), now)
    held = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if held.state == "held":
        with audit.acting(by, "drop hold"):
            resources.lock(resources.keys_of(held))
            _drop(by, held, now)


def _drop(by: User, held: Appointment, now: datetime) -> None:
    """Give back a hold whose resources are locked."""
    before = history.snapshot(held)
    resources.release(held)
    held.state, held.expires_at = "cancelled", None
    held.save(update_fields=["state", "expires_at"])
    history.line(held, by=by, did="dropped", before=before, now=now)


def lock_client(client: Client) -> Client:
    """The client, locked: the first lock of whatever changes their sessions, read anew."""
    return footing.lock(client).client


def may(
    by: User | Holder, wanted: Wanted, now: datetime, *, about: Appointment | None = None
) -> tuple[Standing, Wanted]:
    """Whether `by` may book this, with the client's row locked: their bookings come one by one.

    The wish comes back with the client as they are now. `about` is the appointment that they may
    ask for by a link (`standing.must`).
    """
    if wanted.moving and wanted.moving.client_id != wanted.client.pk:
        raise ValueError("one client's session, another one's wish")
    stood_on = footing.lock(wanted.client)
    stands = standing.must(by, stood_on.client, now, about=about)
    if wanted.waivers and not stands.treats:
        if stands.desk:
            raise Refused("refused", _("Only a therapist who treats the client can waive a rule."))
        raise Invalid("invalid", _("Only your therapist can waive a rule."), field="waivers")
    if wanted.waivers and not wanted.reason.strip():
        raise Invalid("invalid", _("Say why the rule is waived."), field="reason")
    if stands.own:
        _guarded(stood_on, now)
    return stands, replace(wanted, client=stood_on.client, footing=stood_on)


def _guarded(stood_on: Footing, now: datetime) -> None:
    """Who is under 18 books for themself once a guardian is named. Raises `Invalid`."""
    if lacks_guardian(stood_on.profile, now.date()):
        sentence = _("Whoever is under 18 names a guardian in their profile first.")
        raise Invalid("guardian", sentence, field="client")


def fit(wanted: Wanted, stands: Standing, *, now: datetime, zone: str = "") -> Judged:
    """The verdict, if it lets the session be. Raises `Invalid` *blocked* with the reasons."""
    plans.whole_minute(wanted.start)
    return unblocked(plans.judged(wanted, stands, now=now, zone=zone))


def unblocked(judged: Judged) -> Judged:
    """A verdict that lets the session be. Raises `Invalid` *blocked* with the reasons."""
    if judged.said["verdict"] == "blocked":
        told = judged.shown["reasons"]
        blocks = [reason["because"] for reason in told if reason["effect"] == "blocked"]
        raise Invalid("blocked", " ".join(blocks), field="start", reasons=told)
    return judged


def caution(judged: Judged) -> Invalid:
    """A caution is booked only after its reason was confirmed."""
    told = judged.shown["reasons"]
    said = [reason["because"] for reason in told if reason["effect"] == "caution"]
    return Invalid("caution", " ".join(said), field="accept_caution", reasons=told)


def wish(wanted: Wanted, stands: Standing, judged: Judged, now: datetime) -> seats.Wish:
    """What has to be found for a wanted session; what it leaves is locked along with it."""
    return seats.Wish(
        ask=replace(wanted.ask(staff=stands.staff), calendar=judged.case, rules=judged.version),
        want=wanted.order.want(now=minutes_up(now), staff=stands.staff, skills=judged.skills),
        start=minutes(wanted.start),
        favourites=plans.favourites(wanted.client, wanted.footing),
        also=tuple(resources.keys_of(wanted.moving)) if wanted.moving else (),
        discreet=stands.discreet,
        team=wanted.team,
        rooms=wanted.rooms or ((wanted.room,) if wanted.room else ()),
    )


def _seated(
    by: User | Holder,
    owner: User,
    wanted: Wanted,
    judged: Judged,
    stands: Standing,
    ground: seats.Ground,
    state: str,
    now: datetime,
) -> Appointment:
    def write(slot: Slot) -> Appointment:
        if wanted.moving:
            _drop(owner, Appointment.objects.get(pk=wanted.moving.pk), now)  # fresh: a try may fail
        row = shaping.row(owner, wanted, ground.studio, state, now)
        shaping.seal(row, wanted, judged)
        insert(row)
        return row

    asked = wish(wanted, stands, judged, now)
    appointment, keys = seats.seat(asked, write, now=now, ground=ground)
    did = "held" if state == "held" else "booked"
    line = history.line(appointment, by=by, did=did, before={}, now=now, keys=keys)
    settings = wanted.footing.practice if wanted.footing else None
    notices.tell(line, settings=settings, how=wanted.tell)
    return appointment

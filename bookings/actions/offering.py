"""Offering a time that became free to whom it helps most, held for them as any session is.

What is held takes its time in the table of occupancies until `until`; after that it takes nothing,
whether a worker runs or not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions import freeing, offer_letters, offer_next, offer_turns, resources
from bookings.models import (
    Location,
    Occupancy,
    Opening,
    Therapist,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.queries.busy import minutes, moment
from bookings.queries.waitlist_order import Fitting, Freed, fitting
from clinic.foundation import audit
from clinic.foundation.actions import outbox, vault
from clinic.foundation.actions.outbox import Errand
from clinic.foundation.core.quiet import next_loud
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.queries.people import must_be_desk, practice
from clinic.foundation.refusals import lost_race

LEAST = timedelta(minutes=5)  # to say yes in
TRIES = 3  # while others take the room that was found
GONE = gettext_lazy("This time fits none of them, or is not free any more.")


def carry_out(row: OutboxRow, now: datetime) -> None:
    """Offer a stretch that became free, if it still is and anybody waits for it."""
    since = row.facts.get("since")
    _offer(*_stretch(row.facts), now, turn=1, since=moment(int(since)) if since else now)


def carry_on(row: OutboxRow, now: datetime) -> None:
    """Offer what nobody took to the next, without those who were asked."""
    opening = Opening.objects.select_for_update().get(pk=row.facts["opening"])
    if opening.state != "open" or opening.until > now:
        return
    if row.key != offer_next.key_of(opening, opening.until):
        return  # the last no came first, and its own errand went on
    begin, end, since = (moment(int(row.facts[name])) for name in ("begin", "end", "since"))
    turn = opening.turn + 1
    _offer(opening.location, opening.therapist, begin, end, now, turn=turn, since=since)


@transaction.atomic
def offer_to(
    *,
    by: User,
    entries: Collection[WaitlistEntry],
    freed: Freed,
    now: datetime,
    reason: str = "",
) -> Opening:
    """Offer a free time to those whom the desk names, at once, whatever the order says.

    Each is offered what `fitting` finds best for them in the stretch. Where that wants care it has
    to have a `reason`, which is kept sealed: raises `Invalid` *caution* without one. What the rules
    block is not overruled: raises `Conflict` where the stretch fits none of them.
    """
    must_be_desk(by)
    found = fitting(freed, now, only=[one.code for one in entries], careful=True)
    if not reason.strip() and any(one.candidate.careful for one in found):
        raise Invalid("caution", _("Say why it is offered all the same."), field="reason")
    location = Location.objects.get(code=freed.location)
    therapist = Therapist.objects.get(code=freed.therapist)
    with audit.acting(by, "offer a time"):
        stretch = (location, therapist, freed.begin, freed.end)
        made = _made(*stretch, found, now, since=now, made_by=by, reason=reason.strip())
    if made is None:
        raise Conflict("taken", str(GONE))
    return made


def _stretch(
    facts: Mapping[str, str | int],
) -> tuple[Location, Therapist, datetime, datetime]:
    location = Location.objects.get(pk=facts["location"])
    therapist = Therapist.objects.get(pk=facts["therapist"])
    return location, therapist, moment(int(facts["begin"])), moment(int(facts["end"]))


def _offer(
    location: Location,
    therapist: Therapist,
    begin: datetime,
    end: datetime,
    now: datetime,
    *,
    turn: int,
    since: datetime,
) -> None:
    """Offer what is left of a stretch; at night it waits for the morning, if it can."""
    settings = practice()
    loud = next_loud(now, location.zone, settings.quiet_from, settings.quiet_until)
    if loud > now:
        if loud < end:
            again = freeing.errand(
                key=f"{therapist.code}:{minutes(begin)}:{minutes(end)}:{minutes(loud)}",
                location=location.pk,
                therapist=therapist.pk,
                begin=begin,
                end=end,
                due=loud,
                since=since,
            )
            outbox.leave(errands=[again], now=now)
        return
    if end <= now:
        return
    freed = Freed(location.code, therapist.code, begin, end)
    for more in reversed(range(TRIES)):
        found = fitting(freed, now, but=_asked(therapist, begin, end, since))
        try:
            # A try that fails gives back its locks: clients are locked by number, all at once.
            with transaction.atomic():
                made = _made(location, therapist, begin, end, found, now, turn=turn, since=since)
        except Conflict:  # its room, or whom it fits, went to another offer this moment
            if not more:
                raise  # the errand comes once more in half a minute
            continue
        if made and turn == 1:
            offer_next.sides(made, begin, end, now)
        return


def _asked(therapist: Therapist, begin: datetime, end: datetime, since: datetime) -> list[int]:
    """Entries that this stretch was offered to since it became free."""
    rows = WaitlistOffer.objects.filter(
        opening__therapist=therapist,
        opening__begin_at__lt=end,
        opening__end_at__gt=begin,
        opening__made_at__gte=since,
    )
    return list(rows.values_list("entry", flat=True))


def _made(  # noqa: PLR0913 - a stretch, whom it fits, and all that is written down of it
    location: Location,
    therapist: Therapist,
    begin: datetime,
    end: datetime,
    found: Sequence[Fitting],
    now: datetime,
    *,
    since: datetime,
    turn: int = 1,
    made_by: User | None = None,
    reason: str = "",
) -> Opening | None:
    """Hold the time and offer it; None where it fits nobody.

    Raises `Conflict` *taken* where somebody takes it, its room, or those it fits, right now: its
    caller's transaction, or savepoint, ends with that.
    """
    most = len(found) if made_by else practice().offer_at_once
    chosen = offer_turns.chosen(found, most, therapist, now)
    if found and not chosen:
        raise Conflict("taken", str(GONE))
    if not chosen:
        return None
    until = _until(chosen, now)
    if until is None:
        return None
    try:
        opening = Opening.objects.create(
            location=location,
            therapist=therapist,
            begin_at=min(one.begin for one in chosen),
            end_at=max(one.end for one in chosen),
            turn=turn,
            made_by=made_by,
            made_at=now,
            until=until,
        )
        _hold(opening, chosen[0].rooms, now)
    except (IntegrityError, OperationalError) as error:
        if not lost_race(error):
            raise
        raise Conflict("taken", str(GONE)) from None
    offers = [_offered(opening, one, place, reason) for place, one in enumerate(chosen, start=1)]
    told = [errand for offer in offers if (errand := _told(offer, now))]
    later = offer_next.facts(opening, begin, end, since)
    outbox.leave(errands=[*told, offer_next.go_on(opening, later, until)], now=now)
    return opening


def _until(chosen: Sequence[Fitting], now: datetime) -> datetime | None:
    """Until when it is held; None where that is too soon to say yes."""
    notice = timedelta(minutes=max(one.entry.service.notice_minutes for one in chosen))
    last = min(one.start for one in chosen) - notice
    until = min(now + timedelta(minutes=practice().offer_minutes), last)
    return until.replace(microsecond=0) if until >= now + LEAST else None


def _hold(opening: Opening, rooms: Collection[int], now: datetime) -> None:
    keys = sorted({opening.therapist.resource_id, *rooms})
    resources.lock(keys)
    during = DateTimeTZRange(opening.begin_at, opening.end_at)
    resources.make_way(keys, during, now)
    Occupancy.objects.bulk_create(
        Occupancy(resource_id=key, opening=opening, during=during, expires_at=opening.until)
        for key in keys
    )


def _offered(opening: Opening, one: Fitting, place: int, reason: str) -> WaitlistOffer:
    client = one.entry.client
    offer = WaitlistOffer(
        client=client, entry=one.entry, opening=opening, start_at=one.start, place=place
    )
    if one.candidate.careful:
        vault.seal_into(client, offer, "reason", reason)
    offer.save()
    return offer


def _told(offer: WaitlistOffer, now: datetime) -> Errand | None:
    """The message to one of them; whom nothing reaches the desk rings up."""
    way = offer_letters.way(offer.client)
    if not way:
        return None
    return Errand(
        topic=offer_letters.TOPIC,
        key=offer.code,
        due=now,
        client=offer.client,
        urgent=True,
        channel=way,
        about=offer.code,
    )

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

from bookings.actions import freeing, offer_letters, offer_turns, resources
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
from clinic.foundation.actions import outbox
from clinic.foundation.actions.outbox import Errand
from clinic.foundation.core.quiet import next_loud
from clinic.foundation.errors import Conflict, Refused
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.queries.people import practice, roles_of
from clinic.foundation.refusals import lost_race
from clinic.foundation.roles import Role

DESK = frozenset({Role.DESK, Role.OWNER})
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
    if row.key != _key(opening, opening.until):
        return  # the last no came first, and its own errand went on
    stretch = (opening.location, opening.therapist, opening.begin_at, opening.end_at)
    _offer(*stretch, now, turn=opening.turn + 1, since=moment(int(row.facts["since"])))


@transaction.atomic
def offer_to(
    *,
    by: User,
    entries: Collection[WaitlistEntry],
    location: Location,
    therapist: Therapist,
    start: datetime,
    now: datetime,
) -> Opening:
    """Offer a free time to those whom the desk names, at once, whatever the order says.

    The rules are not overruled: raises `Conflict` where it fits none of them.
    """
    must_be_desk(by)
    longest = max((one.minutes + one.service.buffer_after for one in entries), default=0)
    before = max((one.service.buffer_before for one in entries), default=0)
    begin, end = start - timedelta(minutes=before), start + timedelta(minutes=longest)
    freed = Freed(location.code, therapist.code, begin, end)
    found = fitting(freed, now, only=[one.code for one in entries])
    with audit.acting(by, "offer a time"):
        made = _made(location, therapist, found, now, turn=1, since=now, made_by=by)
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
                key=f"{therapist.code}:{minutes(begin)}:{minutes(loud)}",
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
    for _try in range(TRIES):
        found = fitting(freed, now, but=_asked(therapist, begin, end, since))
        try:
            made = _made(location, therapist, found, now, turn=turn, since=since)
        except Conflict:  # its room went to another offer this moment: there may be another one
            continue
        if made and turn == 1:
            _sides(made, begin, end, now)
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


def _made(
    location: Location,
    therapist: Therapist,
    found: Sequence[Fitting],
    now: datetime,
    *,
    turn: int,
    since: datetime,
    made_by: User | None = None,
) -> Opening | None:
    """Hold the time and offer it; None where it fits nobody.

    Raises `Conflict` *taken* where somebody takes it, its room, or those it fits, right now.
    """
    settings = practice()
    most = len(found) if made_by else settings.offer_at_once
    chosen = offer_turns.chosen(found, most, therapist, now)
    if found and not chosen:
        raise Conflict("taken", str(GONE))
    if not chosen:
        return None
    notice = max(one.entry.service.notice_minutes for one in chosen)
    first = min(one.start for one in chosen)
    until = min(now + timedelta(minutes=settings.offer_minutes), first - timedelta(minutes=notice))
    if until < now + LEAST:
        return None
    until = until.replace(microsecond=0)
    begin, end = min(one.begin for one in chosen), max(one.end for one in chosen)
    try:
        with transaction.atomic():
            opening = Opening.objects.create(
                location=location,
                therapist=therapist,
                begin_at=begin,
                end_at=end,
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
    offers = [_offered(opening, one, place) for place, one in enumerate(chosen, start=1)]
    errands = [_told(offer, now) for offer in offers]
    outbox.leave(errands=[*filter(None, errands), go_on(opening, since, until)], now=now)
    return opening


def _hold(opening: Opening, rooms: Collection[int], now: datetime) -> None:
    keys = sorted({opening.therapist.resource_id, *rooms})
    resources.lock(keys)
    during = DateTimeTZRange(opening.begin_at, opening.end_at)
    resources.make_way(keys, during, now)
    Occupancy.objects.bulk_create(
        Occupancy(resource_id=key, opening=opening, during=during, expires_at=opening.until)
        for key in keys
    )


def _offered(opening: Opening, one: Fitting, place: int) -> WaitlistOffer:
    return WaitlistOffer.objects.create(
        client=one.entry.client,
        entry=one.entry,
        opening=opening,
        start_at=one.start,
        place=place,
    )


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


def _sides(opening: Opening, begin: datetime, end: datetime, now: datetime) -> None:
    """What a longer stretch has beside what is held is offered too."""
    sides = ((begin, opening.begin_at), (opening.end_at, end))
    errands = [
        freeing.errand(
            key=f"{opening.code}:{minutes(low)}",
            location=opening.location_id,
            therapist=opening.therapist_id,
            begin=low,
            end=high,
            due=now,
        )
        for low, high in sides
        if high - low >= freeing.SHORTEST
    ]
    outbox.leave(errands=errands, now=now)


def go_on(opening: Opening, since: datetime, due: datetime) -> Errand:
    """The errand that offers an opening to the next, if nobody took it by then."""
    facts = {"opening": opening.pk, "since": minutes(since)}
    key = _key(opening, due)
    return Errand(topic=freeing.NEXT, key=key, due=due, facts=facts, urgent=True)


def since(opening: Opening) -> datetime:
    """When the time of an opening became free: those who were asked since are not asked again."""
    rows = OutboxRow.objects.filter(topic=freeing.NEXT, key=_key(opening, opening.until))
    told = rows.values_list("facts", flat=True).first()
    return moment(int(told["since"])) if told else opening.made_at


def _key(opening: Opening, due: datetime) -> str:
    return f"{opening.code}:{minutes(due)}"


def must_be_desk(by: User) -> None:
    """Raises `Refused` for all but desk and owner."""
    if not roles_of(by) & DESK:
        raise Refused("refused", _("Only the front desk can do this."))

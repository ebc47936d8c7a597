"""What the pages of the waitlist show: who waits for what, and what is offered to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import dateformat
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from bookings.core import money
from bookings.core.lifecycle import cancelled_as, fee
from bookings.models import Location, Opening, Therapist, WaitlistEntry, WaitlistOffer
from bookings.queries import plans
from bookings.queries.offers import either, wall
from bookings.queries.showing import Terms
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client
from protocols.core.zones import load

MOST = 200
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Wait:
    """One who waits, in words. `studio`, `whom`, `days` and `hours` are "" for any.

    `hours` are two times of the wall clock; `since` is a moment of it, naive.
    """

    row: WaitlistEntry
    studio: str
    whom: str
    days: str
    hours: str
    since: datetime

    @property
    def code(self) -> str:
        return self.row.code


@dataclass(frozen=True, slots=True)
class Offered:
    """A time that is offered to one who waits. Times are the studio's wall clock, naive; `until`, in
    words, has its day if that is not today.

    `stands`: "open"; what became of it else: "took", "declined", "quicker" (somebody else has it),
    "closed" (the desk took it back), or "lapsed".
    """

    row: WaitlistOffer
    stands: str
    start: datetime
    end: datetime
    until: str
    whom: str
    price: str
    terms: Terms

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def place(self) -> Location:
        return self.row.opening.location


@dataclass(frozen=True, slots=True)
class Held:
    """An open opening at the desk, with those it is offered to now. Times as in `Offered`."""

    row: Opening
    begin: datetime
    end: datetime
    until: str
    therapist: str
    offers: tuple[WaitlistOffer, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What the desk's list is narrowed to: codes, "" for all."""

    location: str = ""
    service: str = ""
    therapist: str = ""


def own(client: Client, now: datetime) -> list[Wait]:
    """What a client waits for, the longest wait first: two queries."""
    return _told(_waiting(now).filter(client=client).order_by("made_at", "pk"))


def one(client: Client, code: str, now: datetime) -> Wait:
    """One of them, while it waits. Raises `NotFound`. Two queries."""
    return _only(_waiting(now).filter(client=client, code=code))


def anybodys(code: str, now: datetime) -> Wait:
    """The same for the desk, whoever waits: two queries."""
    return _only(_waiting(now).filter(code=code))


def everyone(sought: Sought, now: datetime) -> list[Wait]:
    """All who wait, those whom the desk put first at the top, then by what ends soonest: two queries.

    Who waits for any studio or therapist waits for the one that is sought, too.
    """
    rows = _waiting(now).filter(client__joined_into=None)
    if sought.location:
        rows = rows.filter(Q(location__code=sought.location) | Q(location=None))
    if sought.service:
        rows = rows.filter(service__code=sought.service)
    if sought.therapist:
        rows = rows.filter(Q(therapists__contains=[sought.therapist]) | Q(therapists=[]))
    ordered = rows.order_by("first_at", "last_day", "made_at", "pk")  # nulls come last
    return _told(ordered[:MOST])


def openings(now: datetime) -> list[Held]:
    """What is held for those who wait, by start: two queries."""
    rows = Opening.objects.filter(state="open", until__gt=now).order_by("begin_at", "pk")
    offers = WaitlistOffer.objects.select_related("client", "entry__service").order_by("place")
    found = rows.select_related("location", "therapist__user").prefetch_related(
        Prefetch("offers", queryset=offers)
    )
    return [_held(row, now) for row in found]


def opening(code: str) -> Opening:
    """An opening by its code, open or not: one query. Raises `NotFound`."""
    row = Opening.objects.filter(code=code).select_related("location", "therapist__user").first()
    if row is None:
        raise NotFound("not_found", _("There is no such record."))
    return row


def names_of(therapist: Therapist, now: datetime) -> list[str]:
    """Whom the newest opening of a therapist is offered to, in order: one query."""
    rows = WaitlistOffer.objects.filter(opening__therapist=therapist, opening__made_at=now)
    return [each.client.name for each in rows.select_related("client").order_by("place")]


def offers_open(client: Client, now: datetime) -> list[Offered]:
    """What is offered to a client right now, by start: one query."""
    rows = _offers().filter(client=client, answer="", entry__state="waiting")
    rows = rows.filter(opening__state="open", opening__until__gt=now)
    return [offered(row, now) for row in rows.order_by("start_at", "pk")]


def offer(code: str, now: datetime, *, client: Client | None = None) -> Offered:
    """One offer, and what became of it; of this client, if one is named. One query.

    Raises `NotFound`, too for a client who was erased or joined with another record.
    """
    rows = _offers().filter(code=code, client__joined_into=None).exclude(client__key=None)
    if client is not None:
        rows = rows.filter(client=client)
    row = rows.first()
    if row is None:
        raise NotFound("not_found", _("There is no such record."))
    return offered(row, now)


def offered(row: WaitlistOffer, now: datetime) -> Offered:
    """An offer in words, read before with all that belongs to it: no query."""
    entry, opening = row.entry, row.opening
    zone, service = load(opening.location.zone), entry.service
    price = dict(service.lengths).get(entry.minutes, 0)
    hours, percent = _agreed(row.client).of(service)
    start, late = row.start_at, cancelled_as(row.start_at, change_hours=hours, now=now)
    return Offered(
        row=row,
        stands=_stands(row, now),
        start=wall(start, zone),
        end=wall(start + timedelta(minutes=entry.minutes), zone),
        until=_until(opening, now),
        whom=str(opening.therapist),
        price=money.told(price, service.currency),
        terms=Terms(
            until=wall(start - timedelta(hours=hours), zone),
            hours=hours,
            percent=percent,
            fee=money.told(fee(price, percent), service.currency),
            late=late == "late_cancelled",
        ),
    )


def _agreed(client: Client) -> plans.Terms:
    """What their group has agreed, as a booking will have it; read with the offer."""
    group = client.membership.group if hasattr(client, "membership") else None
    if group is None or not group.active:
        return plans.Terms()
    return plans.Terms(group.change_hours, group.late_fee_percent)


def _stands(row: WaitlistOffer, now: datetime) -> str:
    if row.answer:
        return row.answer
    if row.opening.state != "open":
        return "quicker" if row.opening.state == "taken" else "closed"
    return "open" if row.opening.until > now and row.entry.state == "waiting" else "lapsed"


def _waiting(now: datetime) -> QuerySet[WaitlistEntry]:
    """Those whose last day is not over anywhere; `now` is enough for that."""
    rows = WaitlistEntry.objects.filter(state="waiting", last_day__gte=_yesterday(now))
    return rows.select_related("client", "service", "location", "race")


def _yesterday(now: datetime) -> date:
    """A day that is not over west of here, either."""
    return (now - timedelta(hours=12)).date()


def _offers() -> QuerySet[WaitlistOffer]:
    return WaitlistOffer.objects.select_related(
        *("client__membership__group", "entry__service"),
        *("opening__location", "opening__therapist__user"),
    )


def _only(rows: QuerySet[WaitlistEntry]) -> Wait:
    found = _told(rows)
    if not found:
        raise NotFound("not_found", _("There is no such record."))
    return found[0]


def _told(rows: Iterable[WaitlistEntry]) -> list[Wait]:
    """The rows in words: the names of all their therapists are one query."""
    found = list(rows)
    codes = {code for row in found for code in row.therapists}
    people = Therapist.objects.filter(code__in=codes).select_related("user")
    names = {each.code: str(each) for each in people}
    return [_wait(row, [names[c] for c in row.therapists if c in names]) for row in found]


def _wait(row: WaitlistEntry, names: Sequence[str]) -> Wait:
    zone = row.location.zone if row.location else row.client.zone
    exact = (row.from_minute, row.until_minute) != (0, DAY)
    return Wait(
        row=row,
        studio=row.location.name if row.location else "",
        whom=either(names) if names else "",
        days=_days(row.days),
        hours=f"{clock(row.from_minute)}–{clock(row.until_minute)}" if exact else "",
        since=wall(row.made_at, load(zone)),
    )


def _days(days: Sequence[int]) -> str:
    """*Tue, Thu*; "" for any day."""
    return "" if len(days) == 7 else ", ".join(str(WEEKDAYS_ABBR[day]) for day in sorted(days))


def _until(opening: Opening, now: datetime) -> str:
    """Until when it is held, by the wall: with its day if that is not today."""
    zone = load(opening.location.zone)
    until = wall(opening.until, zone)
    today = until.date() == wall(now, zone).date()
    return dateformat.format(until, "H:i" if today else "D j M, H:i")


def _held(row: Opening, now: datetime) -> Held:
    zone = load(row.location.zone)
    return Held(
        row=row,
        begin=wall(row.begin_at, zone),
        end=wall(row.end_at, zone),
        until=_until(row, now),
        therapist=str(row.therapist),
        offers=tuple(row.offers.all()),
    )


def clock(minute: int) -> str:
    """A minute of the day as its clock shows it; the day ends at 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"

"""The waitlist: joining it, changing what one waits for, leaving it, being put first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import booking, offers
from bookings.models import Location, Opening, Therapist, WaitlistEntry
from bookings.queries import standing, waitlist_days
from bookings.queries.services import Order
from bookings.queries.waitlist_order import GONE, still_open, what
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import practice
from protocols.core import walls
from protocols.models import Race

MOST = 5  # that one client waits for at a time
FAR = timedelta(days=366)
PAST = timedelta(days=7)  # after a race that can still be waited for
RUNNING = ("pre_event", "post_event", "general", "injury")
WHEN = (
    *("service", "minutes", "depth", "location", "therapists", "days"),
    *("from_minute", "until_minute", "first_day", "last_day", "for_race", "race"),
)


@dataclass(frozen=True)
class Sought:
    """What somebody waits for, as the row has it."""

    order: Order
    location: Location | None
    therapists: list[str]
    days: list[int]
    from_minute: int
    until_minute: int
    first_day: date
    last_day: date
    race: Race | None


@transaction.atomic
def join(  # noqa: PLR0913 - a wish has so many sides, and each is named
    *,
    by: User,
    client: Client,
    order: Order,
    now: datetime,
    location: str = "",
    therapists: Collection[str] = (),
    days: Collection[int] = (),
    from_minute: int = 0,
    until_minute: int = 1440,
    first_day: date | None = None,
    last_day: date | None = None,
    race: Race | None = None,
) -> WaitlistEntry:
    """Wait for a time; for a race of one's own the rules say on which days. Client or desk.

    Places and people are codes, "" and () any; minutes are of the studio's wall clock, in which the
    session lies whole. At most five at a time, and none twice. Raises `Invalid` with the field.
    """
    locked = _locked(by, client, now)
    sought = _sought(
        locked,
        order,
        now,
        location=location,
        therapists=therapists,
        days=days,
        hours=(from_minute, until_minute),
        first_day=first_day,
        last_day=last_day,
        race=race,
    )
    held = _held(locked, now)
    if len(held) >= MOST:
        raise Invalid("too_many", _("Five at a time: leave one of them first."), field="service")
    row = WaitlistEntry(client=locked, made_by=by, made_at=now)
    _write(row, sought)
    _only_once(row, held)
    with audit.acting(by, "join waitlist"):
        row.save()
    return row


@transaction.atomic
def change(  # noqa: PLR0913 - as `join`
    *,
    by: User,
    entry: WaitlistEntry,
    order: Order,
    now: datetime,
    location: str = "",
    therapists: Collection[str] = (),
    days: Collection[int] = (),
    from_minute: int = 0,
    until_minute: int = 1440,
    first_day: date | None = None,
    last_day: date | None = None,
    race: Race | None = None,
) -> WaitlistEntry:
    """Wait for something else, without losing one's turn. Raises what `join` raises.

    What is offered is declined if it is not what is waited for now.
    """
    _lock_offered(entry, now)
    locked = _locked(by, entry.client, now)
    row = _waiting(entry)
    before = what(row)
    sought = _sought(
        locked,
        order,
        now,
        location=location,
        therapists=therapists,
        days=days,
        hours=(from_minute, until_minute),
        first_day=first_day,
        last_day=last_day,
        race=race,
    )
    _write(row, sought)
    _only_once(row, _held(locked, now))
    with audit.acting(by, "change waitlist"):
        row.save(update_fields=WHEN)
    if what(row) != before:
        _decline(by, row, now)
    return row


@transaction.atomic
def leave(*, by: User, entry: WaitlistEntry, now: datetime) -> WaitlistEntry:
    """Wait no more; an offer that is open is declined with it. Client or desk."""
    _lock_offered(entry, now)
    _locked(by, entry.client, now)
    row = WaitlistEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.state == "waiting":
        row.state, row.ended_at = "left", now
        with audit.acting(by, "leave waitlist"):
            row.save(update_fields=["state", "ended_at"])
        _decline(by, row, now)
    return row


def _lock_offered(entry: WaitlistEntry, now: datetime) -> None:
    """What is offered, locked before the client is, as `offers.take` does."""
    open_ = entry.offers.filter(still_open(now))
    held = Opening.objects.filter(pk__in=open_.values("opening"))
    list(held.order_by("pk").select_for_update())


def _decline(by: User, row: WaitlistEntry, now: datetime) -> None:
    for offer in row.offers.filter(still_open(now)):
        offers.decline(by=by, offer=offer, now=now)


@transaction.atomic
def put_first(
    *, by: User, entry: WaitlistEntry, now: datetime, first: bool = True
) -> WaitlistEntry:
    """Put somebody before all others, or back to their place. For the desk."""
    if not standing.must(by, booking.lock_client(entry.client), now).desk:
        raise Refused("refused", _("Only the front desk can do this."))
    row = _waiting(entry)
    row.first_at = now if first else None
    with audit.acting(by, "put first"):
        row.save(update_fields=["first_at"])
    return row


def _locked(by: User, client: Client, now: datetime) -> Client:
    locked = booking.lock_client(client)
    stands = standing.must(by, locked, now)
    if not (stands.own or stands.desk):
        raise NotFound("not_found", _("There is no such record."))
    return locked


def _waiting(entry: WaitlistEntry) -> WaitlistEntry:
    row = WaitlistEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.state != "waiting":
        raise Conflict("changed", _("Nobody waits for this any more."))
    return row


def _sought(  # noqa: PLR0913 - as `join`
    client: Client,
    order: Order,
    now: datetime,
    *,
    location: str,
    therapists: Collection[str],
    days: Collection[int],
    hours: tuple[int, int],
    first_day: date | None,
    last_day: date | None,
    race: Race | None,
) -> Sought:
    if order.service.off_site:  # an offer has to be taken with one tap: it names no address
        sentence = _("Nobody waits for a visit at their own place. Ring us up for it.")
        raise Invalid("off_site", sentence, field="service")
    where = _place(location)
    _known(therapists)
    zone = where.zone if where else practice().zone
    today = walls.today(now, zone)
    if race is not None:
        first_day, last_day = _useful(client, order, race, zone, now)
        days, hours = (), (0, 1440)
    first = max(first_day or today, today)
    last = last_day or first + timedelta(weeks=4)
    if last < first:
        raise Invalid("invalid", _("It is before the first day."), field="last_day")
    if last > today + FAR:
        raise Invalid("invalid", _("At most a year ahead."), field="last_day")
    if not set(days) <= set(range(7)):
        raise Invalid("invalid", _("Choose days of the week."), field="days")
    begin, end = hours
    if not 0 <= begin < end <= 1440:
        raise Invalid("invalid", _("It ends after it begins."), field="until_minute")
    if end - begin < order.minutes:
        raise Invalid("too_short", _("The session does not fit in there."), field="until_minute")
    return Sought(
        order, where, sorted(therapists), sorted(set(days)), begin, end, first, last, race
    )


def _place(code: str) -> Location | None:
    if not code:
        return None
    found = Location.objects.filter(code=code, active=True).first()
    if found is None:
        raise Invalid("invalid", _("There is no such studio."), field="location")
    return found


def _known(codes: Collection[str]) -> None:
    found = Therapist.objects.filter(code__in=list(codes), active=True).count()
    if found < len(set(codes)):
        raise Invalid("invalid", _("There is no such therapist."), field="therapists")


def _useful(
    client: Client, order: Order, race: Race, zone: str, now: datetime
) -> tuple[date, date]:
    """The days that the rules find useful, of a race of this client that is to come or just over."""
    if race.client_id != client.pk:
        raise NotFound("not_found", _("There is no such record."))
    if race.status in GONE or race.start_at < now - PAST:
        raise Invalid("invalid", _("This race is not to come any more."), field="race")
    if order.service.type not in RUNNING:
        sentence = _("This service has nothing to do with a race.")
        raise Invalid("invalid", sentence, field="service")
    found = waitlist_days.useful(client, order, race, zone, now)
    if found is None:
        sentence = _("The rules recommend no such session near this race. Name days instead.")
        raise Invalid("invalid", sentence, field="service")
    return found


def _write(row: WaitlistEntry, sought: Sought) -> None:
    order = sought.order
    row.service, row.minutes, row.depth = order.service, order.minutes, order.depth
    row.location, row.therapists, row.days = sought.location, sought.therapists, sought.days
    row.from_minute, row.until_minute = sought.from_minute, sought.until_minute
    row.first_day, row.last_day = sought.first_day, sought.last_day
    row.for_race, row.race = sought.race is not None, sought.race


def _held(client: Client, now: datetime) -> list[WaitlistEntry]:
    """What a client waits for: past its last day, or with its race gone, it has ended by itself."""
    rows = WaitlistEntry.objects.filter(client=client, state="waiting")
    rows = rows.filter(last_day__gte=now.date() - timedelta(days=1))
    return list(rows.exclude(for_race=True, race=None).exclude(race__status__in=GONE))


def _only_once(row: WaitlistEntry, held: Iterable[WaitlistEntry]) -> None:
    names = (*WHEN[1:6], "service_id", "from_minute", "until_minute", "race_id")
    for each in held:
        same = all(getattr(row, name) == getattr(each, name) for name in names)
        if same and each.pk != row.pk:
            raise Invalid("twice", _("This stands on the list already."), field="service")

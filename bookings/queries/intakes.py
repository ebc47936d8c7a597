"""What is asked before a session, and how far it is answered. No sealed text is opened here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.core.lifecycle import COMING
from bookings.core.notices import minutes_of
from bookings.models import Appointment
from bookings.queries import appointments
from bookings.queries.notices import reach
from clinic.foundation.codes import digest
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, OneTimeToken, OutboxRow
from protocols.core import walls
from protocols.core.intake.asking import asked
from protocols.core.intake.shape import LASTS, Form, Section
from protocols.models import Intake, Race
from protocols.queries import forms, intake
from protocols.queries.whose import zone_of

PURPOSE = "intake"
SOONEST = LASTS["acute"]  # what is answered earlier would be stale again by the session
NEAR = timedelta(days=60)  # races that a section of the form can be about
MOST = 10  # of the sessions to come are looked at
BEFORE = COMING | {"arrived"}


@dataclass(frozen=True, slots=True)
class Open:
    """The sections that are asked now, and the session that they are asked for; None for none."""

    row: Appointment | None
    sections: tuple[Section, ...]


def states(rows: Collection[Appointment], now: datetime) -> dict[int, str]:
    """How the intake of each stands: *review*, *complete*, *open*. Three queries, none
    without rows.

    Complete is what is fresh at the session's start, whenever that is.
    """
    if not rows:
        return {}
    said = intake.answered({row.client_id for row in rows}, now)
    races, form = _races(rows), forms.current()[1]
    found = {}
    for row in rows:
        mine = said.get(row.client_id, {})
        left = _left(form, row, races[row.client_id], mine, row.start_at, now)
        found[row.pk] = "review" if row.state == "review" else "open" if left else "complete"
    return found


def open_for(client: Client, sitting: Intake | None, now: datetime) -> Open:
    """What a client can answer now: for the soonest session that still asks for something.

    Without any session to come what is asked of everybody. A fixed number of queries.
    """
    rows = Appointment.objects.filter(client=client, state__in=BEFORE, start_at__gt=now)
    coming = list(rows.select_related("service", "location").order_by("start_at")[:MOST])
    form, said = intake.form_of(sitting), intake.answered([client], now).get(client.pk, {})
    races = _races(coming)[client.pk] if coming else []
    for row in coming:
        if sections := _left(form, row, races, said, _at(row, now), now):
            return Open(row, sections)
    if coming:
        return Open(coming[0], ())
    near = _races_of([client.pk], now - NEAR, now + NEAR)
    today = walls.today(now, zone_of(client))
    ahead, behind = _days(near, today, now, now)
    left = asked(form, types=(), ahead=ahead, behind=behind, answered=said, at=now)
    return Open(None, left)


def open_of(row: Appointment, sitting: Intake | None, now: datetime) -> tuple[Section, ...]:
    """The sections that one session asks for now: a fixed number of queries."""
    said = intake.answered([row.client_id], now).get(row.client_id, {})
    races = _races([row])[row.client_id]
    return _left(intake.form_of(sitting), row, races, said, _at(row, now), now)


def to_ask(row: OutboxRow, now: datetime) -> bool:
    """Whether a message that asks the questions still fits: the session stands where it was, lies
    ahead, and something is still open.
    """
    rows = Appointment.objects.filter(code=row.about, start_at__gt=now, state__in=COMING)
    found = rows.select_related("client").first()
    if found is None or minutes_of(found.start_at) != row.facts["start"]:
        return False
    reached = reach(found.client, sms=True)
    return (reached.mail or reached.sms) and bool(open_of(found, None, now))


@dataclass(frozen=True, slots=True)
class Behind:
    """A live link, and the session whose questions it opens."""

    secret: str
    row: Appointment

    @property
    def client(self) -> Client:
        return self.row.client

    def link(self, browser: str) -> str:
        """What names the sitting that one browser writes by this link: no other one sees it."""
        return digest(f"{self.secret} {browser}")


def behind(secret: str, now: datetime) -> Behind:
    """What a link opens: three queries. Raises `NotFound`, alike for whatever does not work.

    Several messages have links; all of them end when something was sent in by one.
    """
    live = OneTimeToken.objects.filter(
        digest=digest(secret), purpose=PURPOSE, spent_at=None, expires_at__gt=now
    )
    token = live.first()
    rows = appointments.full().filter(state__in=BEFORE, start_at__gt=now)
    rows = rows.exclude(client__key=None)  # erased
    row = rows.filter(code=token.about).first() if token else None
    if token is None or row is None or intake.sent_behind(row.code, token.issued_at):
        raise NotFound("not_found", "no live link")
    return Behind(secret, row)


def _at(row: Appointment, now: datetime) -> datetime:
    """The moment that answers have to hold at: the start, once answers of today can last to it."""
    return row.start_at if row.start_at < now + SOONEST else now


def _left(
    form: Form,
    row: Appointment,
    races: Iterable[Race],
    said: Mapping[str, datetime],
    at: datetime,
    now: datetime,
) -> tuple[Section, ...]:
    ahead, behind = _days(races, date.fromisoformat(row.local_start[:10]), row.start_at, now)
    return asked(form, types=(row.type,), ahead=ahead, behind=behind, answered=said, at=at)


def _races(rows: Collection[Appointment]) -> dict[int, list[Race]]:
    begin = min(row.start_at for row in rows) - NEAR
    end = max(row.start_at for row in rows) + NEAR
    found: dict[int, list[Race]] = defaultdict(list)
    for race in _races_of({row.client_id for row in rows}, begin, end):
        found[race.client_id].append(race)
    return found


def _races_of(clients: Collection[int], begin: datetime, end: datetime) -> list[Race]:
    rows = Race.objects.filter(client__in=clients, start_at__gte=begin, start_at__lte=end)
    rows = rows.exclude(status__in=("dns", "cancelled"))
    return list(rows.exclude(status="planned", listed__cancelled=True))


def _days(
    races: Iterable[Race], day: date, at: datetime, now: datetime
) -> tuple[int | None, int | None]:
    """Days from a day to the next race after `at`, and since the last one that is over by `now`:
    None for none. How sore a race made them nobody can say before they have run it.
    """
    ahead = [(race.local_start.date() - day).days for race in races if race.start_at >= at]
    past = [(day - race.local_start.date()).days for race in races if _end(race) <= min(at, now)]
    return min(ahead, default=None), min(past, default=None)


def _end(race: Race) -> datetime:
    return race.finish_at or race.start_at + timedelta(minutes=race.expected_minutes or 0)

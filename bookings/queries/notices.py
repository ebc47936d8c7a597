"""What a message about a session says, and whether it still has to be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from bookings.core import ical, money, notices
from bookings.core.notices import Reach, Stand
from bookings.models import Appointment, HistoryLine, Location, Resource
from bookings.queries import appointments, series_told
from bookings.queries.offers import together
from bookings.queries.series_told import BEFORE_IT
from bookings.queries.showing import Terms, terms
from clinic.foundation.core import zones
from clinic.foundation.models import Client, OutboxRow
from protocols.core import walls

State = OutboxRow.State


@dataclass(frozen=True)
class Telling:
    """One session and what its client has been told of it so far.

    `told` is the line of history of the last message that left, `newer` whether a later line has
    a message of its own, `sending` whether an earlier message may be leaving right now, or may have
    left though nobody noted it. `others` are the lines with another message than this; `elsewhere`:
    the message of the whole series, which waits, will tell of it.
    """

    row: Appointment
    line: int
    told: int | None
    newer: bool
    sending: bool
    others: frozenset[int] = frozenset()
    elsewhere: bool = False

    @cached_property
    def lines(self) -> list[tuple[int, str, dict[str, Any]]]:
        """Its history up to this line: number, what was done, how it stood then. One query."""
        upto = max(self.line, self.told or 0)
        lines = HistoryLine.objects.filter(appointment=self.row, pk__lte=upto)
        return list(lines.order_by("at", "pk").values_list("pk", "did", "after"))

    @cached_property
    def stands(self) -> tuple[Stand | None, Stand]:
        """How the client thinks that it stands, and how it does: two queries."""
        after = {pk: after for pk, _did, after in self.lines if pk in (self.line, self.told)}
        keys = {key for each in after.values() for key in each["resources"]}
        people = Resource.objects.filter(pk__in=keys, kind="therapist")
        therapists = set(people.values_list("pk", flat=True))
        stands = {pk: notices.stand(each, therapists) for pk, each in after.items()}
        return stands.get(self.told or 0), stands[self.line]

    @property
    def change(self) -> str:
        """What is new to the client (`core.notices.change`); "first" if they know nothing yet.

        "" too for who knows nothing and is to hear nothing by this message: what they were to hear
        of was taken back, or they hear of it elsewhere.
        """
        told, now = self.stands
        if told is None:
            return "" if self.elsewhere or self._taken_back() else "first"
        return notices.change(told, now)

    def _taken_back(self) -> bool:
        """Whether this line takes back the only ones that left a message."""
        stand: list[int] = []
        for pk, did, _after in self.lines:
            stand = stand[:-1] if did == "undone" else [*stand, pk]
        return self.lines[-1][1] == "undone" and not self.others & set(stand)


def telling(row: OutboxRow, appointment: Appointment, now: datetime) -> Telling:
    """What a message that tells how a session stands has to do with those before it.

    One query; two more for a session of a series.
    """
    others = OutboxRow.objects.filter(about=row.about, topic__in=notices.TELLING)
    lines = [(each.facts["line"], each) for each in others.exclude(pk=row.pk)]
    mine = row.facts["line"] if row.about == appointment.code else _last(appointment)
    told = max((line for line, each in lines if each.state == State.DONE), default=None)
    whole = series_told.message(appointment)
    whole = None if whole is None or whole.pk == row.pk else whole
    if whole and whole.state == State.DONE:
        told = max(told or 0, min(mine, series_told.heard(appointment, whole) or 0)) or None
    return Telling(
        row=appointment,
        line=mine,
        told=told,
        newer=any(line > mine for line, _each in lines),
        sending=any(
            _may_leave(each, now) or (line > (told or 0) and each.may_have_left)
            for line, each in [*lines, *([(mine, whole)] if whole else [])]
        ),
        others=frozenset(line for line, _each in lines),
        elsewhere=row.topic == notices.CHANGED and _waits(whole),
    )


def _waits(row: OutboxRow | None) -> bool:
    return row is not None and row.state == State.WAITING


def _last(row: Appointment) -> int:
    last = HistoryLine.objects.filter(appointment=row).order_by("at", "pk").last()
    return last.pk if last else 0


def _may_leave(row: OutboxRow, now: datetime) -> bool:
    """Whether work on a message began that has not ended: nobody can say yet whether it left."""
    if row.state != State.WAITING or row.tries == 0:
        return False
    return not row.last_error or (row.claimed_until is not None and row.claimed_until > now)


def to_tell(row: OutboxRow, now: datetime) -> bool:
    """Whether the client still has to hear how their session stands.

    Not if a later message says it, nor if they know it already (it was moved and moved back), and
    nothing of a session that was cancelled or has begun but that it is cancelled. The message of a
    series tells of all that is left of it, whatever becomes of its first.
    """
    found = Appointment.objects.filter(code=row.about).select_related("bundle").first()
    if found is None:
        return False
    if row.topic == notices.BOOKED and found.bundle and found.bundle.kind == "series":
        return series_told.ahead(found, now).exists()
    if not _fits(row.topic, found, now):
        return False
    news = telling(row, found, now)
    return not news.newer and (news.sending or news.change != "")


def _fits(topic: str, row: Appointment, now: datetime) -> bool:
    cancelled = row.state in ical.CANCELLED
    return cancelled if topic == notices.CANCELLED else not cancelled and _ahead(row, now)


def to_remind(row: OutboxRow, now: datetime) -> bool:
    """Whether a reminder still fits: confirmed, at the start it was planned for, not begun yet."""
    rows = Appointment.objects.filter(code=row.about).select_related("client")
    found = rows.first()
    if found is None or found.state not in ("confirmed", "arrived") or found.start_at <= now:
        return False
    reached = reach(found.client, sms=True)
    same = notices.minutes_of(found.start_at) == row.facts["start"]
    return same and (reached.mail or (reached.sms and row.topic == notices.SOON))


def _ahead(row: Appointment, now: datetime) -> bool:
    return row.state in BEFORE_IT and row.start_at > now


def reach(client: Client, *, sms: bool) -> Reach:
    """How a client can be reached; `sms`: whether the clinic can send short messages."""
    return Reach(bool(client.email), sms and bool(client.phone), client.by_sms)


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a message may say of a session: when, where, with whom, on which terms.

    Templates get this and no appointment, so that they cannot tell what was booked, or why. Times
    are the studio's wall clock, naive; `zone` names it where the client's own shows another time.
    `before` is the start that the client knows. `fee` is due, "" if nothing is.
    """

    start: datetime
    end: datetime
    zone: str
    studio: str
    place: str
    directions: str
    phone: str
    whom: str
    review: bool
    terms: Terms
    fee: str
    before: datetime | None = None
    change: str = ""
    ours: bool = False
    series: tuple[datetime, ...] = ()  # all of its series that are to come, if it is in one


def session(code: str, now: datetime) -> appointments.Session | None:
    """A session by its code, with its people and places: two queries."""
    row = appointments.full().filter(code=code).first()
    return appointments.session(row, now) if row else None


def spoken_of(row: OutboxRow, now: datetime) -> appointments.Session | None:
    """The session that a message speaks of; that of a series: the next of it, if its first is off."""
    found = session(row.about, now)
    if found is None or row.topic != notices.BOOKED or _ahead(found.row, now):
        return found
    following = series_told.ahead(found.row, now).first() if found.row.bundle_id else None
    return session(following.code, now) if following else found


def letter(of: appointments.Session, news: Telling | None, *, ours: bool, now: datetime) -> Letter:
    """A session for its client's eyes; `news` if it is told how it stands."""
    row = of.row
    change = news.change if news else ""
    told = news.stands[0] if news and change in ("time", "again") else None
    return Letter(
        start=walls.wall_of(row.start_at, row.zone),
        end=walls.wall_of(row.end_at, row.zone),
        zone=named(row.start_at, row.zone, row.client.zone),
        studio="" if row.service.off_site else row.location.name,
        place=row.venue if row.service.off_site else row.location.address,
        directions="" if row.service.off_site else row.location.directions,
        phone=row.location.phone,
        whom=together(of.therapists),
        review=row.state == "review",
        terms=terms(row, now),
        fee=money.told(row.fee, row.currency) if row.fee else "",
        before=walls.wall_of(told.start, row.zone) if told and told.start != row.start_at else None,
        change=change,
        ours=ours,
        series=_series(row, now) if row.bundle_id else (),
    )


def _series(row: Appointment, now: datetime) -> tuple[datetime, ...]:
    """The starts of its series that are to come, on the wall: one query; none of a party's."""
    starts = [walls.wall_of(each.start_at, each.zone) for each in series_told.ahead(row, now)]
    return tuple(starts) if len(starts) > 1 else ()


def named(at: datetime, zone: str, reader: str) -> str:
    """*Berlin* for Europe/Berlin, if the reader's clock shows another time at that moment."""
    same = walls.wall_of(at, zone) == walls.wall_of(at, zones.known(reader))
    return "" if same else zone.rpartition("/")[2].replace("_", " ")


def _studio(where: Location) -> str:
    return ", ".join(part for part in (where.name, where.address) if part)


def entry(row: Appointment, *, title: str, url: str, upto: int | None = None) -> ical.Entry:
    """A session for a calendar, numbered by its lines of history (up to one of them): one query."""
    lines = HistoryLine.objects.filter(appointment=row)
    if upto is not None:
        lines = lines.filter(pk__lte=upto)
    at = list(lines.order_by("pk").values_list("at", flat=True))
    return ical.Entry(
        code=row.code,
        state=row.state,
        start=row.start_at,
        end=row.end_at,
        changed=at[-1] if at else row.booked_at,
        changes=len(at),
        title=title,
        place=row.venue if row.service.off_site else _studio(row.location),
        url=url,
    )

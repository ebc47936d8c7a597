"""What the settle page asks: of each session that no longer fits whether to keep, move or release it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.core import settling
from bookings.core.settling import Time
from bookings.models import Appointment
from bookings.queries import setup, showing
from bookings.queries.appointments import Session
from bookings.queries.busy import minutes, moment
from bookings.queries.offers import Teller, main_reason, pick
from bookings.queries.search import Ask, Found, Offer, search
from bookings.queries.services import ordered
from bookings.queries.settling import AHEAD, BEHIND, Coming, Fit, Places, read
from bookings.queries.setup import Setup
from bookings.queries.showing import Card
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client
from protocols.core import walls

MOST = 6  # sessions that are asked about at once
DAY = timedelta(days=1)
KEEP, RELEASE = "keep", "release"
YEARS = range(1971, 2200)  # a year within what the rules can judge: no zone leads out of it


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to do with a session; `value` is `keep`, `release` or a time as buttons name it.

    `minds` are what has to be ticked for it. The rest is of a time: its wall clock, with whom.
    """

    value: str
    minds: tuple[tuple[str, str], ...] = ()
    fee: str = ""
    verdict: str = ""
    start: datetime | None = None
    end: datetime | None = None
    whom: str = ""
    reason: str = ""
    at: datetime | None = None
    therapist: str = ""


@dataclass(frozen=True)
class Question:
    """One session that no longer fits. `default` is "" where nothing can be suggested."""

    fit: Fit
    card: Card
    options: tuple[Option, ...]
    default: str

    @property
    def code(self) -> str:
        return self.fit.row.code

    @property
    def stays(self) -> bool:
        """Whether only the desk can move it: its free change is over, or its studio is shut."""
        return self.card.terms.late or not self.fit.row.location.active

    @property
    def moves(self) -> list[Option]:
        return [option for option in self.options if option.start]

    def option(self, value: str) -> Option | None:
        """What was chosen, if it can be."""
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True)
class Page:
    """`questions` are at most six; `more` follow once these are settled. `fitting` need nothing."""

    questions: tuple[Question, ...]
    fitting: tuple[Card, ...]
    more: int


def page(client: Client, now: datetime, chosen: Mapping[str, str] | None = None) -> Page:
    """The page, with what was `chosen` so far (by code): each session is judged beside the others'
    new places.

    A fixed number of queries, and two for each session that could move.
    """
    coming, chosen = read(client, now), chosen or {}
    fits = coming.fits()
    unfit = [fit for fit in fits if fit.news]
    cards = {s.row.code: showing.card(s, now) for s in coming.sessions}
    asked = unfit[:MOST]
    known = _known(asked, now) if asked else None
    places = _places(asked, chosen)
    questions = []
    for fit in asked:
        beside = {code: at for code, at in places.items() if code != fit.row.code}
        question = _question(coming, fit, cards[fit.row.code], known, beside, chosen)
        questions.append(question)
        if fit.row.code not in chosen:
            places |= _places([fit], {fit.row.code: question.default})
    fitting = tuple(cards[fit.row.code] for fit in fits if not fit.news)
    return Page(tuple(questions), fitting, len(unfit) - len(asked))


def _places(asked: list[Fit], chosen: Mapping[str, str]) -> dict[str, datetime | None]:
    """Where the sessions will stand. One that nothing is said of yet is in nobody's way."""
    places: dict[str, datetime | None] = {}
    for fit in asked:
        value = chosen.get(fit.row.code, RELEASE)
        if value != KEEP:
            places[fit.row.code] = start_of(value)
    return places


def start_of(value: str) -> datetime | None:
    """The start that a value names; None for one that names none."""
    try:
        found = datetime.fromisoformat(value.split("|", maxsplit=1)[0])
    except ValueError:
        return None
    return found if found.tzinfo is not None and found.year in YEARS else None


def _known(asked: list[Fit], now: datetime) -> Setup:
    """Everything that is set up on the days that these sessions may move to."""
    starts = [fit.row.start_at for fit in asked]
    first = max(min(starts) - BEHIND, now).date() - DAY
    return setup.read(first=first, last=(max(starts) + AHEAD).date() + 2 * DAY)


def _question(
    coming: Coming,
    fit: Fit,
    card: Card,
    known: Setup | None,
    places: Places,
    chosen: Mapping[str, str],
) -> Question:
    beside = coming.fit(fit.row, places) if fit.row.code in chosen else fit
    keep = Option(KEEP, tuple(each.words for each in beside.news))
    fee = card.terms.fee if card.terms.late and card.terms.percent else ""
    release = Option(RELEASE, fee=fee)
    session = next(s for s in coming.sessions if s.row.pk == fit.row.pk)
    moves: list[Option] = []
    if known and not card.terms.late and fit.row.location.active:
        moves = _moves(coming, session, known, places, chosen.get(fit.row.code, ""))
    if not beside.news:
        default = KEEP
    elif moves:
        default = moves[0].value
    else:
        default = "" if card.terms.late else RELEASE
    return Question(fit, card, (keep, *moves, release), default)


def _moves(
    coming: Coming, session: Session, known: Setup, places: Places, wish: str
) -> list[Option]:
    """The best times for a session, and the wished one if it is free: two queries."""
    row, now = session.row, coming.now
    try:
        found = search(_ask(coming, row, places), now=now, known=known)
    except NotFound:
        return []  # its studio is out of use
    team = {person.key for person in known.people if person.code in session.therapist_codes}
    times: dict[tuple[int, bool], list[Offer]] = {}
    for offer in found.open:
        times.setdefault((offer.slot.start, {*offer.slot.workers} == team), []).append(offer)
    wished = start_of(wish)
    told = coming.around(row, places)
    others = [minutes(datetime.fromisoformat(other["start"])) for other in told]
    chosen = settling.best(
        (_time(found, same[0], others, alike=alike) for (_at, alike), same in times.items()),
        minutes(row.start_at),
        keep=[minutes(wished)] if wished else [],
    )
    whom = session.therapist_codes[0] if len(session.therapist_codes) == 1 else ""
    teller = Teller(found)
    return [_option(teller, times[t.start, t.same], whom if t.same else "") for t in chosen]


def _ask(coming: Coming, row: Appointment, places: Places) -> Ask:
    today = walls.today(coming.now, row.zone)
    day = walls.wall_of(row.start_at, row.zone).date()
    first = max(day - BEHIND, today)
    return Ask(
        order=ordered(row),
        first=first,
        days=(day + AHEAD - first).days + 1,
        location=row.location.code,
        client=coming.client,
        moving=row,
        calendar=coming.told(row, places),
        cleared=coming.held[row.code].cleared,
    )


def _time(found: Found, offer: Offer, others: Sequence[int], *, alike: bool) -> Time:
    at = offer.slot.start
    day = moment(at).astimezone(found.zone(offer)).date().toordinal()
    return Time(at, offer.verdict, day, alike, settling.crowded(at, others))


def _option(teller: Teller, same: list[Offer], therapist: str) -> Option:
    (entry,) = teller.entries(same)
    reasons = teller.reasons(entry)
    minds = ((r["rule"], r["because"]) for r in reasons if r["effect"] == "caution")
    at = moment(entry.at)
    studio = teller.found.setup.studio[entry.place].code
    return Option(
        value=pick(at, studio, therapist),
        minds=tuple(minds) if entry.verdict == "caution" else (),
        verdict=entry.verdict,
        start=entry.start,
        end=entry.end,
        whom=entry.whom,
        reason=main_reason(entry.verdict, reasons),
        at=at,
        therapist=therapist,
    )

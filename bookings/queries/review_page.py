"""One review: what was answered, what the rules say now, what has been done, what can be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings.core import reviewing
from bookings.models import Appointment, Therapist
from bookings.queries import appointments, plans, reviews, season_strips
from bookings.queries.appointments import Session
from bookings.queries.plans import Judged
from bookings.queries.review_queue import Raised, raised
from bookings.queries.reviews import Told
from bookings.queries.search import Ask, Offer, search
from bookings.queries.services import Order, ordered
from bookings.queries.standing import standing
from clinic.foundation.models import User
from clinic.foundation.queries import access
from protocols.core import walls
from protocols.core.intake.shape import NONE_OF_THESE, Question
from protocols.core.season import Season
from protocols.queries import forms, intake, rules, screenings

ACUTE = ("acute", "medication")  # what may have to do with a flag
SAYS_NOTHING: tuple[Any, ...] = (None, "", "no", [], [NONE_OF_THESE])
FEW, AFTER = 3, 21  # other times, within so many days
Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One answer in force that says something, and when it came in."""

    question: Question
    value: Any
    at: datetime | None


@dataclass(frozen=True)
class Review:
    """A booking and its review. `at` and `until` on the studio's wall; `note` is the client's.

    `said` is the engine's answer now; `open` what still asks for a look; `waivable` are rules and
    sentences of the blocks that could be waived. `waived` were, for `waived_because`.
    """

    session: Session
    at: datetime
    until: datetime
    flags: tuple[Raised, ...]
    answers: tuple[Answer, ...]
    steps: tuple[Told, ...]
    said: Json
    open: reviewing.Open
    waivable: tuple[tuple[str, str], ...]
    note: str
    waived: tuple[str, ...]
    waived_because: str
    seasons: dict[int, Season]
    day: date

    @property
    def row(self) -> Appointment:
        return self.session.row

    @property
    def waits(self) -> bool:
        """Whether it stands in review."""
        return self.session.state == "review"

    @property
    def blocked(self) -> bool:
        return bool(self.said["verdict"] == "blocked")

    @property
    def clearable(self) -> tuple[Raised, ...]:
        """Flags that can be cleared for this visit: those that do something to it."""
        return tuple(flag for flag in self.flags if not flag.cleared)

    @property
    def questions(self) -> list[str]:
        """Codes of the lines that asked and have no answer yet."""
        return reviewing.questions_open([(told.row.code, told.line) for told in self.steps])


def read(by: User, row: Appointment, now: datetime) -> Review:
    """Open all of it with one look each, on file first; outside of a transaction. Raises `NotFound`."""
    said_rows = screenings.flags_rows([row.client], now)
    lined = reviews.line_rows([row.pk])
    sittings = intake.intake_rows(row.client, now)
    things: list[access.HealthRecord] = [row, *said_rows, *lined, *sittings]
    texts = access.read_each(by, things, _("Reviewing a booking"), now=now)
    one, two = 1 + len(said_rows), 1 + len(said_rows) + len(lined)
    flags = screenings.flags_told(said_rows, texts[1:one], now).get(row.client_id, [])
    steps = reviews.line_told(lined, texts[one:two])
    judged = plans.judged(plans.as_booked(row), standing(by, row.client, now), now=now)
    kept = json.loads(texts[0]["judged"] or "{}")
    local = walls.wall_of(row.start_at, row.zone)
    return Review(
        session=appointments.one(row, now),
        at=local,
        until=walls.wall_of(row.end_at, row.zone),
        flags=raised(flags, judged.open.codes, [told.line for told in steps]),
        answers=_answers(intake.intake_told(sittings, texts[two:], now)),
        steps=tuple(steps),
        said=judged.said,
        open=judged.open,
        waivable=tuple(waivable(judged)),
        note=texts[0]["note"],
        waived=tuple(kept.get("waivers", ())),
        waived_because=kept.get("reason", ""),
        seasons=season_strips.strips({row.client_id}, local.date(), row.zone, now),
        day=local.date(),
    )


def _answers(told: intake.Told) -> tuple[Answer, ...]:
    form = forms.current()[1]
    asked = (q for section in form.sections if section.lasts in ACUTE for q in section.questions)
    return tuple(
        Answer(question, told.answers[question.code], told.when.get(question.code))
        for question in asked
        if told.answers.get(question.code) not in SAYS_NOTHING
    )


def waivable(judged: Judged) -> list[tuple[str, str]]:
    """The rules that block a session and could be waived, each with its sentence."""
    may = {rule.id for rule in rules.version(judged.version).rules if rule.waivable}
    blocks = [reason for reason in judged.said["reasons"] if reason["effect"] == "blocked"]
    return [(r["rule"], f"{r['rule']}: {r['because']}") for r in blocks if r["rule"] in may]


@dataclass(frozen=True)
class Trial:
    """How a session would be judged as something else; `free`: its time, room and therapist are."""

    order: Order
    said: Mapping[str, Any]
    open: reviewing.Open
    free: bool
    same: bool


def tried(by: User, row: Appointment, order: Order, therapist: str, now: datetime) -> Trial:
    """Judge a session as another type, depth or length at the same start, with its therapist.

    Nothing is opened for anybody's eyes but the engine's words, and those are for who treats.
    """
    wanted = replace(plans.as_booked(row), order=order, therapist=therapist)
    judged = plans.judged(wanted, standing(by, row.client, now), now=now)
    # Its own start is never too late for it, even with its client in the waiting room.
    found = search(_ask(row, order, therapist, days=1), now=min(now, row.start_at))
    return Trial(
        order=order,
        said=judged.said,
        open=judged.open,
        free=any(offer.start == row.start_at for offer in found.offers),
        same=(order.service.pk, order.minutes, order.depth)
        == (row.service_id, row.minutes, row.depth),
    )


def others(row: Appointment, now: datetime) -> list[tuple[datetime, datetime]]:
    """At most three other starts that suit, a day apart, each with its wall clock: as it is booked,
    with its therapist. None while an answer stands against any.
    """
    ask = replace(_ask(row, ordered(row), therapist_of(row), days=AFTER), staff=False)
    found = search(ask, now=now)
    by_day: dict[date, Offer] = {}
    for offer in found.offers:
        if offer.verdict in ("recommended", "fine") and offer.start != row.start_at:
            by_day.setdefault(walls.wall_of(offer.start, row.zone).date(), offer)
    soonest = [by_day[day].start for day in sorted(by_day)][:FEW]
    return [(start, walls.wall_of(start, row.zone)) for start in soonest]


def therapist_of(row: Appointment) -> str:
    """The code of whom a session is with: it stays with them."""
    team = Therapist.objects.filter(resource__occupancies__appointment=row).order_by("pk")
    return str(team.values_list("code", flat=True).first() or "")


def _ask(row: Appointment, order: Order, therapist: str, *, days: int) -> Ask:
    return Ask(
        order=order,
        first=walls.wall_of(row.start_at, row.zone).date(),
        days=days,
        location=row.location.code,
        therapist=therapist,
        client=row.client,
        moving=row,
        staff=True,
        cleared=plans.as_booked(row, waivers=()).cleared,
    )

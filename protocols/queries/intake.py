"""What clients answered: how fresh it is, opened by nobody; and the words, for who may read them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.db.models import CharField, F, Func, Max, QuerySet, Value

from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from clinic.foundation.queries.prepared import Among, Loaded
from protocols.core.intake import drafts
from protocols.core.intake.drafts import Draft
from protocols.core.intake.held import LONGEST
from protocols.core.intake.shape import LASTS, Form, Section
from protocols.models import Intake, Screening
from protocols.queries import forms

FLAGS = "flags"  # the section that the red flags of /check/ stand for
MOST = 50
Answers = dict[str, Any]


def answered(clients: Iterable[Client | int], now: datetime) -> dict[int, dict[str, datetime]]:
    """When each section was last sent in, by the client's number: one query, none opened."""
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    since = now - LONGEST
    whose = Among("client_id", [one if isinstance(one, int) else one.pk for one in clients])
    said = Intake.objects.filter(whose, submitted_at__gt=since, submitted_at__lte=now)
    each = Func(F("sections"), function="unnest", output_field=CharField())
    sent = _newest_of(said.annotate(section=each), "submitted_at")
    checks = Screening.objects.filter(
        whose, whole=True, answered_at__gt=since, answered_at__lte=now
    )
    flags = _newest_of(checks.annotate(section=Value(FLAGS)), "answered_at")
    for client, section, at in sent.union(flags):
        before = found[client].get(section)
        found[client][section] = max(at, before) if before else at
    return dict(found)


def _newest_of(rows: QuerySet[Any], at: str) -> QuerySet[Any, Any]:
    """(client, section, newest) of rows that have a section."""
    grouped = rows.order_by().values("client", "section").annotate(newest=Max(at))
    return cast("QuerySet[Any, Any]", grouped.values_list("client", "section", "newest"))


def draft(client: Client, link: str = "") -> Intake | None:
    """The open sitting of a client, or of one link: one query."""
    rows = Intake.objects.filter(client=client, link=link, submitted_at=None)
    return rows.select_related("client", "version").first()


def form_of(sitting: Intake | None) -> Form:
    """The form that a sitting is over; without one the form in force."""
    return forms.version(sitting.version.number) if sitting else forms.current()[1]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in an open sitting: the answers that count, and those that tabs gave apart."""

    answers: Answers
    twice: dict[str, list[Any]]
    rev: int


EMPTY = Words({}, {}, 0)


def own_words(by: User, sitting: Intake | None, why: str, now: datetime) -> Words:
    """A client's own open sitting, through the read gate; empty without one."""
    if sitting is None or sitting.answers is None:
        return EMPTY
    return _words(sitting, access.read_health(by, sitting, why, now=now)["answers"])


def words_behind(sitting: Intake | None) -> Words:
    """The same for the browser that wrote it by a link, and nobody else: the caller sees to that.

    Whoever looks has no login that a look could name, and reads what they have just typed.
    """
    if sitting is None or sitting.answers is None:
        return EMPTY
    told = access.open_unseen(sitting.client, [sitting])
    return _words(sitting, told[0]["answers"]) if told else EMPTY


def last_time(client: Client, section: Section, now: datetime) -> Intake | None:
    """The newest sitting that has this section, for "as last time": one query.

    None for what can change in a week: a flag is never answered by pressing one button.
    """
    if LASTS[section.lasts] == LASTS["acute"]:
        return None
    return next(iter(_sent_in(client, now).filter(sections__contains=[section.code])[:1]), None)


def intake_rows(client: Client, now: datetime) -> list[Intake]:
    """A client's sittings of the last 365 days, newest first: one query, none opened."""
    rows: list[Intake] = _ROWS.all(client=client.pk, since=now - LONGEST, now=now)
    for row in rows:
        row.client = client
    return rows


def _rows(*, client: int, since: datetime, now: datetime) -> QuerySet[Intake]:
    rows = Intake.objects.filter(client=client, submitted_at__gt=since, submitted_at__lte=now)
    return rows.order_by("-submitted_at", "-pk")[:MOST]


_ROWS = Loaded(
    _rows,
    {
        "client": -77,
        "since": datetime(1901, 1, 1, tzinfo=UTC),
        "now": datetime(1901, 1, 2, tzinfo=UTC),
    },
)


def speaking(rows: Iterable[Intake], *, last: datetime | None = None) -> list[Intake]:
    """Of `intake_rows` those that have the newest word on a section, now or at `last`: no query.

    What the others say was said anew since, so nobody has to open them.
    """
    told, told_then, kept = set[str](), set[str](), []
    for row in rows:
        codes = {*row.sections}
        then = last is not None and row.submitted_at is not None and row.submitted_at <= last
        if codes - told or (then and codes - told_then):
            kept.append(row)
        told |= codes
        if then:
            told_then |= codes
    return kept


@dataclass(frozen=True, slots=True)
class Told:
    """What a client's sittings say. `answers` are in force; `when` says since when, by question.

    `before` are the last answers before the newest sitting, however old: what is new is seen
    against them. `sittings` are pairs of a sitting and its answers, newest first.
    """

    answers: Answers
    when: dict[str, datetime]
    before: Answers
    sittings: tuple[tuple[Intake, Answers], ...]


def intake_told(
    rows: Sequence[Intake], texts: Sequence[Mapping[str, str]], now: datetime | None
) -> Told:
    """The words of `intake_rows`, opened by the caller: no query but the forms' own.

    With `now` None the newest answers of each section are told, however old they are.
    """
    sittings = tuple(
        (row, drafts.current(draft_of(text["answers"])))
        for row, text in zip(rows, texts, strict=True)
    )
    answers, when = _newest(sittings, now)
    before, _when = _newest(sittings[1:], None)
    return Told(answers, when, before, sittings)


def _newest(
    sittings: Iterable[tuple[Intake, Answers]], now: datetime | None
) -> tuple[Answers, dict[str, datetime]]:
    """Section by section the newest, a section being answered as a whole; at `now` what counts."""
    answers: Answers = {}
    when: dict[str, datetime] = {}
    done: set[str] = set()
    for row, said in sittings:
        form = forms.of(row.version_id)
        at = row.submitted_at
        for code in set(row.sections) - done:
            section = form.section(code)
            if at is None or section is None or (now and now >= at + LASTS[section.lasts]):
                continue
            done.add(code)
            for question in section.questions:
                if question.code in said:
                    answers[question.code], when[question.code] = said[question.code], at
    return answers, when


def draft_of(text: str) -> Draft:
    """What a sealed text of a sitting holds."""
    return dict(json.loads(text or "{}"))


def _words(sitting: Intake, text: str) -> Words:
    draft = draft_of(text)
    return Words(drafts.current(draft), drafts.twice(draft), sitting.rev)


def _sent_in(client: Client, now: datetime) -> QuerySet[Intake]:
    rows = Intake.objects.filter(
        client=client, submitted_at__gt=now - LONGEST, submitted_at__lte=now
    )
    told = rows.select_related("client", "version").defer("version__content")  # read once, in forms
    return told.order_by("-submitted_at", "-pk")


def sent_behind(about: str, since: datetime) -> bool:
    """Whether a sitting by a link about this appointment was sent in since: one query."""
    rows = Intake.objects.filter(about=about, submitted_at__gte=since).exclude(link="")
    return rows.exists()

"""The therapist's room: answers before sessions, notes after them, and how the runners felt then."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bookings.actions import intake, phrases
from bookings.actions.notes import save as save_note
from bookings.actions.notes import sign
from bookings.core.lifecycle import OVER
from bookings.core.notes import settled
from bookings.management.demo.clinic import Clinic
from bookings.management.demo.runners import MARA
from bookings.management.demo.scenes import GUESTS
from bookings.management.demo.story import Story
from bookings.management.demo.times import Plea
from bookings.models import Appointment, VisitNote
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client
from protocols.actions import checkins, consents
from protocols.actions.intake import begin
from protocols.actions.intake import save as save_answers
from protocols.core.consents import Typed
from protocols.models import CheckIn, Race
from protocols.queries import forms

NONE = ["none"]
LATELY = timedelta(days=12)  # how far back runners tell how they felt
DAYS, STIFF = timedelta(days=4), 5  # after a race: so long, and so sore is stiff
# What a runner answers to everything that is asked, unless something of it is so.
CALM: Mapping[str, Any] = {
    "urgent": NONE,
    "skin": NONE,
    "muscles": NONE,
    "short_nights": "no",
    "pain_start": 2,
    "pain_rest": 0,
    "pain_night": 0,
    "hurts_since": "weeks",
    "changes": ["more"],
    "sleep": "well",
    "thinner": "no",
    "medicine_new": "no",
    "pregnant": "no",
    "pressure_high": "no",
    "oils": NONE,
    "firmness": "moderate",
    "goals": "Run without thinking of my calves.",
    "volume": "to_60",
    "week": "Intervals on Tuesday, long run on Sunday.",
    "strength": "weekly",
}
FORMER, LATEST = -17, -1  # days from today on which they answer
SECTIONS = ("flags", "body", "lately", "medicines", "training", "history")
# Pain of the former time and of the latest, by place on the chart.
PAINS = ((6, 3), (2, 5), (4, 4), (0, 3), (5, 0), (3, 1))
PLACES = (
    ("calf", "left", "back", "tight"),
    ("achilles", "right", "back", "dull"),
    ("it_band", "left", "front", "tight"),
    ("plantar", "right", "back", "sharp"),
    ("hip_flexor", "left", "front", "dull"),
    ("hamstring", "right", "back", "tight"),
)
WORDS = (
    (
        "Calves heavy since the long runs. Warm-up takes ten minutes.",
        "Left gastrocnemius tight, medial head tender. Full range at the hip.",
        "Load of the build weeks; no sign of injury.",
        "Calves and hips again in two weeks. Ball for the sole after easy runs.",
    ),
    (
        "Stiff hips after desk days, fine once warm.",
        "Rectus femoris short on the left. Squat steady on both sides.",
        "Sitting more than running.",
        "Hip flexors first next time. Lunge stretch in the evening.",
    ),
    (
        "Legs fresh, wants to keep it so before the race.",
        "Even tone on both sides. Ankle range as last time.",
        "Ready for the taper.",
        "Light work only from now on, thirty minutes in race week.",
    ),
)
PHRASES = (
    ("ww", "Warm-up with broad, slow strokes, both legs."),
    ("ball", "Rolls the sole on a ball after easy runs, two minutes a side."),
    ("water", "Drinks, walks ten minutes, no hard workout before tomorrow evening."),
)
BEGINS = {
    "pre_event": {"p": "Nothing new until the race. Short and light only."},
    "post_event": {"o": "Warmth, swelling and bruises looked for: none.", "p": "Easy walking."},
    "general": {"o": "Squat on one leg: \nHip rotation: "},
}
# Who answered last evening with a flag, and has a session with Ana to come.
WAITING: tuple[tuple[int, Mapping[str, Any]], ...] = (
    (51, {"muscles": ["numbness_below_knee"]}),
    (55, {"thinner": "yes"}),
    (57, {"urgent": ["fever"]}),
)
TESTS = (("dorsiflexion", 9.0, 11.0), ("hip_internal", 28, 33), ("heel_raise", 18, 22))


def plan(story: Story) -> None:
    """Ana's guests answer before they come; she writes after each visit, and they say how it was."""
    clinic = story.clinic
    for place, number in enumerate((MARA, *GUESTS)):
        client = clinic.clients[number]
        for days, latest in ((FORMER, False), (LATEST, True)):
            _sit(story, client, place, clinic.at(days, 17, place), latest=latest)
    _writes_often(clinic.hands["Ana"].user)
    for place, (number, flag) in enumerate(WAITING):
        client = clinic.clients[number]
        order = clinic.order("Sports massage", 60, "moderate")
        plea = Plea(client, order, clinic.day(2 + place), 9, with_whom="Ana", careful=False)
        story.plan(clinic.at(-22, 10, place), plea)
        told = {**CALM, **flag}
        story.then(clinic.at(-1, 20, place), partial(_answered, client, told))
    for when in (*(clinic.at(days, 21) for days in range(-50, 0)), clinic.now):
        story.then(when, lambda now: _evening(clinic, now))


def _writes_often(by: Any) -> None:
    for short, words in PHRASES:
        phrases.keep_phrase(by=by, short=short, words=words)
    for kind, parts in BEGINS.items():
        phrases.keep_template(by=by, kind=kind, words=parts)


def _sit(story: Story, client: Client, place: int, when: datetime, *, latest: bool) -> None:
    answers = dict(CALM)
    region, side, view, kind = PLACES[place % len(PLACES)]
    pain = PAINS[place % len(PAINS)][latest]
    where = {"region": region, "side": side, "view": view, "kind": kind}
    if pain:
        answers["hurts"] = [{**where, "pain": pain}]
    if latest and place % 3 == 1:
        answers |= {"changes": ["harder", "shoes"], "short_nights": "yes"}
    story.then(when, lambda now: _answered(client, answers, now))
    if not latest and place != 2:
        story.then(when, lambda now: _signed(client, now))


def _answered(client: Client, answers: Mapping[str, Any], now: datetime) -> None:
    """By themself; whoever has no login answers behind the link of a mail."""
    by, link = client.user, "" if client.user else f"demo {client.code} {now:%d}"
    sitting = begin(by=by, client=client, link=link, now=now)
    known = {question.code for each in forms.current()[1].sections for question in each.questions}
    told = {code: value for code, value in answers.items() if code in known}
    save_answers(by=by, intake=sitting, tab="demo", seen=0, answers=told, now=now)
    intake.submit(by=by, intake=sitting, sections=SECTIONS, now=now)


def _signed(client: Client, now: datetime) -> None:
    consents.sign(by=client.user, client=client, signature=Typed(client.name), now=now)


def _evening(clinic: Clinic, now: datetime) -> None:
    """Ana writes of the day's visits, but for the last one of today; runners tell of earlier ones."""
    ana = clinic.hands["Ana"]
    rows = Appointment.objects.filter(occupancies__resource=ana.resource_id).exclude(
        state__in=[*OVER, "held", "review"]
    )
    rows = rows.select_related("client__user").order_by("start_at")
    today = list(rows.filter(end_at__lte=now, end_at__gt=now - timedelta(days=1)))
    lately = now > clinic.now - timedelta(days=2)
    for place, row in enumerate(today):
        _note(ana.user, row, place, now, draft=lately and row == today[-1])
    if now > clinic.now - LATELY:
        _checked_in(now)
        _races(now)


def _note(by: Any, row: Appointment, place: int, now: datetime, *, draft: bool) -> None:
    s, o, a, p = WORDS[(row.client_id + place) % len(WORDS)]
    before = VisitNote.objects.filter(client=row.client).count()
    tests = {code: {"left": low + before, "right": high} for code, low, high in TESTS}
    region, side, view, _kind = PLACES[row.client_id % len(PLACES)]
    worked = [
        {"region": region, "side": side, "view": view, "technique": "stripping", "depth": row.depth}
    ]
    following = {"type": "general", "depth": "moderate", "minutes": 60, "days": 14}
    content = settled(
        {"s": s, "o": o, "a": a, "p": p, "tests": tests, "worked": worked, "next": following}
    )
    try:
        note = save_note(by=by, appointment=row, content=content, rev=0, now=now)
        if not draft:
            sign(by=by, appointment=row, rev=note.rev, now=now)
    except (Conflict, Invalid, NotFound):
        return


def _checked_in(now: datetime) -> None:
    """Two of three answer; some are sore for longer than they should be, and some have a bruise."""
    rows = Appointment.objects.exclude(state__in=[*OVER, "held", "review"]).exclude(type="none")
    rows = rows.filter(end_at__lte=now - timedelta(hours=36), end_at__gt=now - timedelta(hours=60))
    for place, row in enumerate(rows.select_related("client__user").order_by("start_at", "pk")):
        said = {"sore": (1, 5, 0, 2)[place % 4], "bruised": place % 7 == 5}
        if place % 3 != 2:
            _told(row.client, CheckIn.Kind.SESSION, row.code, row.end_at, said, now)


def _races(now: datetime) -> None:
    """Whoever ran a race of late says how sore they are, day after day."""
    ran = Race.objects.filter(finish_at__gt=now - DAYS, finish_at__lte=now - timedelta(hours=12))
    for race in ran.filter(status="finished").select_related("client__user"):
        assert race.finish_at is not None
        sore = 7 - (now - race.finish_at).days
        said = {"sore": sore, "stairs": "stiff" if sore >= STIFF else "easy", "signs": False}
        _told(race.client, CheckIn.Kind.RACE, race.code, race.finish_at, said, now)


def _told(
    client: Client, kind: str, about: str, of: datetime, said: Mapping[str, Any], now: datetime
) -> None:
    with suppress(Conflict):
        checkins.give(
            by=client.user, client=client, kind=kind, about=about, of=of, answers=said, now=now
        )

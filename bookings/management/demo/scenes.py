"""Scenes that no ordinary week has: injuries, red flags, a waiver, a full day, a time held now."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle

from bookings.actions import booking, reviewing, visits
from bookings.management.demo import times
from bookings.management.demo.clinic import Clinic
from bookings.management.demo.story import CHANGES, Story
from bookings.management.demo.times import Plea
from bookings.models import Appointment, Therapist
from bookings.queries.plans import Wanted
from bookings.queries.search import Found, Offer
from clinic.foundation.models import Client
from protocols.actions import injuries, screenings
from protocols.core.runners import InjuryEntry
from protocols.queries import rules

# Who has which answers, how many days ago they were given, and what they then book.
FLAGS = (
    (6, ("anticoagulant",), 2, "Sports massage", 60, "light"),
    (7, ("hot_tendon",), 3, "Sports massage", 60, "light"),
    (8, ("acute_strain",), 2, "Sports massage", 60, "light"),
    (9, ("numbness_below_knee",), 1, "Sports massage", 60, "moderate"),
    (10, ("short_sleep",), 2, "Sports massage", 60, "light"),
    (12, ("pregnancy",), 4, "Prenatal massage", 60, "light"),
)
FEVER = 11
ACCEPTED = 8  # whose answers a therapist has looked at since
# Who is hurt: with a login they put it down themselves. (kind, side, by whom found, what, since)
HURT = {
    1: InjuryEntry("tendinopathy", "left", "physio", "Achilles tendon, mid-portion"),
    2: InjuryEntry("strain", "right", "doctor", "Hamstring, at the finish of a 10K"),
    3: InjuryEntry("ligament", "right", "", "Rolled the ankle on a root"),
    4: InjuryEntry("other", "both", "physio", "Hip flexors, sore after hills"),
}
GUESTS = (28, 31, 32, 33, 34, 35, 36, 38, 39)  # of Ana's day
OTHERS = (18, 19, 21, 22, 25, 27, 37, 40, 42, 43, 45, 46, 47, 49, 53)
VISITS = {1: (1, 3, 5), 2: (2, 4), 3: (3,), 4: (8,)}  # injury sessions: days from today


def plan(story: Story) -> None:
    """Every scene, each at its moment."""
    for scene in (_hurt, _flagged, _waived, _one_day, _others_today, _same_day, _rare, _fates):
        scene(story)


def _hurt(story: Story) -> None:
    """Injuries, with or without a diagnosis, and as many sessions a week as they may have."""
    clinic = story.clinic
    for number, entry in HURT.items():
        client, since = clinic.clients[number], 20 + number
        story.then(clinic.at(-6, 19, number), _note(clinic, client, entry, since))
        order = clinic.order("Injury session", 45, "moderate")
        for place, days in enumerate(VISITS[number]):
            plea = Plea(client, order, clinic.day(days), days=2, careful=False, often=True)
            story.plan(clinic.at(-5, 19, number * 10 + place), plea)


def _note(
    clinic: Clinic, client: Client, entry: InjuryEntry, since: int
) -> Callable[[datetime], object]:
    def act(now: datetime) -> None:
        by, day = clinic.actor(client), clinic.day(-since)
        injuries.begin(by=by, client=client, details=entry, from_day=day, now=now)
        screenings.give(by=by, client=client, codes=(), now=now)

    return act


def _flagged(story: Story) -> None:
    """Answers to the red flags. One is looked at and accepted since, another still waits."""
    clinic = story.clinic
    for number, codes, ago, name, minutes, depth in FLAGS:
        client = clinic.clients[number]
        when = clinic.at(-ago, 9 + number % 8, number)
        story.then(when, _answer(clinic, client, codes))
        plea = Plea(client, clinic.order(name, minutes, depth), clinic.day(1), 9, careful=False)
        later = when + timedelta(minutes=5)
        seen = codes if number == ACCEPTED else ()
        story.then(later, partial(_booked, story, plea, seen=seen))
    fever = clinic.clients[FEVER]
    story.then(clinic.at(-1, 18, 20), _answer(clinic, fever, ("fever",)))


def _answer(clinic: Clinic, client: Client, codes: tuple[str, ...]) -> Callable[[datetime], object]:
    by = clinic.actor(client)
    return lambda now: screenings.give(by=by, client=client, codes=codes, now=now)


def _booked(story: Story, plea: Plea, now: datetime, *, seen: Collection[str]) -> None:
    row = story.book(plea, now)
    if row and seen:
        gives = Therapist.objects.filter(resource__occupancies__appointment=row)
        by = gives.select_related("user")[0].user
        later = now + timedelta(minutes=40)
        act = partial(reviewing.accept, by=by, appointment=row, seen=seen, unanswered=False)
        story.do("accepted", act, later)


def _waived(story: Story) -> None:
    """Deep work close to a race or to hard training, because a therapist who knows them says so."""
    clinic = story.clinic
    for number, name, days in ((13, "Tomás", 10), (42, "Idris", 2)):
        client = clinic.clients[number]
        order = clinic.order("Sports massage", 60, "deep")
        first = clinic.order("Sports massage", 60, "moderate")
        before = Plea(client, first, clinic.day(-30), days=9, with_whom=name, careful=False)
        story.plan(clinic.at(-38, 12), before)
        plea = Plea(client, order, clinic.day(days), days=14, with_whom=name, careful=False)
        story.then(clinic.at(-2, 13), partial(_waive, story, plea))


def _waive(story: Story, plea: Plea, now: datetime) -> None:
    """The first time that is blocked by nothing but rules which may be waived."""
    clinic = story.clinic
    found = times.look(clinic, plea, now)
    for offer in found.offers:
        waivers = _waivable(found, offer)
        if waivers:
            asked = times.wish(plea, found, offer)
            wanted = Wanted(
                client=asked.client,
                order=asked.order,
                location=asked.location,
                start=asked.start,
                therapist=asked.therapist,
                accept_caution=True,
                waivers=waivers,
                reason="Has had deep work this close before, and ran well on it.",
            )
            by = clinic.hands[plea.with_whom].user
            if story.take(wanted, now, by=by):
                return


def _waivable(found: Found, offer: Offer) -> tuple[str, ...]:
    """The rules that block a time, if each of them may be waived."""
    if offer.verdict != "blocked":
        return ()
    blocking = [r["rule"] for r in found.reasons(offer) if r["effect"] == "blocked"]
    may = {rule.id for rule in rules.current().rules if rule.waivable}
    return tuple(blocking) if set(blocking) <= may else ()


def _one_day(story: Story) -> None:
    """Ana's day, full from ten to six, with somebody on her table right now if it is day."""
    clinic = story.clinic
    order = clinic.order("Sports massage", 60, "moderate")
    light = clinic.order("Myofascial release", 60, "light")
    now_on = clinic.now - timedelta(minutes=45)
    for place, number in enumerate(GUESTS):
        plea = Plea(
            client=clinic.clients[number],
            order=light if place % 3 == 2 else order,
            first=clinic.today,
            days=1,
            with_whom="Ana",
            careful=False,
            early=True,
            often=True,
            not_before=now_on if place == 0 else None,
        )
        story.plan(clinic.at(-5, 10, place * 5), plea)


def _others_today(story: Story) -> None:
    """Whoever else works today has guests too."""
    clinic = story.clinic
    weekday, guest = clinic.today.weekday(), cycle(OTHERS)
    orders = cycle([("Sports massage", 60, "moderate"), ("Swedish massage", 60, "moderate")])
    for name, therapist in clinic.hands.items():
        days = {row[0] for shift in therapist.shifts.all() for row in shift.hours}
        for place in range(4 if weekday in days and name != "Ana" else 0):
            plea = Plea(
                client=clinic.clients[next(guest)],
                order=clinic.order(*next(orders)),
                first=clinic.today,
                days=1,
                with_whom=name,
                careful=False,
                early=True,
                often=True,
            )
            story.plan(clinic.at(-4, 10, place * 7), plea)


def _same_day(story: Story) -> None:
    """A facial on the day of deep work: a caution that was taken."""
    clinic = story.clinic
    client = clinic.clients[41]
    deep = clinic.order("Deep tissue", 60, "deep")
    facial = clinic.order("Facial", 60, "light")

    def both(now: datetime) -> None:
        row = story.book(Plea(client, deep, clinic.day(6), days=21, careful=False), now)
        if row:
            day = row.start_at.date()
            story.book(Plea(client, facial, day, days=1, careful=False, often=True), now)

    story.then(clinic.at(-6, 11), both)


def _rare(story: Story) -> None:
    """Who comes seldom: one session some weeks back, and for one only what has no race in mind."""
    clinic = story.clinic
    for number, days in ((50, -20), (51, -30), (52, -16), (55, -25), (56, -34), (57, -18)):
        order = clinic.order("Sports massage", 90, "moderate")
        plea = Plea(clinic.clients[number], order, clinic.day(days), days=9, careful=False)
        story.plan(clinic.at(days - 9, 11, number), plea)
    swedish = clinic.order("Swedish massage", 60, "light")
    for days in (-27, 4):
        plea = Plea(clinic.clients[17], swedish, clinic.day(days), days=9)
        story.plan(min(clinic.at(days - 9, 15), clinic.at(-1, 15)), plea)


def _fates(story: Story) -> None:
    """Of everything that can become of a booking at least one, not long ago."""
    clinic = story.clinic
    order = clinic.order("Sports massage", 60, "moderate")
    for place, fate in enumerate([*CHANGES, "no_show"]):
        client = clinic.clients[OTHERS[place]]
        plea = Plea(client, order, clinic.day(place - 15), careful=False, often=True)
        story.plan(clinic.at(-20, 12, place), plea, fate)


def at_last(story: Story) -> None:
    """What stands at this very moment: a time held, one that lapsed, somebody just come in."""
    clinic = story.clinic
    order = clinic.order("Sports massage", 90, "moderate")
    for number, when in ((44, clinic.now - timedelta(hours=26)), (5, clinic.now)):
        client = clinic.clients[number]
        plea = Plea(client, order, clinic.day(2), days=30, careful=False)
        wanted = times.best(clinic, plea, when)
        if wanted:
            booking.hold(by=clinic.actor(client), wanted=wanted, now=when)
    soon = Appointment.objects.filter(
        state="confirmed",
        start_at__gt=clinic.now,
        start_at__lte=clinic.now + timedelta(minutes=75),
        occupancies__resource__therapist=clinic.hands["Ana"],
    )
    for row in soon.order_by("start_at")[:1]:
        visits.mark(by=clinic.desk, appointment=row, state="arrived", now=clinic.now)

"""The clinic's life as it happened: a simulated clock, and what everybody did at which moment.

Actions take `now`. Here they are carried out in order of time, from the first day to this moment;
what would come after it has not happened yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count

from bookings.actions import booking, changing, visits
from bookings.management.demo import times
from bookings.management.demo.clinic import Clinic
from bookings.management.demo.times import Plea
from bookings.models import Appointment
from bookings.queries.plans import Wanted
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import User

Act = Callable[[datetime], object]
LATELY = timedelta(days=12)  # visits of these days are told step by step
HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)
PAID = ("card", "card", "card", "cash", "transfer", "voucher")


@dataclass
class Story:
    """What is still to happen, by its moment; `said` counts what did, for the builder's eyes."""

    clinic: Clinic
    ahead: list[tuple[datetime, int, Act]] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)
    said: Counter[str] = field(default_factory=Counter)
    # Two visits of late that nobody has ended at the desk.
    forgotten: list[str] = field(default_factory=lambda: ["in_session", "arrived"])

    def then(self, when: datetime, act: Act) -> None:
        """Let something happen at its moment, if that is not in the future."""
        if when <= self.clinic.now:
            heappush(self.ahead, (when, next(self.numbers), act))

    def tell(self) -> None:
        """Everything up to now, in order; what one thing entails comes in where it belongs."""
        while self.ahead:
            when, _number, act = heappop(self.ahead)
            act(when)

    def plan(self, when: datetime, plea: Plea, fate: str = "kept") -> None:
        """Somebody books at that moment, if there is a time for them; `fate` is what comes of it."""
        self.then(when, lambda now: self.book(plea, now, fate))

    def book(self, plea: Plea, now: datetime, fate: str = "kept") -> Appointment | None:
        """Book the best time there is; None where there is none."""
        wanted = times.best(self.clinic, plea, now)
        if wanted is None:
            self.missed("full")
            return None
        return self.take(wanted, now, fate)

    def take(
        self, wanted: Wanted, now: datetime, fate: str = "kept", by: User | None = None
    ) -> Appointment | None:
        """Book a time, and let its fate take its course. `by`: their therapist, else as ever."""
        try:
            who = by or self.clinic.actor(wanted.client)
            row = booking.book(by=who, wanted=wanted, now=now)
        except (Conflict, Invalid) as problem:
            self.missed(problem.code)
            return None
        self.said["booked"] += 1
        self.clinic.came.setdefault(wanted.client, set()).add(wanted.start.toordinal())
        self.follow(row, wanted, now, fate)
        return row

    def follow(self, row: Appointment, wanted: Wanted, booked: datetime, fate: str) -> None:
        """What becomes of a booking."""
        if fate in CHANGES:
            back, change = CHANGES[fate]
            when = max(row.start_at - back, booked + 2 * HOURS)
            self.then(when, partial(change, self, row, wanted))
        elif fate == "no_show":
            act = partial(visits.mark, by=self.clinic.desk, appointment=row, state="no_show")
            self.then(row.start_at + 20 * MINUTES, lambda now: self.do(fate, act, now))
        else:
            self.visit(row, wanted)

    def visit(self, row: Appointment, wanted: Wanted) -> None:
        """The day itself: arrival, session, end, payment. Of long ago only the payment is told."""
        chance, who = self.clinic.chance, self._who_marks(wanted)
        steps = [
            (row.start_at - chance.randint(3, 14) * MINUTES, "arrived"),
            (row.start_at + chance.randint(0, 3) * MINUTES, "in_session"),
            (row.end_at - chance.randint(1, 3) * MINUTES, "done"),
        ]
        over = row.end_at <= self.clinic.now
        if row.end_at < self.clinic.now - LATELY or row.state == "review":
            steps = []
        elif over and self.forgotten and row.end_at > self.clinic.now - timedelta(days=3):
            last = self.forgotten.pop(0)
            steps = steps[: 2 if last == "in_session" else 1]
        for when, state in steps:
            act = partial(visits.mark, by=who, appointment=row, state=state)
            self.then(when, partial(self.do, state, act))
        if (steps[2:] or not steps) and row.state != "review":
            act = partial(visits.pay, by=self.clinic.desk, appointment=row, how=chance.choice(PAID))
            after = row.end_at + chance.randint(2, 9) * MINUTES
            self.then(after, partial(self.do, "paid", act))

    def _who_marks(self, wanted: Wanted) -> User:
        """Mostly the desk; some therapists do it themselves."""
        own = self.clinic.chance.random() < 0.25
        gave = (t.user for t in self.clinic.hands.values() if own and t.code == wanted.therapist)
        return next(gave, self.clinic.desk)

    def do(self, what: str, act: Callable[..., object], now: datetime) -> None:
        """An action that may come to nothing because something else happened before."""
        try:
            act(now=now)
            self.said[what] += 1
        except (Conflict, Invalid) as problem:
            self.missed(f"{what}: {problem.code}")

    def missed(self, why: str) -> None:
        """Count what came to nothing."""
        self.said[f"not {why}"] += 1


def _cancel(story: Story, row: Appointment, wanted: Wanted, now: datetime) -> None:
    by = story.clinic.actor(wanted.client)
    act = partial(changing.cancel, by=by, appointment=row, accept_late=True)
    story.do("cancelled", act, now)


def _cannot_give(story: Story, row: Appointment, wanted: Wanted, now: datetime) -> None:
    act = partial(changing.cancel, by=story.clinic.desk, appointment=row, our_doing=True)
    story.do("cancelled by us", act, now)


def _move(story: Story, row: Appointment, wanted: Wanted, now: datetime) -> None:
    """Another day of the next week, whoever is free then."""
    first = row.start_at.date() + timedelta(days=1)
    plea = Plea(
        wanted.client,
        wanted.order,
        first,
        days=6,
        moving=row,
        careful=False,
        where=row.location.code,
    )
    found = times.best(story.clinic, plea, now)
    if found is None:
        story.visit(row, wanted)
        return
    by = story.clinic.actor(wanted.client)
    story.do("moved", partial(changing.move, by=by, wanted=found), now)
    row.refresh_from_db()
    story.visit(row, replace(wanted, therapist=found.therapist))


def _undo(story: Story, row: Appointment, wanted: Wanted, now: datetime) -> None:
    """Cancelled by mistake, and taken back a minute later."""
    _cancel(story, row, wanted, now)
    act = partial(changing.undo, by=story.clinic.actor(wanted.client), appointment=row)
    story.then(now + MINUTES, lambda later: story.do("undone", act, later))
    story.visit(row, wanted)


# Fates that change a booking: how long before its start, and how.
CHANGES: dict[str, tuple[timedelta, Callable[[Story, Appointment, Wanted, datetime], None]]] = {
    "cancelled": (timedelta(hours=75), _cancel),
    "late": (timedelta(hours=7), _cancel),
    "ours": (timedelta(hours=30), _cannot_give),
    "moved": (timedelta(hours=80), _move),
    "undone": (timedelta(hours=90), _undo),
}

"""Whatever is asked in whatever order: only steps that follow, a line for each, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bookings.actions import booking, changing, resizing, undoing, visits
from bookings.core.lifecycle import COMING, LAPSED, NEXT, OVER, state_at
from bookings.models import Appointment, HistoryLine, Occupancy, Service, Therapist
from bookings.queries import plans
from clinic.foundation.errors import Problem
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

FREE = ("cancelled", "late_cancelled")  # takes nothing; who missed a session may still come
MARKS = ("confirmed", "arrived", "in_session", "done", "no_show", "cancelled", "held")
STEPS = st.tuples(
    st.sampled_from(["mark", "cancel", "undo", "move", "resize", "confirm", "drop", "pay", "wait"]),
    st.sampled_from(["mara", "ana", "jo"]),
    st.integers(0, 20),
)


class Walk:
    """One appointment, from hold or booking on, and everybody who may do something to it."""

    def __init__(self, kind: str, begin: str) -> None:
        studio.clinic()
        Service.objects.update(type=kind)
        client = make.client()
        self.now = NOW
        self.who = {
            "mara": make.login_of(client),
            "ana": Therapist.objects.get().user,
            "jo": make.user("jo", Role.DESK),
        }
        self.client = client
        self.wish = wanted(client, at(1, 14), depth="light", accept_caution=True)
        doing = booking.hold if begin == "hold" else booking.book
        self.row = doing(by=self.who["mara"], wanted=self.wish, now=NOW)

    def step(self, what: str, by: str, number: int) -> None:
        """Try it; then either nothing changed, or one allowed step with its line."""
        self.row.refresh_from_db()
        before, lines = self._state(), self._lines()
        self.now += timedelta(hours=2 * number) if what == "wait" else timedelta(seconds=40)
        was = state_at(
            self.row.state, end=self.row.end_at, expires=self.row.expires_at, now=self.now
        )
        try:
            self._do(what, by, number)
        except Problem:
            assert (self._state(), self._lines()) == (before, lines)
            return
        if self._lines() == lines:
            assert self._state() == before
            return
        assert self._lines() == lines + 1
        self._check(was, HistoryLine.objects.latest("at", "pk"), before)

    def _do(self, what: str, by: str, number: int) -> None:
        told: dict[str, Any] = {"by": self.who[by], "now": self.now}
        row = Appointment.objects.get()
        if what == "mark":
            visits.mark(appointment=row, state=MARKS[number % len(MARKS)], **told)
        elif what == "cancel":
            changing.cancel(appointment=row, accept_late=number % 2 == 0, **told)
        elif what == "undo":
            (undoing if by == "jo" else changing).undo(appointment=row, **told)
        elif what == "move":
            start = at(1 + number % 3, 10 + number % 8)
            wish = plans.as_booked(row, start=start, accept_caution=True)
            changing.move(wanted=wish, **told)
        elif what == "resize":
            resizing.resize(appointment=row, minutes=(60, 90)[number % 2], **told)
        elif what == "confirm":
            booking.confirm(appointment=row, wanted=self.wish, **told)
        elif what == "drop":
            booking.drop(appointment=row, **told)
        elif what == "pay":
            visits.pay(appointment=row, how="card", **told)

    def _state(self) -> tuple[Any, ...]:
        taken = Occupancy.objects.order_by("pk").values_list("resource", "during", "live")
        return Appointment.objects.values_list("state", "start_at", "receipt").get(), list(taken)

    def _lines(self) -> int:
        return HistoryLine.objects.filter(appointment=self.row).count()

    def _check(self, was: str, line: HistoryLine, before: tuple[Any, ...]) -> None:
        self.row.refresh_from_db()
        state, did = self.row.state, line.did
        assert line.at == self.now
        assert line.after["state"] == state
        assert line.before["state"] == before[0][0]
        if did == "undone":
            assert before[0][0] in {*COMING, *FREE}
        elif did in ("moved", "resized"):
            assert was in COMING
            assert state in COMING
        elif did == "paid":
            assert state == before[0][0]
        else:
            assert state in NEXT["held" if was == LAPSED else was]
        live = Occupancy.objects.filter(appointment=self.row, live=True).count()
        assert live == (0 if state in FREE else 2)
        assert (self.row.fee > 0) == (state in OVER - {"cancelled"})


class TestWalks(TestCase):
    @settings(max_examples=25)
    @given(
        kind=st.sampled_from(["general", "injury"]),
        begin=st.sampled_from(["hold", "book"]),
        steps=st.lists(STEPS, min_size=4, max_size=20),
    )
    def test_only_allowed_steps_are_taken_each_with_its_line(
        self, kind: str, begin: str, steps: list[tuple[str, str, int]]
    ) -> None:
        walk = Walk(kind, begin)
        for step in steps:
            walk.step(*step)


@pytest.mark.django_db
def test_a_step_out_of_turn_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk("general", "book")
    monkeypatch.setattr(visits, "may_become", lambda state, wanted: True)
    walk.now = at(1, 14)
    with pytest.raises(AssertionError):
        walk.step("mark", "jo", MARKS.index("in_session"))

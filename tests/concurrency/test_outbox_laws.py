"""Laws of the outbox: whatever happens in whatever order, nothing is lost and nothing is doubled."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as law
from hypothesis import strategies as st

from clinic.foundation import handed
from clinic.foundation.actions import carrying, claims, outbox
from clinic.foundation.core.messages import Message
from clinic.foundation.models import OutboxRow
from tests.clinic import make, postman
from tests.clinic.postman import Postman

pytestmark = pytest.mark.django_db
NOW = make.NOW
State = OutboxRow.State
MOODS = {
    "content": postman.content,
    "down": postman.down,
    "busy": postman.busy,
    "unwilling": postman.unwilling,
}
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("leave"), st.integers(1, 4)),
        st.tuples(st.just("tick"), st.sampled_from([1, 20, 40, 200])),  # seconds later
        st.tuples(st.just("mood"), st.sampled_from([*MOODS])),
        st.tuples(st.just("reach"), st.booleans()),
        st.tuples(st.just("kill"), st.sampled_from(["claimed", "sent", "recorded"])),
        st.tuples(st.just("cancel"), st.integers(0, 9)),
    ),
    max_size=25,
)


class Killed(BaseException):
    """What a worker that is killed raises: nothing after it happens."""


@dataclass
class Life:
    """One outbox, its postman, and what befell them."""

    post: Postman
    now: datetime = NOW
    point: str = ""
    kills: int = 0
    left: int = 0
    cancelled: set[str] = field(default_factory=set)

    def compose(self, row: OutboxRow, now: datetime) -> Message | None:
        return Message(to="mara@example.org", text=f"{row.code} {row.key}")

    def wanted(self, row: OutboxRow, now: datetime) -> bool:
        return row.key not in self.cancelled

    def die(self, point: str) -> None:
        if point == self.point:
            self.point, self.kills = "", self.kills + 1
            raise Killed

    def happen(self, event: str, value: Any) -> None:
        match event:
            case "leave":
                for _ in range(value):
                    key, self.left = str(self.left), self.left + 1
                    outbox.queue(topic="note", key=key, due=self.now, now=self.now, channel="mail")
            case "mood":
                self.post.mood = MOODS[value]
            case "reach":
                self.post.reachable = value
            case "kill":
                self.point = value
            case "cancel":
                self.cancelled.add(str(value))
            case "tick":
                self.now += timedelta(seconds=value)
                self.tick()

    def tick(self) -> None:
        with suppress(Killed):
            while outbox.work(now=self.now, limit=3):
                pass

    def calm(self) -> None:
        """All is repaired; a few hours go by."""
        self.post.mood, self.post.reachable, self.point = postman.content, True, ""
        for minutes in (0, 1, 1, 2, 4, 8, 16, 32, 60, 60, 60):
            self.now += timedelta(minutes=minutes, seconds=40)
            self.tick()


@given(EVENTS)
@law(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_is_lost_and_nothing_sent_twice_but_after_a_kill(
    monkeypatch: pytest.MonkeyPatch, events: list[tuple[str, Any]]
) -> None:
    life = Life(postman.hired(monkeypatch))
    notice = handed.Notice(life.compose, life.wanted)
    monkeypatch.setitem(handed.given.handlers, "note", notice)
    monkeypatch.setattr(carrying, "_die_at", life.die)
    with transaction.atomic():
        for event, value in events:
            life.happen(event, value)
        life.calm()
        check(life)
        transaction.set_rollback(True)


def check(life: Life) -> None:
    rows = {row.code: row for row in OutboxRow.objects.all()}
    times, asked = Counter(life.post.sent), Counter(life.post.asked)
    assert len(rows) == life.left
    for code, row in rows.items():
        # Never lost: sent, or not wanted, or refused eight times and shown to a person.
        assert row.state in (State.DONE, State.DROPPED, State.ASIDE)
        assert times[code] or row.state != State.DONE
        assert not times[code] or row.state == State.DONE or life.kills
        assert row.state != State.DROPPED or row.key in life.cancelled
        assert row.state != State.ASIDE or asked[code] + life.kills >= claims.MOST_TRIES
    # At most one more for each kill, and then the same words under the same code.
    assert sum(times.values()) - len(times) <= life.kills
    words = {(message.text.split()[0], message.text) for message in life.post.messages}
    assert len(words) == len(times)


def test_the_law_bites_where_rows_are_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(postman.hired(monkeypatch))
    monkeypatch.setitem(handed.given.handlers, "note", handed.Notice(life.compose, life.wanted))
    monkeypatch.setattr(claims, "end", lambda row, state, now, error="": None)
    life.happen("leave", 1)
    life.tick = lambda: outbox.work(now=life.now)  # type: ignore[method-assign,assignment]
    life.happen("tick", 40)
    life.happen("tick", 40)
    assert len(life.post.sent) == 2

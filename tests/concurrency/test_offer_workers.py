"""Two workers at once: whoever waits for two things is offered one of them at a time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from threading import Barrier, get_ident
from typing import Any

import pytest
from django.db import transaction

from bookings.actions import freeing, offer_turns, offering
from bookings.models import Location, Therapist
from bookings.queries import waitlist_order
from clinic.foundation.models import OutboxRow
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.waits import offered, waits
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
EARLIER = NOW - timedelta(minutes=1)


def carry_out(whom: Therapist, hour: int) -> None:
    """What the worker does with an hour of one therapist that became free."""
    told = freeing.errand(
        key=whom.code,
        location=Location.objects.get().pk,
        therapist=whom.pk,
        begin=at(2, hour),
        end=at(2, hour + 1, 15),
        due=NOW,
    )
    with transaction.atomic():
        offering.carry_out(OutboxRow(topic=told.topic, key=told.key, facts=told.facts), NOW)


def at_once(monkeypatch: pytest.MonkeyPatch, *hours: int) -> list[Any]:
    """Two hours become free; both workers have looked before either offers. Mara waits for both."""
    studio.clinic(therapists=2, rooms=2)
    team = Therapist.objects.order_by("pk")
    for number, whom in enumerate(team):
        waits("mara", now=EARLIER, therapists=[whom.code], from_minute=number)
    waits("zoe")
    gate, looked, began = Barrier(2), waitlist_order.fitting, set[int]()

    def slowly(*told: Any, **more: Any) -> Any:
        found = looked(*told, **more)
        if get_ident() not in began:  # once each
            began.add(get_ident())
            gate.wait(10)
        return found

    monkeypatch.setattr(offering, "fitting", slowly)
    return together(*map(partial, [carry_out] * 2, team, hours))


def test_two_workers_never_offer_one_client_two_times_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert at_once(monkeypatch, 14, 16) == [None, None]
    assert Counter(offered()) == {"Mara": 1, "Zoe": 1}  # and the other hour is not lost


def test_without_that_look_one_client_would_have_two_offers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offer_turns, "still", lambda some, now: list(some))
    at_once(monkeypatch, 14, 16)
    assert Counter(offered())["Mara"] == 2


def test_two_hours_that_found_the_same_room_are_both_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert at_once(monkeypatch, 14, 14) == [None, None]
    assert Counter(offered()) == {"Mara": 1, "Zoe": 1}

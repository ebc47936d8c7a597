"""Two workers at once: whoever waits for two things is offered one of them at a time."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from threading import Barrier, get_ident
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, transaction

from bookings.actions import freeing, offer_turns, offering
from bookings.models import Location, Therapist, WaitlistEntry
from bookings.queries import waitlist_order
from clinic.foundation.models import OutboxRow
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.waits import offered, waits
from tests.clinic.threads import PATIENCE, together

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
            gate.wait(PATIENCE)
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


def crossing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whom each worker would ask first has left; next comes whoever the other one has just locked."""
    studio.clinic(therapists=2, rooms=2)
    ana, ben = Therapist.objects.order_by("pk")
    left = []
    for number, (first, second) in enumerate((("zoe", "mara"), ("mara", "zoe"))):
        whom = (ana, ben)[number].code
        left.append(waits(first, now=EARLIER, therapists=[whom], from_minute=number))
        waits(second, therapists=[whom], from_minute=number)
    gate, still, looked, ready = Barrier(2), offer_turns.still, waitlist_order.fitting, Barrier(2)
    began, met = set[int](), set[int]()

    def and_left(*told: Any, **more: Any) -> Any:
        found = looked(*told, **more)
        if get_ident() not in began:
            began.add(get_ident())
            if ready.wait(PATIENCE) == 0:
                gone = WaitlistEntry.objects.filter(pk__in=[one.pk for one in left])
                together(partial(gone.update, state="left"))  # by somebody else
            ready.wait(PATIENCE)
        return found

    def together_then(some: Any, now: Any) -> Any:
        found = still(some, now)
        if get_ident() not in met:  # each has locked one client
            met.add(get_ident())
            gate.wait(PATIENCE)
        return found

    monkeypatch.setattr(offering, "fitting", and_left)
    monkeypatch.setattr(offer_turns, "still", together_then)
    return together(*map(partial, [carry_out] * 2, (ana, ben), (14, 16)))


def test_two_workers_who_go_on_to_each_others_client_do_not_wait_in_a_ring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert crossing(monkeypatch) == [None, None]
    assert Counter(offered()) == {"Mara": 1, "Zoe": 1}


def test_without_giving_its_locks_back_one_of_them_would_be_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offering, "transaction", SimpleNamespace(atomic=nullcontext))
    stopped = [answer for answer in crossing(monkeypatch) if isinstance(answer, OperationalError)]
    assert ["deadlock" in str(error) for error in stopped] == [True]

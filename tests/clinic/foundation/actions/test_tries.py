"""Counting tries exactly."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clinic.foundation.actions import sweeping, tries
from clinic.foundation.errors import TooMany
from clinic.foundation.models import Try
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def take(now: datetime = NOW, **limits: int) -> list[int]:
    return tries.take(limits=limits or {"mara": 3}, now=now)


def test_so_many_tries_and_not_one_more() -> None:
    for _ in range(3):
        take()
    with pytest.raises(TooMany):
        take()
    assert Try.objects.count() == 3


def test_the_wait_is_until_the_first_try_is_an_hour_old() -> None:
    for minutes in (0, 10, 20):
        take(NOW + timedelta(minutes=minutes))
    with pytest.raises(TooMany) as refusal:
        take(NOW + timedelta(minutes=50))
    assert refusal.value.wait == 601
    assert take(NOW + HOUR)


def test_tries_slip_out_of_the_hour_one_by_one() -> None:
    for minutes in (0, 10, 20):
        take(NOW + timedelta(minutes=minutes))
    take(NOW + HOUR)
    with pytest.raises(TooMany):
        take(NOW + HOUR + SECOND)


def test_a_right_one_is_given_back() -> None:
    for _ in range(10):
        tries.give_back(tries=take())
    assert not Try.objects.exists()


def test_a_refused_try_counts_against_nothing_else() -> None:
    take(address=9, account=1)
    with pytest.raises(TooMany):
        take(address=9, account=1)
    assert Try.objects.count() == 2


def test_the_table_names_nobody() -> None:
    tries.take(limits={"guess at mara@example.org": 1}, now=NOW)
    assert "mara" not in Try.objects.get().key


def test_what_counts_no_more_is_swept_away() -> None:
    take(NOW - HOUR)
    take(NOW - HOUR + SECOND)
    sweeping.sweep(now=NOW)
    assert [row.at for row in Try.objects.all()] == [NOW - HOUR + SECOND]

"""Settling as one act: all of it or nothing, and what a runner has accepted stays accepted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking, resources, settling
from bookings.actions.settling import Choice
from bookings.models import Appointment
from bookings.queries import plans
from bookings.queries import settling as queries
from bookings.web.party import OWN
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import Client, OutboxRow
from clinic.foundation.roles import Role
from tests.bookings import season
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.clinic.threads import together
from tests.protocols import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    return season.mara()


def unfit(mara: Client, *days: int) -> list[Appointment]:
    race = season.race(mara, 28)
    booked = [season.book(mara, day) for day in days]
    season.move_race(race, 14)
    return booked


def settle(mara: Client, *choices: Choice, now: datetime = NOW) -> list[Appointment]:
    return settling.settle(by=make.login_of(mara), client=mara, choices=choices, now=now)


def against(row: Appointment) -> frozenset[tuple[str, str]]:
    fits = queries.read(row.client, NOW).fits()
    return frozenset(o.words for fit in fits if fit.row.pk == row.pk for o in fit.against)


def starts(*booked: Appointment) -> list[datetime]:
    found = Appointment.objects.in_bulk([row.pk for row in booked])
    return [found[row.pk].start_at for row in booked]


def test_a_time_taken_meanwhile_takes_everything_back(mara: Client) -> None:
    first, second = unfit(mara, 11, 12)
    before = starts(first, second)
    for name in ("nina", "otto"):  # both therapists are taken
        season.book(make.client(name), 3, 10)
    with pytest.raises(Conflict) as lost:
        settle(mara, Choice(first.code, at(2, 10)), Choice(second.code, at(3, 10)))
    assert (lost.value.code, lost.value.more["session"]) == ("taken", second.code)
    assert starts(first, second) == before


def test_without_its_transaction_one_of_two_would_have_moved(mara: Client) -> None:
    first, second = unfit(mara, 11, 12)
    for name in ("nina", "otto"):
        season.book(make.client(name), 3, 10)
    choices = (Choice(first.code, at(2, 10)), Choice(second.code, at(3, 10)))
    bare: Any = settling.settle.__wrapped__  # type: ignore[attr-defined]
    with pytest.raises(Conflict):
        bare(by=make.login_of(mara), client=mara, choices=choices, now=NOW)
    assert starts(first) == [at(2, 10)]


def test_one_session_takes_the_time_that_another_leaves(mara: Client) -> None:
    first, second = unfit(mara, 4, 12)
    settle(mara, Choice(second.code, at(4, 14)), Choice(first.code, at(2, 14)))
    assert starts(first, second) == [at(2, 14), at(4, 14)]


def test_one_session_takes_the_time_of_one_that_is_released() -> None:
    mara = season.mara(therapists=1, rooms=1)
    first, second = unfit(mara, 4, 12)
    settle(mara, Choice(second.code, at(4, 14)), Choice(first.code, release=True))
    first.refresh_from_db()
    assert (first.state, starts(second)) == ("cancelled", [at(4, 14)])


def test_what_was_kept_is_not_asked_for_the_same_again(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    settle(mara, Choice(row.code, accepted=against(row)))
    assert queries.unfit(mara, NOW) == 0
    row.refresh_from_db()
    assert (row.start_at, row.history.values_list("did", flat=True).last()) == (at(12, 14), "kept")


def test_what_was_kept_is_asked_again_for_other_reasons(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    settle(mara, Choice(row.code, accepted=against(row)))
    season.move_race(mara.races.get(), 13)
    assert queries.unfit(mara, NOW) == 1


def test_what_is_kept_against_a_red_flag_waits_for_a_therapist(mara: Client) -> None:
    row = season.book(mara, 12)
    rows.answers(mara, ["fever"])
    settle(mara, Choice(row.code, accepted=against(row)))
    row.refresh_from_db()
    assert (row.state, queries.unfit(mara, NOW)) == ("review", 0)


@pytest.mark.parametrize(("day", "state"), [(12, "review"), (10, "confirmed")])
def test_what_is_kept_though_it_is_blocked_waits_for_a_therapist(
    mara: Client, day: int, state: str
) -> None:
    (row,) = unfit(mara, day)
    settle(mara, Choice(row.code, accepted=against(row)))
    row.refresh_from_db()
    assert row.state == state


def test_nothing_is_kept_whose_words_were_not_ticked(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    with pytest.raises(Invalid) as asked:
        settle(mara, Choice(row.code))
    assert (asked.value.code, asked.value.more["session"]) == ("caution", row.code)


def test_a_caution_at_the_new_time_has_its_tick(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    careful = Choice(row.code, at(10, 14))  # 91 h before the race
    with pytest.raises(Invalid, match="120 h would leave more room"):
        settle(mara, careful)
    words = "Deep work would end 91 h before Berlin Marathon; 120 h would leave more room."
    settle(mara, Choice(row.code, at(10, 14), accepted=frozenset({("PRE-2", words)})))
    assert queries.unfit(mara, NOW) == 0


def test_a_time_that_is_blocked_is_no_time_to_move_to(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    with pytest.raises(Invalid, match="it needs 72 h") as blocked:
        settle(mara, Choice(row.code, at(13, 14)))
    assert blocked.value.code == "blocked"


def test_a_late_release_wants_its_fee_accepted(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    late = row.start_at - timedelta(hours=2)
    with pytest.raises(Invalid) as fee:
        settle(mara, Choice(row.code, release=True), now=late)
    assert (fee.value.code, fee.value.more["session"]) == ("late", row.code)
    settle(mara, Choice(row.code, release=True, accept_late=True), now=late)
    row.refresh_from_db()
    assert row.state == "late_cancelled"


def test_inside_the_change_window_nothing_moves(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    with pytest.raises(Invalid, match="front desk"):
        settle(mara, Choice(row.code, at(20, 14)), now=row.start_at - timedelta(hours=2))


def test_each_change_leaves_its_message(mara: Client) -> None:
    moved, released = unfit(mara, 10, 12)
    settle(mara, Choice(moved.code, at(2, 14)), Choice(released.code, release=True))
    found = OutboxRow.objects.values_list("topic", "about")
    assert {("session_changed", moved.code), ("session_cancelled", released.code)} <= set(found)


def test_a_session_that_was_cancelled_meanwhile_is_told_of(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    Appointment.objects.update(state="cancelled")
    with pytest.raises(Conflict, match="not to come"):
        settle(mara, Choice(row.code, release=True))


def test_nobody_settles_for_somebody_else(mara: Client) -> None:
    (row,) = unfit(mara, 12)
    for by, refusal in ((make.user("nina"), NotFound), (make.user("lou", Role.DESK), Refused)):
        with pytest.raises(refusal):
            settling.settle(by=by, client=mara, choices=[Choice(row.code)], now=NOW)


def test_a_session_of_somebody_else_is_not_there(mara: Client) -> None:
    unfit(mara, 12)
    other = season.book(make.client("nina"), 12)
    with pytest.raises(Conflict):
        settle(mara, Choice(other.code, release=True))


def test_what_two_sessions_mean_to_each_other_is_accepted_with_the_later(mara: Client) -> None:
    first = season.book(mara, 10, 9)
    second = season.book(mara, 11, 14)  # deep again after 28 h, with its caution accepted
    assert [fit.verdict for fit in queries.read(mara, NOW).fits()] == ["caution", "caution"]
    assert queries.unfit(mara, NOW) == 0
    Appointment.objects.filter(pk=second.pk).update(judged=None)
    assert [fit.row for fit in queries.read(mara, NOW).unfit()] == [first, second]


def test_judging_anew_says_what_the_session_page_says(mara: Client) -> None:
    booked = unfit(mara, 8, 10, 12, 16)
    rows.workout(mara, day=date(2026, 12, 5), kind="intervals")
    told = {fit.row: [o.said for o in fit.against] for fit in queries.read(mara, NOW).fits()}
    for row in booked:
        said = plans.judged(plans.as_booked(row), OWN, now=NOW).said
        speaks = [r["because"] for r in said["reasons"] if r["effect"] in ("blocked", "caution")]
        assert told[row] == speaks


@pytest.mark.parametrize("many", [1, 3])
def test_counting_what_no_longer_fits_takes_the_same_queries(
    mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    unfit(mara, *(12, 10, 8)[:many])
    with django_assert_num_queries(4):
        queries.unfit(mara, NOW)


@pytest.mark.parametrize(("hour", "verdict"), [(9, "caution"), (10, "blocked")])
def test_hours_are_counted_over_a_change_of_clocks(mara: Client, hour: int, verdict: str) -> None:
    march = datetime(2027, 3, 15, 9, tzinfo=UTC)
    start = datetime(2027, 3, 25, hour - 1, tzinfo=UTC)  # three days before, and an hour is lost
    wish = wanted(mara, start, depth="deep", accept_caution=True)
    booking.book(by=make.login_of(mara), wanted=wish, now=march)
    rows.race(mara, priority="A", local_start=datetime(2027, 3, 28, 11))
    (fit,) = queries.read(mara, march).fits()
    assert (fit.verdict, len(fit.news)) == (verdict, 1)


def test_all_that_is_left_and_taken_is_locked_before_anything_moves(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = unfit(mara, 10, 12)
    held, lock = list[set[int]](), resources.lock

    def noting(keys: Iterable[int], *, mark: bool = False) -> None:
        held.append({*keys})
        lock(held[-1], mark=mark)

    monkeypatch.setattr(resources, "lock", noting)
    settle(mara, Choice(first.code, at(2, 14)), Choice(second.code, release=True))
    assert len(held) > 1
    assert all(later <= held[0] for later in held)


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_for_the_same_time_do_not_share_it() -> None:
    mara = season.mara(therapists=1, rooms=1)
    nina = make.client("nina")
    first, other = unfit(mara, 12), unfit(nina, 13)
    answers = together(
        lambda: settle(mara, Choice(first[0].code, at(3, 10))),
        lambda: settle(nina, Choice(other[0].code, at(3, 10))),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "list"]
    assert sorted(starts(*first, *other)).count(at(3, 10)) == 1

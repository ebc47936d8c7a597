"""How long a session lasts: 12 hours for anybody, 15 idle minutes for staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from clinic import urls
from clinic.foundation import policy
from clinic.foundation.actions import people
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
POLL = {"HX-Request": "true", "HX-Trigger-Name": "poll"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still at nine; tests move it on."""
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(client: Browser) -> Browser:
    client.force_login(make.user("jo", Role.DESK))
    return client


@pytest.fixture
def runner(client: Browser) -> Browser:
    client.force_login(make.user("mara", Role.CLIENT))
    return client


def signed_in(browser: Browser, **headers: str) -> bool:
    answer = browser.get("/account/", headers=headers)
    return answer.status_code == 200 and "HX-Redirect" not in answer


def pass_by(clock: time_machine.Traveller, **time: int) -> None:
    clock.shift(timedelta(**time))


def test_staff_are_signed_out_after_fifteen_idle_minutes(
    desk: Browser, clock: time_machine.Traveller
) -> None:
    assert signed_in(desk)
    pass_by(clock, minutes=15)
    answer = desk.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/account/")


def test_a_second_before_they_are_still_there(desk: Browser, clock: time_machine.Traveller) -> None:
    assert signed_in(desk)
    pass_by(clock, minutes=14, seconds=59)
    assert signed_in(desk)


def test_whoever_goes_on_working_stays_signed_in(
    desk: Browser, clock: time_machine.Traveller
) -> None:
    for _ in range(6):
        pass_by(clock, minutes=14)
        assert signed_in(desk)


def test_a_page_that_polls_keeps_nobody_signed_in(
    desk: Browser, clock: time_machine.Traveller
) -> None:
    answers = []
    for _ in range(4):
        pass_by(clock, minutes=5)
        answers.append(signed_in(desk, **POLL))
    assert answers == [True, True, False, False]


def test_a_route_declared_as_polling_keeps_nobody_signed_in(
    desk: Browser, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(urls.policies, "account", policy.Policy(member=True, polling=True))
    pass_by(clock, minutes=14)
    assert signed_in(desk)
    pass_by(clock, minutes=1)
    assert not signed_in(desk)


def test_did_polls_count_a_forgotten_screen_would_stay_open(
    desk: Browser, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinic.foundation.sessions._polls", lambda request: False)
    for _ in range(4):
        pass_by(clock, minutes=5)
        assert signed_in(desk, **POLL)


def test_a_poll_of_a_signed_out_page_leads_the_whole_page_to_the_sign_in(
    desk: Browser, clock: time_machine.Traveller
) -> None:
    pass_by(clock, minutes=15)
    here = {"HX-Current-URL": "http://testserver/account/?day=2"}
    answer = desk.get("/account/", headers=POLL | here)
    assert answer["HX-Redirect"] == "/account/login/?next=/account/%3Fday%3D2"


def test_clients_may_put_their_phone_away_for_hours(
    runner: Browser, clock: time_machine.Traveller
) -> None:
    pass_by(clock, hours=11, minutes=59)
    assert signed_in(runner)


@pytest.mark.parametrize("who", ["desk", "runner"])
def test_after_twelve_hours_everybody_signs_in_again(
    who: str, clock: time_machine.Traveller, request: pytest.FixtureRequest
) -> None:
    browser = request.getfixturevalue(who)
    for _ in range(71):
        pass_by(clock, minutes=10)
        assert signed_in(browser)
    pass_by(clock, minutes=10)
    assert not signed_in(browser)


def test_without_the_limits_a_session_would_outlive_the_day(
    desk: Browser, clock: time_machine.Traveller, settings: Any
) -> None:
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("SessionLimits")]
    pass_by(clock, hours=11)
    assert signed_in(desk)


def test_a_session_that_does_not_know_when_it_began_is_over(runner: Browser) -> None:
    session = runner.session
    del session["signed_in_at"]
    session.save()
    assert not signed_in(runner)


def test_whoever_becomes_staff_is_held_to_the_staffs_minutes(
    runner: Browser, clock: time_machine.Traveller
) -> None:
    people.give_role(by=None, user=User.objects.get(), role=Role.DESK, now=make.NOW)
    pass_by(clock, minutes=15)
    assert not signed_in(runner)


def test_a_disabled_account_is_a_stranger_at_its_next_request(desk: Browser) -> None:
    assert signed_in(desk)
    people.disable(by=None, user=User.objects.get())
    assert not signed_in(desk)


def test_a_forgotten_password_ends_every_session(desk: Browser) -> None:
    people.forget_password(user=User.objects.get())
    assert not signed_in(desk)


def test_an_ended_role_is_refused_at_the_next_request(runner: Browser) -> None:
    assert runner.get("/me/").status_code == 200
    Client.objects.update(user=None)
    assert runner.get("/me/").status_code == 403


def test_a_busy_page_writes_its_session_twice_a_minute_at_most(
    desk: Browser, clock: time_machine.Traveller, django_assert_num_queries: Any
) -> None:
    pass_by(clock, seconds=29)
    with django_assert_num_queries(2):  # session; user with roles
        signed_in(desk)


def test_signed_out_by_the_clock_one_is_told_so(
    desk: Browser, clock: time_machine.Traveller
) -> None:
    pass_by(clock, minutes=15)
    assert "You were signed out" in desk.get("/account/", follow=True).text


def test_a_probe_reads_no_session(desk: Browser, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        desk.get("/healthz")

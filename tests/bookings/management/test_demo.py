"""The demo: its logins, and the clinic full of life that they find. Built once, on a Tuesday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client as Browser
from django.test import override_settings

from bookings.core.lifecycle import STATES, state_at
from bookings.management.commands.demo import LOGINS, PASSWORD
from bookings.models import (
    Appointment,
    Closure,
    Location,
    Room,
    Service,
    Therapist,
    TimeOff,
    VisitNote,
    Wishes,
)
from bookings.queries import appointments, review_queue, services
from bookings.queries.search import Ask, search
from clinic.foundation.models import Client, OutboxRow, User
from clinic.foundation.queries.people import roles_of
from protocols.core.defaults import RULE_IDS
from protocols.core.engine import VERDICTS
from protocols.core.facts import PHASES, STATUSES
from protocols.models import CheckIn, Consent, Intake, ListedRace, Race, RunnerProfile, Workout
from tests.bookings.management import occurring
from tests.bookings.management.occurring import Occurring

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # Tuesday, 11:00 in Berlin


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo as its command makes it; it says what it printed. All tests here share it."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with (
        quick,
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(NOW, tick=False),
    ):
        call_command("demo", stdout=(said := StringIO()))
        yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def could_be(demo: str, django_db_blocker: Any) -> Occurring:
    """What the clients meet, whatever they look for in six weeks."""
    return occurring.ahead(Client.objects.all(), NOW)


@pytest.fixture(scope="module")
def was_booked(demo: str, django_db_blocker: Any) -> Occurring:
    """What their bookings were judged by."""
    return occurring.booked(Client.objects.all())


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours, as it stands."""
    kept: list[type[models.Model]] = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ("clinic", "protocols", "bookings")
    ]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in kept}


def test_every_rule_occurs_in_it(could_be: Occurring, was_booked: Occurring) -> None:
    missing = RULE_IDS - could_be.rules - was_booked.rules
    assert sorted(missing) == []


def test_every_verdict_and_phase_occurs_in_it(could_be: Occurring, was_booked: Occurring) -> None:
    assert could_be.verdicts == set(VERDICTS)
    assert could_be.phases == set(PHASES)
    assert was_booked.phases == set(PHASES)


def test_bookings_were_judged_recommended_fine_or_with_care_and_none_blocked(
    was_booked: Occurring,
) -> None:
    assert was_booked.verdicts == {"recommended", "fine", "caution"}


def test_a_therapist_has_waived_rules_before_a_race_and_before_training(
    was_booked: Occurring,
) -> None:
    assert {waived.partition("-")[0] for waived in was_booked.waived} == {"PRE", "TRAIN"}


def test_every_state_of_an_appointment_is_stored_somewhere() -> None:
    stored = set(Appointment.objects.values_list("state", flat=True))
    assert sorted(set(STATES) - stored) == []


def test_one_time_is_held_right_now_and_another_hold_has_lapsed() -> None:
    held = Appointment.objects.filter(state="held")
    now_is = [state_at(h.state, end=h.end_at, expires=h.expires_at, now=NOW) for h in held]
    assert sorted(now_is) == ["held", "lapsed"]


def test_every_status_of_a_race_occurs() -> None:
    assert set(Race.objects.values_list("status", flat=True)) == set(STATUSES)


def test_seven_of_ten_bookable_hours_of_six_weeks_are_booked(demo: str) -> None:
    (line,) = [line for line in demo.splitlines() if "weeks are booked" in line]
    assert 66 <= int(line.split()[0]) <= 76


def test_the_command_says_how_long_each_step_took(demo: str) -> None:
    assert len([line for line in demo.splitlines() if " s  " in line]) == 4


def test_there_is_one_login_for_each_role(demo: str) -> None:
    for role, email, _ in LOGINS:
        assert roles_of(User.objects.get(email=email)) == {role}
        assert f"{role.value:<10} {email:<20} {PASSWORD}" in demo


def test_only_these_four_logins_are_printed(demo: str) -> None:
    printed = [line.split()[1] for line in demo.splitlines() if "@" in line]
    assert printed == [email for _, email, _ in LOGINS]


def test_a_second_run_changes_nothing_today_or_later() -> None:
    before = rows()
    call_command("demo", stdout=StringIO())
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        call_command("demo", stdout=StringIO())
    assert rows() == before


@pytest.mark.parametrize("email", [email for _, email, _ in LOGINS])
def test_every_printed_login_signs_in(client: Browser, email: str) -> None:
    client.post("/account/login/", {"login": email, "password": PASSWORD})
    assert client.get("/account/").status_code == 200


def test_nobody_else_has_a_password_that_all_know() -> None:
    known = {email for _, email, _ in LOGINS}
    others = User.objects.exclude(email__in=known)
    assert others.count() > 10
    assert not any(user.has_usable_password() for user in others)


def test_in_production_there_are_no_logins_with_a_known_password(settings: Any) -> None:
    settings.ENV = replace(settings.ENV, production=True)
    before = User.objects.count()
    with pytest.raises(CommandError, match="not in production"):
        call_command("demo", stdout=StringIO())
    assert User.objects.count() == before


def test_there_are_two_studios_with_eight_rooms_and_hours_of_their_own() -> None:
    one, other = Location.objects.all()
    assert one.hours != other.hours
    assert Room.objects.count() == 8
    assert Room.objects.filter(features__contains=["bars"]).exists()
    assert Room.objects.filter(tables=2).exists()


def test_nine_therapists_have_portraits_texts_and_twelve_hours_a_week_or_more() -> None:
    assert Therapist.objects.exclude(about="").filter(photo__isnull=False).count() == 9
    digests = set(Therapist.objects.values_list("photo__digest", flat=True))
    assert len(digests) == 9
    for one in Therapist.objects.all():
        week = [until - begin for s in one.shifts.all() for _day, begin, until in s.hours]
        assert 12 * 60 <= sum(week) <= 16 * 60


def test_somebody_is_on_leave_and_a_day_is_closed() -> None:
    assert TimeOff.objects.filter(start_at__gt=NOW, state="granted").exists()
    assert Closure.objects.filter(hours=[], first_day__gt=NOW).exists()


def test_every_service_of_the_menu_can_still_be_booked() -> None:
    for service in Service.objects.all():
        order = services.order(
            service,
            minutes=service.lengths[0][0],
            depth=service.depths[0],
            group_size=service.group_least,
            staff=False,
        )
        ask = Ask(order=order, first=NOW.date() + timedelta(days=4), days=62)
        assert search(ask, now=NOW).offers, service.name


def test_every_service_of_the_menu_has_been_booked() -> None:
    assert not Service.objects.filter(appointments=None).exists()


def test_sixty_clients_run_and_most_have_entered_the_marathon_in_seven_weeks() -> None:
    goal = ListedRace.objects.get(name__startswith="Three Bridges")
    assert Client.objects.count() == 60
    assert 42 <= (goal.start_at - NOW).days <= 56
    assert Race.objects.filter(listed=goal).count() > 40
    assert Race.objects.filter(listed__zone="Pacific/Auckland").exists()
    assert Client.objects.filter(user=None).count() > 50


def test_somebody_is_under_age_with_a_guardian_and_some_keep_quiet_days() -> None:
    young = RunnerProfile.objects.get(birth_year__gt=NOW.year - 18)
    assert young.guardian_name
    assert RunnerProfile.objects.filter(quiet_days__gt=0).count() >= 3


def test_receipts_are_numbered_without_a_gap() -> None:
    numbers = Appointment.objects.exclude(receipt=None).values_list("receipt", flat=True)
    assert set(numbers) == set(range(1, len(numbers) + 1))
    assert len(numbers) > 100


def test_mara_has_a_season_two_sessions_behind_her_and_one_ahead() -> None:
    mara = Client.objects.get(user__email="mara@demo.example")
    priorities = Race.objects.filter(client=mara).order_by("start_at").values_list("priority")
    ahead = Workout.objects.filter(client=mara, start_at__gt=NOW).count()
    assert [priority for (priority,) in priorities] == ["B", "C", "B", "A"]
    assert ahead + Workout.objects.filter(client=mara, day__gt=NOW).count() >= 15
    assert len(appointments.past(mara, NOW)) == 2
    (coming,) = appointments.coming(mara, NOW)
    assert (coming.state, coming.therapists) == ("confirmed", ("Ana Kovač",))
    assert Wishes.objects.get(client=mara).therapist == Therapist.objects.get(
        user__name="Ana Kovač"
    )


def test_ana_has_a_full_day_with_somebody_on_her_table() -> None:
    midnight = NOW.replace(hour=0)
    ana = User.objects.get(email="ana@demo.example")
    day = appointments.own_day(ana, midnight, midnight + timedelta(days=1), NOW)
    assert len(day) >= 4
    assert {"in_session", "arrived"} <= {session.state for session in day}


def test_messages_of_the_past_count_as_sent_but_those_of_maras_next_session() -> None:
    mara = Client.objects.get(user__email="mara@demo.example")
    (coming,) = appointments.coming(mara, NOW)
    due = OutboxRow.objects.filter(state="waiting", due_at__lt=NOW)
    assert set(due.values_list("about", flat=True)) <= {coming.row.code}


def test_ana_finds_answers_notes_and_reviews_in_her_room() -> None:
    ana = User.objects.get(email="ana@demo.example")
    assert Intake.objects.filter(submitted_at__isnull=False).count() >= 18
    assert VisitNote.objects.filter(signed_by=ana).count() >= 10
    assert VisitNote.objects.filter(began_by=ana, signed_at=None).exists()
    assert {one.kind for one in CheckIn.objects.all()} >= {"session", "race"}
    assert Consent.objects.exists()
    assert review_queue.waiting(ana, NOW) >= 3

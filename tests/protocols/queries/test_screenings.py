"""Answers to the red flags: which are fresh, what holds, for one client and for several."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client, Look, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.actions import screenings as actions
from protocols.models import Screening
from protocols.queries import screenings
from protocols.queries.screenings import Flag
from tests.clinic import make
from tests.protocols import rows
from tests.protocols.conftest import Treating

pytestmark = pytest.mark.django_db
NOW = make.NOW
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.fixture
def mara() -> Client:
    return make.client("mara")


def part(client: Client, *codes: str, asked: list[str], at: datetime = NOW) -> Screening:
    """Answers to some of the red flags."""
    by = make.login_of(client)
    return actions.give(by=by, client=client, codes=codes, asked=asked, whole=False, now=at)


def test_some_answers_are_no_whole_set(mara: Client) -> None:
    part(mara, asked=["pregnancy"])
    assert screenings.must_screen(mara, "injury", NOW)
    assert screenings.fresh_screening(mara, NOW) is None
    rows.answers(mara)
    assert not screenings.must_screen(mara, "injury", NOW + 7 * DAY - TICK)
    assert screenings.must_screen(mara, "injury", NOW + 7 * DAY)


def test_a_flag_holds_for_its_own_time(mara: Client) -> None:
    rows.answers(mara, ["hot_tendon", "anticoagulant", "chest_pain"])
    assert {
        days: screenings.held(mara, NOW + days * DAY - TICK) for days in (7, 8, 90, 91, 365, 366)
    } == {
        7: ["hot_tendon", "anticoagulant", "chest_pain"],
        8: ["anticoagulant", "chest_pain"],
        90: ["anticoagulant", "chest_pain"],
        91: ["chest_pain"],
        365: ["chest_pain"],
        366: [],
    }


def test_what_was_not_asked_again_stays(mara: Client) -> None:
    rows.answers(mara, ["medication_change"])
    part(mara, asked=["hot_tendon"], at=NOW + DAY)
    assert screenings.held(mara, NOW + DAY) == ["medication_change"]
    part(mara, asked=["medication_change"], at=NOW + 2 * DAY)
    assert screenings.held(mara, NOW + 2 * DAY) == []


def test_codes_that_were_not_asked_are_refused(mara: Client) -> None:
    with pytest.raises(Invalid):
        part(mara, "fever", asked=["hot_tendon"])
    with pytest.raises(Invalid):
        part(mara, asked=["hunger"])
    assert not Screening.objects.exists()


def test_answers_by_a_link_name_nobody(mara: Client) -> None:
    made = actions.give(by=None, client=mara, codes=["fever"], now=NOW)
    assert made.given_by is None
    assert screenings.held(mara, NOW) == ["fever"]


def test_answers_stay_as_they_were_given(mara: Client) -> None:
    made = rows.answers(mara, ["fever"])
    mine = Screening.objects.filter(pk=made.pk)
    for change in (lambda: mine.update(whole=False), mine.delete):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("many", [1, 3])
def test_a_list_of_clients_is_two_queries_and_one_opening(
    many: int, treating: Treating, django_assert_num_queries: Any
) -> None:
    ana = make.user("ana", Role.THERAPIST)
    clients = [make.client(name) for name in ("mara", "vera", "otto")[:many]]
    for client in clients:
        treating(ana, client)
        rows.answers(client, ["fever"], NOW - 2 * DAY)
        rows.answers(client, ["pregnancy"])
    with django_assert_num_queries(2):
        found = screenings.flags_rows(clients, NOW)
        assert len([one.client.code for one in found]) == 2 * many
    texts = access.read_each(ana, found, "to see", now=NOW)
    with django_assert_num_queries(0):
        told = screenings.flags_told(found, texts, NOW)
    fever, baby = Flag("fever", NOW - 2 * DAY, NOW - 2 * DAY), Flag("pregnancy", NOW, NOW)
    assert told == {client.pk: [fever, baby] for client in clients}
    assert Look.objects.count() == 2 * many


@pytest.mark.django_db(transaction=True)
def test_flags_of_a_client_of_somebody_else_are_not_opened(
    mara: Client, treating: Treating
) -> None:
    ana, vera = make.user("ana", Role.THERAPIST), make.client("vera")
    treating(ana, mara)
    rows.answers(mara)
    rows.answers(vera, ["fever"])
    found = screenings.flags_rows([mara, vera], NOW)
    with pytest.raises(NotFound):
        access.read_each(ana, found, "to see", now=NOW)
    assert not Look.objects.exists()


def test_the_list_says_what_the_engine_is_told(mara: Client) -> None:
    for days, codes in ((40, ["chest_pain", "fever"]), (30, []), (3, ["hot_tendon"]), (1, [])):
        rows.answers(mara, codes, NOW - days * DAY)
    rows.answers(mara, ["numbness_below_knee", "open_wound"], NOW + DAY)
    for at, codes in ((NOW, []), (NOW + DAY, ["numbness_below_knee", "open_wound"])):
        found = screenings.flags_rows([mara], at)
        told = screenings.flags_told(found, access.open_unseen(mara, found), at)[mara.pk]
        assert [one.code for one in told] == screenings.held(mara, at) == codes


def test_who_may_not_edit_answers_for_nobody(mara: Client) -> None:
    stranger: User = make.user("vera", Role.CLIENT)
    with pytest.raises(NotFound):
        actions.give(by=stranger, client=mara, codes=[], now=NOW)


def test_no_number_of_later_answers_pushes_a_flag_out_of_sight(mara: Client) -> None:
    by = make.login_of(mara)
    for place in range(actions.MOST_A_DAY):
        codes = [] if place else ["chest_pain"]
        actions.give(by=by, client=mara, codes=codes, now=NOW + place * TICK)
    assert screenings.held(mara, NOW + DAY - TICK) == ["chest_pain"]
    with pytest.raises(Conflict):
        actions.give(by=by, client=mara, codes=[], now=NOW + DAY - TICK)

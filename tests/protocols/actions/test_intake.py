"""A sitting: saved answer by answer, sent in once, then frozen."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.actions import intake as sittings
from protocols.core.intake import drafts
from protocols.core.intake.sitting import take
from protocols.core.intake.standard import STANDARD
from protocols.models import Intake, Screening
from protocols.queries import intake, screenings
from tests.bookings.answering import answers, begun, save, section, sent_in
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def mara() -> Client:
    return make.client()


def current(row: Intake) -> dict[str, Any]:
    row.refresh_from_db()
    return drafts.current(json.loads(access.open_unseen(row.client, [row])[0]["answers"]))


def test_a_client_has_one_open_sitting_of_their_own(mara: Client) -> None:
    first = begun(mara)
    assert begun(mara).pk == first.pk


def test_nobody_but_the_client_sits_over_their_questions(mara: Client) -> None:
    for role in (Role.DESK, Role.OWNER, Role.THERAPIST, Role.CLIENT):
        with pytest.raises(NotFound):
            sittings.begin(by=make.user(f"x{role.value}", role), client=mara, now=NOW)
    with pytest.raises(NotFound):
        sittings.begin(by=None, client=mara, now=NOW)


def test_a_sitting_of_a_link_is_not_written_with_a_login(mara: Client) -> None:
    row = sittings.begin(by=None, client=mara, link="d" * 64, now=NOW)
    with pytest.raises(NotFound):
        sittings.save(by=mara.user, intake=row, tab="a", seen=0, answers={"goals": "x"}, now=NOW)
    assert save(row, goals="run").rev == 1


def test_one_wrong_answer_stops_no_right_one(mara: Client) -> None:
    row = begun(mara)
    kept = save(row, goals="a marathon", firmness="steel", nonsense="1")
    assert set(kept.faults) == {"firmness", "nonsense"}
    assert current(row) == {"goals": "a marathon"}


@pytest.mark.parametrize(
    "text", ["a" * 10_000_000, "nul\0", "\ud800", {"deep": 1}, [[[[]]]], 1e400, True]
)
def test_what_is_no_answer_is_told_and_loses_nothing(mara: Client, text: Any) -> None:
    row = begun(mara)
    save(row, goals="a marathon")
    assert set(save(row, seen=1, goals=text).faults) == {"goals"}
    assert current(row) == {"goals": "a marathon"}


def test_a_sitting_that_grew_too_long_is_refused_as_a_whole(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sittings, "MOST", 100)
    row = begun(mara)
    save(row, goals="short")
    with pytest.raises(Invalid) as refused:
        save(row, goals="a" * 200)
    assert refused.value.code == "too_long"
    assert current(row) == {"goals": "short"}


def test_two_tabs_that_disagree_are_both_kept_until_one_is_chosen(mara: Client) -> None:
    row = begun(mara)
    save(row, tab="a", goals="a marathon")
    assert save(row, tab="b", goals="a mile").twice == ("goals",)
    with pytest.raises(Invalid) as refused:
        sittings.submit(by=mara.user, intake=row, sections=["history"], now=NOW)
    assert refused.value.field in answers(section("history"))
    assert save(row, tab="c", seen=2, goals="a mile").twice == ()


def test_a_blank_takes_back_nothing_that_its_tab_had_not_seen(mara: Client) -> None:
    row = begun(mara)
    save(row, tab="a", goals="a marathon")
    save(row, tab="b", seen=0, goals="")
    assert current(row) == {"goals": "a marathon"}
    save(row, tab="b", seen=1, goals="")
    assert current(row) == {}


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.sampled_from(["goals", "hands_off"]),
            st.text("xyz", min_size=1),
        ),
        max_size=12,
    )
)
def test_no_interleaving_of_two_tabs_loses_the_last_word_of_either(
    saves: list[tuple[str, str, str]],
) -> None:
    draft: dict[str, Any] = {}
    last: dict[tuple[str, str], str] = {}
    for rev, (tab, code, text) in enumerate(saves, start=1):
        draft, faults = take(draft, STANDARD, {code: text}, tab=tab, seen=0, rev=rev)
        assert not faults
        last[tab, code] = text
    for (_tab, code), text in last.items():
        assert text in [entry[2] for entry in draft[code]]


def test_what_is_missing_is_named_and_nothing_is_sent_in(mara: Client) -> None:
    row = begun(mara)
    save(row, urgent=["none"])
    with pytest.raises(Invalid) as refused:
        sittings.submit(by=mara.user, intake=row, sections=["flags"], now=NOW)
    assert (refused.value.code, refused.value.field) == ("missing", "skin")
    assert not Screening.objects.exists()


def test_sending_in_puts_the_flags_on_file_and_freezes_the_sitting(mara: Client) -> None:
    row = sent_in(mara, urgent=["fever"])
    assert (row.submitted_at, row.sections) == (NOW, ["flags"])
    assert screenings.held(mara, NOW) == ["fever"]
    assert Screening.objects.get().whole
    with pytest.raises(Conflict):
        save(row, goals="later")
    with pytest.raises(InternalError), transaction.atomic():
        Intake.objects.update(rev=9)


def test_only_what_was_asked_is_kept_of_a_sitting(mara: Client) -> None:
    row = begun(mara)
    save(row, goals="a marathon", **answers(section("flags")))
    sittings.submit(by=mara.user, intake=row, sections=["flags"], now=NOW)
    assert "goals" not in current(row)


def test_of_whom_something_is_known_only_the_newest_of_each_section_counts(
    mara: Client, django_assert_num_queries: Any
) -> None:
    sent_in(mara, ["flags", "medicines"])
    later = NOW + timedelta(days=3)
    sent_in(mara, ["flags"], later)
    with django_assert_num_queries(1):
        found = intake.answered([mara.pk], later)
    assert found == {mara.pk: {"flags": later, "medicines": NOW}}


def test_answers_in_force_stand_beside_those_of_last_time(mara: Client) -> None:
    sent_in(mara, ["history"], goals="a mile")
    later = NOW + timedelta(days=30)
    sent_in(mara, ["history"], later, goals="a marathon")
    rows = intake.intake_rows(mara, later)
    told = intake.intake_told(rows, access.open_unseen(mara, rows), later)
    assert (told.answers["goals"], told.before["goals"]) == ("a marathon", "a mile")
    assert told.when["goals"] == later
    assert (
        intake.intake_told(rows, access.open_unseen(mara, rows), NOW + timedelta(days=395)).answers
        == {}
    )


def test_as_last_time_is_never_offered_for_a_flag_of_the_day(mara: Client) -> None:
    sent_in(mara, ["flags", "history"])
    assert intake.last_time(mara, section("flags"), NOW) is None
    assert intake.last_time(mara, section("history"), NOW) is not None

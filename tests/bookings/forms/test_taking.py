"""Taking a time: what a button sends, and the ticks for cautions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bookings.forms.taking import CancelForm, Caution, ConfirmForm, MoveForm, PickForm, cautions

START = datetime(2026, 12, 9, 13, 30, tzinfo=UTC)
NEAR = Caution("PRE-3", "It ends 41 h before Boston.")
TIRED = Caution("FLAG-9", "You slept little.")


def test_a_button_names_start_studio_and_therapist() -> None:
    form = PickForm({"once": "t", "pick": "2026-12-09T13:30+00:00|here|ana"})

    assert form.is_valid()
    assert form.cleaned_data["pick"] == (START, "here", "ana")


@pytest.mark.parametrize(
    "sent",
    [
        *("", "x", "2026-12-09T13:30|here|", "2026-12-09T13:30+00:00|here", "a|b|c|d"),
        *(f"{year}-12-31T23:45-14:00|here|" for year in ("0001", "1970", "2200", "9999")),
    ],
)
def test_anything_else_is_no_time(sent: str) -> None:
    assert not PickForm({"once": "t", "pick": sent}).is_valid()


def test_two_times_of_one_showing_are_two_things() -> None:
    forms = [
        PickForm({"once": "t", "pick": f"2026-12-09T{hour}:30+00:00|here|"}) for hour in (13, 14)
    ]

    assert all(form.is_valid() for form in forms)
    assert forms[0].key != forms[1].key


def test_each_caution_wants_its_own_tick() -> None:
    said = [NEAR, TIRED]

    half = ConfirmForm({"once": "t", NEAR.name: "on"}, cautions=said)
    whole = ConfirmForm({"once": "t", NEAR.name: "on", TIRED.name: "on"}, cautions=said)

    assert list(half.errors) == [TIRED.name]
    assert whole.is_valid()


@pytest.mark.parametrize("other", [Caution("PRE-4", NEAR.said), Caution("PRE-3", "Boston.")])
def test_a_tick_stands_for_no_other_caution(other: Caution) -> None:
    form = ConfirmForm({"once": "t", NEAR.name: "on"}, cautions=[other])

    assert list(form.errors) == [other.name]
    assert not form.knows([NEAR])


def test_a_form_knows_what_it_had_a_tick_for() -> None:
    form = ConfirmForm(cautions=[NEAR, TIRED])

    assert form.knows([])
    assert form.knows([TIRED])


def test_only_a_verdict_of_caution_wants_ticks() -> None:
    reasons = [
        {"rule": "PRE-3", "effect": "caution", "because": NEAR.said},
        {"rule": "PRE-1", "effect": "note", "because": "Drink."},
    ]

    assert cautions({"verdict": "caution", "reasons": reasons}) == [NEAR]
    assert cautions({"verdict": "blocked", "reasons": reasons}) == []


def test_ticks_stand_before_the_note() -> None:
    form = ConfirmForm(cautions=[NEAR], off_site=True)

    assert list(form.fields) == [NEAR.name, "venue", "note", "once"]


def test_a_visit_away_says_where_to_come() -> None:
    assert "venue" in ConfirmForm({"once": "t"}, off_site=True).errors
    assert "venue" not in ConfirmForm().fields


def test_a_fee_is_known_before_it_is_due() -> None:
    assert "accept_late" in CancelForm({"once": "t"}, fee="€45").errors
    assert CancelForm({"once": "t"}).is_valid()


def test_a_move_asked_for_the_first_time_shows_no_fault() -> None:
    sent = {"once": "t", "pick": "2026-12-09T13:30+00:00|here|"}

    shown = MoveForm(sent, cautions=[NEAR]).shown_first()

    assert shown.errors == {}
    assert (shown["pick"].value(), shown["once"].value()) == (sent["pick"], "t")

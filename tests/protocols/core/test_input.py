"""Bad input, to the letter: which field is named, what is said of it, which fault comes first."""

from __future__ import annotations

import copy
import re
from itertools import pairwise
from typing import Any

import pytest

from protocols.core import BadInput, evaluate
from protocols.core.parsing.case import read_case
from tests.protocols.core.build import Json

RACE: Json = {
    "start": "2026-06-20T09:00:00Z", "finish": "2026-06-20T10:00:00Z", "expected_minutes": 100,
    "priority": "A",
}  # fmt: skip
WORKOUT: Json = {"start": "2026-06-18T09:00:00Z", "minutes": 60, "kind": "easy"}
SESSION: Json = {
    "start": "2026-06-01T09:00:00Z", "minutes": 60, "type": "general", "depth": "deep",
}  # fmt: skip
CASE: Json = {
    "timezone": "Europe/Berlin",
    "runner": {"quiet_days_before_race": 2},
    "races": [RACE],
    "workouts": [WORKOUT],
    "sessions": [SESSION],
    "away": [{"from": "2026-07-01T09:00:00Z", "until": "2026-07-05T09:00:00Z"}],
    "injury": {"kind": "strain", "diagnosed_by": "physio"},
    "screening": ["fever"],
    "cleared": ["fever"],
    "waivers": ["PRE-1"],
    "candidate": {
        "type": "none", "depth": "light", "start": "2026-06-10T09:00:00Z", "minutes": 60,
        "service": "chair_massage", "group_size": 5,
    },
}  # fmt: skip
GONE = object()
ARRAYS = ("races", "workouts", "sessions", "away", "screening", "cleared", "waivers")
EVERY_KEY = [
    "timezone", "runner.quiet_days_before_race", "runner.recreational", "runner.load_rising",
    "runner.masters", "runner.race_soreness", "runner.last_session_sore_over_36h",
    "runner.last_session_bruised", "races[0].name", "races[0].start", "races[0].finish",
    "races[0].expected_minutes", "races[0].priority", "races[0].terrain", "races[0].status",
    "workouts[0].start", "workouts[0].minutes", "workouts[0].kind", "sessions[0].start",
    "sessions[0].minutes", "sessions[0].type", "sessions[0].depth", "sessions[0].service",
    "away[0].from", "away[0].until", "injury.kind", "injury.diagnosed_by", "screening[0]",
    "cleared[0]", "waivers[0]", "candidate.type", "candidate.depth", "candidate.start",
    "candidate.minutes", "candidate.service", "candidate.group_size",
]  # fmt: skip
NULLABLE = (
    "races[0].finish", "races[0].expected_minutes", "sessions[0].service", "injury.diagnosed_by",
    "candidate.service",
)  # fmt: skip


def changed(*changes: tuple[str, Any]) -> Json:
    """The good case with values set, or taken away with GONE, at their paths."""
    case = copy.deepcopy(CASE)
    for path, value in changes:
        *steps, last = [
            int(step) if step.isdigit() else step
            for step in re.split(r"\]?\.|\[", path.rstrip("]"))
        ]
        thing: Any = case
        for step in steps:
            thing = thing[step]
        if value is GONE:
            del thing[last]
        else:
            thing[last] = value
    return case


def fault(case: Any) -> str:
    """The one line that says what is wrong, or nothing."""
    try:
        evaluate(case)
    except BadInput as bad:
        return str(bad)
    return ""


def field(case: Any) -> str | None:
    try:
        evaluate(case)
    except BadInput as bad:
        return bad.field
    return None


def test_the_good_case_is_good() -> None:
    assert fault(CASE) == ""


@pytest.mark.parametrize("wrong", [{}, [], 1.5, float("nan"), "?" * 201, 10**30, -1], ids=repr)
def test_a_value_of_a_wrong_kind_is_named(wrong: Any) -> None:
    found = [field(changed((path, wrong))) for path in EVERY_KEY]

    assert found == EVERY_KEY


def test_null_is_allowed_for_what_may_be_absent() -> None:
    found = [field(changed((path, None))) for path in EVERY_KEY]

    assert found == [None if path in NULLABLE else path for path in EVERY_KEY]


def test_the_injury_may_be_null() -> None:
    assert fault(changed(("injury", None))) == ""


@pytest.mark.parametrize(
    "path",
    [
        "timezone", "races[0].start", "races[0].priority", "workouts[0].kind", "sessions[0].start",
        "sessions[0].minutes", "sessions[0].type", "sessions[0].depth", "away[0].from",
        "away[0].until", "injury.kind", "candidate", "candidate.type", "candidate.start",
        "candidate.minutes",
    ],
)  # fmt: skip
def test_a_missing_key_is_named_where_it_would_stand(path: str) -> None:
    assert fault(changed((path, GONE))) == f"{path}: is missing"


@pytest.mark.parametrize("key", [key for key in CASE if key not in ("timezone", "candidate")])
def test_the_rest_may_be_left_out(key: str) -> None:
    assert fault(changed((key, GONE))) == ""


RUNNER_DEFAULTS = {
    "quiet_days_before_race": 0, "recreational": False, "load_rising": False, "masters": False,
    "race_soreness": False, "last_session_sore_over_36h": False, "last_session_bruised": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("runner", {}),
        ("runner", RUNNER_DEFAULTS),
        *((f"runner.{key}", value) for key, value in RUNNER_DEFAULTS.items()),
        ("races", []),
        ("races[0].name", ""),
        ("races[0].terrain", "flat"),
        ("races[0].status", "planned"),
        ("workouts", []),
        ("workouts[0].minutes", 60),
        ("sessions", []),
        ("sessions[0].service", None),
        ("away", []),
        ("injury", None),
        ("injury.diagnosed_by", None),
        ("screening", []),
        ("cleared", []),
        ("waivers", []),
        ("candidate.depth", "light"),
        ("candidate.service", None),
        ("candidate.group_size", 1),
    ],
    ids=str,
)
def test_what_is_left_out_is_as_its_default(path: str, value: Any) -> None:
    told = read_case(changed((path, value)))
    left_out = read_case(changed((path, value), (path, GONE)))

    assert (left_out.shape, left_out.start) == (told.shape, told.start)
    assert vars(left_out.calendar) | {"days": None} == vars(told.calendar) | {"days": None}


@pytest.mark.parametrize("whole", [None, [], [CASE], "x", 1, True, float("nan")])
def test_what_is_no_object_is_named_by_nothing(whole: Any) -> None:
    assert fault(whole) == ": should be a JSON object"


@pytest.mark.parametrize("key", ["races", "workouts", "sessions", "away"])
def test_a_wrong_element_is_named_by_its_place(key: str) -> None:
    wrongs: list[Any] = [None, 1, "x", [], True]
    said = {fault(changed((key, [CASE[key][0], wrong]))) for wrong in wrongs}

    assert said == {f"{key}[1]: should be a JSON object"}


@pytest.mark.parametrize("key", ["runner", "injury", "candidate"])
def test_an_object_is_no_array(key: str) -> None:
    assert fault(changed((key, [CASE[key]]))) == f"{key}: should be a JSON object"


class TestArrays:
    """They hold at most 1,000."""

    @pytest.mark.parametrize("key", ARRAYS)
    def test_a_thousand_are_not_too_many(self, key: str) -> None:
        assert fault(changed((key, CASE[key] * 1_000))) == ""
        assert (
            fault(changed((key, CASE[key] * 1_001))) == f"{key}: should be a list of at most 1000"
        )

    @pytest.mark.parametrize("wrong", [None, {}, "fever", True, 0])
    def test_nothing_else_is_one(self, wrong: Any) -> None:
        assert [field(changed((key, wrong))) for key in ARRAYS] == list(ARRAYS)

    @pytest.mark.parametrize("code", ["PRE-14", "pre-1", "PRE-01", "REVIEW", "", "FLAG", "PRE-1 "])
    def test_a_waiver_of_no_rule_is_refused(self, code: str) -> None:
        case = changed(("waivers", ["CAD-3", "CLASH-4", code]))

        assert fault(case) == "waivers[2]: should be the id of a rule"

    @pytest.mark.parametrize("key", ["screening", "cleared"])
    def test_an_answer_nobody_knows_is_refused(self, key: str) -> None:
        assert fault(changed((key, ["fever", "Fever"]))) == f"{key}[1]: should be a screening code"


class TestNumbers:
    """Every integer is a JSON integer within its bounds."""

    @pytest.mark.parametrize(
        ("path", "least", "most"),
        [
            ("runner.quiet_days_before_race", 0, 10),
            ("races[0].expected_minutes", 1, 20_160),
            ("workouts[0].minutes", 1, 1_440),
            ("sessions[0].minutes", 1, 1_440),
            ("candidate.minutes", 1, 1_440),
            ("candidate.group_size", 1, 500),
        ],
    )
    def test_both_bounds_are_in(self, path: str, least: int, most: int) -> None:
        said = [fault(changed((path, n))) for n in (least - 1, least, most, most + 1)]

        refused = f"{path}: should be a whole number from {least} to {most}"
        assert said == [refused, "", "", refused]

    @pytest.mark.parametrize("wrong", [True, False, 60.0, "60", float("inf"), float("nan")])
    def test_nothing_else_is_one(self, wrong: Any) -> None:
        assert field(changed(("candidate.minutes", wrong))) == "candidate.minutes"

    @pytest.mark.parametrize("wrong", [1, 0, "true", None, []])
    def test_a_boolean_is_true_or_false(self, wrong: Any) -> None:
        case = changed(("runner", {"masters": wrong}))

        assert fault(case) == "runner.masters: should be true or false"


class TestTexts:
    """name and service have at most 200 characters, of any kind."""

    @pytest.mark.parametrize("letter", ["x", "é", "🏁", "\u2028", "\0", "\ud800", "\n"])
    @pytest.mark.parametrize("path", ["races[0].name", "sessions[0].service"])
    def test_two_hundred_characters_are_not_too_many(self, path: str, letter: str) -> None:
        assert fault(changed((path, letter * 200))) == ""
        assert fault(changed((path, letter * 201))) == (
            f"{path}: should be a text of at most 200 characters"
        )

    @pytest.mark.parametrize(
        "zone", ["Europe/berlin", "Mars/Base", "", "../UTC", "localtime", "UTC "]
    )
    def test_a_zone_is_a_key_of_tzdata(self, zone: str) -> None:
        assert fault(changed(("timezone", zone))).startswith("timezone: should be the IANA name")

    @pytest.mark.parametrize("zone", ["UTC", "US/Eastern", "Etc/GMT+12", "Asia/Calcutta"])
    def test_old_names_of_zones_are_keys_too(self, zone: str) -> None:
        assert fault(changed(("timezone", zone))) == ""


class TestOrder:
    """Unknown keys anywhere first, then the first fault in the order of the table."""

    def test_unknown_keys_come_before_every_other_fault(self) -> None:
        case = changed(("timezone", 5), ("candidate.minutes", 0), ("candidate.foo", 1))

        assert fault(case) == "candidate.foo: is not known here"

    @pytest.mark.parametrize(
        "path",
        ["foo", "runner.foo", "races[0].foo", "workouts[0].foo", "sessions[0].foo", "away[0].foo",
         "injury.foo", "candidate.foo", "", "runner.", "sessions[0].group_size"],
    )  # fmt: skip
    def test_they_are_found_anywhere(self, path: str) -> None:
        assert field(changed((path, 1))) == path

    def test_they_are_found_beyond_a_thousand_things(self) -> None:
        assert field(changed(("away", [{}] * 1_500 + [{"to": 1}]))) == "away[1500].to"

    def test_of_two_faults_the_first_in_the_table_is_named(self) -> None:
        pairs = list(pairwise(EVERY_KEY))

        found = [field(changed((second, -1), (first, -1))) for first, second in pairs]

        assert found == [first for first, _ in pairs]

    def test_the_order_of_the_keys_as_given_is_none(self) -> None:
        case = changed(("timezone", "?"), ("candidate.type", "?"))

        assert field(dict(reversed(case.items()))) == "timezone"

    def test_the_first_wrong_element_is_named(self) -> None:
        late, early = RACE | {"priority": "D"}, RACE | {"status": "ran"}

        assert field(changed(("races", [RACE, early, late]))) == "races[1].status"

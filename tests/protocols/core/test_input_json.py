"""A case as text: JSON that is none, keys given twice, and what a parser may choke on."""

from __future__ import annotations

import json

import pytest

from protocols.core import BadInput, evaluate
from protocols.core.parsing.case import read_json
from tests.protocols.core.test_input import CASE, EVERY_KEY, changed

NO_JSON = ": should be one JSON object"
PATHS = [path for path in (*CASE, *EVERY_KEY) if not path.endswith("]")]


def fault(text: str | bytes) -> str:
    """The one line that says what is wrong, or nothing."""
    try:
        evaluate(read_json(text))
    except BadInput as bad:
        return str(bad)
    return ""


def twice(path: str) -> str:
    """The good case as text, one key of it given twice, whatever its values."""
    key = path.rsplit(".", maxsplit=1)[-1]
    text = json.dumps(changed((path, 0), (f"{path}\u0001", 0)))
    return text.replace(f"{key}\\u0001", key)


def test_the_good_case_is_good() -> None:
    assert fault(json.dumps(CASE)) == fault(json.dumps(CASE).encode()) == ""


def test_a_key_given_twice_is_refused_where_it_stands() -> None:
    assert [fault(twice(path)) for path in PATHS] == [f"{path}: is given twice" for path in PATHS]


def test_an_unknown_key_comes_before_one_given_twice() -> None:
    text = twice("timezone").replace('"candidate"', '"foo": 1, "candidate"')

    assert fault(text) == "foo: is not known here"


def test_a_fault_before_a_key_given_twice_is_named() -> None:
    assert fault(twice("candidate").replace("Europe/Berlin", "Nowhere")).startswith("timezone: sh")


def test_a_doubled_status_waits_for_its_turn() -> None:
    race = '{"start": "2026-06-20T09:00:00Z", "priority": "A", "status": "dnf", "status": "dnf"}'
    text = json.dumps(changed(("races", ["RACE"]))).replace('"RACE"', race)

    assert fault(text).startswith("races[0].finish: is needed")


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 5_000, "-0.0", "6e1"]
)
def test_a_number_that_is_no_integer_is_refused_where_it_stands(number: str) -> None:
    text = json.dumps(changed(("candidate.minutes", "HERE"))).replace('"HERE"', number)

    assert fault(text) == "candidate.minutes: should be a whole number from 1 to 1440"


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 5_000, "true", '"60"', "0"])
def test_a_number_out_of_bounds_is_refused_where_it_stands(number: str) -> None:
    text = json.dumps(changed(("races[0].expected_minutes", "HERE"))).replace('"HERE"', number)

    assert fault(text).startswith("races[0].expected_minutes: should be a whole number")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "{", "}", "{}}", "{'a': 1}", '{"a": 1,}', '{"a": 01}', "nul", "[1,]", '"\n"',
        "\ufeff{}", "{} {}", "[" * 100_000, '{"a":' * 100_000, b"\xff{}", b'{"a": "\xed\xa0\x80"}',
        b"\xff\xfe{\x00}\x00",
    ],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_what_is_no_json_is_named_by_nothing(text: str | bytes) -> None:
    assert fault(text) == NO_JSON


@pytest.mark.parametrize("text", ["[]", "null", "1", '"x"', "NaN", "true", "[{}]"])
def test_json_that_is_no_object_is_named_by_nothing(text: str) -> None:
    assert fault(text) == ": should be a JSON object"


@pytest.mark.parametrize("depth", [2, 500])
def test_a_deep_value_is_refused_where_it_stands(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    text = json.dumps(changed(("timezone", "HERE"))).replace('"HERE"', deep)

    assert fault(text).startswith("timezone:")


@pytest.mark.parametrize(
    "name", ["\\ud800", "\\u0000", "\\u2028", "\u2028", "🏁", "\\ud83c\\udfc1"]
)
def test_a_name_may_be_any_text(name: str) -> None:
    text = json.dumps(changed(("races[0].name", "HERE"))).replace("HERE", name)

    assert fault(text) == ""


def test_a_name_told_in_a_sentence_can_be_written_out() -> None:
    case = changed(
        ("races[0].name", "\ud800\u2028"),
        ("candidate.type", "general"),
        ("candidate.service", None),
        ("candidate.start", "2026-06-20T09:30:00Z"),
    )

    assert json.loads(json.dumps(evaluate(case)))["verdict"] == "blocked"

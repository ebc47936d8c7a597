"""The interface's description, told to people."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.foundation.core.interface import Call, read
from clinic.foundation.core.schemas import Field, Schemas

RACE = {
    "type": "object",
    "required": ["start"],
    "properties": {
        "start": {"type": "string", "format": "date-time", "description": "When the gun goes."},
        "priority": {"enum": ["A", "B", "C"], "default": "B"},
        "finish": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
        "splits": {"type": "array", "items": {"$ref": "#/components/schemas/Split"}},
    },
}
SPLIT = {"type": "object", "properties": {"km": {"type": "integer", "minimum": 1, "maximum": 99}}}
schemas = Schemas({"Split": SPLIT, "Race": RACE})


def document(**call: Any) -> dict[str, Any]:
    told = {"summary": "Change a race", "responses": {"200": {}, "422": {}}, **call}
    return {
        "paths": {"/api/v1/races/{code}": {"patch": told}},
        "components": {"schemas": {"Split": SPLIT, "Race": RACE}},
    }


def the_call(**call: Any) -> Call:
    ((topic,),) = [read(document(**call), "https://book.example.com")]
    (found,) = topic.calls
    return found


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string", "maxLength": 200}, "text, at most 200 characters"),
        ({"type": "integer", "minimum": 0, "maximum": 9}, "whole number, 0 to 9"),
        ({"type": "integer", "minimum": 1}, "whole number, from 1"),
        ({"type": "string", "format": "date"}, "date"),
        ({"enum": ["A", "B"]}, "A · B"),
        ({"enum": list(range(20))}, "0 · 1 · 2 · 3 · 4 · 5 · 6 · 7 · 8 · 9 · 10 · 11 · …"),
        ({"const": "v1"}, "v1"),
        (RACE["properties"]["finish"], "time with offset or null"),  # type: ignore[index]
        (RACE["properties"]["splits"], "list of object"),  # type: ignore[index]
        ({"$ref": "#/components/schemas/Race"}, "object"),
        ({"$ref": "#/components/schemas/Gone"}, "anything"),
    ],
)
def test_a_kind_is_told_in_a_few_words(schema: dict[str, Any], kind: str) -> None:
    assert schemas.kind(schema) == kind


def test_every_field_is_told_with_its_path() -> None:
    fields = list(schemas.fields({"$ref": "#/components/schemas/Race"}))
    assert fields[0] == Field("start", "time with offset", True, "When the gun goes.")
    assert [field.name for field in fields[1:]] == [
        "priority",
        "finish",
        "splits",
        "splits[].km",
    ]
    assert fields[1].default == "B"


def test_what_one_variant_alone_needs_is_not_called_required() -> None:
    day = {"type": "object", "required": ["day", "kind"], "properties": {"day": {}, "kind": {}}}
    start = {"type": "object", "required": ["at", "kind"], "properties": {"at": {}, "kind": {}}}
    fields = list(schemas.fields({"oneOf": [day, start]}))
    assert [(field.name, field.needed) for field in fields] == [
        ("day", False),
        ("kind", True),
        ("at", False),
    ]


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    knot: dict[str, Any] = {"type": "object", "properties": {"a": {"$ref": "#/x/Knot"}}}
    tied = Schemas({"Knot": knot, "Ring": {"$ref": "#/x/Ring"}})
    assert 1 < len(list(tied.fields(knot))) < 9
    assert tied.kind({"$ref": "#/x/Ring"}) == "anything"


def test_an_example_holds_what_is_required_alone() -> None:
    assert schemas.example(RACE) == {"start": "2026-12-06T09:00:00+01:00"}


def test_a_call_that_writes_shows_its_token_and_its_key() -> None:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Race"}}}}
    call = the_call(security=[{"bearer": []}], requestBody=body)
    assert (call.method, call.anchor, call.public) == ("PATCH", "patch-races-code", False)
    assert "https://book.example.com/api/v1/races/h4r9wq2x7mnp" in call.example
    assert 'Bearer $TOKEN"' in call.example
    assert "Idempotency-Key" in call.example
    assert """-d '{"start": "2026-12-06T09:00:00+01:00"}'""" in call.example


def test_a_call_for_everybody_shows_no_token() -> None:
    call = the_call(security=[{}, {"bearer": []}])
    assert call.public
    assert "TOKEN" not in call.example


def test_an_address_says_what_has_to_be_asked() -> None:
    asked = [
        {
            "in": "query",
            "name": "from",
            "required": True,
            "schema": {"type": "string", "format": "date"},
        },
        {"in": "query", "name": "days", "required": False, "schema": {"type": "integer"}},
    ]
    call = the_call(parameters=asked)
    assert "'https://book.example.com/api/v1/races/h4r9wq2x7mnp?from=2026-12-06'" in call.example
    assert [(place, field.name, field.needed) for place, field in call.parameters] == [
        ("query", "from", True),
        ("query", "days", False),
    ]

"""The case as JSON Schema, for the API's own document. The reader in core decides; this describes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from protocols.core import facts
from protocols.core.defaults import RULE_IDS, SCREENING

Json = dict[str, Any]
TIME: Json = {"type": "string", "format": "date-time", "examples": ["2026-12-06T09:00:00+01:00"]}
TEXT: Json = {"type": "string", "maxLength": 200}
FLAG: Json = {"type": "boolean", "default": False}


def _whole(least: int, most: int, **more: Any) -> Json:
    return {"type": "integer", "minimum": least, "maximum": most, **more}


def _one_of(codes: Iterable[str], **more: Any) -> Json:
    return {"type": "string", "enum": list(codes), **more}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(required: Iterable[str], properties: Json, **more: Any) -> Json:
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
        **more,
    }


def _list(items: Json) -> Json:
    return {"type": "array", "items": items, "maxItems": 1000, "default": []}


RUNNER = _object(
    (),
    {
        "quiet_days_before_race": _whole(0, 10, default=0),
        "recreational": FLAG,
        "load_rising": FLAG,
        "masters": FLAG,
        "race_soreness": FLAG,
        "last_session_sore_over_36h": FLAG,
        "last_session_bruised": FLAG,
    },
)
RACE = _object(
    ("start", "priority"),
    {
        "name": {**TEXT, "default": ""},
        "start": TIME,
        "finish": _or_null(TIME),
        "expected_minutes": _or_null(_whole(1, 20_160)),
        "priority": _one_of(facts.PRIORITIES),
        "terrain": _one_of(facts.TERRAINS, default="flat"),
        "status": _one_of(facts.STATUSES, default="planned"),
    },
    description="Needs finish or expected_minutes; a dnf needs finish.",
)
KIND = _one_of(facts.WORKOUT_KINDS)
WORKOUT: Json = {
    "oneOf": [
        _object(
            ("start", "kind"), {"start": TIME, "minutes": _whole(1, 1440, default=60), "kind": KIND}
        ),
        _object(("day", "kind"), {"day": {"type": "string", "format": "date"}, "kind": KIND}),
    ]
}
SESSION = _object(
    ("start", "minutes", "type"),
    {
        "start": TIME,
        "minutes": _whole(1, 1440),
        "type": _one_of(facts.TYPES),
        "depth": _one_of(facts.DEPTHS),
        "service": _or_null(TEXT),
    },
    description="depth may be left out for type none, where it is never deep.",
)
INJURY = _object(
    ("kind",),
    {
        "kind": _one_of(facts.INJURY_KINDS),
        "diagnosed_by": _or_null(_one_of(facts.DIAGNOSERS)),
    },
)
CASE = _object(
    ("timezone", "candidate"),
    {
        "timezone": {"type": "string", "examples": ["Europe/Berlin"]},
        "runner": RUNNER,
        "races": _list(RACE),
        "workouts": _list(WORKOUT),
        "sessions": _list(SESSION),
        "away": _list(_object(("from", "until"), {"from": TIME, "until": TIME})),
        "injury": _or_null(INJURY),
        "screening": _list(_one_of(SCREENING)),
        "cleared": _list(_one_of(SCREENING)),
        "waivers": _list(_one_of(sorted(RULE_IDS))),
        "candidate": {
            **SESSION,
            "properties": {**SESSION["properties"], "group_size": _whole(1, 500, default=1)},
        },
    },
)

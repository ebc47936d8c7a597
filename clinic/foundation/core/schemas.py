"""JSON Schema told to people: kinds in a few words, fields as rows, an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

Json = Mapping[str, Any]
DEEPEST = 4  # fields of fields of fields: what lies deeper is called an object
CODES_SHOWN = 12
EXAMPLES = {"date-time": "2026-12-06T09:00:00+01:00", "date": "2026-12-06"}
FORMATS = {"date-time": "time with offset", "date": "date"}
PLAIN = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
}
SAMPLES: dict[str, Any] = {"integer": 1, "number": 1, "boolean": False, "null": None}


@dataclass(frozen=True)
class Field:
    """One thing that is sent or answered; `name` is a path such as `races[].start`."""

    name: str
    kind: str
    needed: bool
    note: str = ""
    default: str = ""


class Schemas:
    """The schemas of one document, which name each other."""

    def __init__(self, named: Json) -> None:
        self._named = named

    def held(self, schema: Json) -> Json:
        """The schema itself where there is only its name."""
        for _ in range(DEEPEST):
            if "$ref" not in schema:
                break
            schema = self._named.get(schema["$ref"].rsplit("/", 1)[-1], {})
        return schema

    def kind(self, schema: Json) -> str:
        """What a value is, in a few words."""
        schema = self.held(schema)
        if "const" in schema:
            return str(schema["const"])
        if "enum" in schema:
            codes = [str(code) for code in schema["enum"]]
            return " · ".join(codes[:CODES_SHOWN]) + (" · …" if len(codes) > CODES_SHOWN else "")
        if variants := _variants(schema):
            return " or ".join(dict.fromkeys(self.kind(variant) for variant in variants))
        if schema.get("type") == "array":
            return f"list of {self.kind(schema.get('items', {}))}"
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        return PLAIN.get(str(schema.get("type")), "anything") + _bounds(schema)

    def fields(self, schema: Json, prefix: str = "", depth: int = 0) -> Iterator[Field]:
        """Every field of an object, and below it those of what it holds."""
        schema = self.held(schema)
        yield from _merged([[*self.fields(one, prefix, depth)] for one in _variants(schema)])
        if schema.get("type") == "array":
            yield from self.fields(schema.get("items", {}), f"{prefix}[]", depth)
        for name, value in schema.get("properties", {}).items():
            path = f"{prefix}.{name}" if prefix else name
            needed = name in schema.get("required", ())
            note = str(value.get("description", "")).replace("`", "")
            yield Field(path, self.kind(value), needed, note, _default(value))
            if depth < DEEPEST:
                yield from self.fields(value, path, depth + 1)

    def example(self, schema: Json, depth: int = 0) -> Any:
        """A value that fits, with what is required only."""
        schema = self.held(schema)
        for key in ("examples", "enum"):
            if schema.get(key):
                return schema[key][0]
        if schema.get("default") is not None:
            return schema["default"]
        if variants := _variants(schema):
            return self.example(variants[0], depth)
        if schema.get("type") == "object" and depth <= DEEPEST:
            values, needed = schema.get("properties", {}), schema.get("required", ())
            return {name: self.example(values[name], depth + 1) for name in needed}
        if schema.get("type") == "array":
            return []
        kind = str(schema.get("type"))
        return schema.get("minimum", SAMPLES.get(kind, EXAMPLES.get(schema.get("format", ""), "…")))


def _variants(schema: Json) -> list[Json]:
    return [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]


def _merged(variants: list[list[Field]]) -> list[Field]:
    """The fields of all variants, each once: needed where every variant needs it."""
    told = [fields for fields in variants if fields]
    first: dict[str, Field] = {}
    for field in chain(*told):
        first.setdefault(field.name, field)
    needed = [{field.name for field in fields if field.needed} for fields in told]
    return [replace(f, needed=all(f.name in names for names in needed)) for f in first.values()]


def _bounds(schema: Json) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f", {least} to {most}"
    if "maxLength" in schema:
        return f", at most {schema['maxLength']} characters"
    return f", from {least}" if least is not None else ""


def _default(schema: Json) -> str:
    held = schema.get("default")
    if held in (None, "", [], {}) or isinstance(held, dict):
        return ""
    return str(held).lower() if isinstance(held, bool) else str(held)

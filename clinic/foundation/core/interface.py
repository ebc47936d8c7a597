"""The interface's own description (OpenAPI) as a page tells it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from shlex import quote
from typing import Any

from clinic.foundation.core.schemas import Field, Json, Schemas

ROOT = "/api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")
CODE = "h4r9wq2x7mnp"  # in examples: the code of some thing


@dataclass(frozen=True)
class Answer:
    """What comes back under one status; an error has no fields of its own."""

    status: int
    words: str
    fields: tuple[Field, ...]

    @property
    def error(self) -> bool:
        return self.status >= 400


@dataclass(frozen=True)
class Call:
    """One method at one address."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    public: bool
    parameters: tuple[tuple[str, Field], ...]  # where it is sent: path, query or header
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]
    example: str


@dataclass(frozen=True)
class Topic:
    """The calls about one kind of thing."""

    name: str
    calls: tuple[Call, ...]


def read(document: Json, base: str) -> tuple[Topic, ...]:
    """Every call of a document, by topic. `base` is where the clinic answers, without a slash."""
    topics: dict[str, list[Call]] = {}
    for call in _calls(document, base):
        topics.setdefault(call.path.removeprefix(ROOT).split("/")[0], []).append(call)
    return tuple(Topic(name, tuple(calls)) for name, calls in sorted(topics.items()))


def _calls(document: Json, base: str) -> Iterator[Call]:
    schemas = Schemas(document.get("components", {}).get("schemas", {}))
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _call(schemas, path, method, methods[method], base)


def _call(schemas: Schemas, path: str, method: str, told: Json, base: str) -> Call:
    public = {} in told.get("security", [{}])
    body = _content(told.get("requestBody", {}))
    return Call(
        anchor=re.sub(r"\W+", "-", f"{method}{path.removeprefix(ROOT.rstrip('/'))}").strip("-"),
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        text=told.get("description", "").replace("`", ""),
        public=public,
        parameters=tuple(
            (one["in"], _parameter(schemas, one)) for one in told.get("parameters", ())
        ),
        body=tuple(schemas.fields(body)),
        answers=tuple(
            _answer(schemas, int(status), answer) for status, answer in told["responses"].items()
        ),
        example=_curl(schemas, f"{base}{path}", method.upper(), told, public=public),
    )


def _parameter(schemas: Schemas, told: Json) -> Field:
    (field,) = schemas.fields({"properties": {told["name"]: told["schema"]}}, depth=99)
    note = told.get("description", "").replace("`", "") or field.note
    return replace(field, needed=told.get("required", False), note=note)


def _answer(schemas: Schemas, status: int, told: Json) -> Answer:
    fields = () if status >= 400 else tuple(schemas.fields(_content(told)))
    return Answer(status, HTTPStatus(status).phrase, fields)


def _content(told: Json) -> Json:
    """The schema of a body, whatever its type."""
    for content in told.get("content", {}).values():
        schema: Json = content.get("schema", {})
        return schema
    return {}


def _curl(schemas: Schemas, url: str, method: str, told: Json, *, public: bool) -> str:
    asked = [one for one in told.get("parameters", ()) if one["in"] == "query" and one["required"]]
    query = "&".join(f"{one['name']}={schemas.example(one['schema'])}" for one in asked)
    url = re.sub(r"{\w+}", CODE, url) + (f"?{query}" if query else "")
    parts = ["curl" if method == "GET" else f"curl -X {method}", quote(url)]
    if not public:
        parts.append('-H "Authorization: Bearer $TOKEN"')
        if method != "GET":
            parts.append('-H "Idempotency-Key: $(uuidgen)"')
    body = _content(told.get("requestBody", {}))
    if "multipart/form-data" in told.get("requestBody", {}).get("content", {}):
        parts.append("-F file=@file")
    elif body:
        sent: Any = schemas.example(body)
        parts.append("-H 'Content-Type: application/json'")
        parts.append("-d " + quote(json.dumps(sent, ensure_ascii=False)))
    return " \\\n  ".join(parts)

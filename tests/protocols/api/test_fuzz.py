"""The API fuzzed from its own document: whatever it is sent, it never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from clinic.wsgi import application

document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPEN = "/(evaluate|slots|services|locations|therapists)"  # to a stranger; others are shut unread
CHECKS = [status_code_conformance, response_schema_conformance]
SHUT = (401, 403, 404)  # the last for a path that is none
BROAD: dict[str, Any] = {"suppress_health_check": list(HealthCheck), "deadline": None}


@pytest.fixture(autouse=True)
def unlimited(db: None, settings: Any) -> Iterator[None]:
    """No limit of tries; and a WSGI call that ends must not close the test's own connection."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"evaluate": None, "slots": None}
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@document.include(path_regex=OPEN).parametrize()
@settings(max_examples=60, **BROAD)
def test_every_answer_is_one_that_the_document_names(case: Any) -> None:
    case.call_and_validate(checks=CHECKS)


@document.exclude(path_regex=OPEN).parametrize()
@settings(max_examples=10, **BROAD)
def test_a_stranger_is_shut_out_of_the_rest_whatever_they_send(case: Any) -> None:
    assert case.call_and_validate(checks=CHECKS).status_code in SHUT


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    body=st.binary(max_size=200)
    | JSON.map(lambda value: repr(value).encode("utf-8", "surrogatepass"))
)
@settings(max_examples=150, **BROAD)
def test_no_bytes_break_the_engine_s_door(body: bytes) -> None:
    response = Client().post("/api/v1/evaluate", data=body, content_type="application/json")

    assert response.status_code == 422

"""The calls of bookings fuzzed from their own document, as a client, a therapist and the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from bookings.actions import booking
from bookings.models import Appointment, Location, Service, Therapist
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from clinic.wsgi import application
from tests.bookings import studio
from tests.bookings.api.calls import Caller
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

WHO = ("client", "therapist", "desk")
CHECKS = [status_code_conformance, response_schema_conformance]
document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application).include(
    path_regex="/(services|locations|therapists|slots|appointments)"
)
known: dict[str, str] = {}


@pytest.fixture(autouse=True)
def clinic(db: None, settings: Any) -> Iterator[None]:
    """A clinic with one appointment; a WSGI call that ends must not close the test's connection."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"slots": None}
    studio.clinic()
    mara = make.client()
    row = booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    known.update(
        service=Service.objects.get().code,
        location=Location.objects.get().code,
        therapist=Therapist.objects.get().code,
        client=mara.code,
        code=row.code,
        start=at(3, 14).isoformat(),
    )
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def user(who: str) -> User:
    if who == "client":
        return make.login_of(Appointment.objects.get().client)
    if who == "therapist":
        return Therapist.objects.get().user
    return make.user("jo", Role.DESK)


@pytest.mark.parametrize("who", WHO)
@document.parametrize()
@settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_one_that_the_document_names(case: Any, who: str) -> None:
    by = User.objects.filter(email="jo@example.org").first() if who == "desk" else None
    case.headers = Caller(by or user(who)).headers | {"Content-Type": "application/json"}
    _make_sense(case)
    case.call_and_validate(checks=CHECKS)


def _make_sense(case: Any) -> None:
    """Most codes that chance makes up name nothing: some of them become ours."""
    for where in (case.query, case.body, case.path_parameters):
        if isinstance(where, dict):
            for name in where.keys() & known.keys():
                text = str(where[name])
                if len(text) % 2 == 0 or name in ("service", "location"):
                    where[name] = known[name]

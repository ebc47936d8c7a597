"""A runner's calls sent whatever a program may send: a clear refusal, never a breakdown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic import make
from tests.protocols import rows
from tests.protocols.api.test_races import BOSTON

pytestmark = pytest.mark.django_db
odd: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(), max_size=12)  # half characters, NUL and all
    | st.sampled_from(
        ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2200-12-31", "-1"]
    )
    | st.just([])
)
names = st.sampled_from(
    [
        *("name", "start", "zone", "finish", "expected_minutes", "distance_m", "priority"),
        *("terrain", "status", "place", "day", "minutes", "kind", "title", "code", "client"),
    ]
)


@given(
    st.sampled_from(["races", "workouts"]), st.booleans(), st.dictionaries(names, odd, max_size=4)
)
@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_body_breaks_a_call_about_ones_calendar(
    client: Browser, kind: str, fresh: bool, change: dict[str, Any]
) -> None:
    mara = client.session.get("mara") or _sign_in(client)
    thing = mara[kind]
    start = BOSTON if kind == "races" else {"kind": "easy", "day": "2026-12-01"}
    method, where = ("POST", "") if fresh else ("PATCH", f"/{thing}")
    body = json.dumps(start | change if fresh else change)
    answer = client.generic(method, f"/api/v1/{kind}{where}", body, content_type="application/json")
    assert answer.status_code in (200, 201, 422)
    assert client.get(f"/api/v1/{kind}").status_code == 200


@given(st.text(max_size=40), st.sampled_from(["cursor", "limit", "client", "sort"]))
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_query_breaks_a_list(client: Browser, text: str, name: str) -> None:
    client.session.get("mara") or _sign_in(client)
    answer = client.get("/api/v1/races", {name: text.encode("utf-8", "surrogatepass")})
    assert answer.status_code in (200, 404, 422)


def _sign_in(client: Browser) -> dict[str, str]:
    """Once a test: the rows, and in the session their codes."""
    mara = make.client()
    client.force_login(make.login_of(mara))
    codes = {"races": rows.race(mara).code, "workouts": rows.workout(mara).code}
    session = client.session
    session["mara"] = codes
    session.save()
    return codes

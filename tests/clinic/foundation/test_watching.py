"""Each request has a name, one line and one count; and the counts are nobody's on the public port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.test import Client as Browser
from structlog.testing import capture_logs

from clinic.celery import app as _app  # noqa: F401 - its signals
from clinic.foundation import metrics, tasks, watching
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    with capture_logs() as kept:
        monkeypatch.setattr(watching, "log", structlog.get_logger("test"))
        yield kept


def counted(route: str, status: int) -> float:
    return float(metrics.REQUESTS.labels(route, "GET", str(status))._value.get())


def test_a_request_is_one_line_with_its_routes_name(lines: list[Any], client: Browser) -> None:
    client.get("/sessions/general/?who=mara")
    (line,) = lines
    assert (line["route"], line["method"], line["status"]) == ("session_type", "GET", 200)
    assert "mara" not in str(line)


def test_who_asked_is_told_by_code(lines: list[Any], client: Browser) -> None:
    mara = make.user("mara", Role.CLIENT)
    client.force_login(mara)
    client.get("/account/")
    assert lines[-1]["user"] == mara.code


def test_nobody_is_looked_up_for_a_line(
    client: Browser, lines: list[Any], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        client.get("/nowhere/")
    assert (lines[-1]["route"], lines[-1]["user"]) == ("", None)


def test_probes_leave_no_line(lines: list[Any], client: Browser) -> None:
    client.get("/healthz")
    assert lines == []


def test_a_proxys_name_of_a_request_is_kept_when_it_is_plain(client: Browser) -> None:
    answer = client.get("/healthz", headers={"x-request-id": "0f3a-77b1-99"})
    assert answer["X-Request-ID"] == "0f3a-77b1-99"


@pytest.mark.parametrize("given", ["short", "a b c d e f g h", "x" * 65, "torn-calf\u2028left"])
def test_any_other_name_of_a_request_is_replaced(given: str, client: Browser) -> None:
    answer = client.get("/healthz", headers={"x-request-id": given})
    assert answer["X-Request-ID"] != given
    assert watching.GIVEN.fullmatch(answer["X-Request-ID"])


def test_each_answer_is_counted_by_route_and_status(client: Browser) -> None:
    before = counted("home", 200)
    client.get("/")
    assert counted("home", 200) == before + 1


def test_unknown_methods_share_one_name(lines: list[Any], client: Browser) -> None:
    client.generic("BREW", "/")
    assert lines[-1]["method"] == "other"


def test_the_public_port_shows_no_metrics(client: Browser) -> None:
    assert client.get("/metrics").status_code == 404


def test_a_task_is_one_line_and_one_count(lines: list[Any]) -> None:
    watching.task(name="clinic.sweep", outcome="SUCCESS", seconds=0.0123)
    (line,) = lines
    assert (line["task"], line["outcome"], line["ms"]) == ("clinic.sweep", "SUCCESS", 12.3)
    assert metrics.TASKS.labels("clinic.sweep", "SUCCESS")._value.get() >= 1


def test_celerys_signals_lead_here(lines: list[Any]) -> None:
    tasks.sweep.apply()
    assert [line["task"] for line in lines] == ["clinic.sweep"]

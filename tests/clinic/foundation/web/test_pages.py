"""Home, the account page, the theme switch, the two probes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.queries import readiness
from clinic.foundation.roles import Role
from clinic.foundation.web import pages
from tests.clinic import make


@pytest.fixture
def dead_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every query fails, as when the server is gone; the parameter says how."""

    def gone(*_args: Any, **_more: Any) -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "cursor", gone)
    monkeypatch.setattr(connection, "connect", gone)


def test_a_stranger_reads_what_legwork_is(client: Browser) -> None:
    assert client.get("/").status_code == 200
    assert client.post("/").status_code == 405


@pytest.mark.django_db
def test_the_account_page_greets_by_name_and_role(client: Browser) -> None:
    client.force_login(make.user("mara", Role.CLIENT, Role.DESK))
    response = client.get(reverse("account"))
    assert "Mara" in response.text
    assert response.context["roles"] == [Role.CLIENT, Role.DESK]


def test_alive_says_so_without_touching_the_database(client: Browser) -> None:
    client.cookies["sessionid"] = "some-session"
    assert client.get("/healthz").json() == {"alive": True}


@pytest.mark.usefixtures("dead_database")
@pytest.mark.django_db
def test_without_its_database_it_is_alive_but_not_ready(client: Browser) -> None:
    client.cookies["sessionid"] = "some-session"
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_any_error_of_the_database_is_an_answer_and_no_crash(
    client: Browser, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(_now: Any) -> None:
        raise error

    monkeypatch.setattr(readiness, "standing", fail)
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_with_database_and_migrations_it_is_ready(client: Browser) -> None:
    answer = client.get("/readyz")
    told = answer.json()
    assert (answer.status_code, told["database"], told["migrations"]) == (200, True, True)


@pytest.mark.django_db
def test_with_a_migration_missing_it_is_not_ready(client: Browser) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'clinic' AND name > '0001z'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_chosen_theme_is_kept_in_a_cookie(client: Browser, theme: str) -> None:
    answer = client.post("/theme/", {"theme": theme, "next": "/try/"})
    assert (answer.status_code, answer["Location"]) == (302, "/try/")
    assert client.cookies["theme"].value == theme
    assert f'data-theme="{theme}"' in client.get("/").text


@pytest.mark.parametrize("theme", ["", "pink", 'dark" onload="x', "dark\r\nSet-Cookie: a=b"])
def test_another_theme_is_not_kept(client: Browser, theme: str) -> None:
    client.post("/theme/", {"theme": theme})
    assert "theme" not in client.cookies


def test_an_invented_theme_cookie_shows_the_usual_page(client: Browser) -> None:
    client.cookies["theme"] = 'dark"><script>'
    assert 'data-theme="auto"' in client.get("/").text


OUTSIDE = (
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example"),
    *("\\\\evil.example", "javascript:alert(1)", "http:///evil.example", "https:evil.example"),
    *("/\t/evil.example", "\x00//evil.example", "http://[", "https://testserver@evil.example/"),
)


@pytest.mark.parametrize("elsewhere", OUTSIDE)
def test_the_way_back_never_leads_to_another_site(client: Browser, elsewhere: str) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_foreign_referer_is_no_way_back_either(client: Browser) -> None:
    answer = client.post("/theme/", {"theme": "dark"}, headers={"referer": "https://evil.example"})
    assert answer["Location"] == "/"


def test_without_the_guard_the_way_back_would_lead_anywhere(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "url_has_allowed_host_and_scheme", lambda *a, **k: True)
    answer = client.post("/theme/", {"theme": "dark", "next": OUTSIDE[0]})
    assert answer["Location"] == OUTSIDE[0]


def test_a_theme_is_not_changed_by_a_link(client: Browser) -> None:
    assert client.get("/theme/").status_code == 405

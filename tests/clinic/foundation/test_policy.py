"""A route without a declared policy stops the start, whoever brought the route."""

from __future__ import annotations

import importlib
from io import StringIO
from typing import Any

import pytest
from allauth.account import urls as account_urls
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from ninja import NinjaAPI

from clinic import urls, wsgi
from clinic.foundation import checks, policy
from clinic.foundation.policy import PUBLIC, Policy, require_all, undeclared
from clinic.foundation.roles import STAFF, Role


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


PLANTED = path("planted/", _page, name="planted")


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A route at the front door that nobody declared."""
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, PLANTED])


@pytest.fixture
def orphan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy at the front door whose route is gone."""
    monkeypatch.setitem(urls.policies, "gone", PUBLIC)


def faults(*patterns: URLPattern | URLResolver, **policies: Policy) -> list[str]:
    return undeclared(patterns, policies)


def test_the_product_declares_everything_that_answers() -> None:
    require_all(urls.urlpatterns, urls.policies, files=urls.files, served=checks.served())


def test_a_planted_route_is_named_with_its_address() -> None:
    assert faults(PLANTED) == ["/planted/: route planted has no declared policy"]
    assert faults(PLANTED, planted=PUBLIC) == []


def test_a_policy_without_a_route_is_named() -> None:
    assert faults(gone=PUBLIC) == ["policy 'gone' names no route"]


def test_a_route_without_a_name_cannot_be_declared() -> None:
    assert faults(path("dark/", _page)) == ["/dark/: route (unnamed) has no declared policy"]


def test_a_route_cannot_hide_behind_the_name_of_another() -> None:
    twin = path("elsewhere/", _page, name="planted")
    assert faults(PLANTED, twin, planted=PUBLIC) == ["2 routes are called 'planted'"]


def test_a_route_in_a_namespace_is_named_in_full() -> None:
    inner = path("area/", include(([PLANTED], "area"), namespace="area"))
    assert faults(inner) == ["/area/planted/: route area:planted has no declared policy"]


def test_a_route_that_an_upgrade_of_a_package_adds_is_seen() -> None:
    upgraded = path("account/", include([*account_urls.urlpatterns, PLANTED]))
    assert "/account/planted/: route planted has no declared policy" in undeclared(
        [upgraded], urls.policies
    )


def test_a_route_that_the_api_adds_is_seen() -> None:
    api = NinjaAPI(urls_namespace="planted", docs_url=None, openapi_url=None)
    api.get("/secret")(_secret)
    assert "/api/secret: route planted:_secret has no declared policy" in faults(
        path("api/", api.urls)
    )


def _secret(request: object) -> str:
    return "secret"


@pytest.mark.parametrize("way", ["planted", "orphan"])
def test_manage_py_stops(way: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(way)
    with pytest.raises(SystemCheckError, match=r"clinic\.E001"):
        call_command("check", stderr=StringIO())


@pytest.mark.parametrize("way", ["planted", "orphan"])
def test_the_web_process_does_not_start(way: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(way)
    with pytest.raises(ImproperlyConfigured, match=r"planted|gone"):
        importlib.reload(wsgi)


def test_with_nothing_planted_both_start() -> None:
    call_command("check", stdout=StringIO())
    assert importlib.reload(wsgi).application


def test_without_the_check_the_web_process_would_start_with_the_route_open(
    planted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "require_all", lambda *_, **__: None)
    assert importlib.reload(wsgi).application


def test_files_are_served_only_where_that_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "files", {})
    with pytest.raises(SystemCheckError, match="/static/: files are served without"):
        call_command("check", stderr=StringIO())


def test_a_folder_served_at_the_root_has_to_be_declared(settings: Any) -> None:
    settings.WHITENOISE_ROOT = "/some/folder"
    with pytest.raises(SystemCheckError, match="/: files are served without"):
        call_command("check", stderr=StringIO())


def test_files_cannot_be_declared_for_some_only_as_nothing_would_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(urls, "files", {"/static/": policy.ANY_STAFF, "/media/": PUBLIC})
    found = [fault.msg for fault in checks.every_route_has_a_policy()]
    assert found == [
        "/static/: files are served without a public policy",
        "no files are served at /media/",
    ]


@pytest.mark.parametrize("role", Role)
def test_a_policy_lets_in_the_roles_that_it_names(role: Role) -> None:
    roles = frozenset({role})
    assert Policy(roles).allows(signed_in=True, roles=roles)
    assert not Policy(frozenset(Role) - roles).allows(signed_in=True, roles=roles)
    assert policy.ANY_STAFF.allows(signed_in=True, roles=roles) is (role in STAFF)


def test_a_policy_that_names_nobody_lets_nobody_in() -> None:
    assert not Policy().allows(signed_in=True, roles=frozenset(Role))
    assert not policy.MEMBER.allows(signed_in=False, roles=frozenset())


def test_every_route_that_django_resolves_is_among_those_looked_at() -> None:
    assert len(list(policy.routes(get_resolver().url_patterns))) == len(urls.policies)

"""The demo's logins."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from clinic.foundation.management.commands.demo import LOGINS, PASSWORD
from clinic.foundation.models import User
from clinic.foundation.queries.people import roles_of

pytestmark = pytest.mark.django_db


def run() -> str:
    call_command("demo", stdout=(said := StringIO()))
    return said.getvalue()


def test_there_is_one_login_for_each_role() -> None:
    printed = run()
    for role, email, _ in LOGINS:
        assert roles_of(User.objects.get(email=email)) == {role}
        assert f"{role.value:<10} {email:<20} {PASSWORD}" in printed


def test_a_second_run_changes_nothing() -> None:
    run()
    before = list(User.objects.order_by("pk").values())
    run()
    assert list(User.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("email", [email for _, email, _ in LOGINS])
def test_every_printed_login_signs_in(client: Browser, email: str) -> None:
    run()
    client.post("/account/login/", {"login": email, "password": PASSWORD})
    assert client.get("/account/").status_code == 200


def test_in_production_there_are_no_logins_with_a_known_password(settings: Any) -> None:
    settings.ENV = replace(settings.ENV, production=True)
    with pytest.raises(CommandError, match="not in production"):
        run()
    assert not User.objects.exists()

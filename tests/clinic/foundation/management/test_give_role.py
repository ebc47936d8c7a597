"""The way to a clinic's first owner."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db


def test_somebody_with_an_account_becomes_the_owner() -> None:
    ines = make.user("ines")

    call_command("give_role", "Ines@example.org", "owner", stdout=StringIO())

    assert roles_of(ines) == {Role.OWNER}


def test_somebody_without_an_account_is_named() -> None:
    with pytest.raises(CommandError, match="Nobody signs in as nobody@example"):
        call_command("give_role", "nobody@example.org", "owner")

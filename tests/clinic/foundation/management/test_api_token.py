"""Tokens from the command line."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinic.foundation.actions import api_tokens, people
from clinic.foundation.errors import Refused
from clinic.foundation.models import ApiToken
from clinic.foundation.queries.api_tokens import find
from tests.clinic import make

pytestmark = pytest.mark.django_db


def said(*args: str) -> str:
    out = StringIO()
    call_command("api_token", *args, stdout=out)
    return out.getvalue().strip()


def test_the_printed_token_is_its_users() -> None:
    mara = make.user("mara")
    found = find(said("Mara@example.org"))
    assert found is not None
    assert found.user == mara


def test_all_tokens_of_somebody_end_at_once() -> None:
    make.user("mara")
    first, second = said("mara@example.org"), said("mara@example.org")
    assert said("mara@example.org", "--end-all") == "2 tokens of mara@example.org ended."
    assert [find(first), find(second)] == [None, None]
    assert ApiToken.objects.filter(ended_at=None).count() == 0


def test_nobody_without_an_active_account_gets_a_token() -> None:
    people.disable(by=None, user=make.user("otto"))
    for email in ("otto@example.org", "nobody@example.org"):
        with pytest.raises(CommandError, match="Nobody signs in"):
            said(email)


def test_nobody_makes_or_ends_anothers_tokens() -> None:
    mara, ben = make.user("mara"), make.user("ben")
    with pytest.raises(Refused):
        api_tokens.make(by=ben, user=mara, now=make.NOW)
    with pytest.raises(Refused):
        api_tokens.end_all(by=ben, user=mara, now=make.NOW)

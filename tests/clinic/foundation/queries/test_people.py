"""Roles: what a person is now, in one query."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from clinic.foundation.models import User
from clinic.foundation.queries import people
from clinic.foundation.roles import EVERY_ROLE, Role
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("roles", [[Role.DESK], [Role.DESK, Role.THERAPIST, Role.CLIENT]])
def test_roles_take_one_query_however_many(
    roles: list[Role], django_assert_num_queries: Any
) -> None:
    user = make.user("jo", *roles)
    with django_assert_num_queries(1):
        assert people.roles_of(user) == set(roles)


def test_a_person_may_have_every_role() -> None:
    assert people.roles_of(make.user("ines", *EVERY_ROLE)) == EVERY_ROLE


def test_strangers_and_former_staff_have_none() -> None:
    assert people.roles_of(AnonymousUser()) == set()
    assert people.roles_of(make.former_staff()) == set()


def test_a_disabled_account_has_none_whatever_it_was_given() -> None:
    user = make.user("ines", *EVERY_ROLE)
    User.objects.update(is_active=False)
    assert people.roles_of(User.objects.get(pk=user.pk)) == set()


def test_without_a_client_record_there_is_no_client() -> None:
    record = make.client("mara")
    assert people.client_of(make.login_of(record)) == record
    assert people.client_of(make.user("jo")) is None


def test_the_clinics_settings_are_the_defaults_until_changed() -> None:
    assert people.practice().treats_months == 12

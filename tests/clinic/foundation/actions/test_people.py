"""Roles and accounts: who may change them, and that the clinic keeps an owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clinic.foundation.actions import people
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import Grant, User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import STAFF, Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW

CHANGES: dict[str, Callable[[User, User], Any]] = {
    "give": lambda by, user: people.give_role(by=by, user=user, role=Role.DESK, now=NOW),
    "end": lambda by, user: people.end_role(by=by, user=user, role=Role.DESK, now=NOW),
    "disable": lambda by, user: people.disable(by=by, user=user),
    "enable": lambda by, user: people.enable(by=by, user=user),
}


@pytest.mark.parametrize("role", sorted(STAFF))
def test_an_owner_gives_a_role_and_takes_it_back_at_once(role: Role) -> None:
    owner, jo = make.user("ines", Role.OWNER), make.user("jo")
    people.give_role(by=owner, user=jo, role=role, now=NOW)
    assert roles_of(jo) == {role}
    people.end_role(by=owner, user=jo, role=role, now=NOW)
    assert roles_of(jo) == set()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST, Role.DESK])
def test_nobody_but_an_owner_changes_accounts(change: str, role: Role) -> None:
    by, other = make.user("ana", role), make.user("jo", Role.DESK)
    with pytest.raises(Refused):
        CHANGES[change](by, other)
    assert roles_of(User.objects.get(pk=other.pk)) == {Role.DESK}


@pytest.mark.parametrize("change", CHANGES)
def test_an_owner_who_left_changes_nothing_more(change: str) -> None:
    make.user("ines", Role.OWNER)
    with pytest.raises(Refused):
        CHANGES[change](make.former_staff(), make.user("jo"))


@pytest.mark.parametrize("change", CHANGES)
def test_were_owners_not_asked_for_anybody_could(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "_owner_only", lambda by: None)
    CHANGES[change](make.user("ana", Role.CLIENT), make.user("jo", Role.DESK))


def test_a_role_given_twice_is_one_grant() -> None:
    jo = make.user("jo", Role.DESK, Role.DESK)
    assert Grant.objects.filter(user=jo).count() == 1


def test_a_role_ended_and_given_again_keeps_its_history() -> None:
    jo = make.user("jo", Role.DESK)
    people.end_role(by=None, user=jo, role=Role.DESK, now=NOW)
    people.give_role(by=None, user=jo, role=Role.DESK, now=NOW)
    assert Grant.objects.filter(user=jo).count() == 2
    assert roles_of(jo) == {Role.DESK}


def test_being_a_client_is_not_given_as_a_role() -> None:
    with pytest.raises(Invalid):
        people.give_role(by=None, user=make.user(), role=Role.CLIENT, now=NOW)


def test_the_last_owner_stays() -> None:
    owner = make.user("ines", Role.OWNER)
    with pytest.raises(Conflict, match="name another one first"):
        people.end_role(by=owner, user=owner, role=Role.OWNER, now=NOW)
    with pytest.raises(Conflict, match="name another one first"):
        people.disable(by=owner, user=owner)
    assert roles_of(User.objects.get()) == {Role.OWNER}


def test_a_disabled_owner_does_not_count_as_another_one() -> None:
    owner, gone = make.user("ines", Role.OWNER), make.user("otto", Role.OWNER)
    people.disable(by=owner, user=gone)
    with pytest.raises(Conflict):
        people.end_role(by=owner, user=owner, role=Role.OWNER, now=NOW)


def test_of_two_owners_one_may_go() -> None:
    ines, otto = make.user("ines", Role.OWNER), make.user("otto", Role.OWNER)
    people.end_role(by=ines, user=ines, role=Role.OWNER, now=NOW)
    assert roles_of(ines) == set()
    assert roles_of(otto) == {Role.OWNER}


def test_the_last_owner_may_lose_another_role_and_others_go_freely() -> None:
    owner, jo = make.user("ines", Role.OWNER, Role.DESK), make.user("jo", Role.DESK)
    people.end_role(by=owner, user=owner, role=Role.DESK, now=NOW)
    people.disable(by=owner, user=jo)
    assert roles_of(owner) == {Role.OWNER}


def test_enabled_again_a_login_has_the_roles_it_had() -> None:
    jo = make.user("jo", Role.DESK)
    people.disable(by=None, user=jo)
    people.enable(by=None, user=jo)
    assert roles_of(User.objects.get(pk=jo.pk)) == {Role.DESK}


def test_a_forgotten_password_signs_nobody_in() -> None:
    mara = make.user()
    people.forget_password(user=mara)
    assert not User.objects.get(pk=mara.pk).check_password(make.PASSWORD)


def test_the_demos_logins_are_made_once() -> None:
    for _ in range(2):
        people.demo_login(
            email="a@demo.example", name="Ana", password=make.PASSWORD, role=Role.DESK, now=NOW
        )
    ana = User.objects.get()
    assert roles_of(ana) == {Role.DESK}
    assert ana.check_password(make.PASSWORD)

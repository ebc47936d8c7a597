"""Inviting people of the clinic: who may, what is made, what is mailed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.actions import outbox, people
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.queries.people import has_second_factor, roles_of
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.journeys import code, inside, post, sign_in, sign_up, type_code

pytestmark = pytest.mark.django_db
NOW = make.NOW
ANA = "ana@example.org"


@pytest.fixture
def ines() -> User:
    return make.user("ines", Role.OWNER)


def invite(by: User, email: str = ANA, *roles: Role, name: str = "Ana") -> User:
    return people.invite(by=by, email=email, name=name, roles=roles or (Role.THERAPIST,), now=NOW)


def deliver() -> None:
    outbox.work(now=NOW + timedelta(seconds=1))


def test_an_invitation_makes_an_account_that_no_password_opens(ines: User) -> None:
    ana = invite(ines, " Ana@Example.org ", Role.THERAPIST, Role.DESK)
    assert (ana.email, ana.has_usable_password()) == (ANA, False)
    assert roles_of(ana) == {Role.THERAPIST, Role.DESK}
    assert not EmailAddress.objects.get(user=ana).verified


def test_its_mail_says_who_invites_and_where_to_sign_in(ines: User, settings: object) -> None:
    settings.ORIGIN = "https://book.example.com"  # type: ignore[attr-defined]
    invite(ines)
    deliver()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([ANA], "Ines invites you to Legwork")
    assert "https://book.example.com/account/login/code/" in letter.body
    assert letter.extra_headers["Message-ID"].endswith("@book.example.com>")


def test_whoever_is_invited_comes_in_by_a_code_and_is_staff(ines: User, client: Browser) -> None:
    ana = invite(ines)
    deliver()
    post(client, "account_request_login_code", email=ANA)
    type_code(client, "account_confirm_login_code")
    assert inside(client)
    assert roles_of(ana) == {Role.THERAPIST}
    assert EmailAddress.objects.get(user=ana).verified


def test_who_signed_up_with_the_address_before_does_not_get_the_role(
    ines: User, client: Browser
) -> None:
    sign_up(client, email=ANA)
    invite(ines)
    sign_in(client, login=ANA)
    assert not inside(client)
    rightful = Browser()
    post(rightful, "account_request_login_code", email=ANA)
    type_code(rightful, "account_confirm_login_code")
    assert inside(rightful)
    sign_in(client, login=ANA)
    assert not inside(client)


def test_somebody_with_an_account_only_gets_the_roles(ines: User) -> None:
    mara = make.user("mara", Role.CLIENT)
    assert invite(ines, "mara@example.org", name="Somebody Else") == mara
    mara.refresh_from_db()
    assert mara.name == "Mara"
    assert roles_of(mara) == {Role.CLIENT, Role.THERAPIST}
    assert not OutboxRow.objects.exists()


def test_an_invitation_can_be_mailed_again_but_not_twice_in_a_minute(ines: User) -> None:
    for minutes in (0, 0, 5):
        later = NOW + timedelta(minutes=minutes)
        people.invite(by=ines, email=ANA, name="Ana", roles={Role.DESK}, now=later)
    assert OutboxRow.objects.count() == 2


def test_who_came_in_meanwhile_is_not_mailed_any_more(ines: User) -> None:
    ana = invite(ines)
    EmailAddress.objects.filter(user=ana).update(verified=True)
    deliver()
    assert mail.outbox == []
    assert OutboxRow.objects.get().state == "dropped"


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST, Role.DESK])
def test_nobody_but_an_owner_invites_anybody(role: Role) -> None:
    with pytest.raises(Refused):
        invite(make.user("jo", role))
    assert not User.objects.filter(email=ANA).exists()


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [
        ("", "Ana", "email"),
        ("ana", "Ana", "email"),
        ("änä@example.org", "Ana", "email"),
        ("a@b.c\nBcc: x@y.z", "Ana", "email"),
        (ANA, " \x00 ", "name"),
        (ANA, "A" * 201, "name"),
    ],
)
def test_an_invitation_names_what_is_wrong(ines: User, email: str, name: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        invite(ines, email, name=name)
    assert refusal.value.field == field


def test_a_client_is_no_staff_role_to_invite_to(ines: User) -> None:
    with pytest.raises(Invalid):
        invite(ines, ANA, Role.CLIENT)
    with pytest.raises(Invalid):
        people.invite(by=ines, email=ANA, name="Ana", roles=(), now=NOW)
    assert not User.objects.filter(email=ANA).exists()


def test_a_disabled_login_is_not_invited_back_by_mistake(ines: User) -> None:
    otto = make.former_staff()
    people.disable(by=ines, user=otto)
    with pytest.raises(Conflict):
        invite(ines, otto.email)
    assert roles_of(User.objects.get(pk=otto.pk)) == set()


def test_a_name_adds_no_line_to_the_head_of_a_mail(ines: User) -> None:
    User.objects.filter(pk=ines.pk).update(name="Ines\r\nBcc: x@y.z\x0bTo: q\u2028w")
    invite(ines)
    deliver()
    assert mail.outbox[0].subject == "Ines Bcc: x@y.z To: q w invites you to Legwork"
    assert mail.outbox[0].message()["Bcc"] is None


def test_roles_are_kept_as_they_were_ticked(ines: User) -> None:
    jo = make.user("jo", Role.DESK, Role.THERAPIST)
    people.keep_roles(by=ines, user=jo, roles={Role.THERAPIST, Role.OWNER}, now=NOW)
    assert roles_of(jo) == {Role.THERAPIST, Role.OWNER}
    with pytest.raises(Refused):
        people.keep_roles(by=make.user("ben"), user=jo, roles=(), now=NOW)


def test_the_last_owner_stays_one_and_keeps_the_other_roles(ines: User) -> None:
    people.give_role(by=None, user=ines, role=Role.DESK, now=NOW)
    with pytest.raises(Conflict):
        people.keep_roles(by=ines, user=ines, roles={Role.THERAPIST}, now=NOW)
    assert roles_of(ines) == {Role.OWNER, Role.DESK}


def test_in_production_an_invited_person_sets_their_second_step_up_without_a_password(
    ines: User, client: Browser, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    invite(ines)
    post(client, "account_request_login_code", email=ANA)
    type_code(client, "account_confirm_login_code")
    assert client.get("/account/")["Location"] == reverse("mfa_index")
    client.get(reverse("mfa_activate_totp"))
    post(client, "mfa_activate_totp", code=code(client.session["mfa.totp.secret"]))
    assert has_second_factor(User.objects.get(email=ANA))

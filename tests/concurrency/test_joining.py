"""A record is joined once, however often its link is opened at one moment."""

from __future__ import annotations

from functools import partial

import pytest
from allauth.account.models import EmailAddress

from clinic.foundation.actions import clients, joining
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import client_of
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_eight_who_open_the_link_at_once_one_joins() -> None:
    jo, mara = make.user("jo", Role.DESK), make.user("mara", Role.CLIENT)
    kept = clients.create(by=jo, name="Mara", email="mara@example.org", now=make.NOW)
    secret = make.link(purpose=joining.PURPOSE, about=f"{mara.code}:{kept.code}")
    answers = together(*[partial(joining.join, by=mara, secret=secret, now=make.NOW)] * 8)
    assert sorted(type(answer).__name__ for answer in answers) == ["Client"] + ["NotFound"] * 7
    assert client_of(User.objects.get(pk=mara.pk)) == kept
    assert Client.objects.filter(joined_into=kept).count() == 1


def test_an_address_that_was_taken_back_meanwhile_joins_nothing() -> None:
    jo, mara = make.user("jo", Role.DESK), make.user("mara", Role.CLIENT)
    kept = clients.create(by=jo, name="Mara", email="mara@example.org", now=make.NOW)
    secret = make.link(purpose=joining.PURPOSE, about=f"{mara.code}:{kept.code}")
    EmailAddress.objects.filter(user=mara).update(verified=False)
    with pytest.raises(NotFound):
        joining.join(by=mara, secret=secret, now=make.NOW)

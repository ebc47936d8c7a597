"""Who signed what, for lists and for the page that opens it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.foundation.models import Client, Look
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.actions import consents as actions
from protocols.actions.consent_texts import publish
from protocols.core.consents import Drawn, Typed
from protocols.queries import consents
from tests.clinic import make

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)


def signed(name: str, signature: Any = None) -> Client:
    client = make.client(name)
    by, said = make.login_of(client), signature or Typed(name)
    actions.sign(by=by, client=client, signature=said, now=make.NOW)
    return client


def test_a_list_tells_how_each_client_stands() -> None:
    older, withdrawn, none = signed("ann"), signed("ben"), make.client("cat")
    actions.withdraw(by=make.login_of(withdrawn), client=withdrawn, now=LATER)
    publish(by=make.user("ines", Role.OWNER), text="New", note="n", now=LATER, based_on=1)
    fresh = signed("dan")
    found = consents.states([older, withdrawn, none, fresh])
    assert [found[one.pk] for one in (older, withdrawn, none, fresh)] == [
        "older",
        "withdrawn",
        "none",
        "signed",
    ]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_two_queries_for_however_many(
    many: int, django_assert_num_queries: Any
) -> None:
    clients = [signed(f"mara{number}") for number in range(many)]
    with django_assert_num_queries(2):
        assert set(consents.states(clients).values()) == {"signed"}
    assert not Look.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_rows_are_one_query_and_telling_them_none(
    many: int, django_assert_num_queries: Any
) -> None:
    client = signed("mara", Drawn("Mara", (((1, 2), (30, 40)),)))
    by = make.login_of(client)
    for _each in range(many - 1):
        actions.withdraw(by=by, client=client, now=make.NOW)
        actions.sign(by=by, client=client, signature=Typed("Mara"), now=make.NOW)
    with django_assert_num_queries(1):
        rows = consents.consent_rows(client)
        assert [row.client.pk for row in rows] == [client.pk] * many
    texts = [one["signature"] for one in access.open_unseen(client, rows)]
    with django_assert_num_queries(0):
        told = consents.consent_told(rows, [{"signature": text} for text in texts])
    assert [one.number for one in told] == [1] * many
    assert told[-1].drawing is not None


def test_what_is_in_force_is_told_without_opening_it(django_assert_num_queries: Any) -> None:
    client = signed("mara")
    with django_assert_num_queries(1):
        held = consents.in_force(client)
        assert held is not None
        assert (held.text.number, held.client) == (1, client)
    assert not Look.objects.exists()


def test_the_text_to_sign_is_the_newest_one() -> None:
    publish(by=make.user("ines", Role.OWNER), text="New", note="n", now=LATER, based_on=1)
    assert consents.text_now().number == 2

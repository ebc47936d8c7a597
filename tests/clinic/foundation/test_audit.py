"""Audit rows say who did what, and see what goes past the models."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pghistory.models
import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clinic.foundation import audit
from clinic.foundation.actions import clients, people
from clinic.foundation.models import Client, Grant, User
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.journeys import post, sign_up, type_code

pytestmark = pytest.mark.django_db


def history_of(model: Any) -> Any:
    """The model of the audit rows that pghistory keeps of a model."""
    return model.events.rel.related_model


def last(tracked: Any) -> dict[str, Any]:
    """Label, actor and intention of the newest audit row of one thing."""
    row = tracked.events.order_by("-pgh_id").first()
    return {"label": row.pgh_label, **(row.pgh_context.metadata if row.pgh_context else {})}


def test_a_change_names_its_actor_and_what_they_were_doing() -> None:
    client = make.client()
    clients.write_health_note(by=make.login_of(client), client=client, text="a torn calf")
    assert last(client) == {
        "label": "update",
        "actor": make.login_of(client).code,
        "doing": "write health note",
    }


def test_what_no_person_did_is_the_systems() -> None:
    grant = people.give_role(by=None, user=make.user(), role=Role.DESK, now=make.NOW)
    assert last(grant) == {"label": "insert", "actor": "system", "doing": "give role desk"}


def test_giving_and_ending_a_role_and_disabling_are_on_file() -> None:
    owner, desk = make.user("ines", Role.OWNER), make.user("jo")
    grant = people.give_role(by=owner, user=desk, role=Role.DESK, now=make.NOW)
    people.end_role(by=owner, user=desk, role=Role.DESK, now=make.NOW)
    people.disable(by=owner, user=desk)
    assert last(grant) == {"label": "update", "actor": owner.code, "doing": "end role desk"}
    assert last(desk) == {"label": "update", "actor": owner.code, "doing": "disable"}


def test_a_bulk_update_past_every_save_is_seen() -> None:
    make.client("mara"), make.client("jo")
    with audit.acting(None, "tidy names"):
        Client.objects.update(name="Runner")
    names = history_of(Client).objects.filter(pgh_label="update")
    assert [(e.name, e.pgh_context.metadata["doing"]) for e in names] == [
        ("Runner", "tidy names")
    ] * 2


def test_a_sign_up_and_a_new_address_are_on_file(client: Browser) -> None:
    sign_up(client)
    type_code(client)
    mara: Any = User.objects.get()
    assert last(mara) == {"label": "insert", "actor": mara.code, "doing": "sign up"}
    post(client, "account_reauthenticate", password=make.PASSWORD)
    post(client, "account_email", action_add="", email="new@example.org")
    type_code(client)
    assert last(mara) == {"label": "update", "actor": mara.code, "doing": "confirm address"}


def test_no_password_is_copied_into_the_audit() -> None:
    user = make.user()
    fields = {field.name for field in history_of(User)._meta.fields}
    assert not fields & {"password", "last_login"}
    user.set_password("another-hill-to-climb")
    user.save(update_fields=["password"])
    assert history_of(User).objects.filter(pgh_obj=user).count() == 1


@pytest.mark.parametrize("model", [User, Client, Grant])
def test_people_clients_and_roles_are_all_tracked(model: Any) -> None:
    assert issubclass(history_of(model), pghistory.models.Event)


def newest(tracked: Any) -> list[Any]:
    """The two newest audit rows of one thing."""
    return list(tracked.events.order_by("-pgh_id")[:2])


def told(sent: CaptureQueriesContext) -> list[str]:
    """The statements with which the database was told who acts."""
    return [
        query["sql"] for query in sent.captured_queries if "pghistory.context_id" in query["sql"]
    ]


def test_a_transaction_is_told_once_who_acts() -> None:
    mara, jo = make.client("mara"), make.client("jo")
    with CaptureQueriesContext(connection) as sent, audit.acting(None, "tidy names"):
        for client in (mara, jo):
            assert Client.objects.filter(pk=client.pk).exists()
            Client.objects.filter(pk=client.pk).update(name="Runner")
    assert len(told(sent)) == 1
    assert [last(client)["doing"] for client in (mara, jo)] == ["tidy names"] * 2


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_each_statement_tells() -> None:
    mara, jo = make.client("mara"), make.client("jo")
    with CaptureQueriesContext(connection) as sent, audit.acting(None, "tidy names"):
        for client in (mara, jo):
            Client.objects.filter(pk=client.pk).update(name="Runner")
    assert len(told(sent)) == 2
    assert [last(client)["doing"] for client in (mara, jo)] == ["tidy names"] * 2


def test_told_within_a_savepoint_that_is_taken_back_it_is_told_again() -> None:
    client = make.client()
    with audit.acting(None, "tidy names"):
        with suppress(LookupError), transaction.atomic():
            Client.objects.update(name="Nobody")
            raise LookupError
        Client.objects.update(name="Runner")
    assert last(client) == {"label": "update", "actor": "system", "doing": "tidy names"}


def test_one_within_another_goes_on_by_its_newest_name() -> None:
    client = make.client()
    with audit.acting(make.login_of(client), "join"):
        Client.objects.update(name="One")
        with audit.acting(make.login_of(client), "rename"):
            Client.objects.update(name="Two")
    rows = newest(client)
    assert len({row.pgh_context_id for row in rows}) == 1
    assert last(client)["doing"] == "rename"


def test_what_comes_after_is_another_doing() -> None:
    client = make.client()
    with audit.acting(None, "one"):
        Client.objects.update(name="One")
    with audit.acting(None, "two"):
        Client.objects.update(name="Two")
    rows = newest(client)
    assert [row.pgh_context.metadata["doing"] for row in rows] == ["two", "one"]

"""The only way to a health record. It writes its log row first: what cannot be logged is not seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Protocol, cast

from django.db import models, transaction

from clinic.foundation import handed
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, Look, User
from clinic.foundation.queries import people, vault
from clinic.foundation.roles import Role

MONTH = timedelta(days=30.44)


class HealthRecord(Protocol):
    """Any row with sealed fields: it names its client, its code and those fields."""

    SEALED: ClassVar[tuple[str, ...]]

    @property
    def code(self) -> str: ...
    @property
    def client(self) -> Client: ...


def treats(by: User, client: Client, now: datetime) -> bool:
    """A therapist with a confirmed or past appointment of this client within the clinic's months."""
    if Role.THERAPIST not in people.roles_of(by):
        return False
    return handed.given.treats(by, client, now - people.practice().treats_months * MONTH)


def may_read_health(by: User, client: Client, now: datetime) -> bool:
    """The client, and those who treat them."""
    own = by.is_active and client.user_id is not None and client.user_id == by.pk
    return own or treats(by, client, now)


def read_health(by: User, thing: HealthRecord, why: str, *, now: datetime) -> dict[str, str]:
    """The plain texts of a record's sealed fields, by field name.

    `why` is one short phrase that the client will read. Raises `NotFound` for everybody else,
    and whatever stopped the log row: then nothing is opened. The log row is committed before the
    text is opened, so that a rollback later cannot take it back; hence not inside a transaction.
    """
    if not may_read_health(by, thing.client, now):
        raise NotFound("not_found", "There is no such record.")
    record = f"{type(thing).__name__}:{thing.code}"
    with transaction.atomic(durable=True):
        Look.objects.create(client=thing.client, by=by, record=record, why=why, at=now)
    return vault.open_texts(thing.client, cast(models.Model, thing), thing.code, thing.SEALED)


def looks_at(client: Client) -> models.QuerySet[Look]:
    """Who looked at this client's records, newest first: for the client's own page."""
    return Look.objects.filter(client=client).select_related("by").order_by("-at", "-pk")

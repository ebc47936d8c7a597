"""The only way to a health record. It logs first: what cannot be logged is not seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from datetime import datetime
from typing import ClassVar, Protocol, cast

from django.db import models, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from clinic.foundation import handed
from clinic.foundation.core.dates import months_before
from clinic.foundation.errors import NotFound
from clinic.foundation.models import BreakGlass, Client, Look, User
from clinic.foundation.queries import people, vault
from clinic.foundation.roles import Role


class HealthRecord(Protocol):
    """Any row with sealed fields: it names its client, its code and those fields."""

    SEALED: ClassVar[tuple[str, ...]]

    @property
    def code(self) -> str: ...
    @property
    def client(self) -> Client: ...


def treats(by: User, client: Client, now: datetime) -> bool:
    """A therapist with an appointment of this client, not cancelled, within the clinic's months."""
    return client.pk in _treated(by, [client.pk], now)


def may_read_health(by: User, client: Client, now: datetime) -> bool:
    """The client, those who treat them, and an owner who opened the record in an emergency."""
    return client.pk in _readable(by, [client], now)


def _treated(by: User, clients: Collection[int], now: datetime) -> Set[int]:
    if Role.THERAPIST not in people.roles_of(by):
        return frozenset()
    return handed.given.treated(by, clients, months_before(now, people.practice().treats_months))


def _readable(by: User, clients: Collection[Client], now: datetime) -> Set[int]:
    """The numbers of those whose health `by` may read."""
    own = {one.pk for one in clients if by.is_active and one.user_id == by.pk}
    rest = {one.pk for one in clients} - own
    if not rest:
        return own
    return own | _treated(by, rest, now) | _opened(by, rest, now)


def _opened(by: User, clients: Collection[int], now: datetime) -> set[int]:
    """Those whose record an owner broke the glass of, not an hour ago."""
    if Role.OWNER not in people.roles_of(by):
        return set()
    rows = BreakGlass.objects.filter(by=by, client__in=clients, at__lte=now, until__gt=now)
    return set(rows.values_list("client", flat=True))


def own_record(by: User) -> Client:
    """The client record of this login. Raises `NotFound` for one that has none."""
    client = people.client_of(by)
    if client is None:
        raise _nothing()
    return client


def read_health(by: User, thing: HealthRecord, why: str, *, now: datetime) -> dict[str, str]:
    """The plain texts of a record's sealed fields, by field name.

    `why` is one short phrase that the client will read. Raises `NotFound` for everybody else,
    and whatever stopped the log row: then nothing is opened. The log row is committed before the
    text is opened, so that a rollback later cannot take it back; hence not inside a transaction.
    """
    return read_each(by, [thing], why, now=now)[0]


def read_each(
    by: User, things: Sequence[HealthRecord], why: str, *, now: datetime
) -> list[dict[str, str]]:
    """The same of several records at once, each with a look of its own, also of several clients.

    Raises as `read_health` does, where one of the clients' health is not for `by`: then nothing is
    opened. However many there are, the looks are one statement; none without records.
    """
    clients = {thing.client.pk: thing.client for thing in things}
    if not clients:
        return []
    if not clients.keys() <= _readable(by, clients.values(), now):
        raise _nothing()
    looks = [
        Look(client_id=each.client.pk, by_id=by.pk, record=_named(each), why=why, at=now)
        for each in things
    ]
    with transaction.atomic(durable=True):
        # The one write of all queries: a look that its action could forget to log would be worse.
        Look.objects.bulk_create(looks)
    try:
        return vault.open_several([(each.client, _sealed_in(each)) for each in things])
    except vault.Erased:
        raise _nothing() from None


def open_unseen(client: Client, things: Sequence[HealthRecord]) -> list[dict[str, str]]:
    """The plain texts of a client's records, for a program and nobody's eyes.

    No look is logged, since nobody looks: the words go into a case, and what the engine says of
    health reaches only those who may read it (`Judgement.as_json(discreet=True)` for all others);
    or they are the address of a feed that is to be read. One query. The records of an erased client
    are left out.
    """
    if any(thing.client != client for thing in things):
        raise ValueError("these records are not all of this client")
    try:
        return vault.open_texts(client, [_sealed_in(thing) for thing in things])
    except vault.Erased:
        return []


def open_unseen_of(things: Sequence[HealthRecord]) -> list[dict[str, str]]:
    """The same of several clients' records; no text at all where one of them was erased.

    What is opened next of these clients needs no query for their keys.
    """
    vault.bring_keys({thing.client.pk: thing.client for thing in things}.values())
    try:
        return vault.open_several([(each.client, _sealed_in(each)) for each in things])
    except vault.Erased:
        return []


def _named(thing: HealthRecord) -> str:
    return f"{type(thing).__name__}:{thing.code}"


def _sealed_in(thing: HealthRecord) -> tuple[models.Model, str, tuple[str, ...]]:
    return cast("models.Model", thing), thing.code, thing.SEALED


def own_looks(client: Client) -> tuple[int, datetime | None]:
    """How often the client looked at their own records, and when last."""
    found = Look.objects.filter(client=client, by=client.user_id).aggregate(Count("pk"), Max("at"))
    return found["pk__count"], found["at__max"]


def _nothing() -> NotFound:
    """One answer for not there, not yours and erased: nobody can tell them apart."""
    return NotFound("not_found", _("There is no such record."))

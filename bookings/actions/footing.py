"""Locking a client, and reading with the lock what each of their bookings asks for."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from bookings.models import Membership
from bookings.queries.favourites import wished
from bookings.queries.plans import Footing, Terms
from clinic.foundation.actions import vault
from clinic.foundation.models import Client, ClientKey, Practice
from clinic.foundation.queries.prepared import Prepared, Rows, columns, made
from protocols.models import RuleVersion, RunnerProfile


def lock(client: Client) -> Footing:
    """The first lock of whatever changes a client's sessions; they are read anew. One query.

    Called inside a transaction: the lock is held to its end. Raises `Client.DoesNotExist`.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "a lock outside of a transaction holds nothing"
        )
    rows = _LOCKED.rows(client=client.pk)
    if not rows:
        raise Client.DoesNotExist
    *told, key, profile, rules, favourites, quiet, terms = rows[0]
    locked = made(Client, told)
    if key:
        vault.bring_key(locked, **key)
    return Footing(
        client=locked,
        profile=RunnerProfile(client=locked, **(profile or {})),
        rules=rules,
        favourites=tuple((one["key"], one["named"]) for one in favourites),
        practice=Practice(pk=1, **(quiet or {})),
        terms=Terms(**(terms or {})),
    )


def _locked(*, client: int) -> QuerySet[Client, Any]:
    own = {"client": OuterRef("pk")}
    key = ClientKey.objects.filter(**own).values(
        json=JSONObject(key_id="key_id", wrapped="wrapped")
    )
    said = JSONObject(birth_year="birth_year", guardian_name="guardian_name")
    profile = RunnerProfile.objects.filter(**own).values(json=said)
    rules = RuleVersion.objects.order_by("-number").values("number")[:1]
    liked = wished(OuterRef(OuterRef("pk"))).values(
        json=JSONObject(key="resource_id", named="named")
    )
    hours = JSONObject(quiet_from="quiet_from", quiet_until="quiet_until")
    terms = Membership.objects.filter(**own, group__active=True).values(
        json=JSONObject(
            change_hours="group__change_hours", late_fee_percent="group__late_fee_percent"
        )
    )
    rows = Client.objects.select_for_update(no_key=True).filter(pk=client)
    more = {
        "key_": Subquery(key),
        "profile_": Subquery(profile),
        "rules_": Subquery(rules),
        "favourites_": Rows(liked),
        "quiet_": Subquery(Practice.objects.values(json=hours)),
        "terms_": Subquery(terms),
    }
    return rows.annotate(**more).values_list(*columns(Client), *more)


_LOCKED = Prepared(_locked, {"client": -77})

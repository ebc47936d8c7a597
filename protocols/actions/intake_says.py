"""What a sitting says beside flags goes where the rules read it: profile, injury, check-in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.actions import checkins
from protocols.core import walls
from protocols.core.checkins import COUNTS
from protocols.core.intake.says import Says, says
from protocols.core.runners import InjuryEntry, injury_from
from protocols.models import Injury, RunnerProfile
from protocols.queries import races


def keep(*, by: User | None, client: Client, answers: Mapping[str, Any], now: datetime) -> None:
    """Write down what these answers say; within the transaction that sends them in."""
    said = says(answers)
    with audit.acting(by, "send intake in"):
        _profile(client, said)
        if said.injury:
            _injury(by, client, said.injury, now)
    if said.sore is not None:
        _race(by, client, said, now)


def _profile(client: Client, said: Says) -> None:
    told: dict[str, Any] = {}
    if said.preference:
        told["pre_event_preference"] = said.preference
    if said.load_rising is not None:
        told["load_rising"] = said.load_rising
    if told:
        RunnerProfile.objects.update_or_create(client=client, defaults=told)


def _injury(by: User | None, client: Client, entry: InjuryEntry, now: datetime) -> None:
    """Note it, unless one is open: of that one only a diagnosis is new, and only to a login.

    What stands in the record is not for whoever holds a link to change.
    """
    rows = Injury.objects.select_for_update().filter(client=client, to_day=None)
    held = rows.order_by("-from_day", "-pk").first()
    if held is None:
        held = Injury(client=client, from_day=walls.today(now, client.zone))
        _seal(held, entry)
        held.save(force_insert=True)
        return
    (texts,) = access.open_unseen(client, [held]) or ({"details": ""},)
    known = injury_from(texts["details"]) if texts["details"] else None
    if by is not None and known and entry.diagnosed_by and not known.diagnosed_by:
        _seal(held, replace(known, diagnosed_by=entry.diagnosed_by, what=known.what or entry.what))
        held.save(update_fields=["details"])


def _seal(row: Injury, entry: InjuryEntry) -> None:
    vault.seal_into(row.client, row, "details", entry.to_text())


def _race(by: User | None, client: Client, said: Says, now: datetime) -> None:
    """The soreness is from the race that was over last, if that counts still."""
    for race in races.past(client, now, most=5):
        end = race.finish_at or race.start_at + timedelta(minutes=race.expected_minutes or 0)
        if races.standing(race) not in ("dns", "cancelled") and now - COUNTS < end <= now:
            told = {"sore": said.sore, "stairs": said.stairs or "easy", "signs": False}
            about: dict[str, Any] = {"kind": "race", "about": race.code, "of": end}
            with suppress(Conflict):  # they have answered about it today, with more care than here
                checkins.give(by=by, client=client, **about, answers=told, now=now)
            return

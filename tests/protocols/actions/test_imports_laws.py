"""The database does as the sheet of the pure laws does, whatever is read and edited in between."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.foundation.models import Client
from protocols.core.plans.entries import columns
from protocols.core.plans.shape import Item
from protocols.models import Race, Workout
from protocols.queries.gathering import race_entry, workout_entry
from tests.clinic import make
from tests.protocols import plans
from tests.protocols.core.plans.sheet import NOW, Sheet
from tests.protocols.core.plans.test_merging_laws import plan

pytestmark = pytest.mark.django_db
reads = st.lists(st.tuples(plan, st.sampled_from(["", "edit", "remove"])), min_size=2, max_size=4)


class Undone(Exception):
    """Takes an example's rows back."""


def in_tables(client: Client) -> list[str]:
    """Races and workouts as the sheet tells its rows."""
    races = [columns(race_entry(row)) for row in Race.objects.filter(client=client)]
    runs = [columns(workout_entry(row)) for row in Workout.objects.filter(client=client)]
    return sorted(repr(sorted(row.items())) for row in [*races, *runs])


def on_sheet(sheet: Sheet) -> list[str]:
    rows = [row for row in sheet.rows.values() if "from_day" not in row]
    return sorted(repr(sorted(row.items())) for row in rows)


def by_hand(client: Client, sheet: Sheet, what: str) -> None:
    """Edit or remove the first thing that was made, in both."""
    made = sorted(uid for uid in sheet.known if "kind" in (sheet.row_of(uid) or {}))
    if not made or not what:
        return
    row = plans.row(client, made[0]).workout
    assert row is not None
    if what == "remove":
        sheet.remove(made[0])
        row.delete()
    else:
        sheet.edit(made[0], minutes=11)
        row.minutes = 11
        row.save()


@given(reads, st.booleans())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_tables_and_sheet_end_up_alike(story: list[tuple[list[Item], str]], feed: bool) -> None:
    def tell() -> Any:
        mara = make.client()
        Client.objects.update(zone="Europe/Berlin")
        mara.refresh_from_db()
        source, sheet = plans.feed(mara) if feed else None, Sheet(feed)
        for items, what in story:
            done = plans.keep(mara, *items, source=source, now=NOW).done
            merged = sheet.read(items)
            assert len(done.skipped) == len(merged.skipped)
            assert in_tables(mara) == on_sheet(sheet)
            by_hand(mara, sheet, what)
        raise Undone

    with pytest.raises(Undone), transaction.atomic():
        tell()

"""The intake form as the database holds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from protocols.core.intake.standard import STANDARD
from protocols.models import FormVersion
from protocols.queries import forms
from tests.clinic import make

pytestmark = pytest.mark.django_db
CHANGES: dict[str, Callable[[FormVersion], Any]] = {
    "a word": lambda row: FormVersion.objects.filter(pk=row.pk).update(note="other"),
    "the whole": lambda row: FormVersion.objects.filter(pk=row.pk).update(content={"sections": []}),
    "all at once": lambda row: FormVersion.objects.bulk_update([row], ["note"]),
    "saved": lambda row: row.save(),
    "gone": lambda row: row.delete(),
    "all gone": lambda row: FormVersion.objects.all().delete(),
    "in plain SQL": lambda row: connection.cursor().execute(
        "update protocols_formversion set number = 9"
    ),
}


def test_version_1_holds_exactly_the_standard_form() -> None:
    number, form = forms.current()
    assert number == 1
    assert form == STANDARD


def test_a_version_is_read_once_and_then_from_memory(django_assert_num_queries: Any) -> None:
    forms.of.cache_clear()
    with django_assert_num_queries(2):
        forms.current()
    with django_assert_num_queries(1):
        forms.current()
    forms.version(1)
    with django_assert_num_queries(0):
        forms.version(1)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_published_version_cannot_be_changed(change: Callable[[FormVersion], Any]) -> None:
    row = FormVersion.objects.get(number=1)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        change(row)


def test_without_its_trigger_a_version_would_change() -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table protocols_formversion disable trigger user")
    assert FormVersion.objects.update(note="other") == 1


@pytest.mark.parametrize("more", [0, 2])
def test_all_versions_are_one_query_however_many(more: int, django_assert_num_queries: Any) -> None:
    owner = make.user("ines")
    for number in range(2, 2 + more):
        FormVersion.objects.create(
            number=number,
            published_at=make.NOW,
            published_by=owner,
            note="x",
            content={"sections": []},
        )
    with django_assert_num_queries(1):
        found = forms.versions()
        assert [one.published_by and one.published_by.name for one in found][:more] == [
            owner.name
        ] * more
    assert [one.number for one in found] == list(range(1 + more, 0, -1))

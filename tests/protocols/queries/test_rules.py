"""The published rules as the database holds them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from protocols.core import DEFAULTS
from protocols.core.defaults.session_types import SESSION_TYPES
from protocols.models import RuleVersion, SessionType, TimingRule
from protocols.queries import rules

pytestmark = pytest.mark.django_db


def test_version_1_holds_exactly_the_default_rules() -> None:
    rules.version.cache_clear()

    stored = rules.version(1)

    assert stored == DEFAULTS


def test_the_stored_session_types_say_what_the_literal_says() -> None:
    stored = {kind.code: kind for kind in SessionType.objects.all()}

    said = {kind.code: (kind.letter, kind.words, tuple(kind.source)) for kind in stored.values()}

    assert said == {t.code: (t.letter, t.words, t.source) for t in SESSION_TYPES}
    assert [t.code for t in SESSION_TYPES] == list(stored)


def test_a_version_is_read_in_two_queries_and_then_from_memory(
    django_assert_num_queries: Any,
) -> None:
    rules.version.cache_clear()

    with django_assert_num_queries(3):
        rules.current()
    with django_assert_num_queries(1):
        rules.current()


@pytest.mark.parametrize("rows", [RuleVersion.objects, TimingRule.objects])
def test_what_was_published_can_be_neither_changed_nor_deleted(rows: Any) -> None:
    first = rows.order_by("pk")[:1].get()

    for change in (lambda: rows.filter(pk=first.pk).update(id=first.pk), first.delete):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()

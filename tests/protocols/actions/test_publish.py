"""Publishing rules: by the owner, as a new version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clinic.foundation.actions import people
from clinic.foundation.errors import Invalid, Refused
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from protocols.actions.rules import publish
from protocols.core import DEFAULTS, evaluate
from protocols.core.rules import Ruleset
from protocols.queries import rules

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def owner() -> User:
    user = User.objects.create(email="ines@clinic.example", name="Inês Prado")
    people.give_role(by=None, user=user, role=Role.OWNER, now=NOW)
    return user


def without(rule: str) -> Ruleset:
    kept = (r if r.id != rule else replace(r, on=False) for r in DEFAULTS.rules)
    return replace(DEFAULTS, rules=tuple(kept))


def test_a_published_version_is_in_force_and_the_old_one_stays(owner: User) -> None:
    changed = without("PRE-1")

    version = publish(by=owner, ruleset=changed, note="PRE-1 off", now=NOW)

    assert (version.number, rules.current_number()) == (2, 2)
    assert (rules.current(), rules.version(1)) == (changed, DEFAULTS)


def test_a_rule_that_was_switched_off_fires_no_more(owner: User) -> None:
    case = {
        "timezone": "UTC",
        "races": [{"start": "2026-12-06T09:00:00Z", "expected_minutes": 90, "priority": "A"}],
        "candidate": {
            "type": "general",
            "depth": "deep",
            "start": "2026-12-05T09:00:00Z",
            "minutes": 60,
        },
    }
    publish(by=owner, ruleset=without("PRE-1"), note="PRE-1 off", now=NOW)

    fired = [reason["rule"] for reason in evaluate(case, rules.current())["reasons"]]

    assert "PRE-1" not in fired
    assert "PRE-1" in [reason["rule"] for reason in evaluate(case)["reasons"]]


def test_nobody_but_the_owner_publishes() -> None:
    desk = User.objects.create(email="jo@clinic.example", name="Jo Brandt")
    people.give_role(by=None, user=desk, role=Role.DESK, now=NOW)

    with pytest.raises(Refused):
        publish(by=desk, ruleset=DEFAULTS, note="mine", now=NOW)


@pytest.mark.parametrize(("kind", "note"), [("no_such_kind", "new"), ("overlap", "  ")])
def test_an_unknown_kind_or_no_word_of_why_is_refused(owner: User, kind: str, note: str) -> None:
    odd = replace(DEFAULTS, rules=(replace(DEFAULTS.rules[0], kind=kind),))

    with pytest.raises(Invalid):
        publish(by=owner, ruleset=odd, note=note, now=NOW)

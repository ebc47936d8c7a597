"""Habits that no linter holds: who writes, what a core may touch, how tests are named."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture import house
from tests.architecture.house import READERS, faults, on_floor

# The look is the query's own row: one that its caller could forget to log would be worse.
LOOK = "clinic/foundation/queries/access.py: line"


def found(rule: house.Rule, code: str) -> list[str]:
    return rule(ast.parse(code))


def test_only_actions_write() -> None:
    written = faults(house.writes, among=on_floor(*READERS))
    assert [fault for fault in written if not fault.startswith(LOOK)] == []
    assert len(written) == 1


@pytest.mark.parametrize(
    "code",
    [
        "race.save()",
        "Race.objects.create(name='Boston')",
        "Race.objects.filter(pk=1).update(name='Boston')",
        "race.delete()",
        "Race.objects.bulk_create(rows)",
        "Race.objects.get_or_create(code='b')",
        "race.visits.update_or_create(code='b')",
        "form.save(commit=True)",
        "await race.asave()",
    ],
)
def test_a_write_outside_an_action_is_named(code: str) -> None:
    assert len(found(house.writes, code)) == 1


def test_what_writes_no_row_is_left_alone() -> None:
    assert found(house.writes, "context.update({1: 2}); Race.objects.filter(pk=1).first()") == []


def test_nothing_writes_past_the_actions() -> None:
    assert faults(house.bypasses) == []


@pytest.mark.parametrize(
    "code",
    [
        "from django.forms import ModelForm",
        "from django import forms\nclass F(forms.ModelForm): pass",
        "from ninja import ModelSchema",
        "from ninja.orm import create_schema",
        "from django.contrib import admin",
        "from django.contrib.admin import site",
        "import django.contrib.admin",
    ],
)
def test_a_form_schema_or_admin_of_a_model_is_named(code: str) -> None:
    assert found(house.bypasses, code) != []


def test_no_admin_is_installed() -> None:
    settings = (house.ROOT / "clinic/settings.py").read_text()
    assert "contrib.admin" not in settings


def test_a_core_touches_neither_clock_nor_chance_nor_files() -> None:
    assert faults(house.touches_the_world, among=on_floor("core")) == []


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.time()",
        "now = datetime.now",
        "random.choice(slots)",
        "open('rules.json')",
        "Path('rules.json').read_text()",
        "secrets.token_hex()",
        "os.environ['TZ']",
        "timezone.now()",
    ],
)
def test_a_core_that_asks_the_world_is_named(code: str) -> None:
    assert found(house.touches_the_world, code) != []


def test_a_core_may_count_with_times_it_was_given() -> None:
    code = "def later(now: datetime) -> datetime: return now + timedelta(hours=2)"
    assert found(house.touches_the_world, code) == []


def test_every_test_has_a_sentence_for_a_name() -> None:
    files = {
        path: ast.parse(path.read_text()) for path in (house.ROOT / "tests").rglob("test_*.py")
    }
    short = [f"{p.name}: {n}" for p, tree in files.items() for n in house.short_names(tree)]
    assert short == []


def test_a_test_whose_name_is_no_sentence_is_named() -> None:
    assert found(house.short_names, "def test_login_works(): ...") == ["test_login_works"]
    assert found(house.short_names, "def test_the_right_password_lets_in(): ...") == []


def test_every_sealed_field_is_named_by_its_model() -> None:
    sealed = [path for path in house.modules() if "EncryptedText(" in _text(path)]
    missing = [path for path in sealed if "SEALED" not in _text(path)]
    assert sealed
    assert [path for path in missing if path.name != "fields.py"] == []


def _text(path: Path) -> str:
    return (house.ROOT / path).read_text()

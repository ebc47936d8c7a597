"""Parts that are drawn once: each as it is told, in the language of the reader."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.template.defaultfilters import date
from django.urls import resolve
from django.utils.translation import override

from clinic.foundation.roles import Role
from clinic.foundation.templatetags import kept


def drawn(part: str) -> str:
    text = Template("{% load kept %}" + part).render(Context({"effect": "fine"}))
    return " ".join(text.split())


def watched(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is asked to be drawn from now on."""
    asked: list[dict[str, Any]] = []

    def render(_part: str, told: dict[str, Any]) -> str:
        asked.append(told)
        return "x"

    monkeypatch.setattr(kept, "render_to_string", render)
    return asked


def test_a_part_is_drawn_as_an_include_would_draw_it() -> None:
    tag = drawn('{% kept "parts/icon.html" name="v-"|add:effect label="<b>" %}')
    include = drawn('{% include "parts/icon.html" with name="v-"|add:effect label="<b>" only %}')
    assert tag == include


def test_the_same_part_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = watched(monkeypatch)
    for _ in range(3):
        drawn('{% kept "parts/icon.html" name="drawn-once" %}')
    assert asked == [{"name": "drawn-once"}]


def test_each_language_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = watched(monkeypatch)
    for language in ("en", "de"):
        with override(language):
            drawn('{% kept "parts/icon.html" name="in-two" %}')
    assert len(asked) == 2


@pytest.mark.parametrize("form", ["D j M", "H:i", "Y-m-d"])
def test_a_moment_is_written_as_django_writes_it(form: str) -> None:
    moment = datetime(2026, 12, 9, 14, 30)
    assert kept.when(moment, form) == date(moment, form)
    assert kept.when(moment, form) == date(moment, form)  # the second time from memory


def test_no_moment_is_no_text() -> None:
    assert kept.when(None, "H:i") == ""


def test_another_language_is_another_text() -> None:
    moment = datetime(2026, 12, 9)
    with override("de"):
        assert kept.when(moment, "F") == "Dezember"
    assert kept.when(moment, "F") == "December"


def test_a_link_of_the_head_is_marked_where_it_leads() -> None:
    told: dict[str, kept.Told] = {"member": True, "roles": frozenset(Role)}
    for address in re.findall(
        r'href="([^"]+)"', kept.kept("parts/site_links.html", here="", **told)
    ):
        page = kept.kept("parts/site_links.html", here=resolve(address).view_name, **told)
        assert (
            page.count("aria-current") == page.count(f'href="{address}" aria-current="page"') == 1
        )

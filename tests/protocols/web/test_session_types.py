"""The public pages about session types."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from protocols.core.defaults.session_types import SESSION_TYPES

pytestmark = pytest.mark.django_db


def test_the_list_names_every_type_with_its_goal(client: Client) -> None:
    page = client.get("/sessions/").content.decode()

    assert all(kind.words["en"]["goal"] in page for kind in SESSION_TYPES)


@pytest.mark.parametrize("kind", SESSION_TYPES, ids=lambda kind: kind.code)
def test_a_type_shows_its_rules_as_sentences_with_their_sources(client: Client, kind: Any) -> None:
    page = client.get(f"/sessions/{kind.code}/").content.decode()

    assert kind.words["en"]["finish"] in page
    assert "CLASH-1 · follows from these" in page
    assert "{bands" not in page


def test_a_type_shows_only_rules_that_speak_of_it(client: Client) -> None:
    page = client.get("/sessions/post_event/").content.decode()

    assert "POST-1 ·" in page
    assert "PRE-4 ·" not in page
    assert "TRAIN-1 ·" not in page


def test_a_type_that_does_not_exist_is_not_found(client: Client) -> None:
    response = client.get("/sessions/no_such_type/")

    assert response.status_code == 404


def test_a_page_takes_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.get("/sessions/general/")

    with django_assert_num_queries(2):
        client.get("/sessions/general/")

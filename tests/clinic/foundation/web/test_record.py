"""The client's own record: their note, and who looked at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from clinic.foundation import handed
from clinic.foundation.models import Client, Look, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Client:
    return make.client(note="a torn calf")


@pytest.fixture
def mara(client: Browser, record: Client) -> Browser:
    client.force_login(make.login_of(record))
    return client


@pytest.fixture
def looked(record: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ana, who treats the client, has looked."""
    monkeypatch.setattr(handed.given, "treated", lambda by, clients, since: set(clients))
    ana = make.user("ana", Role.THERAPIST)
    access.read_health(ana, record, "before Tuesday's session", now=make.NOW)


def test_a_client_reads_their_note(mara: Browser) -> None:
    assert "a torn calf" in mara.get("/me/").text


def test_a_client_writes_their_note_and_reads_it_again(mara: Browser) -> None:
    answer = mara.post("/me/", {"health_note": "calf healed"}, follow=True)
    assert answer.redirect_chain == [("/me/", 302)]
    assert "calf healed" in answer.text


def test_opening_ones_own_record_is_a_look_too(mara: Browser, record: Client) -> None:
    mara.get("/me/")
    look = Look.objects.get()
    assert (look.by, look.client) == (record.user, record)


@pytest.mark.usefixtures("looked")
def test_a_client_reads_who_looked_and_why(mara: Browser) -> None:
    page = mara.get("/me/").text
    assert "Ana" in page
    assert "before Tuesday&#x27;s session" in page


@pytest.mark.usefixtures("looked")
def test_own_looks_are_a_line_and_do_not_drown_the_others(mara: Browser) -> None:
    for _ in range(3):
        mara.get("/me/")
    answer = mara.get("/me/")
    assert [line.who for _, lines in answer.context["page"].days for line in lines] == ["Ana"]
    assert "You looked yourself 4 times" in answer.text


def test_where_nobody_else_has_looked_the_page_says_so(mara: Browser) -> None:
    assert "Nobody else has looked" in mara.get("/me/").text


@pytest.mark.parametrize("note", ["x" * 2001, "calf\x00"])
def test_a_note_that_cannot_be_kept_is_an_error_beside_its_field(mara: Browser, note: str) -> None:
    answer = mara.post("/me/", {"health_note": note})
    assert answer.status_code == 200
    assert answer.context["form"].errors["health_note"]


def test_what_was_typed_is_still_there_after_an_error(mara: Browser) -> None:
    assert "y" * 2001 in mara.post("/me/", {"health_note": "y" * 2001}).text


def test_half_a_letter_in_a_form_is_never_a_crash(mara: Browser) -> None:
    body = b"health_note=calf+%ED%A0%80+tight"
    answer = mara.post("/me/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302


def test_a_text_in_any_script_comes_back_as_it_was(mara: Browser) -> None:
    note = "\u202eשבר\u202c zero\u200bwidth 👟"
    assert note in mara.post("/me/", {"health_note": note}, follow=True).text


def test_the_page_takes_the_same_queries_with_one_look_or_three(
    mara: Browser, looked: None, record: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15) as one:
        mara.get("/me/")
    for _ in range(2):
        access.read_health(User.objects.get(name="Ana"), record, "again", now=make.NOW)
    with django_assert_max_num_queries(len(one)):
        mara.get("/me/")


def test_an_erased_record_looks_as_if_it_were_not_there(mara: Browser, record: Client) -> None:
    record.key.delete()
    assert mara.get("/me/").status_code == 404

"""The settle page: what it asks, what one press does, and where it leads on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from bookings.models import Appointment, HistoryLine
from bookings.queries import settling_page
from bookings.web import settling as door
from clinic.foundation.models import Client
from tests.bookings import season
from tests.bookings.studio import NOW, at
from tests.clinic import make

pytestmark = pytest.mark.django_db
SETTLE = "/season/settle/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def mara(client: Browser) -> Client:
    """A runner whose browser is signed in."""
    mara = season.mara()
    client.force_login(make.login_of(mara))
    return mara


def changed(mara: Client, *days: int) -> list[Appointment]:
    """Sessions of deep work on these days; then the marathon moves two weeks nearer, to day 14."""
    race = season.race(mara, 28)
    rows = [season.book(mara, day) for day in days]
    season.move_race(race, 14)
    return rows


def typed(mara: Client, **changes: str) -> dict[str, str]:
    """The form as it comes, with other choices by code."""
    asked = settling_page.page(mara, NOW).questions
    chosen = {f"what_{q.code}": changes.get(q.code, q.default) for q in asked}
    return {"once": "once-1"} | chosen


def ticks(page: str) -> dict[str, str]:
    return dict.fromkeys(re.findall(r'name="(tick_\w+)"', page), "on")


def state(row: Appointment) -> str:
    row.refresh_from_db()
    return row.state


def test_one_press_moves_one_releases_one_and_keeps_one(client: Browser, mara: Client) -> None:
    moved, released, kept = changed(mara, 10, 12, 16)
    sent = typed(mara, **{released.code: "release", kept.code: "keep"})
    sent |= ticks(client.get(SETTLE).text)
    answer = client.post(f"{SETTLE}?back=/races/", sent, follow=True)
    assert answer.redirect_chain[-1] == ("/races/", 302)
    assert "Settled: 1 moved, 1 released, 1 kept." in answer.text
    assert [state(moved), state(released), state(kept)] == ["confirmed", "cancelled", "review"]
    assert moved.start_at != at(10, 14)
    assert kept.history.values_list("did", flat=True).last() == "kept"


def test_a_kept_session_is_not_asked_about_again(client: Browser, mara: Client) -> None:
    (kept,) = changed(mara, 12)
    sent = typed(mara, **{kept.code: "keep"}) | ticks(client.get(SETTLE).text)
    client.post(SETTLE, sent)
    assert client.get(f"{SETTLE}?back=/training/")["Location"] == "/training/"
    assert "Everything fits" in client.get(SETTLE).text


def test_what_is_kept_against_a_rule_has_its_tick(client: Browser, mara: Client) -> None:
    (kept,) = changed(mara, 12)
    answer = client.post(SETTLE, typed(mara, **{kept.code: "keep"}))
    assert answer.status_code == 422
    assert "Tick this if that is what you want." in answer.text
    assert not HistoryLine.objects.filter(did="kept").exists()


def test_without_its_guard_a_session_would_be_kept_unticked(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kept,) = changed(mara, 12)
    monkeypatch.setattr("bookings.forms.settling._ticks", lambda question, option: {})
    client.post(SETTLE, typed(mara, **{kept.code: "keep"}))
    assert HistoryLine.objects.filter(did="kept").exists()


def test_the_same_press_twice_settles_once(client: Browser, mara: Client) -> None:
    (row,) = changed(mara, 12)
    sent = typed(mara)
    first, second = client.post(SETTLE, sent), client.post(SETTLE, sent)
    assert first.status_code == second.status_code == 302
    assert row.history.filter(did="moved").count() == 1


def test_a_time_that_is_gone_is_asked_anew_and_the_rest_stays(
    client: Browser, mara: Client
) -> None:
    first, second = changed(mara, 10, 12)
    sent = typed(mara, **{second.code: "release"})
    taken = season.book(make.client("nina"), 0, 14)  # Nina takes what Mara chose, with Ana
    sent[f"what_{first.code}"] = _pick(taken)
    page = client.post(SETTLE, sent)
    assert page.status_code == 422
    assert "That time is not free any more." in page.text
    assert re.search(rf'value="release"\s+checked>\s*<label for="id_what_{second.code}', page.text)
    assert [state(first), state(second)] == ["confirmed", "confirmed"]


def _pick(row: Appointment) -> str:
    at = row.start_at.strftime("%Y-%m-%dT%H:%M")
    therapist = row.occupancies.get(resource__kind="therapist").resource.therapist
    return f"{at}+00:00|{row.location.code}|{therapist.code}"


def test_a_late_release_says_its_fee_and_wants_a_tick(
    client: Browser, mara: Client, clock: Any
) -> None:
    (row,) = changed(mara, 12)
    clock.move_to(row.start_at - timedelta(hours=3))
    client.force_login(make.login_of(mara))
    page = client.get(SETTLE).text
    assert "the front desk can move it" in page
    sent = {"once": "once-1", f"what_{row.code}": "release"}
    assert "is due" in client.post(SETTLE, sent).text
    assert state(row) == "confirmed"
    client.post(SETTLE, sent | ticks(page))
    assert (state(row), row.fee > 0) == ("late_cancelled", True)


def test_a_late_release_that_costs_nothing_needs_no_tick(
    client: Browser, mara: Client, clock: Any
) -> None:
    (row,) = changed(mara, 12)
    Appointment.objects.update(late_fee_percent=0)
    clock.move_to(row.start_at - timedelta(hours=3))
    client.force_login(make.login_of(mara))
    client.post(SETTLE, {"once": "once-1", f"what_{row.code}": "release"})
    assert (state(row), row.fee) == ("late_cancelled", 0)


def test_nothing_to_settle_leads_on_at_once(client: Browser, mara: Client) -> None:
    season.book(mara, 12)
    assert client.get(f"{SETTLE}?back=/races/")["Location"] == "/races/"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_it_leads_to_no_other_site(client: Browser, mara: Client, back: str) -> None:
    assert client.get(SETTLE, {"back": back}).status_code == 200


def test_without_the_guard_it_would_lead_anywhere(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "local", lambda wanted: wanted)
    answer = client.get(SETTLE, {"back": "https://evil.example/"})
    assert answer["Location"] == "https://evil.example/"


def test_a_race_called_off_lets_all_be(client: Browser, mara: Client) -> None:
    changed(mara, 12)
    race = mara.races.get()
    answer = client.post(reverse("race_remove", args=[race.code]))
    assert answer["Location"] == "/season/settle/?back=%2Fraces%2F"
    assert client.get(answer["Location"])["Location"] == "/races/"


@pytest.mark.parametrize("many", [1, 3])
def test_its_queries_grow_only_by_the_searches(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    changed(mara, *(12, 10, 16)[:many])
    client.get(SETTLE)
    with django_assert_num_queries(8 + 2 * many):
        client.get(SETTLE)


def test_what_is_too_much_for_one_page_is_asked_next(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling_page, "MOST", 1)
    first, second = changed(mara, 10, 12)
    page = client.get(SETTLE).text
    assert "One more follows once these are settled." in page
    answer = client.post(f"{SETTLE}?back=/races/", typed(mara), follow=True)
    assert answer.redirect_chain == [("/season/settle/?back=%2Fraces%2F", 302)]
    assert f"what_{second.code}" in answer.text
    assert f"what_{first.code}" not in answer.text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "stay",
        "0001-01-01T00:00+14:00|x|",
        "9999-12-31T23:59-14:00|x|",
        "2026-12-01T10:00|x|",
        "2026-12-01T10:00:00.5+00:00||||",
        "\x00",
        "x" * 400,
    ],
)
def test_what_is_no_choice_is_asked_again(client: Browser, mara: Client, value: str) -> None:
    (row,) = changed(mara, 12)
    answer = client.post(SETTLE, {"once": "o", f"what_{row.code}": value, "what_nobody": "keep"})
    assert answer.status_code == 422
    assert f'id="id_what_{row.code}_error"' in answer.text


def test_a_studio_out_of_use_offers_no_move(client: Browser, mara: Client) -> None:
    (row,) = changed(mara, 12)
    type(row.location).objects.update(active=False)
    page = client.get(SETTLE).text
    assert "Its studio is out of use" in page
    assert "Move it to" not in page


def test_a_name_that_is_code_stays_a_name(client: Browser, mara: Client) -> None:
    changed(mara, 12)
    mara.races.update(name="<script>alert(1)</script>" + "\u202e" + "x" * 100)
    page = client.get(SETTLE).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page

"""Holding a time, understanding it, booking it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import booking
from bookings.models import Appointment, Service
from clinic.foundation.actions.idempotency import Done
from clinic.foundation.models import Client
from protocols.actions import runners
from protocols.core.runners import ProfileEntry
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.way import (  # noqa: F401 - fixtures
    book,
    browser_of,
    button,
    choice,
    clock,
    code_of,
    hold,
    mara,
    ticks,
    times,
    token,
)
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic() -> None:
    studio.clinic()


def test_a_pressed_time_is_held_for_ten_minutes(client: Browser, mara: Client) -> None:  # noqa: F811
    answer = hold(client, at(1, 14))

    row = Appointment.objects.get()
    assert answer.headers["Location"] == f"/book/{row.code}/"
    assert (row.client, row.state, row.expires_at) == (mara, "held", NOW + timedelta(minutes=10))


def test_the_summary_says_what_where_when_and_what_it_costs(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    Service.objects.update(preparation="Come in loose clothes.")

    page = client.get(hold(client, at(1, 14)).headers["Location"]).text

    for said in ("Tue 24 Nov 2026", "14:00–15:00", "Ana", "Riverside", "€90", "loose clothes"):
        assert said in page
    assert "held until 10:10" in page
    assert "After that a cancellation costs €45." in page


def test_a_press_on_the_summary_books_and_keeps_the_note_sealed(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    answer = book(client, at(1, 14), note="left calf")

    row = Appointment.objects.get()
    assert answer.headers["Location"] == f"/appointments/{row.code}/?booked=1"
    assert (row.state, row.expires_at) == ("confirmed", None)
    assert "calf" not in str(Appointment.objects.values_list("note", flat=True)[0])


def test_a_form_sent_twice_holds_once(client: Browser, mara: Client) -> None:  # noqa: F811
    sent = {"once": token(client.get(times())), "pick": button(at(1, 14))}

    answers = [client.post(f"/book/hold/?{choice()}", sent) for _ in range(2)]

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Appointment.objects.count() == 1


def test_without_the_token_a_form_sent_twice_would_hold_twice(
    client: Browser,
    mara: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def always(**call: Any) -> Done:
        status, code = call["do"]()
        return Done(status, code, replayed=False)

    monkeypatch.setattr("bookings.web.party.idempotency.once", always)
    sent = {"once": token(client.get(times())), "pick": button(at(1, 14))}

    for _ in range(2):
        client.post(f"/book/hold/?{choice()}", sent)

    assert Appointment.objects.count() == 2


def test_another_time_of_the_same_page_takes_the_place_of_the_first(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    once = token(client.get(times()))
    picks = [button(at(1, hour)) for hour in (14, 16, 14)]

    codes = [
        code_of(client.post(f"/book/hold/?{choice()}", {"once": once, "pick": pick}))
        for pick in picks
    ]

    assert len(set(codes)) == 3
    assert Appointment.objects.get(state="held").code == codes[-1]


@pytest.mark.parametrize("other", [{"minutes": 90}, {"depth": "light"}])
def test_one_showing_holds_one_wish(
    client: Browser,
    mara: Client,  # noqa: F811
    other: dict[str, Any],
) -> None:
    sent = {"once": token(client.get(times())), "pick": button(at(1, 14))}
    client.post(f"/book/hold/?{choice()}", sent)

    page = client.post(f"/book/hold/?{choice(**other)}", sent)

    assert page.status_code == 422
    assert "Please choose once more." in page.text
    row = Appointment.objects.get()
    assert (row.minutes, row.depth, row.state) == (60, "moderate", "held")


@pytest.mark.parametrize("year", ["0001", "1969", "2201", "9999"])
def test_a_time_out_of_every_calendar_is_none(
    client: Browser,
    mara: Client,  # noqa: F811
    year: str,
) -> None:
    _start, where = button(at(1, 14)).split("|", 1)
    sent = {"once": token(client.get(times())), "pick": f"{year}-12-31T23:45+00:00|{where}"}

    page = client.post(f"/book/hold/?{choice()}", sent)

    assert page.status_code == 422
    assert "Choose one of the times." in page.text


def test_a_time_that_is_gone_leads_to_the_nearest(client: Browser, mara: Client) -> None:  # noqa: F811
    otto = make.client("otto")
    sent = {"once": token(client.get(times())), "pick": button(at(1, 14))}
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(1, 14)), now=NOW)

    page = client.post(f"/book/hold/?{choice()}", sent)

    assert page.status_code == 409
    assert "Somebody was quicker" in page.text
    assert f'value="{button(at(1, 15, 15))}"' in page.text
    assert page.context["trouble"].instead[0].start == datetime(2026, 11, 24, 12, 45)


def test_what_is_blocked_is_not_held_and_says_why(client: Browser, mara: Client) -> None:  # noqa: F811
    rows.race(mara, local_start=datetime(2026, 11, 25, 10), priority="A")

    page = hold(client, at(1, 14), depth="deep")

    assert page.status_code == 422
    assert "Deep work would end" in page.context["trouble"].sentence
    assert not Appointment.objects.exists()


def test_a_minor_names_a_guardian_first(client: Browser, mara: Client) -> None:  # noqa: F811
    runners.keep_profile(
        by=make.login_of(mara), client=mara, profile=ProfileEntry(birth_year=2012), now=NOW
    )

    page = hold(client, at(1, 14))

    assert page.status_code == 422
    assert 'href="/runner/"' in page.text


def test_a_caution_is_booked_only_with_its_tick(client: Browser, mara: Client) -> None:  # noqa: F811
    rows.race(mara, local_start=datetime(2026, 11, 28, 10), priority="A")
    summary = hold(client, at(1, 9), depth="deep").headers["Location"]
    page = client.get(summary)

    unticked = client.post(summary, {"once": token(page)})
    assert unticked.status_code == 422
    assert "120 h would leave more room" in unticked.text
    assert Appointment.objects.get().state == "held"

    client.post(summary, {"once": token(page)} | ticks(page))
    assert Appointment.objects.get().state == "confirmed"


def test_what_a_therapist_must_see_is_asked_for(client: Browser, mara: Client) -> None:  # noqa: F811
    rows.answers(mara, ["contusion"])
    summary = hold(client, at(1, 14), depth="light").headers["Location"]

    page = client.get(summary)
    client.post(summary, {"once": token(page)} | ticks(page))

    assert "A therapist looks at this first." in page.text
    assert Appointment.objects.get().state == "review"


def test_a_lapsed_hold_still_counts_while_nobody_took_the_time(
    client: Browser,
    mara: Client,  # noqa: F811
    clock: Any,  # noqa: F811
) -> None:
    summary = hold(client, at(1, 14)).headers["Location"]
    page = client.get(summary)
    clock.shift(timedelta(minutes=11))

    assert "The ten minutes are over." in client.get(summary).text
    client.post(summary, {"once": token(page)})
    assert Appointment.objects.get().state == "confirmed"


def test_a_lapsed_hold_that_was_taken_leads_to_the_nearest(
    client: Browser,
    mara: Client,  # noqa: F811
    clock: Any,  # noqa: F811
) -> None:
    summary = hold(client, at(1, 14)).headers["Location"]
    page = client.get(summary)
    clock.shift(timedelta(minutes=11))
    otto = make.client("otto")
    later = NOW + timedelta(minutes=11)
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(1, 14)), now=later)

    answer = client.post(summary, {"once": token(page)})

    assert answer.status_code == 409
    assert len(answer.context["trouble"].instead) == 5


def test_a_held_time_can_be_given_back(client: Browser, mara: Client) -> None:  # noqa: F811
    summary = hold(client, at(1, 14)).headers["Location"]
    page = client.get(summary)

    answer = client.post(f"{summary}drop/", {"once": token(page, -1)})

    assert answer.headers["Location"].startswith("/book/times/?service=")
    assert Appointment.objects.get().state == "cancelled"
    assert client.get(summary).headers["Location"].startswith("/book/times/?service=")


def test_whoever_signs_in_on_the_way_comes_back_to_the_times(
    client: Browser,
    mara: Client,  # noqa: F811
) -> None:
    address = f"/book/hold/?{choice()}"

    asked = Browser().post(address, {"once": "x", "pick": button(at(1, 14))})

    assert asked.headers["Location"].startswith("/account/login/?next=/book/hold/%3Fservice")
    assert client.get(address).headers["Location"] == times()


@pytest.mark.parametrize("way", ["", "drop/"])
def test_a_hold_of_somebody_else_is_as_good_as_none(
    client: Browser,
    mara: Client,  # noqa: F811
    way: str,
) -> None:
    summary = hold(client, at(1, 14)).headers["Location"]
    otto = browser_of(make.client("otto"))
    method = otto.post if way else otto.get

    theirs, none = method(f"{summary}{way}"), method(f"/book/nosuchcode22/{way}")

    assert (theirs.status_code, none.status_code) == (404, 404)
    assert Appointment.objects.get().state == "held"


def test_a_visit_away_asks_where_to_come(client: Browser, mara: Client) -> None:  # noqa: F811
    Service.objects.update(off_site=True)

    answer = book(client, at(1, 14))
    assert answer.status_code == 422
    book(client, at(1, 14), venue="Mill Lane 4")

    assert Appointment.objects.get(state="confirmed").venue == "Mill Lane 4"


@pytest.mark.parametrize("others", [1, 3])
def test_the_summary_needs_a_fixed_number_of_queries(
    client: Browser,
    mara: Client,  # noqa: F811
    others: int,
    django_assert_num_queries: Any,
) -> None:
    for day in range(others):
        told = wanted(mara, at(3 + 7 * day, 12), accept_caution=True)
        booking.book(by=make.login_of(mara), wanted=told, now=NOW)
    summary = hold(client, at(1, 14)).headers["Location"]

    with django_assert_num_queries(11):
        client.get(summary)

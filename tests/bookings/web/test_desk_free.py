"""Free times at the desk: any of several, some evenings, judged where it is known for whom."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.models import Service, Therapist
from bookings.queries import catalogue, desk_free, services
from bookings.queries.desk_free import Time, When
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import booked, caller, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=3, rooms=3)
    return signed_in(desk())


def asked(**more: Any) -> dict[str, Any]:
    return {"service": f"{Service.objects.get().code}:60", **more}


def therapist(name: str) -> Therapist:
    return Therapist.objects.get(user__email=f"{name}@example.org")


def found(**more: Any) -> desk_free.Free:
    service = catalogue.menu(staff=True)[0]
    order = services.order(service, minutes=60, depth="light", group_size=1, staff=True)
    return desk_free.found(order, NOW, **more)


def times(free: desk_free.Free) -> list[Time]:
    return [time for _day, runs in free.days for run in runs for time in run.times]


def links(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'href="(/desk/calendar/new/[^"]+)"', page)]


def test_of_many_who_are_free_some_are_named_and_the_others_counted() -> None:
    def told(n: int) -> str:
        return Time(NOW, "", "", tuple("ABCDEFGH"[:n]), "", "").people

    assert (told(1), told(5)) == ("A", "A, B, C, D, E")
    assert (told(6), told(8)) == ("A, B, C, D and 2 more", "A, B, C, D and 4 more")


@pytest.mark.usefixtures("jo")
def test_any_of_two_on_tuesday_evenings_is_nothing_else() -> None:
    ana, ben = therapist("ana"), therapist("ben")
    when = When(frozenset({1}), 17 * 60, 20 * 60)
    told = times(found(therapists=[ana.code, ben.code], weeks=8, when=when))
    assert {time.at.weekday() for time in told} == {1}
    assert {(time.at.hour, time.at.minute) for time in told} >= {(17, 0), (19, 0)}
    assert max(time.at.hour * 60 + time.at.minute for time in told) == 19 * 60
    assert {time.whom for time in told} == {(str(ana), str(ben))}
    assert len({time.at.date() for time in told}) == 8


@pytest.mark.usefixtures("jo")
def test_without_its_hours_a_session_would_lie_outside_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(When, "holds", lambda *_told: True)
    told = times(found(when=When(frozenset({1}), 17 * 60, 20 * 60)))
    assert {time.at.weekday() for time in told} == set(range(7))


@pytest.mark.usefixtures("jo")
def test_of_those_chosen_one_who_is_free_is_booked() -> None:
    ana, ben = therapist("ana"), therapist("ben")
    booked(caller(), at(1, 17), therapist=ana.code)
    told = {t.at: t for t in times(found(therapists=[ana.code, ben.code]))}
    assert told[datetime(2026, 11, 24, 17)].therapist == ben.code
    assert told[datetime(2026, 11, 24, 15)].therapist == ana.code


def test_each_time_leads_to_its_booking_with_everything_filled_in(jo: Browser) -> None:
    otto, ana = caller(), therapist("ana")
    page = jo.get("/desk/free/", asked(client=otto.code, therapists=[ana.code], days="2")).text
    (first, *_more) = links(page)
    for part in ("start=2026-11-25T09%3A00", ana.code, otto.code, Service.objects.get().code):
        assert part in first
    panel = jo.get(first)
    assert panel.status_code == 200
    assert otto.name in panel.text
    assert "09:00" in panel.text


def test_a_few_letters_have_the_times_judged_and_blocked_ones_are_not_told(jo: Browser) -> None:
    otto = make.client("otto")
    service = Service.objects.get()
    plain = jo.get("/desk/free/", asked(depth="deep", day="2026-12-03")).text
    rows.race(otto)
    page = jo.get("/desk/free/", asked(depth="deep", day="2026-12-03", whom="otto")).text
    assert "Free times for Otto" in page
    assert f'name="client" value="{otto.code}"' in page
    assert f"service={service.code}%3A60" in links(page)[-1]
    assert len(links(page)) < len(links(plain))


def test_of_several_who_are_called_so_one_is_chosen(jo: Browser) -> None:
    otto = caller("Otto Berg")
    caller("Otto Tal")
    page = jo.get("/desk/free/", asked(whom="otto")).text
    assert "Who is it" in page
    assert f"whom=&amp;client={otto.code}" in page


def test_hours_the_wrong_way_round_are_told_at_their_field(jo: Browser) -> None:
    answer = jo.get("/desk/free/", asked(begin="18:00", end="17:00"))
    assert "end" in answer.context["form"].errors
    assert links(answer.text) == []


def test_where_the_evening_is_taken_the_next_one_is_a_link(jo: Browser) -> None:
    Therapist.objects.exclude(user__email="ana@example.org").update(active=False)
    booked(caller(), at(1, 18), therapist=therapist("ana").code)
    page = jo.get("/desk/free/", asked(days="1", begin="18:00", end="19:00")).text
    assert "Nothing is free in these seven days" in page
    assert "The next free time is Tue 1 Dec, 18:00" in " ".join(page.split())
    assert len(links(page)) == 1


def test_judged_times_take_the_same_queries_for_one_of_three_therapists(
    jo: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told = asked(client=caller().code, weeks="3")
    codes = [one.code for one in Therapist.objects.all()]
    jo.get("/desk/free/", told)
    for chosen in (codes[:1], codes):
        with django_assert_num_queries(11):
            jo.get("/desk/free/", {**told, "therapists": chosen})

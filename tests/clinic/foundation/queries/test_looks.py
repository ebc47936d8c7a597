"""Who looked, as the client reads it: by the day, folded, to the end of the list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clinic.foundation import handed
from clinic.foundation.models import Client, Look, User
from clinic.foundation.queries import looks
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mara() -> Client:
    return make.client("mara")


@pytest.fixture
def ana() -> User:
    return make.user("ana", Role.THERAPIST)


def look(client: Client, by: User, after: timedelta = timedelta(), **other: Any) -> None:
    told = {"record": f"Client:{client.code}", "why": "Before a session"} | other
    Look.objects.create(client=client, by=by, at=make.NOW + after, **told)


def lines(page: looks.Page) -> list[looks.Line]:
    return [line for _day, found in page.days for line in found]


def test_looks_of_one_minute_and_reason_are_one_line(mara: Client, ana: User) -> None:
    for second in (1, 2, 59):
        look(mara, ana, timedelta(seconds=second))
    look(mara, ana, timedelta(seconds=60))
    look(mara, ana, record="VisitNote:x")
    later, earlier = lines(looks.page(mara))
    assert later.things == (("your note", 1),)
    assert earlier.things == (("a note", 1), ("your note", 3))


def test_a_line_names_the_role_of_that_moment(mara: Client, ana: User) -> None:
    look(mara, ana)
    ana.grants.update(ended_at=make.NOW + MINUTE * 2)
    look(mara, ana, MINUTE * 3)
    assert [line.roles for line in lines(looks.page(mara))] == [(), ("therapist",)]


def test_days_are_those_of_the_clients_wall(mara: Client, ana: User) -> None:
    Client.objects.update(zone="Pacific/Auckland")
    mara.refresh_from_db()
    look(mara, ana)
    look(mara, ana, timedelta(hours=2))
    look(mara, ana, timedelta(hours=3))
    assert [f"{day:%d %b}" for day, _lines in looks.page(mara).days] == ["24 Nov", "23 Nov"]


def test_own_looks_are_left_out(mara: Client) -> None:
    look(mara, make.login_of(mara))
    assert looks.page(mara) == looks.Page([], "")


def test_the_day_of_a_thing_is_named_where_somebody_knows_it(
    mara: Client, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 12, 9, 23, 30, tzinfo=UTC)  # the next day in Berlin
    monkeypatch.setattr(handed.given, "dates", lambda records: {"VisitNote:x": at})
    look(mara, ana, record="VisitNote:x")
    (line,) = lines(looks.page(mara))
    assert line.things == (("note of 10 Dec 2026", 1),)


def test_a_record_of_a_kind_that_is_gone_is_a_record_still(mara: Client, ana: User) -> None:
    look(mara, ana, record="Long gone")
    (line,) = lines(looks.page(mara))
    assert line.things == (("your record", 1),)


def test_the_list_is_paged_to_its_end(mara: Client, ana: User) -> None:
    rows = [
        Look(
            client=mara, by=ana, record="Client:x", why=str(n % 3), at=make.NOW + MINUTE * (n // 2)
        )
        for n in range(130)
    ]
    Look.objects.bulk_create(rows)
    seen, after = [], ""
    while True:
        page = looks.page(mara, after=after)
        seen += lines(page)
        if not page.more:
            break
        after = page.more
    assert len(seen) == len({(line.at, line.why) for line in seen}) == 130


def test_a_minute_with_more_than_a_page_loses_no_line(mara: Client, ana: User) -> None:
    rows = [
        Look(client=mara, by=ana, record="Client:x", why=str(n), at=make.NOW) for n in range(60)
    ]
    Look.objects.bulk_create(rows)
    look(mara, ana, -MINUTE)
    page = looks.page(mara)
    assert len(lines(page)) == 60
    assert len(lines(looks.page(mara, after=page.more))) == 1


@pytest.mark.parametrize("mark", ["x", "-1", "9" * 30, "", "\u0661"])
def test_an_unknown_mark_begins_at_the_beginning(mara: Client, ana: User, mark: str) -> None:
    look(mara, ana)
    assert len(lines(looks.page(mara, after=mark))) == 1


def test_a_page_takes_the_same_queries_with_one_look_or_three(
    mara: Client, ana: User, django_assert_num_queries: Any
) -> None:
    look(mara, ana, record="VisitNote:x")
    with django_assert_num_queries(3):
        looks.page(mara)
    look(mara, make.user("ben", Role.THERAPIST))
    look(mara, ana, MINUTE, record="VisitNote:y")
    with django_assert_num_queries(3):
        looks.page(mara)

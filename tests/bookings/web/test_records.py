"""Taking a record along, and breaking the glass, by their pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from bookings.models import Therapist
from clinic.foundation.models import BreakGlass, Client, Look, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.bookings import kept, studio
from tests.bookings.studio import NOW
from tests.clinic import make

pytestmark = pytest.mark.django_db
WHY = "She fainted in room two"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mara() -> Client:
    studio.clinic()
    made = make.client("mara")
    kept.everything(made, Therapist.objects.get().user)
    return made


@pytest.fixture
def own(mara: Client) -> Browser:
    return signed_in(make.login_of(mara))


@pytest.fixture
def owner() -> Browser:
    return signed_in(make.user("ines", Role.OWNER))


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def opened(owner: Browser, mara: Client, reason: str = WHY) -> str:
    where = f"/clinic/records/{mara.code}/"
    page = owner.get(where)
    told = {"reason": reason, "once": page.context["form"]["once"].value()}
    return str(owner.post(where, told, follow=True).text)


def test_the_page_says_what_is_in_the_file_and_reads_nothing(own: Browser) -> None:
    assert "Answers before sessions" in own.get("/record/export/").text
    assert not Look.objects.exists()


def test_the_file_is_json_under_a_plain_name(own: Browser) -> None:
    answer = own.post("/record/export/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="record-2026-11-23.json"'
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert kept.WORDS["answer"] in json.dumps(json.loads(answer.content), ensure_ascii=False)


def test_the_same_in_words_is_a_page(own: Browser) -> None:
    page = own.post("/record/export/page/").text
    wanted = [kept.WORDS[name] for name in (*kept.GIVEN, *kept.TO_CLIENT)]
    assert [word for word in wanted if word not in page] == []
    assert kept.WORDS["signed"] not in page
    assert "The clinic has not chosen to share notes here" in page


@pytest.mark.parametrize("where", ["file", "page"])
def test_a_record_is_taken_ten_times_an_hour_and_no_more(own: Browser, where: str) -> None:
    for _ in range(10):
        assert own.post(f"/record/export/{where}/").status_code == 200
    assert own.post(f"/record/export/{where}/").status_code == 429


def test_a_look_at_the_page_alone_makes_no_file(own: Browser) -> None:
    assert own.get("/record/export/file/").status_code == 405


def test_the_owner_finds_a_client_and_sees_nothing_before_a_reason(
    owner: Browser, mara: Client
) -> None:
    assert mara.code in owner.get("/clinic/records/?q=mar").text
    page = owner.get(f"/clinic/records/{mara.code}/").text
    assert [word for word in kept.WORDS.values() if word in page] == []
    assert not Look.objects.exists()


def test_with_a_reason_the_whole_record_opens_and_each_look_is_on_file(
    owner: Browser, mara: Client
) -> None:
    page = opened(owner, mara)
    shown = [name for name, word in kept.WORDS.items() if word in page]
    assert set(kept.WORDS) - set(shown) <= {"signature", "absence", "session"}
    assert Look.objects.filter(client=mara, by__name="Ines").count() > 10


def test_a_reason_that_says_nothing_opens_nothing(owner: Browser, mara: Client) -> None:
    assert "reason" in opened(owner, mara, "because")
    assert not BreakGlass.objects.exists()


def test_after_the_hour_it_is_shut(owner: Browser, mara: Client) -> None:
    opened(owner, mara)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        owner.force_login(User.objects.get(name="Ines"))
        page = owner.get(f"/clinic/records/{mara.code}/").text
    assert [word for word in kept.WORDS.values() if word in page] == []
    assert "Open it for an hour" in page


def test_without_its_end_it_would_stay_open(
    owner: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(owner, mara)
    monkeypatch.setattr(access, "_readable", lambda by, some, now: {one.pk for one in some})
    monkeypatch.setattr("bookings.web.records.looks.opening", lambda *_: BreakGlass.objects.get())
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        owner.force_login(User.objects.get(name="Ines"))
        assert kept.WORDS["signed"] in owner.get(f"/clinic/records/{mara.code}/").text


def test_sent_twice_it_is_opened_once(owner: Browser, mara: Client) -> None:
    where = f"/clinic/records/{mara.code}/"
    told = {"reason": WHY, "once": "the same"}
    assert [owner.post(where, told).status_code for _ in range(2)] == [302, 200]
    assert BreakGlass.objects.count() == 1


def test_the_client_sees_who_opened_it_why_and_what_they_read(
    owner: Browser, own: Browser, mara: Client
) -> None:
    opened(owner, mara)
    page = own.get("/me/").text
    assert WHY in page
    assert "Ines" in page
    assert "The owner opened your record in an emergency" in page
    assert "note of 16 Nov 2026" in page


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.DESK])
def test_nobody_else_of_the_staff_gets_there(role: Role, mara: Client) -> None:
    browser = signed_in(make.user("jo", role))
    assert browser.get(f"/clinic/records/{mara.code}/").status_code == 403


def test_an_owner_with_no_such_client_finds_nothing(owner: Browser) -> None:
    assert owner.get("/clinic/records/nobody/").status_code == 404

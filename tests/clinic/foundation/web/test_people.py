"""The owner's pages: people of the clinic, and its settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client as Browser

from clinic.foundation.actions import people, practice
from clinic.foundation.errors import Invalid, Refused
from clinic.foundation.models import Practice, User
from clinic.foundation.queries.people import roles_of, staff
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
KEPT: dict[str, Any] = {
    "name": "Calf & Co",
    "zone": "Europe/Berlin",
    "region": "DE",
    "currency": "EUR",
    "treats_months": 12,
    "quiet_from": 0,
    "quiet_until": 0,
    "clients_read_notes": False,
    "offer_at_once": 1,
    "offer_minutes": 30,
}
SETTINGS = {
    "name": "Calf & Co",
    "zone": "America/New_York",
    "region": "US",
    "currency": "usd",
    "treats_months": "6",
    "quiet_from": "22:00",
    "quiet_until": "06:30",
    "clients_read_notes": "on",
    "offer_at_once": "3",
    "offer_minutes": "45",
}


@pytest.fixture
def ines() -> User:
    return make.user("ines", Role.OWNER)


@pytest.fixture
def owner(client: Browser, ines: User) -> Browser:
    client.force_login(ines)
    return client


def where(user: User, more: str = "") -> str:
    return f"/clinic/staff/{user.code}/{more}"


def test_the_list_says_who_works_here_and_who_has_yet_to_come(owner: Browser, ines: User) -> None:
    people.invite(by=ines, email="ana@example.org", name="Ana", roles={Role.DESK}, now=make.NOW)
    people.disable(by=ines, user=make.former_staff())
    make.user("mara", Role.CLIENT)
    page = owner.get("/clinic/staff/").text
    assert [page.count(word) for word in ("invited", "shut out", "no role any more")] == [1, 1, 1]
    assert "mara@example.org" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_one_query(number: int, django_assert_num_queries: Any) -> None:
    for one in range(number):
        make.user(f"ana{one}", Role.DESK, Role.THERAPIST)
    with django_assert_num_queries(1):
        found = staff()
    assert [colleague.roles for colleague in found] == [(Role.DESK, Role.THERAPIST)] * number


def test_an_owner_invites_somebody_by_the_page(owner: Browser) -> None:
    told = {"name": "Ana", "email": "ana@example.org", "roles": ["therapist", "desk"]}
    assert "Ana is on the list now." in owner.post("/clinic/staff/invite/", told, follow=True).text
    assert roles_of(User.objects.get(name="Ana")) == {Role.THERAPIST, Role.DESK}


def test_what_is_missing_is_told_beside_its_field(owner: Browser) -> None:
    page = owner.post("/clinic/staff/invite/", {"name": "Ana", "email": "ana@example.org"}).text
    assert "Choose at least one role." in page
    assert 'id="id_roles_error"' in page


def test_an_owner_changes_the_roles_of_somebody(owner: Browser) -> None:
    jo = make.user("jo", Role.DESK)
    assert "checked" in owner.get(where(jo)).text
    owner.post(where(jo), {"roles": ["therapist"]})
    assert roles_of(jo) == {Role.THERAPIST}


def test_the_last_owner_is_told_kindly_to_name_another_first(owner: Browser, ines: User) -> None:
    for page in (
        owner.post(where(ines), {"csrfmiddlewaretoken": "sent by browsers"}),
        owner.post(where(ines, "access/"), {"do": "disable"}),
    ):
        assert "The clinic needs an owner: name another one first." in page.text
    assert roles_of(ines) == {Role.OWNER}


def test_shutting_out_asks_first_and_works_at_once(owner: Browser) -> None:
    jo, browser = make.user("jo", Role.DESK), Browser()
    browser.force_login(jo)
    assert "Shut Jo out?" in owner.get(where(jo, "access/")).text
    assert browser.get("/account/").status_code == 200
    owner.post(where(jo, "access/"), {"do": "disable"})
    assert browser.get("/account/").status_code == 302
    owner.post(where(jo, "access/"), {"do": "enable"})
    assert User.objects.get(pk=jo.pk).is_active


@pytest.mark.parametrize("more", ["", "access/"])
def test_a_client_is_nobody_of_the_staff(owner: Browser, more: str) -> None:
    mara = make.user("mara", Role.CLIENT)
    theirs, nobodys = owner.get(where(mara, more)), owner.get(f"/clinic/staff/nobody/{more}")
    assert theirs.status_code == nobodys.status_code == 404
    assert owner.post(where(mara, more), {"do": "disable"}).status_code == 404
    assert User.objects.get(pk=mara.pk).is_active


def test_the_owner_keeps_the_settings_of_the_clinic(owner: Browser) -> None:
    assert "Europe/Berlin" in owner.get("/clinic/settings/").text
    assert owner.post("/clinic/settings/", SETTINGS)["Location"] == "/clinic/settings/"
    kept = Practice.objects.values(*SETTINGS).get()
    quiet = {"quiet_from": 22 * 60, "quiet_until": 6 * 60 + 30}
    offers = {"offer_at_once": 3, "offer_minutes": 45}
    assert (
        kept
        == SETTINGS
        | {"currency": "USD", "treats_months": 6, "clients_read_notes": True}
        | quiet
        | offers
    )


@pytest.mark.parametrize("times", [("00:00", "23:59"), ("21:00", "08:00"), ("12:00", "12:00")])
def test_quiet_hours_may_lie_over_midnight_within_a_day_or_nowhere(
    owner: Browser, times: tuple[str, str]
) -> None:
    told = dict(zip(("quiet_from", "quiet_until"), times, strict=True))
    owner.post("/clinic/settings/", SETTINGS | told)
    kept, page = Practice.objects.get(), owner.get("/clinic/settings/").text
    assert [f"{kept.quiet_from // 60:02}:{kept.quiet_from % 60:02}", times[1]] == list(times)
    assert [page.count(f'name="{name}" value="{at}"') for name, at in told.items()] == [1, 1]


@pytest.mark.parametrize("minutes", [-1, 24 * 60])
def test_no_quiet_hour_lies_outside_the_day(ines: User, minutes: int) -> None:
    for field in ("quiet_from", "quiet_until"):
        told = KEPT | {field: minutes}
        with pytest.raises(Invalid) as refusal:
            practice.keep(by=ines, **told)
        assert refusal.value.field == field


def test_without_that_guard_the_database_would_be_the_first_to_refuse(
    ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice, "DAY", range(-1, 2000))
    with pytest.raises(IntegrityError, match="practice_quiet_within_a_day"):
        practice.keep(by=ines, **(KEPT | {"quiet_from": 24 * 60}))


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST, Role.DESK])
def test_nobody_but_the_owner_keeps_the_settings(role: Role) -> None:
    with pytest.raises(Refused):
        practice.keep(by=make.user("ana", role), **KEPT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "\x00"},
        {"zone": "Mars/Olympus"},
        {"region": "XX"},
        {"currency": "€€€"},
        {"treats_months": "0"},
        {"treats_months": "1e99"},
        {"quiet_from": ""},
        {"quiet_from": "24:00"},
        {"quiet_until": "late"},
        {"quiet_until": "\x00"},
    ],
)
def test_settings_that_cannot_be_are_told_at_their_field(
    owner: Browser, wrong: dict[str, str]
) -> None:
    page = owner.post("/clinic/settings/", SETTINGS | wrong)
    assert page.status_code == 200
    assert f'id="id_{next(iter(wrong))}_error"' in page.text
    assert not Practice.objects.exists()

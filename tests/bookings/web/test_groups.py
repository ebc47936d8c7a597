"""Groups of clients: the owner keeps them and their terms, the desk puts clients in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from bookings.actions import groups
from bookings.core.groups import GroupEntry
from bookings.models import ClientGroup, Membership
from clinic.foundation.errors import Invalid, Refused
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from tests.bookings import owner
from tests.bookings.web.desk_rows import caller, clock, desk, signed_in
from tests.clinic import make

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
TYPED = {"name": " Club  Eight ", "change_hours": "12", "late_fee_percent": "", "position": "1"}


@pytest.fixture
def ines() -> User:
    return owner.owner()


@pytest.fixture
def page(ines: User) -> Browser:
    return signed_in(ines)


def club(by: User, name: str = "Club") -> ClientGroup:
    return groups.add(by=by, entry=GroupEntry(name, 12, 25))


def told(text: str) -> str:
    return " ".join(text.split())


def test_an_empty_place_of_groups_says_what_will_stand_there(page: Browser) -> None:
    assert "Groups of clients will stand here" in page.get("/clinic/groups/").text
    assert "/clinic/groups/" in page.get("/clinic/").text


def test_a_group_is_added_and_what_is_empty_is_as_the_service_has_it(page: Browser) -> None:
    page.post("/clinic/groups/new/", TYPED)
    made = ClientGroup.objects.get()
    assert (made.name, made.change_hours, made.late_fee_percent) == ("Club Eight", 12, None)
    text = told(page.get("/clinic/groups/").text)
    assert "0 clients · free to change until 12 h before · fee as the service has it" in text


def test_no_hours_at_all_are_something_else_than_empty_ones(page: Browser) -> None:
    page.post("/clinic/groups/new/", TYPED | {"change_hours": "0", "late_fee_percent": "0"})
    made = ClientGroup.objects.get()
    assert (made.change_hours, made.late_fee_percent) == (0, 0)
    text = told(page.get("/clinic/groups/").text)
    assert "free to change until the start · never a fee" in text


def test_a_group_is_changed_and_taken_out_of_use_and_back(page: Browser, ines: User) -> None:
    group = club(ines)
    page.post(f"/clinic/groups/{group.code}/", TYPED | {"name": "Team"})
    page.post(f"/clinic/groups/{group.code}/use/", {"active": "no"})
    group.refresh_from_db()
    assert (group.name, group.late_fee_percent, group.active) == ("Team", None, False)
    page.post(f"/clinic/groups/{group.code}/use/", {"active": "yes"})
    group.refresh_from_db()
    assert group.active


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": " "}, "name"),
        ({"change_hours": "721"}, "change_hours"),
        ({"late_fee_percent": "101"}, "late_fee_percent"),
        ({"position": "x"}, "position"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(
    page: Browser, other: dict[str, str], field: str
) -> None:
    answer = page.post("/clinic/groups/new/", TYPED | other)
    assert list(answer.context["form"].errors) == [field]
    assert not ClientGroup.objects.exists()


@pytest.mark.parametrize("other", [{"name": ""}, {"change_hours": 721}, {"late_fee_percent": 101}])
def test_the_action_asks_once_more_what_the_form_has_asked(
    ines: User, other: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as caught:
        groups.add(by=ines, entry=GroupEntry(**{"name": "Club", **other}))
    assert caught.value.field == next(iter(other))


def test_groups_are_the_owners_and_members_the_desks(ines: User) -> None:
    group, otto, jo = club(ines), caller(), desk()
    for other in (make.user("ana", Role.THERAPIST), make.login_of(make.client("mara"))):
        with pytest.raises(Refused):
            groups.belong(by=other, client=otto, group=group.code)
    with pytest.raises(Refused):
        groups.add(by=jo, entry=GroupEntry("Mine"))
    with pytest.raises(Refused):
        groups.change(by=jo, group=group, entry=GroupEntry("Mine"))
    with pytest.raises(Refused):
        groups.use(by=jo, group=group, active=False)


def test_without_the_question_anybody_would_choose_their_terms(
    ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, otto = club(ines), caller()
    monkeypatch.setattr(groups, "must_be_desk", lambda _by: None)
    groups.belong(by=make.user("ana", Role.THERAPIST), client=otto, group=group.code)
    assert Membership.objects.get().group == group


def test_the_desk_puts_a_client_in_a_group_and_in_none(ines: User) -> None:
    otto, jo, group, other = caller(), signed_in(desk()), club(ines), club(ines, "Team")
    for code in (group.code, other.code):
        jo.post(f"/desk/clients/{otto.code}/group/", {"group": code})
        assert Membership.objects.get(client=otto).group.code == code
    assert f'value="{other.code}" selected' in jo.get(f"/desk/clients/{otto.code}/").text
    jo.post(f"/desk/clients/{otto.code}/group/", {"group": ""})
    assert not Membership.objects.exists()


def test_a_group_out_of_use_takes_nobody_in_and_keeps_whom_it_has(ines: User) -> None:
    otto, li, group = caller(), caller("Li"), club(ines)
    groups.belong(by=ines, client=otto, group=group.code)
    groups.use(by=ines, group=group, active=False)
    groups.belong(by=ines, client=otto, group=group.code)
    assert "Club (out of use)" in signed_in(desk()).get(f"/desk/clients/{otto.code}/").text
    assert "Club" not in signed_in(desk()).get(f"/desk/clients/{li.code}/").text
    with pytest.raises(Invalid):
        groups.belong(by=ines, client=li, group=group.code)
    assert Membership.objects.get().client == otto


def test_groups_take_the_same_queries_for_one_or_three(
    page: Browser, ines: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    groups.belong(by=ines, client=caller(), group=club(ines).code)
    page.get("/clinic/groups/")
    with django_assert_num_queries(3):
        page.get("/clinic/groups/")
    for name in ("Team", "Staff"):
        groups.belong(by=ines, client=caller(name), group=club(ines, name).code)
    with django_assert_num_queries(3):
        text = page.get("/clinic/groups/").text
    assert text.index("Club") < text.index("Team") < text.index("Staff<")

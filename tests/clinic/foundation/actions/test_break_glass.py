"""An owner opens a record in an emergency: said why, told at once, shut after an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clinic.foundation.actions import break_glass
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused, TooMany
from clinic.foundation.models import BreakGlass, Client, OutboxRow, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db
WHY = "She fainted in room two"
HOUR = timedelta(hours=1)


@pytest.fixture
def ines() -> User:
    return make.user("ines", Role.OWNER)


@pytest.fixture
def mara() -> Client:
    return make.client("mara", note="a torn calf")


def read(by: User, client: Client, after: timedelta = timedelta()) -> str:
    return access.read_health(by, client, "an emergency", now=make.NOW + after)["health_note"]


def test_an_owner_reads_nothing_by_owning_the_clinic(ines: User, mara: Client) -> None:
    with pytest.raises(NotFound):
        read(ines, mara)


def test_with_a_reason_the_owner_reads_for_an_hour(ines: User, mara: Client) -> None:
    break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW)
    assert read(ines, mara, HOUR - timedelta(microseconds=1)) == "a torn calf"
    with pytest.raises(NotFound):
        read(ines, mara, HOUR)


def test_one_opening_opens_one_record_to_one_owner(ines: User, mara: Client) -> None:
    break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW)
    for by, client in ((ines, make.client("vera")), (make.user("olga", Role.OWNER), mara)):
        with pytest.raises(NotFound):
            read(by, client)


def test_who_is_no_owner_any_more_reads_nothing(ines: User, mara: Client) -> None:
    break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW)
    ines.grants.update(ended_at=make.NOW)
    with pytest.raises(NotFound):
        read(ines, mara)


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.DESK, Role.CLIENT])
def test_only_an_owner_may_break_the_glass(role: Role, mara: Client) -> None:
    with pytest.raises(Refused):
        break_glass.begin(by=make.user("jo", role), client=mara, reason=WHY, now=make.NOW)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("reason", ["", "too short", "  so    it   ", "\u200b" * 20, "x" * 501])
def test_a_reason_is_asked_for_that_says_something(ines: User, mara: Client, reason: str) -> None:
    with pytest.raises(Invalid) as problem:
        break_glass.begin(by=ines, client=mara, reason=reason, now=make.NOW)
    assert problem.value.field == "reason"


def test_what_is_open_is_not_opened_once_more(ines: User, mara: Client) -> None:
    break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW)
    with pytest.raises(Conflict):
        break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW)
    break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW + HOUR)


def opened(by: User, number: int) -> None:
    for name in range(number):
        break_glass.begin(by=by, client=make.client(f"c{name}"), reason=WHY, now=make.NOW)


def test_ten_records_a_day_and_no_more(ines: User, mara: Client) -> None:
    opened(ines, 10)
    with pytest.raises(TooMany) as problem:
        break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW + HOUR)
    assert problem.value.wait == 23 * 3600 + 1
    later = make.NOW + timedelta(days=1)
    break_glass.begin(by=ines, client=mara, reason=WHY, now=later)


def test_without_the_count_an_eleventh_would_open(
    ines: User, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(ines, 10)
    monkeypatch.setattr(break_glass, "_count", lambda by, now: None)
    assert break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW).code


def test_the_client_is_told_at_once_and_not_why(ines: User, mara: Client) -> None:
    made = break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW)
    row = OutboxRow.objects.get(topic="record_opened")
    assert (row.client, row.urgent, row.due_at, row.channel) == (mara, True, make.NOW, "mail")
    message = break_glass.tell(row, make.NOW)
    assert message is not None
    assert message.to == mara.email
    assert "Ines" in message.text
    assert "/me/" in message.text
    assert WHY not in message.text + message.html + str(row.facts)
    assert row.facts == {"opening": made.code}


def test_who_has_no_address_is_told_by_nobody_and_the_desk_sees_it(ines: User) -> None:
    alone = make.client("vera")
    Client.objects.update(email="")
    break_glass.begin(by=ines, client=alone, reason=WHY, now=make.NOW)
    assert break_glass.tell(OutboxRow.objects.get(topic="record_opened"), make.NOW) is None


def test_no_table_holds_the_reason_in_plain(ines: User, mara: Client) -> None:
    break_glass.begin(by=ines, client=mara, reason=WHY, now=make.NOW)
    assert tables_with("fainted") == set()
    (told,) = access.read_each(
        make.login_of(mara), list(BreakGlass.objects.all()), "own", now=make.NOW
    )
    assert told == {"reason": WHY}

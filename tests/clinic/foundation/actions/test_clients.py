"""Client records: whose they become, and who writes in them."""

from typing import Any

import pytest

from clinic.foundation.actions import clients, people, practice
from clinic.foundation.errors import Invalid, NotFound, Refused
from clinic.foundation.models import Client, ClientKey, User
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db


def test_a_person_who_opens_their_record_twice_has_one() -> None:
    mara = make.user()
    first, second = (clients.open_for_user(by=mara, user=mara) for _ in range(2))
    assert first == second
    assert ClientKey.objects.filter(client=first).count() == 1


def test_who_signs_up_has_the_zone_of_the_clinic() -> None:
    ines = make.user("ines", Role.OWNER)
    practice.keep(
        by=ines,
        name="Calf",
        zone="Asia/Tokyo",
        region="JP",
        currency="JPY",
        treats_months=12,
        clients_read_notes=False,
        offer_at_once=1,
        offer_minutes=30,
        quiet_from=0,
        quiet_until=0,
    )
    assert make.client("mara").zone == "Asia/Tokyo"
    login = people.demo_login(
        email="li@demo.example", name="Li", password="x", role=Role.CLIENT, now=make.NOW
    )
    assert login.client.zone == "Asia/Tokyo"


def test_nobody_opens_a_record_for_somebody_else() -> None:
    with pytest.raises(Refused):
        clients.open_for_user(by=make.user("jo"), user=make.user("mara"))


def test_a_record_with_the_same_address_is_never_joined() -> None:
    by_phone = Client.objects.create(name="Mara by phone", email="mara@example.org")
    mara = make.user("mara")
    opened = clients.open_for_user(by=mara, user=mara)
    by_phone.refresh_from_db()
    assert opened != by_phone
    assert (by_phone.user, by_phone.name) == (None, "Mara by phone")


def test_only_the_client_writes_their_note() -> None:
    record, jo = make.client("mara"), make.user("jo")
    with pytest.raises(Refused):
        clients.write_health_note(by=jo, client=record, text="not me")


def test_a_client_without_a_login_has_nobody_who_writes_it() -> None:
    by_phone = Client.objects.create(name="Mara by phone")
    with pytest.raises(Refused):
        clients.write_health_note(by=make.user(), client=by_phone, text="not me")


def test_an_emptied_note_is_gone_and_leaves_nothing_sealed() -> None:
    record = make.client(note="a torn calf")
    clients.write_health_note(by=make.login_of(record), client=record, text="  \n ")
    assert Client.objects.get(pk=record.pk).health_note is None


CONTACT: dict[str, Any] = {
    "name": "Mara L",
    "phone": "030 901820",
    "email": "",
    "zone": "Asia/Tokyo",
    "by_sms": False,
}


@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER])
def test_the_desk_makes_a_record_for_whoever_calls(role: Role) -> None:
    client = clients.create(
        by=make.user("jo", role),
        name=" Ben\tBo ",
        phone="0176 1234567",
        email="Ben@Example.org",
        now=make.NOW,
    )
    client.refresh_from_db()
    told = (client.name, client.phone, client.email, client.zone, client.user)
    assert told == ("Ben Bo", "+491761234567", "ben@example.org", "Europe/Berlin", None)
    assert ClientKey.objects.filter(client=client).exists()


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_nobody_else_makes_records_of_others(role: Role) -> None:
    by = make.user("ana", role)
    with pytest.raises(Refused):
        clients.create(by=by, name="Ben", now=make.NOW)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"phone": "ring me"}, {"email": "nowhere"}, {"zone": "Mars/Olympus"}]
)
def test_contact_data_that_cannot_be_names_its_field(wrong: dict[str, str]) -> None:
    client = clients.create(by=make.user("jo", Role.DESK), name="Ben", now=make.NOW)
    with pytest.raises(Invalid) as refusal:
        clients.change_contact(by=User.objects.get(), client=client, **(CONTACT | wrong))
    assert [refusal.value.field] == list(wrong)


def test_a_client_and_the_desk_change_contact_data() -> None:
    client, jo = make.client("mara"), make.user("jo", Role.DESK)
    for by, name in ((make.login_of(client), "Mara One"), (jo, "Mara Two")):
        told = CONTACT | {"name": name, "email": client.email}
        clients.change_contact(by=by, client=client, **told)
        client.refresh_from_db()
        assert (client.name, client.phone, client.zone) == (name, "+4930901820", "Asia/Tokyo")


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_to_others_a_record_whose_contact_they_change_is_not_there(role: Role) -> None:
    client = make.client("mara")
    with pytest.raises(NotFound):
        clients.change_contact(by=make.user("ben", role), client=client, **CONTACT)


def test_the_address_of_a_login_is_not_changed_at_the_desk() -> None:
    client, jo = make.client("mara"), make.user("jo", Role.DESK)
    with pytest.raises(Invalid) as refusal:
        clients.change_contact(by=jo, client=client, **(CONTACT | {"email": "new@example.org"}))
    assert refusal.value.field == "email"


def test_short_messages_need_a_number_to_go_to() -> None:
    client = make.client("mara")
    told = CONTACT | {"email": client.email, "by_sms": True}
    with pytest.raises(Invalid) as refusal:
        clients.change_contact(by=make.login_of(client), client=client, **(told | {"phone": ""}))
    assert refusal.value.field == "phone"
    clients.change_contact(by=make.login_of(client), client=client, **told)
    assert Client.objects.get(pk=client.pk).by_sms


def test_without_that_guard_they_would_be_sent_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    client = make.client("mara")
    told = CONTACT | {"email": client.email, "by_sms": True, "phone": ""}
    monkeypatch.setattr(clients, "_reachable", lambda phone, *, by_sms: None)
    clients.change_contact(by=make.login_of(client), client=client, **told)
    held = Client.objects.get(pk=client.pk)
    assert (held.by_sms, held.phone) == (True, "")

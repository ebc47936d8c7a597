"""Client records: whose they become, and who writes in them."""

import pytest

from clinic.foundation.actions import clients
from clinic.foundation.errors import Refused
from clinic.foundation.models import Client, ClientKey
from tests.clinic import make

pytestmark = pytest.mark.django_db


def test_a_person_who_opens_their_record_twice_has_one() -> None:
    mara = make.user()
    first, second = (clients.open_for_user(by=mara, user=mara) for _ in range(2))
    assert first == second
    assert ClientKey.objects.filter(client=first).count() == 1


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

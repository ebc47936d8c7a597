"""A record as its client takes it along, and as an owner opens it in an emergency."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Therapist
from bookings.queries import records, records_told
from clinic.foundation.actions import break_glass
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, Look, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.bookings import kept, studio
from tests.bookings.studio import NOW
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    studio.clinic()
    return Therapist.objects.get().user


@pytest.fixture
def mara(ana: User) -> Client:
    made = make.client("mara")
    kept.everything(made, ana)
    return made


def exported(client: Client) -> str:
    return records_told.as_file(records.own(make.login_of(client), now=NOW))


def words(*names: str) -> list[str]:
    return [kept.WORDS[name] for name in names]


def held(text: str, wanted: Iterable[str]) -> list[str]:
    return [word for word in wanted if word in text]


def test_everything_that_a_client_gave_is_in_the_file(mara: Client) -> None:
    wanted = words(*kept.GIVEN, *kept.TO_CLIENT)
    assert held(exported(mara), wanted) == wanted


def test_what_therapists_write_for_each_other_is_not(mara: Client) -> None:
    assert held(exported(mara), words(*kept.STAFF, "signed", "addendum", "draft")) == []


def test_where_the_clinic_shares_notes_signed_ones_are_in_it(mara: Client) -> None:
    kept.share_notes()
    text = exported(mara)
    assert held(text, words("signed", "addendum")) == words("signed", "addendum")
    assert held(text, words("draft", *kept.STAFF)) == []


def test_the_file_is_json_in_words_and_names_its_parts(mara: Client) -> None:
    told = json.loads(exported(mara))
    assert told["format"] == records_told.FORMAT
    assert told["notes_withheld"] is True
    (sitting,) = told["answers"]
    said = {one["question"]: one["answer"] for one in sitting["answers"]}
    assert said["Do you take a blood thinner?"] == "Yes"
    assert [one["flag"] for one in told["flags"]] == ["a blood thinner"]


def test_a_sitting_that_is_not_sent_in_goes_along_unless_a_link_wrote_it(mara: Client) -> None:
    version = mara.intakes.get().version
    for link, word in (("", "Eigenwort"), ("a" * 64, "Linkwort")):
        row = mara.intakes.model(client=mara, version=version, link=link, opened_at=NOW)
        kept.seal(row, "answers", json.dumps({"goals": [["1", "t", word]]}))
    text = exported(mara)
    assert "Eigenwort" in text
    assert "Linkwort" not in text


def test_each_thing_read_leaves_a_look_in_one_statement(mara: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        record = records.own(make.login_of(mara), now=NOW)
    opened = sum(len(pairs) for pairs in vars(record.opened).values())
    assert Look.objects.filter(client=mara, by=mara.user).count() == opened + 1 > 10
    assert len([one for one in asked if 'INSERT INTO "clinic_look"' in one["sql"]]) == 1


def test_looks_of_others_are_in_the_file_one_by_one(mara: Client, ana: User) -> None:
    for _ in range(3):
        access.read_health(ana, mara, "Before the session", now=NOW)
    looks = json.loads(exported(mara))["looks"]
    assert [(one["who"], one["why"], one["what"]) for one in looks] == [
        ("Ana", "Before the session", "your note")
    ] * 3


def test_the_reason_of_an_opening_is_in_the_file(mara: Client) -> None:
    ines = make.user("ines", Role.OWNER)
    break_glass.begin(by=ines, client=mara, reason="She fainted here", now=NOW)
    (opening,) = json.loads(exported(mara))["openings"]
    assert (opening["by"], opening["reason"]) == ("Ines", "She fainted here")


def test_an_owner_reads_it_all_in_an_emergency_and_not_without(mara: Client) -> None:
    ines = make.user("ines", Role.OWNER)
    with pytest.raises(NotFound):
        records.in_emergency(ines, mara, now=NOW)
    break_glass.begin(by=ines, client=mara, reason="She fainted here", now=NOW)
    record = records.in_emergency(ines, mara, now=NOW)
    every = list(kept.WORDS.values())
    assert held(records_told.as_file(record), every) == every
    assert Look.objects.filter(client=mara, by=ines).count() > 10


def test_the_file_takes_the_same_queries_with_one_of_each_or_three(
    mara: Client, ana: User, django_assert_num_queries: Any
) -> None:
    access.read_health(ana, mara, "Before the session", now=NOW)
    with CaptureQueriesContext(connection) as once:
        exported(mara)
    for weeks in (2, 3):
        kept.visit(mara, ana, weeks=weeks)
        access.read_health(ana, mara, "Once more", now=NOW)
    with django_assert_num_queries(len(once)):
        exported(mara)
    assert len(once) <= 34


def test_the_words_of_a_page_say_what_the_file_says(mara: Client) -> None:
    record = records.own(make.login_of(mara), now=NOW)
    told = [records_told.in_words(part, record.zone) for part in records_told.parts(record)]
    text = str(told)
    wanted = words(*kept.GIVEN, *kept.TO_CLIENT)
    assert held(text, wanted) == wanted


def test_what_a_look_was_at_is_named_with_its_day(mara: Client) -> None:
    note = mara.visit_notes.exclude(signed_at=None).get()
    named = records.dates([f"VisitNote:{note.code}", f"Client:{mara.code}", "VisitNote:none"])
    assert named == {f"VisitNote:{note.code}": note.appointment.start_at}

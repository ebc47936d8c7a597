"""Every flag × depth × type once more, with the database: from answers sent in to the booking."""

from __future__ import annotations

from itertools import product

import pytest

from bookings.actions import booking
from bookings.models import Appointment, Service, Therapist
from bookings.queries import plans, standing
from clinic.foundation.errors import Invalid
from clinic.foundation.models import Client
from protocols.core.defaults import SCREENING
from tests.bookings import studio
from tests.bookings.answering import sent_in
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols.core.intake.test_flag_table import (
    ANSWERS,
    DEPTHS,
    HEALTHY,
    TABLE,
    TYPES,
    depths_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    """A client of a studio with a menu of every type, and a therapist who may do all of it."""
    studio.clinic(therapists=2, rooms=2)
    Therapist.objects.update(skills=["prenatal"])
    for type_ in TYPES[1:]:
        depths = sorted(depths_of(type_))
        studio.service(f"A {type_}", type=type_, kind=type_, depths=depths)
    Service.objects.filter(name="Sports massage").update(type=TYPES[0])
    return make.client()


def has(client: Client, code: str) -> None:
    """The client answers everything; this one thing is so."""
    question, answer = ANSWERS[code]
    sent_in(client, ("flags", "medicines", "history"), **(HEALTHY | {question: answer}))


@pytest.mark.parametrize("code", SCREENING)
def test_what_was_answered_judges_every_type_and_depth(mara: Client, code: str) -> None:
    has(mara, code)
    line, stands = TABLE[code], standing.standing(make.login_of(mara), mara, NOW)
    for service, depth in product(Service.objects.all(), DEPTHS):
        if depth not in depths_of(service.type):
            continue
        wish = wanted(mara, at(1, 14), service=service, depth=depth)
        found = plans.judged(wish, stands, now=NOW)
        speaks = service.type != "none" or line.rule in ("FLAG-7", "FLAG-8")
        said = {r["rule"]: r["effect"] for r in found.said["reasons"]}
        assert said.get(line.rule) == (line.effects[DEPTHS.index(depth)] if speaks else None)
        assert found.review is (speaks and depth in line.review)
        assert found.skills == ({"prenatal"} if code == "pregnancy" else set())


@pytest.mark.parametrize("code", SCREENING)
def test_a_booking_is_refused_waits_or_stands_as_the_table_says(mara: Client, code: str) -> None:
    has(mara, code)
    line, by = TABLE[code], make.login_of(mara)
    general = Service.objects.get(type="general")
    for place, depth in enumerate(DEPTHS):
        wish = wanted(
            mara, at(1 + 2 * place, 14), service=general, depth=depth, accept_caution=True
        )
        if line.effects[place] == "blocked":
            with pytest.raises(Invalid) as refusal:
                booking.book(by=by, wanted=wish, now=NOW)
            assert refusal.value.code == "blocked"
        else:
            row = booking.book(by=by, wanted=wish, now=NOW)
            assert row.state == ("review" if depth in line.review else "confirmed")


@pytest.mark.parametrize("code", SCREENING)
def test_answers_that_come_after_the_booking_make_it_wait(mara: Client, code: str) -> None:
    by, general = make.login_of(mara), Service.objects.get(type="general")
    wish = wanted(mara, at(1, 14), service=general, depth="deep", accept_caution=True)
    row = booking.book(by=by, wanted=wish, now=NOW)
    has(mara, code)
    kept = Appointment.objects.get(pk=row.pk)
    assert kept.state == ("review" if "deep" in TABLE[code].review else "confirmed")

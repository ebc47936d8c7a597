"""Publishing the intake form: by the owner, as a version that follows."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier

import pytest
from django.db.models import QuerySet

from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from protocols.actions import forms as module
from protocols.actions.forms import SENTENCES, publish
from protocols.core.intake.making import question
from protocols.core.intake.shape import Form
from protocols.core.intake.standard import STANDARD
from protocols.models import FormVersion, Intake
from protocols.queries import forms
from tests.clinic import make
from tests.clinic.threads import PATIENCE, together

pytestmark = pytest.mark.django_db
NOW = make.NOW
OWN = question("own", "text", "Which shoes do you run in?", required=False)


@pytest.fixture
def owner() -> User:
    return make.user("ines", Role.OWNER)


def longer() -> Form:
    """The standard form with one question more."""
    last = STANDARD.sections[-1]
    return Form((*STANDARD.sections[:-1], replace(last, questions=(*last.questions, OWN))))


def test_a_published_form_is_in_force_and_the_old_one_stays(owner: User) -> None:
    made = publish(by=owner, form=longer(), note=" Shoes \n asked ", now=NOW)
    assert (made.number, made.note, made.published_by) == (2, "Shoes asked", owner)
    assert forms.current() == (2, longer())
    assert forms.version(1) == STANDARD


def test_a_draft_goes_on_with_the_form_that_it_began_on(owner: User) -> None:
    mara = make.client("mara")
    begun = Intake.objects.create(
        client=mara, version=FormVersion.objects.get(number=1), opened_at=NOW
    )
    publish(by=owner, form=longer(), note="Shoes", now=NOW)
    assert forms.of(Intake.objects.get(pk=begun.pk).version_id) == STANDARD


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.DESK, Role.CLIENT])
def test_nobody_but_the_owner_publishes_a_form(role: Role) -> None:
    with pytest.raises(Refused):
        publish(by=make.user("jo", role), form=longer(), note="mine", now=NOW)
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize("note", ["", "  \n", "x" * 201])
def test_a_line_of_why_is_wanted(owner: User, note: str) -> None:
    with pytest.raises(Invalid) as fault:
        publish(by=owner, form=longer(), note=note, now=NOW)
    assert fault.value.field == "note"


def test_a_form_without_a_red_flag_is_refused_with_its_place(owner: User) -> None:
    first = STANDARD.sections[0]
    fewer = Form((replace(first, questions=first.questions[1:]), *STANDARD.sections[1:]))
    with pytest.raises(Invalid) as fault:
        publish(by=owner, form=fewer, note="fewer", now=NOW)
    assert fault.value.code in SENTENCES
    assert FormVersion.objects.count() == 1


def test_with_nothing_checked_a_red_flag_would_go(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "faults", lambda form, former: ())
    publish(by=owner, form=Form(STANDARD.sections[1:]), note="fewer", now=NOW)
    assert forms.current()[1].section("flags") is None


def test_who_saw_an_older_form_is_told_and_loses_nothing(owner: User) -> None:
    publish(by=owner, form=longer(), note="Shoes", now=NOW, based_on=1)
    with pytest.raises(Conflict):
        publish(by=owner, form=STANDARD, note="Not this", now=NOW, based_on=1)
    assert forms.current() == (2, longer())


def test_what_the_owner_asked_before_stays_in_the_form(owner: User) -> None:
    publish(by=owner, form=longer(), note="Shoes", now=NOW)
    with pytest.raises(Invalid) as fault:
        publish(by=owner, form=STANDARD, note="No shoes", now=NOW)
    assert (fault.value.code, fault.value.field) == ("gone", "own")


def both_publish() -> list[str]:
    """Two owners at the same moment, on the same form: what becomes of each."""
    owners = [make.user(name, Role.OWNER) for name in ("ines", "rui")]
    found = together(
        *(
            lambda by=by: publish(by=by, form=longer(), note=by.name, now=NOW, based_on=1)
            for by in owners
        )
    )
    assert FormVersion.objects.count() == 2
    return sorted(type(one).__name__ for one in found)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_at_once_one_is_told_and_none_is_lost() -> None:
    assert both_publish() == ["Conflict", "FormVersion"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_owners_would_take_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Barrier(2)

    def slowly(form: Form, former: Form) -> tuple[()]:
        gate.wait(PATIENCE)
        return ()

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows: rows)
    monkeypatch.setattr(module, "faults", slowly)
    assert both_publish() == ["FormVersion", "IntegrityError"]

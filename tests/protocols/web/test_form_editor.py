"""The owner's editor of the intake form: read, word anew, publish; two owners lose nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from clinic.foundation.roles import Role
from protocols.forms.form_editor import SectionForm
from protocols.models import FormVersion
from protocols.queries import forms
from tests.clinic import make

pytestmark = pytest.mark.django_db
PAGE = "/clinic/intake/section/medicines/"


@pytest.fixture
def owner(client: Browser) -> Browser:
    client.force_login(make.user("ines", Role.OWNER))
    return client


def filled(**other: str) -> dict[str, str]:
    """What the page of the section sends if nobody touched it, but for `other`."""
    number, form = forms.current()
    section = form.section("medicines")
    assert section is not None
    asked = SectionForm(None, section=section, number=number)
    names = [name for name in asked.fields if not name.startswith("new_")]
    told = {name: asked[name].value() for name in names}
    plain = {name: "on" if value is True else value for name, value in told.items() if value}
    return {name: str(value) for name, value in plain.items()} | other


def test_the_form_in_force_is_a_readable_page(owner: Browser) -> None:
    page = owner.get("/clinic/intake/").text
    assert "Do you take a blood thinner?" in page
    assert "in force" in page
    assert "for safety" in page


def test_what_changes_is_shown_before_it_is_published(owner: Browser) -> None:
    answer = owner.post(PAGE, filled(**{"medicine_list-words": "Your pills?", "look": "1"}))
    assert "<ins>Your pills?</ins>" in answer.text
    assert FormVersion.objects.count() == 1


def test_published_it_is_the_next_version_with_who_and_what(owner: Browser) -> None:
    told = {"medicine_list-words": "Your pills?", "note": "Shorter", "publish": "1"}
    assert owner.post(PAGE, filled(**told)).status_code == 302
    row = FormVersion.objects.latest("number")
    assert (row.number, row.note, str(row.published_by)) == (2, "Shorter", "Ines")
    assert "Your pills?" in owner.get("/clinic/intake/version/2/").text
    assert "Which medicines do you take?" in owner.get("/clinic/intake/version/1/").text


def test_a_question_is_left_out_and_one_is_added(owner: Browser) -> None:
    told = filled(note="Other", publish="1", new_kind="choice", new_words="Shoes?")
    told["new_choices"] = "New\n\nOld\n"
    del told["medicine_list-asked"]
    owner.post(PAGE, told)
    form = forms.current()[1]
    left, own = form.question("medicine_list"), form.question("own_1")
    assert left is not None
    assert own is not None
    assert (left.asked, [one.words["en"] for one in own.choices]) == (False, ["New", "Old"])


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"thinner-words": ""}, "thinner-words"),
        ({"thinner-words": "x" * 301}, "thinner-words"),
        ({"medicine_list-words": "a\x00"}, "medicine_list-words"),
        ({"note": ""}, "note"),
        ({"new_words": "What?"}, "new_kind"),
        ({"new_kind": "text"}, "new_words"),
        ({"new_kind": "choice", "new_words": "Which?", "new_choices": "One"}, "new_words"),
        ({"title": "  "}, "title"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    owner: Browser, told: dict[str, str], field: str
) -> None:
    answer = owner.post(PAGE, filled(**({"note": "Other", "publish": "1"} | told)))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert FormVersion.objects.count() == 1


def test_nothing_changed_is_no_new_version(owner: Browser) -> None:
    answer = owner.post(PAGE, filled(note="Nothing", publish="1"))
    assert "Nothing has changed." in answer.text
    assert FormVersion.objects.count() == 1


def meanwhile(owner: Browser, **told: str) -> dict[str, str]:
    """One owner has the page open while another one publishes."""
    mine = filled(**{"medicine_list-words": "Your pills?", "note": "Mine", "publish": "1"} | told)
    theirs = {"medicine_new-words": "Anything new?", "note": "Theirs", "publish": "1"}
    owner.post(PAGE, filled(**theirs, new_kind="text", new_words="Shoes?"))
    return mine


def test_of_two_owners_at_once_the_second_is_told_and_loses_no_word(owner: Browser) -> None:
    answer = owner.post(PAGE, meanwhile(owner))
    assert "meanwhile" in answer.text
    assert 'value="Your pills?"' in answer.text
    assert "<del>Anything new?</del>" in answer.text
    assert FormVersion.objects.count() == 2
    assert 'name="based_on" value="2"' in answer.text


def test_once_they_have_seen_it_they_publish_and_what_was_added_stays(owner: Browser) -> None:
    owner.post(PAGE, mine := meanwhile(owner))
    owner.post(PAGE, mine | {"based_on": "2"})
    form = forms.current()[1]
    assert [forms.current()[0], form.question("own_1") is not None] == [3, True]
    pills = form.question("medicine_list")
    assert pills is not None
    assert pills.words["en"] == "Your pills?"


def test_the_page_takes_the_same_queries_with_one_version_or_three(
    owner: Browser, django_assert_max_num_queries: Any
) -> None:
    owner.get("/clinic/intake/")
    with django_assert_max_num_queries(12) as once:
        owner.get("/clinic/intake/")
        most = len(once)
    for word in ("one", "two"):
        owner.post(PAGE, filled(title=word, note=word, publish="1"))
    owner.get("/clinic/intake/")
    with django_assert_max_num_queries(most):
        owner.get("/clinic/intake/")


@pytest.mark.parametrize("where", ["section/none/", "version/99/", "version/2147483648/"])
def test_what_is_not_there_is_not_there(owner: Browser, where: str) -> None:
    assert owner.get(f"/clinic/intake/{where}").status_code == 404

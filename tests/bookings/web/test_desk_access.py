"""Who comes to the pages of staff, and that no word of health stands on a page of the desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Appointment, Therapist, TimeOff
from bookings.queries import standing
from clinic.foundation.actions import clients
from clinic.foundation.models import Client, Look, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import MARKED, booked, clock, desk, health_in, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
UNKNOWN = "nobodyatall2"
DESK_PAGES = (
    "/desk/",
    "/desk/?day=2026-11-25",
    "/desk/free/",
    "/desk/clients/",
    "/desk/clients/?q=mara",
    "/desk/clients/new/",
    "/desk/clients/{client}/",
    "/desk/clients/{client}/contact/",
    "/desk/clients/{client}/check/",
    "/desk/appointments/{row}/",
    "/desk/appointments/{row}/cancel/",
    "/desk/appointments/{paid}/receipt/",
)
DESK_POSTS = (
    "/desk/clients/{client}/wishes/",
    "/desk/appointments/{row}/mark/",
    "/desk/appointments/{row}/undo/",
    "/desk/appointments/{row}/pay/",
    "/desk/appointments/{row}/give-back/",
)
OWN_PAGES = ("/day/", "/day/time-off/")
CLIENT_PAGES = ("/day/{row}/", "/day/{row}/cancel/", "/day/clients/{client}/book-blocked/")
CLIENT_POSTS = ("/day/{row}/mark/", "/day/{row}/cancel/")
CAST = ("anonymous", "mara", "other client", "ana", "ben", "jo", "ines", "former staff")


@pytest.fixture
def marked() -> dict[str, str]:
    """Mara, whom Ana treats: an injury session with a note, answers, an injury, a record."""
    studio.clinic(therapists=2, rooms=2)
    mara = make.client(note=f"{MARKED} in the record")
    rows.injury(mara, what=f"{MARKED} in the calf")
    rows.answers(mara, ["anticoagulant"])
    kind = {"type": "injury", "kind": "deep_tissue", "depths": ["light"]}
    ana = Therapist.objects.get(user__email="ana@example.org").code
    note = f"{MARKED} in the note"
    injury = studio.service("Injury session", **kind)
    told = {"service": injury, "depth": "light", "therapist": ana, "note": note}
    row = booked(mara, at(2, 14), **told)
    paid = booked(mara, at(8, 14), therapist=ana, note=note)
    signed_in(desk()).post(f"/desk/appointments/{paid.code}/pay/", {"how": "card", "once": "t"})
    return {"client": mara.code, "row": row.code, "paid": paid.code}


def browser_of(who: str) -> Browser:
    if who == "anonymous":
        return Browser()
    if who == "former staff":
        return signed_in(make.former_staff())
    if who == "other client":
        return signed_in(make.login_of(make.client("otto")))
    if who == "ines":
        return signed_in(make.user("ines", Role.OWNER))
    return signed_in(User.objects.get(email=f"{who}@example.org"))


def met(answer: Any) -> str:
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/"):
        return "sign in"
    return {403: "refused", 404: "not there"}.get(answer.status_code, "let in")


def plain(answer: Any, *codes: str) -> str:
    """The page without its codes, tokens and nonces."""
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken)(=|": )"[^"]*"', "", answer.text)
    for code in (*codes, UNKNOWN):
        text = text.replace(code, "")
    return text


@pytest.mark.parametrize("who", CAST)
def test_the_desks_pages_are_for_the_desk_and_the_owner(marked: dict[str, str], who: str) -> None:
    browser = browser_of(who)
    expected = {"anonymous": "sign in", "jo": "let in", "ines": "let in"}.get(who, "refused")
    addresses = [page.format(**marked) for page in DESK_PAGES]
    assert {page: met(browser.get(page)) for page in addresses} == dict.fromkeys(
        addresses, expected
    )


@pytest.mark.parametrize("who", CAST)
def test_what_the_desk_does_is_for_the_desk_and_the_owner(marked: dict[str, str], who: str) -> None:
    browser = browser_of(who)
    expected = {"anonymous": "sign in", "jo": "let in", "ines": "let in"}.get(who, "refused")
    addresses = [page.format(**marked) for page in DESK_POSTS]
    answers = {page: met(browser.post(page, {"once": page})) for page in addresses}
    assert answers == dict.fromkeys(addresses, expected)


@pytest.mark.parametrize("who", CAST)
def test_a_clients_page_of_the_day_is_for_who_treats_them(marked: dict[str, str], who: str) -> None:
    browser = browser_of(who)
    asked = {"anonymous": "sign in", "ana": "let in", "ben": "not there"}
    expected = asked.get(who, "refused")
    for address in CLIENT_PAGES:
        assert met(browser.get(address.format(**marked))) == expected, address
    for address in CLIENT_POSTS:
        assert met(browser.post(address.format(**marked), {"state": "done"})) == expected, address


@pytest.mark.parametrize("who", CAST)
def test_the_day_itself_is_for_therapists(marked: dict[str, str], who: str) -> None:
    browser = browser_of(who)
    expected = {"anonymous": "sign in", "ana": "let in", "ben": "let in"}.get(who, "refused")
    assert {met(browser.get(page)) for page in OWN_PAGES} == {expected}


def test_not_ones_client_and_not_there_are_the_same_page(marked: dict[str, str]) -> None:
    ben = browser_of("ben")
    for address in CLIENT_PAGES:
        foreign = ben.get(address.format(**marked))
        unknown = ben.get(address.format(client=UNKNOWN, row=UNKNOWN))
        assert plain(foreign, *marked.values()) == plain(unknown)


def test_somebody_at_the_desk_who_is_a_therapist_too_reads_only_their_own_clients(
    marked: dict[str, str],
) -> None:
    both = signed_in(make.user("both", Role.DESK, Role.THERAPIST))
    assert both.get(f"/desk/appointments/{marked['row']}/").status_code == 200
    assert both.get(f"/day/{marked['row']}/").status_code == 404
    assert not Look.objects.filter(by__email="both@example.org").exists()


def test_without_the_question_who_treats_a_colleague_would_come_in(
    marked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    treats = standing.Standing(own=False, desk=False, treats=True)
    monkeypatch.setattr(standing, "must", lambda by, client, now: treats)
    assert browser_of("ben").get(f"/day/{marked['row']}/cancel/").status_code == 200


def test_without_the_policy_a_stranger_to_the_client_would_still_find_nothing(
    marked: dict[str, str], settings: Any
) -> None:
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("RoutePolicies")]
    for page in DESK_PAGES:
        if "{" in page:
            assert browser_of("ben").get(page.format(**marked)).status_code == 404, page


def test_time_off_of_a_colleague_is_not_there(marked: dict[str, str]) -> None:
    ana = Therapist.objects.get(user__email="ana@example.org")
    off = studio.off(ana, at(5, 9), at(5, 12))
    assert (
        browser_of("ben").post(f"/day/time-off/{off.code}/back/", {"once": "t"}).status_code == 404
    )
    assert TimeOff.objects.get().state == "granted"


@pytest.mark.parametrize("page", DESK_PAGES)
def test_no_word_of_health_stands_on_a_page_of_the_desk(marked: dict[str, str], page: str) -> None:
    answer = browser_of("jo").get(page.format(**marked))
    assert answer.status_code == 200
    assert MARKED not in answer.text
    assert "checked" not in answer.text
    if "check" not in page:  # where every question stands, unanswered
        assert health_in(answer.text) == []


def test_the_desk_opens_nothing_that_is_sealed(marked: dict[str, str]) -> None:
    for page in DESK_PAGES:
        browser_of("jo").get(page.format(**marked))
    assert not Look.objects.exists()


def test_those_words_are_there_for_who_treats(marked: dict[str, str]) -> None:
    page = browser_of("ana").get(f"/day/{marked['row']}/").text
    for told in ("in the note", "in the record", "in the calf", "A blood thinner"):
        assert told in page


def test_an_erased_client_is_not_there_for_their_therapist(marked: dict[str, str]) -> None:
    Client.objects.get(code=marked["client"]).key.delete()
    assert browser_of("ana").get(f"/day/{marked['row']}/").status_code == 404


def test_a_client_of_the_telephone_never_gets_a_page_of_staff(marked: dict[str, str]) -> None:
    row = Appointment.objects.get(code=marked["row"])
    clients.create(by=desk(), name="Caller", email="otto@example.org", now=NOW)
    browser = browser_of("other client")
    assert browser.get(f"/desk/clients/{row.client.code}/").status_code == 403

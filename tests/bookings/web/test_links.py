"""The pages behind the link of a mail: time and place, and two things to do."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client as Browser

from bookings.actions import booking
from bookings.models import Appointment, HistoryLine, Location
from clinic.foundation.actions import vault
from clinic.foundation.codes import digest, new_secret
from clinic.foundation.models import Client, OneTimeToken, Try
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.mailed import secret_of
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.way import clock  # noqa: F401 - a fixture
from tests.clinic import make
from tests.clinic.foundation.test_logs import said  # noqa: F401 - a fixture
from tests.clinic.test_access_matrix import TOKENS

pytestmark = pytest.mark.django_db
NOTE = "left calf"


@pytest.fixture
def row() -> Appointment:
    """Mara's deep hour in three days at 14:00, with a note."""
    studio.clinic(therapists=2, rooms=2)
    Location.objects.update(address="Park Row 3", directions="By the gate", phone="+49 30 123456")
    return booked(make.client())


def booked(client: Client, day: int = 3, **other: Any) -> Appointment:
    told = {"depth": "deep", "note": NOTE, "accept_caution": True} | other
    made = wanted(client, at(day, 14), **told)
    return booking.book(by=make.login_of(client), wanted=made, now=NOW)


@pytest.fixture
def link(row: Appointment) -> str:
    return f"/s/{secret_of(row)}/"


def main(page: Any) -> str:
    """What a page says, without its frame."""
    return str(re.sub(r"\s+", " ", re.search(r"<main.*</main>", page.text, re.DOTALL)[0]))  # type: ignore[index]


def picks(page: Any) -> list[str]:
    return re.findall(r'href="([^"]+\?to=[^"]+)"', page.text.replace("&amp;", "&"))


def sent(page: Any) -> dict[str, str]:
    """The hidden fields of the page's own form."""
    return dict(re.findall(r'name="(to|whom)" value="([^"]*)"', page.text))


def test_the_link_shows_time_and_place_and_terms(client: Browser, link: str) -> None:
    page = main(client.get(link))
    for told in ("Thu 26 Nov", "14:00–15:00", "Riverside", "Park Row 3", "By the gate", "Booked"):
        assert told in page
    assert "After that a cancellation costs €45" in page
    assert 'href="tel:+4930123456"' in page


def test_no_page_of_the_link_tells_more_than_time_and_place(
    client: Browser, row: Appointment, link: str
) -> None:
    pages = [client.get(link + way) for way in ("", "move/", "cancel/")]
    pages.append(client.get(picks(pages[1])[0]))
    pages.append(client.post(f"{link}cancel/"))
    words = ("Sports massage", "deep", NOTE, "Mara", "€90", "verdict", "ecommended", "alendar")
    assert [page.status_code for page in pages] == [200] * 5
    assert [(word, main(p)[:99]) for p in pages for word in words if word in main(p)] == []


def test_the_place_of_a_visit_is_the_clients_own_to_tell(client: Browser, row: Appointment) -> None:
    row.service.off_site = True
    row.service.save()
    Appointment.objects.update(venue="Hill Lane 7, 3rd floor")
    page = main(client.get(f"/s/{secret_of(row)}/"))
    assert "Where you asked us to come" in page
    assert "Hill Lane" not in page


@pytest.mark.parametrize(
    ("state", "told"),
    [("review", "we look at it first"), ("cancelled", "Cancelled"), ("no_show", "Over")],
)
def test_the_link_says_how_the_session_stands(
    client: Browser, link: str, state: str, told: str
) -> None:
    Appointment.objects.update(state=state)
    assert told in main(client.get(link))


def test_looking_spends_nothing(client: Browser, link: str) -> None:
    for way in ("", "move/", "move/?whom=anybody", "cancel/", "move/?to=2026-11-27T10:00Z"):
        assert client.get(link + way).status_code == 200
        assert client.head(link + way).status_code == 200
    assert OneTimeToken.objects.get().spent_at is None


def test_three_pages_lead_to_another_time(client: Browser, row: Appointment, link: str) -> None:
    times = client.get(f"{link}move/")
    choice = next(pick for pick in picks(times) if "2026-11-27T10:15Z" in pick)
    sure = client.get(choice)
    assert "Fri 27 Nov, 11:15" in main(sure)

    done = client.post(f"{link}move/", sent(sure))

    row.refresh_from_db()
    assert "It is moved" in main(done)
    assert row.local_start == "2026-11-27T11:15"


def test_before_it_is_moved_near_one_is_told_what_that_costs(client: Browser, link: str) -> None:
    near, far = (client.get(f"{link}move/?to=2026-11-2{day}T10:00Z") for day in (3, 7))
    assert "less than 24 h away: it cannot be moved here after that" in main(near)
    assert "cancelling costs €45" in main(near)
    assert "less than" not in main(far)


def test_with_anybody_who_gives_it_can_change(client: Browser, row: Appointment, link: str) -> None:
    before = {*row.occupancies.filter(resource__kind="therapist").values_list("resource")}
    otto = make.client("otto")
    taken = wanted(otto, at(4, 11), therapist=_therapist_of(row))
    booking.book(by=make.login_of(otto), wanted=taken, now=NOW)
    told = {"to": "2026-11-27T10:00Z", "whom": "anybody"}

    assert client.post(f"{link}move/", told | {"whom": "same"}).status_code == 409
    assert client.post(f"{link}move/", told).status_code == 200

    after = row.occupancies.filter(resource__kind="therapist", live=True)
    assert {*after.values_list("resource")} != before


def _therapist_of(row: Appointment) -> str:
    taken = row.occupancies.get(resource__kind="therapist")
    return str(taken.resource.therapist.code)


def test_a_time_that_is_gone_leads_to_the_nearest_and_the_link_still_works(
    client: Browser, row: Appointment, link: str
) -> None:
    otto = make.client("otto")
    taken = wanted(otto, at(4, 11), therapist=_therapist_of(row))
    booking.book(by=make.login_of(otto), wanted=taken, now=NOW)

    page = client.post(f"{link}move/", {"to": "2026-11-27T10:00Z", "whom": "same"})

    assert page.status_code == 409
    assert "Somebody was quicker" in main(page)
    assert [time.start.hour for time in page.context["near"]] == [9, 12, 9, 12, 9]
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "to", ["", "now", "2026-11-27T10:00", "9999-12-31T23:59Z", "\x00", "x" * 99]
)
def test_an_address_that_names_no_time_shows_the_times(client: Browser, link: str, to: str) -> None:
    for answer in (client.get(f"{link}move/", {"to": to}), client.post(f"{link}move/", {"to": to})):
        assert answer.status_code == 422
        assert "Choose one of the times." in main(answer)
        assert picks(answer)


def test_inside_the_change_window_one_is_told_to_ring(
    client: Browser,
    row: Appointment,
    clock: Any,  # noqa: F811
) -> None:
    link = f"/s/{secret_of(row)}/"
    clock.move_to(at(3, 9))
    assert "move/" not in main(client.get(link))
    page = client.post(f"{link}move/", {"to": "2026-11-30T10:00Z"})
    assert "It is less than 24 h away. Ring us" in main(page)
    assert not HistoryLine.objects.filter(did="moved").exists()


def test_cancelling_asks_once_more_and_then_does_it(
    client: Browser, row: Appointment, link: str
) -> None:
    assert "It costs nothing" in main(client.get(f"{link}cancel/"))
    assert "It is cancelled" in main(client.post(f"{link}cancel/"))
    row.refresh_from_db()
    assert (row.state, row.fee) == ("cancelled", 0)


def test_a_fee_is_ticked_before_it_is_due(
    client: Browser,
    row: Appointment,
    clock: Any,  # noqa: F811
) -> None:
    link = f"/s/{secret_of(row)}/cancel/"
    clock.move_to(at(3, 9))
    asked = client.post(link)
    assert "Tick this to cancel all the same." in main(asked)
    assert "I know that €45 is due." in main(asked)
    assert "€45 is due for it" in main(client.post(link, {"accept_late": "on"}))


def test_what_is_not_to_come_is_only_looked_at(client: Browser, link: str) -> None:
    Appointment.objects.update(state="cancelled")
    assert client.post(f"{link}cancel/").headers["Location"] == link
    assert "nothing to move" in main(client.get(f"{link}move/"))


def shut(client: Browser, secret: str) -> dict[tuple[str, str], tuple[int, bytes]]:
    """What a secret meets at each page, without what differs from one asking to the next."""
    found = {}
    for way in ("", "move/", "cancel/"):
        for method in ("GET", "POST") if way else ("GET",):
            answer: Any = client.generic(method, f"/s/{secret}/{way}")
            body = TOKENS.sub(b"", answer.content.replace(secret.encode(), b""))
            found[way, method] = (answer.status_code, body)
    return found


def tokens(secret: str) -> Any:
    return OneTimeToken.objects.filter(digest=digest(secret))


def test_used_foreign_expired_and_invented_links_look_alike(
    client: Browser, row: Appointment
) -> None:
    used, old, other = (secret_of(row) for _ in range(3))
    assert client.post(f"/s/{used}/cancel/").status_code == 200
    before = NOW - timedelta(days=1)
    tokens(old).update(issued_at=before, expires_at=NOW)
    tokens(other).update(purpose="join_record")

    met = [shut(client, secret) for secret in (used, old, other, new_secret())]

    assert met.count(met[0]) == 4
    assert {status for status, _body in met[0].values()} == {404}


def test_a_link_of_whoever_was_erased_opens_nothing(
    client: Browser, row: Appointment, link: str
) -> None:
    vault.erase_key(client=row.client)
    ways = [client.post(f"{link}move/", {"to": at(4, 10).isoformat()}), client.get(link)]
    assert [page.status_code for page in ways] == [404, 404]


def test_a_link_that_was_used_says_kindly_how_to_go_on(client: Browser, link: str) -> None:
    client.post(f"{link}cancel/")
    page = client.post(f"{link}cancel/")
    assert page.status_code == 404
    assert "If it was just used to move or cancel, that is done." in main(page)
    assert "+49 30 123456" in main(page)
    assert 'href="/appointments/"' in main(page)


def test_no_page_is_kept_and_no_address_is_passed_on(client: Browser, link: str) -> None:
    ways = (link, f"{link}move/", f"{link}cancel/", "/s/nothing/")
    answers = [client.get(where) for where in ways] + [client.post(f"{link}cancel/")]
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"strict-origin"}
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)
    assert all(django_settings.SESSION_COOKIE_NAME not in answer.cookies for answer in answers)


def test_no_log_holds_the_secret_of_a_link(
    client: Browser,
    link: str,
    said: list[str],  # noqa: F811
) -> None:
    assert client.get(link).status_code == 200
    assert client.post(f"{link}move/", {"to": ""}).status_code == 422
    assert any("link_move" in line for line in said)
    assert not any(link.split("/")[2] in line for line in said)


def test_guesses_are_counted_and_right_ones_given_back(client: Browser, link: str) -> None:
    assert client.post(f"{link}move/", {"to": ""}).status_code == 422
    assert not Try.objects.exists()
    met = [client.post(f"/s/{new_secret()}/cancel/").status_code for _ in range(21)]
    assert met == [404] * 20 + [429]


@pytest.mark.parametrize("role", [None, Role.CLIENT, Role.DESK, Role.OWNER])
def test_whoever_is_signed_in_sees_the_same(client: Browser, link: str, role: Role | None) -> None:
    browser = Browser()
    browser.force_login(make.user("otto", *([role] if role else [])))

    def page(asker: Browser) -> str:
        return main(asker.get(link)).replace("Open it there", "Sign in")

    assert page(browser) == page(client)


def test_forms_of_the_link_are_guarded_like_all_others(link: str) -> None:
    careful = Browser(enforce_csrf_checks=True)
    assert careful.post(f"{link}cancel/").status_code == 403
    assert OneTimeToken.objects.get().spent_at is None


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_need_a_fixed_number_of_queries(
    client: Browser, row: Appointment, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many - 1):
        booked(row.client, 10 + 7 * number)
    link = f"/s/{secret_of(row)}/"
    for way, most in (("", 3), ("cancel/", 3), ("move/", 7)):
        with django_assert_num_queries(most):
            client.get(link + way)


def test_a_link_whose_session_is_over_opens_nothing(
    client: Browser,
    link: str,
    clock: Any,  # noqa: F811
) -> None:
    clock.move_to(at(3, 15) - timedelta(minutes=1))
    assert "Going on" in main(client.get(link)) or "Booked" in main(client.get(link))
    clock.move_to(at(3, 15))
    assert client.get(link).status_code == 404


def test_in_the_account_it_says_that_a_link_did_it_and_offers_the_way_back(
    client: Browser, row: Appointment, link: str
) -> None:
    client.post(f"{link}cancel/")
    client.force_login(make.login_of(row.client))
    page = main(client.get(f"/appointments/{row.code}/"))
    assert "Cancelled by the link of a mail" in page
    assert "Take it back" in page

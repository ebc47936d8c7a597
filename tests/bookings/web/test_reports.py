"""Pages and files of reports: who sees them, what they refuse, and that no file runs a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.core.reports import Column, Table
from bookings.models import Appointment, Therapist
from bookings.routes import reports as routes
from bookings.templatetags.reports import report_picture
from clinic.foundation import policy
from clinic.foundation.core import csvs
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.web.desk_rows import MARKED, booked, caller, clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
DAYS = "period=own&first=2026-11-23&last=2026-12-31"
PAGES = ("", "missed/", "returning/", "lead/", "races/")


@pytest.fixture
def jo() -> Browser:
    studio.clinic(therapists=2, rooms=2)
    return signed_in(desk())


def read(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.text[1:]), delimiter=csvs.BETWEEN, strict=True))


@pytest.mark.parametrize("page", PAGES)
def test_each_report_opens_for_the_desk_with_and_without_sessions(jo: Browser, page: str) -> None:
    assert "Nothing in these days" in jo.get(f"/reports/{page}").text or page == ""
    mara = make.client()
    rows.race(mara)
    booked(mara, at(2, 14))
    answer = jo.get(f"/reports/{page}?{DAYS}")
    assert answer.status_code == 200
    assert answer["Cache-Control"].count("no-store") == 1


def test_money_is_on_no_report_of_the_desk_and_its_page_is_the_owners(jo: Browser) -> None:
    booked(make.client(), at(2, 14))
    ines = signed_in(make.user("ines", Role.OWNER))
    for page in PAGES:
        told = jo.get(f"/reports/{page}?{DAYS}").text
        assert "€" not in told
        assert "/reports/income/" not in told
    for address in ("/reports/income/", f"/reports/income/?{DAYS}&csv=months"):
        assert jo.get(address).status_code == 403
        assert ines.get(address).status_code == 200
    assert "€90" in ines.get(f"/reports/income/?{DAYS}").text
    assert "/reports/income/" in ines.get("/reports/").text


def test_without_its_policy_the_desk_would_read_the_income(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy.Policy, "allows", lambda *_who, **_what: True)
    assert routes.policies["reports_income"] == policy.OWNER
    assert jo.get("/reports/income/").status_code == 200


def test_a_table_comes_as_a_file_of_whole_numbers_that_nobody_keeps(jo: Browser) -> None:
    booked(make.client(), at(2, 14))
    answer = jo.get(f"/reports/?{DAYS}&csv=therapists")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    name = 'attachment; filename="legwork-load-therapists-2026-11-23-2026-12-31.csv"'
    assert answer["Content-Disposition"] == name
    assert "no-store" in answer["Cache-Control"]
    head, ana, _ben = read(answer)
    assert head[:4] == ["Therapist", "Sessions", "Booked, minutes", "Buffers, minutes"]
    assert ana[:4] == ["Ana", "1", "60", "15"]


def test_a_name_that_is_a_formula_stays_a_name_in_the_file(jo: Browser) -> None:
    evil = Therapist.objects.select_related("user").earliest("pk").user
    type(evil).objects.filter(pk=evil.pk).update(name='=HYPERLINK("x")')
    booked(make.client(), at(2, 14))
    found = read(jo.get(f"/reports/?{DAYS}&csv=therapists"))
    assert found[1][0] == '\'=HYPERLINK("x")'


def test_a_name_on_a_picture_is_a_word_and_no_markup(jo: Browser) -> None:
    user = Therapist.objects.select_related("user").earliest("pk").user
    type(user).objects.filter(pk=user.pk).update(name='"><script>x')
    booked(make.client(), at(2, 14))
    page = jo.get(f"/reports/?{DAYS}").text
    assert "<script>x" not in page
    assert "&quot;&gt;&lt;script&gt;x" in page


def test_a_picture_says_in_words_what_it_shows(jo: Browser) -> None:
    booked(make.client(), at(2, 14))
    page = jo.get(f"/reports/?{DAYS}").text
    assert page.count('role="img"') == 3
    assert 'aria-label="By therapist: Ana 0 %, Ben 0 %"' in page


def test_bars_end_before_what_is_written_behind_them() -> None:
    columns = (Column("Who", "text"), Column("In", "currency"), Column("Paid", "money"))
    rows_of = (("Ana", "CHF", 123_456_789), ("Ben", "CHF", 1))
    told = Table("t", "T", columns, rows_of, picture="bars", bars=(2,), value=2)
    picture = report_picture(told)
    assert 'text-anchor="end">CHF 1234567.89<' in picture
    (_thin, wide) = sorted(float(width) for width in re.findall(r'width="([\d.]+)"', picture))
    assert wide < 360 - 7 * len("CHF 1234567.89")


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ("period=own", "Choose both days."),
        ("period=own&first=2026-12-01&last=2026-11-01", "The last day comes after the first."),
        ("period=own&first=2026-01-01&last=2027-06-01", "At most 400 days."),
        ("period=own&first=9999-99-99&last=x", "valid date"),
        ("period=whenever", "valid choice"),
    ],
)
def test_days_that_cannot_be_are_told_beside_their_field(
    jo: Browser, asked: str, fault: str
) -> None:
    answer = jo.get(f"/reports/?{asked}&csv=therapists")
    assert answer.status_code == 200
    assert fault in answer.text
    assert "Content-Disposition" not in answer


def test_a_race_leads_to_who_runs_it_and_to_a_booking_for_them(jo: Browser) -> None:
    mara = make.client()
    race = rows.race(mara, local_start=datetime(2026, 12, 6, 10))
    page = jo.get("/reports/races/").text
    assert f'href="/reports/races/{race.code}/"' in page
    who = jo.get(f"/reports/races/{race.code}/").text
    assert f'href="/desk/clients/{mara.code}/"' in who
    assert f'href="/desk/clients/{mara.code}/book/"' in who
    assert jo.get("/reports/races/nobodyatall2/").status_code == 404


def test_no_report_says_a_word_of_health(jo: Browser) -> None:
    mara = make.client(note=f"{MARKED} in the record")
    rows.injury(mara, what=f"{MARKED} in the calf")
    rows.answers(mara, ["anticoagulant"])
    race = rows.race(mara)
    booked(mara, at(2, 14), note=f"{MARKED} in the note")
    otto = booked(caller(), at(3, 14))
    assert otto.state == "confirmed"
    assert Appointment.objects.count() == 2
    told = [jo.get(f"/reports/{page}?{DAYS}").text for page in PAGES]
    told.append(jo.get(f"/reports/races/{race.code}/").text)
    assert not [page for page in told if MARKED in page or "anticoagulant" in page]

"""No word of health reaches the desk by its calendar, panel, waitlist, series, party or sheets."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser

from bookings.models import Appointment, Location, Service, Therapist
from bookings.queries import standing
from bookings.queries.standing import Standing
from clinic.foundation.actions import people
from clinic.foundation.models import Client, IdempotentCall, Look, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.bookings.waiting import offered, waits
from tests.bookings.web.desk_rows import MARKED, booked, caller, clock, desk, health_in, signed_in
from tests.bookings.web.test_desk_access import marked
from tests.clinic import make

pytestmark = pytest.mark.django_db
__all__ = ["clock", "marked"]
REASON = f"{MARKED} in the reason"


def wish() -> dict[str, str]:
    """Deep work on Thursday: what Mara answered stands against it."""
    return {
        "service": f"{Service.objects.get(name='Sports massage').code}:60",
        "depth": "deep",
        "location": Location.objects.get().code,
        "day": "2026-11-26",
        "time": "10:00",
    }


def pages(told: dict[str, str]) -> list[str]:
    """Every page of the front desk that can speak of Mara."""
    mara, row, other = told["client"], told["row"], caller().code
    ana = Therapist.objects.earliest("pk").code
    at_once = {"client": mara, "start": "2026-11-26T10:00", "therapist": ana, **wish()}
    freed = {"therapist": ana, "day": "2026-11-26", "begin": "09:00", "end": "20:00", **wish()}
    several = {"every": 1, "times": 2, "therapist": ana, **wish()}
    return [
        "/desk/calendar/?day=2026-11-25",
        "/desk/calendar/feed/?from=2026-11-23&days=7",
        "/desk/sheet/?day=2026-11-25",
        "/desk/sheet/?day=2026-11-25&by=room",
        f"/desk/calendar/session/{row}/",
        f"/desk/calendar/new/?{urlencode(at_once)}",
        f"/desk/calendar/new/?{urlencode({'client': mara, **wish()})}",
        "/desk/calendar/clients/?q=mara",
        "/desk/waitlist/",
        f"/desk/waitlist/next/?{urlencode(freed)}",
        f"/desk/clients/{mara}/wait/",
        f"/desk/clients/{mara}/series/?{urlencode(several)}",
        f"/desk/party/?{urlencode({'look': 1, 'client': [mara, other], **wish()}, doseq=True)}",
        f"/desk/free/?{urlencode({'client': mara, **wish()})}",
        "/reports/missed/",
        "/reports/races/",
    ]


def acts(told: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """What the calendar's script sends of Mara: refused, judged, and done with a reason."""
    service, _colon, _minutes = wish()["service"].partition(":")
    where, ana = Location.objects.get().code, Therapist.objects.earliest("pk").code
    new = {"client": told["client"], "service": service, "depth": "deep", "location": where}
    start = {"start": "2026-11-26T10:00", "therapist": ana}
    agreed = {"accept_caution": True, "reason": REASON}
    row, other = told["row"], booked(make.client("bob"), at(4, 16), depth="light").code
    return [
        ("fit", new | {"from": "2026-11-26", "days": 1}),
        ("fit", {"code": row, "from": "2026-11-26", "days": 1}),
        ("waiver", new | start | {"once": "w"}),
        (f"{row}/move", start | {"once": "a", "seen": 0}),
        (f"{row}/move", start | {"once": "b", "seen": 1}),
        (f"{row}/move", start | agreed | {"once": "c", "seen": 1}),
        (f"{row}/swap", agreed | {"once": "d", "seen": 2, "with": other, "seen_with": 1}),
        (f"{row}/resize", agreed | {"once": "e", "seen": 9, "minutes": 90}),
        (f"{row}/undo", {"once": "f", "seen": 9}),
    ]


def told_in(answer: Any) -> list[str]:
    """The words of health in an answer: in its text, its headers or its cookies."""
    said = f"{answer.text} {dict(answer.headers)} {answer.cookies.output()}"
    return health_in(said)


def sent(browser: Browser, act: str, body: dict[str, Any]) -> Any:
    where, told = f"/desk/calendar/{act}/", json.dumps(body)
    return browser.post(where, told, content_type="application/json")


def test_no_page_of_the_front_desk_speaks_of_health_or_opens_it(marked: dict[str, str]) -> None:
    jo = signed_in(desk())
    offered(waits("lena"), start=at(1, 18))
    waits("mara")
    answers = {page: jo.get(page) for page in pages(marked)}
    assert {page: a.status_code for page, a in answers.items() if a.status_code != 200} == {}
    assert {page: told_in(answer) for page, answer in answers.items() if told_in(answer)} == {}
    assert [p for p, answer in answers.items() if "no-store" not in answer["Cache-Control"]] == []
    assert not Look.objects.exists()


def test_without_its_guard_a_shared_browser_would_keep_the_calendar(settings: Any) -> None:
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("RoutePolicies")]
    studio.clinic()
    assert "Cache-Control" not in signed_in(desk()).get("/desk/calendar/")


def test_no_answer_to_an_act_speaks_of_health_or_keeps_its_reason(marked: dict[str, str]) -> None:
    jo = signed_in(desk())
    answers = [(act, sent(jo, act, body)) for act, body in acts(marked)]
    assert [(act, told_in(answer)) for act, answer in answers if told_in(answer)] == []
    assert {answer.status_code for _act, answer in answers} <= {200, 409, 422}
    assert not Look.objects.exists()
    kept = [*IdempotentCall.objects.values_list("call", flat=True)]
    kept += map(str, Appointment.objects.values_list("history__after", "history__before"))
    assert not [text for text in kept if MARKED in text]


def test_without_discretion_some_page_and_some_act_would_speak_of_it(
    marked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = property(lambda self: False)
    monkeypatch.setattr(Standing, "discreet", everything)
    jo = signed_in(desk())
    assert any(told_in(sent(jo, act, body)) for act, body in acts(marked)[:1])
    assert any(told_in(jo.get(page)) for page in pages(marked) if "/series/" in page)
    assert standing.standing(desk(), Client.objects.get(code=marked["client"]), at(0, 9)).desk


def heard_by_both(told: dict[str, str]) -> list[str]:
    """The words of health that Ana, who treats Mara, hears once she is at the desk too."""
    ana = User.objects.get(email="ana@example.org")
    people.give_role(by=None, user=ana, role=Role.DESK, now=NOW)
    browser = signed_in(ana)
    answers = [sent(browser, *acts(told)[0]), *map(browser.get, pages(told)[5:6])]
    return [word for answer in answers for word in told_in(answer)]


def test_who_treats_a_client_hears_at_the_desk_what_the_desk_hears(marked: dict[str, str]) -> None:
    assert heard_by_both(marked) == []


def test_without_that_they_would_read_of_it_with_no_look_on_file(
    marked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Standing, "discreet", property(lambda self: not self.treats))
    assert len(heard_by_both(marked)) == 2
    assert not Look.objects.exists()

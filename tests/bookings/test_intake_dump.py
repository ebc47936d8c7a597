"""A stolen dump of the therapist's room: intake, chart, review, notes, check-ins, a broken glass.

Each word goes in by its own page, and stands nowhere after: no table, audit copies among them, no
`pg_dump`, no Redis, no log line, no row of the outbox, no mail, no session, no kept call.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
import structlog
import time_machine
from django.test import Client as Browser

from bookings.models import Therapist
from clinic.foundation import logs
from clinic.foundation.actions import outbox
from clinic.foundation.models import Client, IdempotentCall, Look, OutboxRow
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.core.intake.asking import shown
from protocols.core.intake.standard import STANDARD
from tests.bookings import kept, studio
from tests.bookings.studio import NOW, at
from tests.bookings.test_stolen_dump import dump, everything_in_redis
from tests.clinic import make, postman
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db(transaction=True)
OPENED = "Eilfallbussard"  # the reason of an opening
LINKED = "Linkantwortfalke"  # an answer by a link
REGION = "achilles"  # of the chart
SPOKEN = {"answer", "checkin", "asked", "answered", "cleared", "declined", "draft", "signed"}
WORDS = [*(kept.WORDS[name] for name in sorted(SPOKEN | {"addendum"})), OPENED, LINKED]


class Told:
    """What came of the story, and everything that was logged or mailed meanwhile."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.answers: list[tuple[str, int]] = []
        self.mails: list[str] = []


class People:
    """Three browsers, and the sessions that they speak about."""

    def __init__(self, told: Told) -> None:
        self.told = told
        studio.clinic()
        self.mara = make.client("mara")
        self.ana = Therapist.objects.get().user
        self.past = kept.session(self.mara, self.ana, at(-7, 13))
        self.first, self.second = (
            kept.session(self.mara, self.ana, at(day, 15), state="review") for day in (2, 3)
        )
        users = {"mara": self.mara.user, "ana": self.ana, "ines": make.user("ines", Role.OWNER)}
        self.browsers = {who: Browser() for who in (*users, "nobody")}
        for who, user in users.items():
            assert user is not None
            self.browsers[who].force_login(user)

    def post(self, who: str, where: str, told: Any = None, *, sent: bool = False) -> Any:
        """Send a form, or JSON (`sent`); then read the page, as a browser would."""
        kind = {"content_type": "application/json"} if sent else {}
        body = json.dumps(told) if sent else told or {}
        answer = self.browsers[who].post(where, body, **kind)  # type: ignore[arg-type]
        self.told.answers.append((where, answer.status_code))
        return answer


def whole(answers: dict[str, Any]) -> dict[str, Any]:
    """These answers, and a plain one to whatever else has to be answered."""
    plain = {"several": ["none"], "yes_no": "no", "scale": 2, "text": "-", "date": "2026-11-01"}
    for section in STANDARD.sections:
        for question in section.questions:
            if question in shown(section, answers) and question.required:
                first = question.choices[0].code if question.kind == "choice" else ""
                answers.setdefault(question.code, first or plain.get(question.kind))
    return answers


def intake(people: People) -> None:
    """By login with a chart, and by the link of a mail."""
    word = {"medicine_list": kept.WORDS["answer"], "thinner": "yes", "hurts": [kept.ACHILLES]}
    saved = {"tab": "a", "seen": 0, "answers": whole(word)}
    people.post("mara", "/intake/save/", saved, sent=True)
    people.browsers["mara"].get("/intake/medicines/")
    people.post("mara", "/intake/done/")
    secret = make.link(purpose="intake", about=people.second.code)
    linked = {"tab": "b", "seen": 0, "answers": {"goals": LINKED}}
    people.post("nobody", f"/i/{secret}/save/", linked, sent=True)
    people.browsers["nobody"].get(f"/i/{secret}/history/")


def review(people: People) -> None:
    """A question, its answer, a flag cleared, and a session declined."""
    where = f"/reviews/{people.first.code}/"
    people.browsers["ana"].get(where)
    people.post("ana", f"{where}ask/", {"ask-question": kept.WORDS["asked"], "ask-once": "1"})
    outbox.work(now=NOW)
    answered = {"words": kept.WORDS["answered"], "once": "2"}
    people.post("mara", f"/reviews/question/{people.first.code}/", answered)
    cleared = {"clear-code": "anticoagulant", "clear-doctor": "on", "clear-once": "3"}
    people.post("ana", f"{where}clear/", cleared | {"clear-reason": kept.WORDS["cleared"]})
    declined = {"decline-words": "call", "decline-reason": kept.WORDS["declined"]}
    people.post("ana", f"/reviews/{people.second.code}/decline/", declined | {"decline-once": "4"})


def notes(people: People) -> None:
    """A draft, saved over, signed, and words added."""
    where = f"/day/{people.past.code}/note/"
    for rev, part in enumerate(("draft", "signed")):
        content = {"s": kept.WORDS[part], "o": "", "a": "", "p": "", "tests": {}, "worked": []}
        body = {"content": content | {"next": None}, "rev": rev, "tab": "a", "seq": rev + 1}
        people.post("ana", f"{where}save/", body, sent=True)
    people.browsers["ana"].get(where)
    signed = {"s": kept.WORDS["signed"], "rev": 2, "tab": "b", "seq": 0, "once": "7"}
    people.post("ana", where, signed | {"do": "sign"})
    people.post("ana", f"{where}add/", {"words": kept.WORDS["addendum"], "once": "5"})


def afterwards(people: People) -> None:
    """A check-in, and the owner in an emergency."""
    felt = {"felt": "worse", "words": kept.WORDS["checkin"]}
    people.post("mara", f"/checkins/runs/{people.past.code}/", felt)
    where = f"/clinic/records/{people.mara.code}/"
    people.post("ines", where, {"reason": f"She fell: {OPENED}", "once": "6"})
    for who, page in (("ines", where), ("mara", "/me/"), ("ana", f"/day/{people.first.code}/")):
        people.browsers[who].get(page)
    people.post("mara", "/record/export/page/")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    made = Told()
    config = logs.settings(lines_of_json=True)["formatters"]["fields"]
    formatter = structlog.stdlib.ProcessorFormatter(
        **{name: value for name, value in config.items() if name != "()"}
    )

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            made.lines.append(formatter.format(record))

    monkeypatch.setattr(logging.getLogger(), "handlers", [Kept(logging.DEBUG)])
    carrier = postman.hired(monkeypatch)
    with time_machine.travel(NOW, tick=False):
        people = People(made)
        for part in (intake, review, notes, afterwards):
            part(people)
        outbox.work(now=NOW + timedelta(minutes=4))
    made.mails = [f"{m.subject} {m.text} {m.html} {m.calendar!r}" for m in carrier.messages]
    return made


def test_the_story_came_through_and_its_people_read_it(told: Told) -> None:
    assert [told for told in told.answers if told[1] >= 400] == [], told.answers
    mara = Client.objects.get(name="Mara")
    rows: list[Any] = [*mara.intakes.all(), *mara.review_lines.all(), *mara.checkins.all()]
    rows += [*mara.visit_notes.all(), *mara.addenda.all(), *mara.openings.all()]
    opened = access.open_unseen(mara, rows)
    missing = [word for word in WORDS if word not in str(opened)]
    assert missing == [kept.WORDS["draft"]]  # saved over
    assert REGION in str(opened)


def test_no_table_no_dump_and_no_redis_holds_a_word_of_it(told: Told) -> None:
    assert {word: found for word in (*WORDS, f'"{REGION}"') if (found := tables_with(word))} == {}
    text, redis = dump(), everything_in_redis()
    assert Client.objects.get(name="Mara").code in text
    assert [word for word in (*WORDS, f'"{REGION}"') if word in text] == []
    assert [word for word in WORDS if word.encode() in redis] == []


def test_no_log_line_no_mail_no_errand_and_no_look_holds_a_word_of_it(told: Told) -> None:
    lines, mails = "".join(told.lines), "".join(told.mails)
    rows = str([*OutboxRow.objects.values(), *IdempotentCall.objects.values()])
    looks = str(list(Look.objects.values("record", "why")))
    for held in (lines, mails, rows, looks):
        assert [word for word in (*WORDS, "anticoagulant", "thinner") if word in held] == []
    assert len(told.lines) > 15
    assert len(told.mails) >= 3
    assert IdempotentCall.objects.count() >= 5
    assert Look.objects.count() > 20


def test_without_the_seal_a_word_would_be_found(told: Told) -> None:
    Client.objects.update(name=f"Mara {OPENED}")
    assert "clinic_client" in tables_with(OPENED)
    assert OPENED in dump()

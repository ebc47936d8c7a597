"""`manage.py evaluate` as its users run it: a process, pipes, and no database anywhere.

A process takes a second to start, so each of these runs tells several things.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import IO, Any

from django.core.management import call_command

ROOT = Path(__file__).parents[3]
NOWHERE = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
GOOD: dict[str, Any] = {
    "timezone": "Europe/Berlin",
    "races": [
        {
            "name": "Lauf\u2028Nord",
            "start": "2026-06-20T09:00:00+02:00",
            "expected_minutes": 240,
            "priority": "A",
        }
    ],
    "candidate": {
        "type": "general",
        "depth": "deep",
        "start": "2026-06-18T15:00:00+02:00",
        "minutes": 60,
    },
}


def run(text: bytes, *options: str, stdout: int | IO[bytes] = subprocess.PIPE) -> Any:
    """The command's exit status, output and error output."""
    done = subprocess.run(
        [sys.executable, "manage.py", "evaluate", *options],
        cwd=ROOT,
        env=os.environ | NOWHERE,
        input=text,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@contextmanager
def nobody_reads() -> Iterator[int]:
    """The writing end of a pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def as_line(case: Any, end: str = "\n", *, plain: bool = False) -> bytes:
    return (json.dumps(case, ensure_ascii=not plain) + end).encode()


def test_one_case_has_one_answer_on_one_line() -> None:
    status, out, err = run(json.dumps(GOOD, indent=2).encode())

    answer = json.loads(out)
    assert (status, err, out.count(b"\n")) == (0, b"", 1)
    assert (answer["verdict"], answer["phase"]) == ("blocked", "taper")
    assert answer["reasons"][0]["because"].startswith("Deep work would end 41 h before Lauf Nord;")


def test_a_bad_case_says_nothing_but_one_line_that_names_the_field() -> None:
    status, out, err = run(as_line(GOOD | {"new\nline\u2028\ud800é": 1}))

    assert (status, out) == (2, b"")
    assert err.decode() == "new\\nline\\u2028\\ud800é: is not known here\n"


def test_lines_are_answered_in_order_faults_in_their_place() -> None:
    lines = [
        as_line(GOOD, "\r\n"),
        b"\n", b"  \r\n", b"\t\n",
        as_line(GOOD | {"timezone": "Nowhere"}),
        as_line(GOOD, plain=True),
        b"\xff\n",
        b"[]\n",
        as_line(GOOD | {"new\nline": 1}),
        as_line(GOOD, end=""),
    ]  # fmt: skip

    status, out, err = run(b"".join(lines), "--jsonl")

    answers = [json.loads(line) for line in out.decode().split("\n")[:-1]]
    fields = [answer.get("error", {}).get("field") for answer in answers]
    assert (status, err) == (2, b"")
    assert fields == [None, "timezone", None, "", "", "new\nline", None]
    assert answers[0] == answers[2] == answers[6]
    assert set(answers[1]["error"]) == {"field", "message"}


def test_a_reader_who_goes_away_leaves_no_traceback() -> None:
    with nobody_reads() as gone:
        alone = run(as_line(GOOD), stdout=gone)
    with nobody_reads() as gone:
        streamed = run(as_line(GOOD) * 3, "--jsonl", stdout=gone)

    assert alone == streamed == (141, None, b"")


def test_the_benchmark_tells_cases_a_second() -> None:
    out = StringIO()

    call_command("evaluate_bench", cases=3, rounds=2, stdout=out)

    assert out.getvalue().count(" cases/s at best") == 2

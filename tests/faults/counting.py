"""What became of the bookings of one fault: their messages, counted at the mail server itself."""

from __future__ import annotations

from dataclasses import dataclass

from clinic.local.places import CHECKOUT
from tests.faults.crowd import Heard
from tests.faults.stage import Stage

BEGIN, END = "<!-- faults: written by `make faults` -->", "<!-- /faults -->"
LATEST = 60.0  # seconds from the repair to the last message


@dataclass(frozen=True)
class Result:
    """One line of the table. `doubled` may reach `kills`: a message each, with its old Message-ID."""

    fault: str
    booked: int
    unanswered: int
    faults: int
    vanished: int  # bookings that were confirmed and are not in the database
    lost: int
    doubled: int
    recovered: float
    slowest: float
    kills: int = 0
    note: str = ""

    @property
    def held(self) -> bool:
        harm = self.unanswered or self.faults or self.vanished or self.lost
        return not harm and self.doubled <= self.kills and self.recovered <= LATEST


def settle(stage: Stage, fault: str, heard: Heard, *, kills: int = 0, note: str = "") -> Result:
    """Wait until every booking's confirmation has left, from the moment of the repair; then count."""
    recovered = stage.until(lambda: not _waiting(stage, heard.booked))
    rows = stage.ask(
        "SELECT about, '<' || code || '@localhost>' FROM clinic_outboxrow"
        " WHERE topic = 'session_booked' AND about = ANY(%s)",
        heard.booked,
    )
    there = stage.ask(
        "SELECT count(*) FROM bookings_appointment WHERE code = ANY(%s)", heard.booked
    )
    taken = stage.sink.taken
    told = {about for about, message in rows if taken[message]}
    return Result(
        fault=fault,
        booked=len(heard.booked),
        unanswered=heard.unanswered,
        faults=heard.faults,
        vanished=len(heard.booked) - there[0][0],
        lost=len({*heard.booked} - told),
        doubled=sum(max(0, taken[message] - 1) for _about, message in rows),
        recovered=recovered,
        slowest=heard.slowest,
        kills=kills,
        note=", ".join([note, *_others(heard)]).strip(", "),
    )


def _others(heard: Heard) -> list[str]:
    """What was answered beside a booking: *blocked* by the runner's training, 503 while it was down."""
    return [f"{count} × {code}" for code, count in sorted(heard.said.items())]


def _waiting(stage: Stage, codes: list[str]) -> int:
    ((count,),) = stage.ask(
        "SELECT count(*) FROM clinic_outboxrow WHERE topic = 'session_booked'"
        " AND about = ANY(%s) AND state = 'waiting'",
        codes,
    )
    return int(count)


HEAD = (
    "| fault | booked | unanswered | 5xx | vanished | lost | doubled | recovered s | slowest s | |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
)


def line(result: Result) -> str:
    """A line of the table, as Markdown."""
    doubled = f"{result.doubled} of {result.kills} kills" if result.kills else str(result.doubled)
    figures = (
        *(result.booked, result.unanswered, result.faults, result.vanished, result.lost, doubled),
        *(f"{result.recovered:.1f}", f"{result.slowest:.2f}"),
    )
    said = "held" if result.held else "**MISSED**"
    told = f"{said}; {result.note}" if result.note else said
    return f"| {result.fault} | {' | '.join(str(figure) for figure in figures)} | {told} |"


def keep(lines: list[str]) -> None:
    """Write the table into the page that tells of it."""
    page = CHECKOUT / "docs" / "performance.md"
    before, _begin, rest = page.read_text().partition(BEGIN)
    page.write_text("\n".join([before + BEGIN, "", *lines, "", END]) + rest.partition(END)[2])

"""The table of a run: a row for each thing measured, its limit beside it, met or missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookings.management.bench.timing import Sample

BEGIN, END = "<!-- bench: written by `make bench` -->", "<!-- /bench -->"
COLUMNS = ("what", "Legwork", "beside", "figure", "limit", "")


@dataclass(frozen=True)
class Row:
    """One thing measured; `met` is None where no limit was set."""

    what: str
    ours: str
    beside: str = ""
    figure: str = ""
    limit: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = {True: "met", False: "**MISSED**", None: ""}[self.met]
        return self.what, self.ours, self.beside, self.figure, self.limit, verdict


def ratio(what: str, ours: Sample, theirs: Sample, most: float, more: str = "") -> Row:
    """A time beside another, by their medians."""
    times = ours.middle / theirs.middle
    shown = f"{times:.2f} ×"
    return Row(what, ours.told + more, theirs.told, shown, f"≤ {most:g} ×", times <= most)


def under(what: str, value: float, most: float, unit: str = "", told: str = "") -> Row:
    """A figure that is not to be exceeded. `told` stands for it in the table, where it says more."""
    shown = f"{value:g}{unit}" if unit == "" else f"{value:.1f}{unit}"
    return Row(what, told or shown, figure=shown, limit=f"≤ {most:g}{unit}", met=value <= most)


def over(what: str, value: float, least: float, unit: str = "", told: str = "") -> Row:
    """A figure that is to be reached."""
    shown = f"{value:,.0f}{unit}"
    return Row(what, told or shown, figure=shown, limit=f"≥ {least:,g}{unit}", met=value >= least)


def plain(what: str, ours: str, beside: str = "", figure: str = "") -> Row:
    """Something that is told without a limit."""
    return Row(what, ours, beside, figure)


def broken(what: str, fault: Exception) -> Row:
    """A part that could not be measured, or whose answers are wrong: missed, whatever its limit."""
    said = f"{type(fault).__name__}: {fault}".splitlines()[0][:100].replace("|", "/")
    return Row(what, f"broke off: {said}", limit="its answers", met=False)


def markdown(head: Iterable[str], rows: Sequence[Row]) -> str:
    """What stands between the markers: what it was measured on, and the table."""
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *(row.cells for row in rows)]
    limits = [row.met for row in rows if row.met is not None]
    missed = limits.count(False)
    sums = f"{len(limits) - missed} of {len(limits)} limits met, {missed} missed."
    table = "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in lines)
    return "\n".join(["", *(f"- {line}" for line in head), "", table, "", sums, ""])


def text(head: Iterable[str], rows: Sequence[Row]) -> str:
    """The same for a terminal, in columns."""
    lines = [COLUMNS, *(tuple(c.strip("*") for c in row.cells) for row in rows)]
    wide = [max(len(line[n]) for line in lines) for n in range(len(COLUMNS))]
    told = ["  ".join(c.ljust(w) for c, w in zip(line, wide, strict=True)) for line in lines]
    return "\n".join([*head, "", *(line.rstrip() for line in told)])


def keep(file: Path, inner: str) -> None:
    """Write a run between the markers of a document. Raises `ValueError` where they are missing."""
    whole = file.read_text()
    before, begin, rest = whole.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{file.name} has no place for the table: {BEGIN} … {END}")
    file.write_text(f"{before}{BEGIN}\n{inner}\n{END}{after}")

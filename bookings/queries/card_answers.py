"""What of the intake is new since the visit before, and what hurts: for the race card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from protocols.core.body.marks import Mark, marks_from
from protocols.core.intake.diff import Change, changes
from protocols.core.intake.shape import Form
from protocols.models import Intake
from protocols.queries import forms
from protocols.queries.intake import intake_told

Texts = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Answers:
    """`changes` since the visit before, of what was asked again since then; `at` when the newest
    answers came in, None for none since. `hurts` is the body chart in force, `hurt` that of
    then; `charted`: the chart was marked anew since; `first`: nothing had been told before.
    """

    form: Form
    at: datetime | None
    changes: tuple[Change, ...]
    hurts: tuple[Mark, ...]
    hurt: tuple[Mark, ...]
    charted: bool
    first: bool
    any: bool  # whether anything was ever answered


def told(rows: Sequence[Intake], texts: Texts, *, last: datetime | None, now: datetime) -> Answers:
    """Of sittings, newest first. `last` is when the visit before began, None for a first visit.

    A section that merely went stale since then is no change: nobody said anything. What is new is
    seen against what they said last before that visit, however old it was by then.
    """
    newer = [row for row in rows if last is None or (row.submitted_at and row.submitted_at > last)]
    older = slice(len(newer), None)
    held = intake_told(rows, texts, now).answers
    before = intake_told(rows[older], texts[older], None).answers if last else {}
    form = forms.current()[1]
    again = {code for row in newer for code in row.sections}
    asked = {
        question.code
        for section in form.sections
        if section.code in again
        for question in section.questions
    }
    chart = _chart(form)
    return Answers(
        form=form,
        at=newer[0].submitted_at if newer else None,
        changes=changes(form, _of(before, asked), _of(held, asked)),
        hurts=marks_from(held.get(chart) or []),
        hurt=marks_from(before.get(chart) or []),
        charted=chart in asked,
        first=not rows[older],
        any=bool(rows),
    )


def _of(answers: Mapping[str, Any], codes: set[str]) -> dict[str, Any]:
    return {code: value for code, value in answers.items() if code in codes}


def _chart(form: Form) -> str:
    """The code of the form's first body chart, "" without one."""
    found = (q.code for section in form.sections for q in section.questions if q.kind == "chart")
    return next(found, "")

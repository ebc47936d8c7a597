"""One session beside the calendar: how it stands, and what the desk does with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import changing, resizing, reviewing, undoing, visits
from bookings.forms.desk import GiveBackForm, PayForm
from bookings.forms.panel import DoForm, LengthForm, MarkForm, OffForm
from bookings.forms.taking import digest
from bookings.models import Appointment
from bookings.queries import calendar_fit, desk_appointment, panel_session, standing
from bookings.queries.desk_lines import Line
from bookings.web.desk_asking import Staff, in_passing, once, staff
from bookings.web.panel import by_htmx, panel, told
from clinic.foundation.errors import Conflict, Invalid, NotFound, Problem, Refused
from clinic.foundation.forms.once import OnceForm

Doing = Callable[[Staff, Appointment, dict[str, Any]], Appointment]


@dataclass
class Length:
    """Another length that could not be just so: the form as it was sent, and what is said of it.

    `possible` are the lengths that it can have.
    """

    form: LengthForm
    said: str
    sentences: Sequence[str] = ()
    possible: Sequence[int] = ()

    @property
    def caution(self) -> bool:
        return bool(self.form["against"].value())


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """When, with whom, what, how it stands, what was sent, what happened."""
    return shown(request, staff(request), code)


@require_POST
def do(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Mark, cancel, note as paid or given back, undo: once, on the session as it was seen."""
    me = staff(request)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    if act not in ACTS:
        raise NotFound("not_found", _("There is no such page."))
    made, said, carry_out = ACTS[act]
    form = made(request.POST)
    if not form.is_valid():
        return _again(request, me, code, _("This page was out of date. Look again."))
    data = form.cleaned_data
    try:
        once(me, form, f"panel {act} {code}", lambda: carry_out(me, row, data))
    except (Conflict, Invalid, Refused) as problem:
        if act == "mark" and reviewing.turn(by=me.by, appointment=row, now=me.now):
            return _again(request, me, code, _("It now waits in the therapists’ reviews."))
        if act == "resize" and problem.code != "changed":
            return shown(request, me, code, length=_length(me, row, data, problem))
        return _again(request, me, code, in_passing(problem))
    return _done(request, me, code, str(said()))


def shown(
    request: HttpRequest, me: Staff, code: str, fault: str = "", length: Length | None = None
) -> HttpResponse:
    """The session's part. `fault` is told at its top: the acts stand below, on what is now.

    `length` is another one that was refused, or is to be minded.
    """
    row, _stands = standing.appointment(me.by, code, now=me.now)
    page = desk_appointment.page(row, me.now)
    more = panel_session.more(page.line.row, me.now, dids=undoing.AT_THE_DESK)
    forms = _forms(page.line, {"seen": more.seen}, length)
    context = {
        "page": page,
        "line": page.line,
        "more": more,
        "fault": fault,
        "length": length,
    }
    title, status = page.line.row.client.name, 422 if length else 200
    return panel(request, "session", context | forms, title=title, status=status)


def _forms(line: Line, seen: dict[str, Any], length: Length | None) -> dict[str, Any]:
    """What can be done to a session that was seen like this."""
    return {
        "marks": [(s, MarkForm(initial=seen, auto_id=f"{s}_%s")) for s in line.steps],
        "pay": PayForm(initial=seen, auto_id="pay_%s"),
        "give_back": GiveBackForm(initial=seen, auto_id="back_%s"),
        "off": OffForm(initial=seen, auto_id="off_%s"),
        "undo": DoForm(initial=seen, auto_id="undo_%s"),
        "size": _size(line, seen, length),
    }


def _size(line: Line, seen: dict[str, Any], length: Length | None) -> LengthForm | None:
    """The form of another length; None where there is none, or it is too late, or was paid."""
    offered = panel_session.lengths(line.row)
    if not (line.changeable and offered and line.row.paid_at is None):
        return None
    form = length.form if length else LengthForm(initial=seen, auto_id="size_%s")
    form.offer(offered, line.row.minutes)
    return form


def _length(me: Staff, row: Appointment, data: dict[str, Any], problem: Problem) -> Length:
    """What stands in the way of a length; a caution can be accepted with a reason."""
    said = calendar_fit.sentences(problem)
    caution = problem.code == "caution"
    told = {"minutes": data["minutes"], "seen": data["seen"], "reason": data["reason"]}
    against = digest([said]) if caution else ""
    form = LengthForm(initial=told | {"against": against}, auto_id="size_%s")
    form.fields["reason"].required = caution
    if caution:
        return Length(form, problem.sentence, said)
    stands = standing.must(me.by, row.client, me.now)
    return Length(form, problem.sentence, said, panel_session.possible(row, stands, me.now))


def _again(request: HttpRequest, me: Staff, code: str, said: str) -> HttpResponse:
    if by_htmx(request):
        return shown(request, me, code, said)
    messages.error(request, said)
    return redirect("panel_session", code)


def _done(request: HttpRequest, me: Staff, code: str, said: str) -> HttpResponse:
    if not by_htmx(request):
        messages.success(request, said)
        return redirect("panel_session", code)
    row, _stands = standing.appointment(me.by, code, now=me.now)
    more = panel_session.more(row, me.now, dids=undoing.AT_THE_DESK)
    back = {"url": reverse("calendar_undo", args=[code]), "body": {"seen": more.seen}}
    return told(shown(request, me, code), said, back if more.undo else None)


def _mark(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    why = data["why"] if data["state"] == "no_show" else ""
    return visits.mark(
        by=me.by, appointment=row, state=data["state"], now=me.now, why=why, seen=data["seen"]
    )


def _cancel(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    told = {name: data[name] for name in ("why", "our_doing", "told", "seen")}
    return changing.cancel(by=me.by, appointment=row, now=me.now, **told)


def _pay(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    return visits.pay(by=me.by, appointment=row, how=data["how"], now=me.now, seen=data["seen"])


def _give_back(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    told = {"how": data["how"], "seen": data["seen"]}
    return visits.give_back(by=me.by, appointment=row, now=me.now, **told)


def _resize(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    """A caution counts as accepted if it was on the page in these words, and there is a reason."""
    told: dict[str, Any] = {"by": me.by, "appointment": row, "now": me.now}
    told |= {name: data[name] for name in ("minutes", "seen")}
    try:
        return resizing.resize(**told)
    except Invalid as problem:
        shown = problem.code == "caution" and data["against"] == digest(
            [calendar_fit.sentences(problem)]
        )
        if not (shown and data["reason"].strip()):
            raise
    return resizing.resize(**told, accept_caution=True, reason=data["reason"].strip())


def _undo(me: Staff, row: Appointment, data: dict[str, Any]) -> Appointment:
    return undoing.undo(by=me.by, appointment=row, now=me.now, seen=data["seen"])


# What the buttons do: their form, what is said of it, and the action.
ACTS: dict[str, tuple[type[OnceForm], Callable[[], str], Doing]] = {
    "mark": (MarkForm, lambda: _("Noted."), _mark),
    "cancel": (OffForm, lambda: _("Cancelled."), _cancel),
    "pay": (PayForm, lambda: _("Noted as paid. The receipt is ready to print."), _pay),
    "give-back": (GiveBackForm, lambda: _("Noted as given back."), _give_back),
    "resize": (LengthForm, lambda: _("Its length is changed."), _resize),
    "undo": (DoForm, lambda: _("Taken back."), _undo),
}

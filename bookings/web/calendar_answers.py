"""How the calendar is answered: JSON for what was done, and for what was not and what else there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import dateformat
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bookings.actions.undoing import AT_THE_DESK
from bookings.models import Appointment
from bookings.queries import calendar_fit
from bookings.queries.appointments import undoable
from bookings.queries.calendar_feed import session_now
from bookings.queries.plans import Wanted
from bookings.web.desk_asking import Staff
from clinic.foundation.errors import Conflict, Invalid, Problem
from clinic.foundation.http import problem_body
from protocols.core import walls

NEAR = ("taken", "blocked", "closed", "grid", "notice")  # answered with times that are near


def answers(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A view that answers what JSON is to say; what cannot be is JSON too, with its status."""

    @require_POST
    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        try:
            return JsonResponse(view(request, *args, **more))
        except Problem as problem:
            told = problem_body(problem.code, problem.sentence, problem.field, **problem.more)
            return JsonResponse(told, status=problem.status)

    return answered


def done(me: Staff, code: str, said: str, *, undo: bool = True) -> dict[str, Any]:
    """The answer to an act on a session: what to say, the way back, and how it stands."""
    row = Appointment.objects.get(code=code)
    back = {"url": reverse("calendar_undo", args=[code]), "body": {"seen": row.history.count()}}
    return {
        "message": said % {"when": when(row)},
        "undo": back if undo and undoable(row, me.now, dids=AT_THE_DESK) else None,
        "session": session_now(code, me.now),
    }


def when(row: Appointment) -> str:
    """Tue 24 Nov, 14:30, on the studio's wall."""
    return str(dateformat.format(walls.wall_of(row.start_at, row.zone), "D j M, H:i"))


@contextmanager
def better_told(me: Staff, code: str, wanted: Wanted | None = None) -> Iterator[None]:
    """What an act refuses, with what the calendar needs for going on from there.

    *changed*: the `session` as it is now. What stands in the way of a `wanted` time: its `cause`,
    and the times near by. *caution*: its `sentences`.
    """
    try:
        yield
    except (Conflict, Invalid) as problem:
        if problem.code == "changed":
            at_fault = str(problem.more.get("which", code))
            problem.more["session"] = session_now(at_fault, me.now)
        if problem.code == "taken" and wanted is not None:
            cause, sentence = calendar_fit.cause(wanted, me.now)
            problem.more["cause"], problem.sentence = cause, sentence or problem.sentence
        if problem.code in NEAR and wanted is not None:
            known = problem.more.get("alternatives")
            problem.more["alternatives"] = calendar_fit.near(wanted, me.now, known)
        if problem.code in ("caution", "blocked"):
            problem.more["sentences"] = calendar_fit.sentences(problem)
        raise

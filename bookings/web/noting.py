"""What the form of a note does: save, sign, book the next visit, take that back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from bookings.actions import booking, changing, notes
from bookings.core.notes import Content, as_json
from bookings.forms.notes import BACK, BOTH, SIGN, NoteForm
from bookings.models import Appointment
from bookings.queries import next_visit, note_page, services, standing
from bookings.queries.day_health import nothing
from bookings.queries.note_page import Page
from bookings.queries.notes import NoteTold
from bookings.queries.plans import Wanted
from bookings.web.desk_asking import Staff, once
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.http import problem_body
from protocols.core.faults import Fault

JUST_NOW = timedelta(minutes=30)
MOST_SENT = 400_000  # bytes: far more than a note can hold
MOST_HEARD, CHUNK = 20_000_000, 65_536


@dataclass
class Writing:
    """One note's form that was sent. `said` is what went well; `trouble` what cannot be mended on
    the page; `other` a version that was saved meanwhile.
    """

    me: Staff
    row: Appointment
    form: NoteForm
    said: str = ""
    trouble: str = ""
    other: NoteTold | None = None

    def carry_out(self) -> None:
        """Save, and then what the button says. Faults stand in the form."""
        if not self.form.is_valid():
            return
        content = self.form.content()
        try:
            self.said = self._done(content)
        except Conflict as problem:
            if problem.code != "newer" or isinstance(content, Fault):
                self.trouble = problem.sentence
                return
            self.other, _merged = note_page.other(self.me.by, self.row, content, now=self.me.now)
            self.form.go_on_from(self.other.row.rev)  # it is shown: saving again is the consent
        except Invalid as problem:
            known = problem.field if problem.field in self.form.fields else None
            self.form.add_error(known, problem.sentence)

    def _done(self, content: Content | Fault) -> str:
        me, data = self.me, self.form.cleaned_data
        if data["do"] == BOTH and not isinstance(content, Fault):
            content = note_page.other(me.by, self.row, content, now=me.now)[1]
        act = notes.sign if data["do"] == SIGN else notes.save
        note = act(
            by=me.by,
            appointment=self.row,
            content=content,
            rev=data["rev"],
            now=me.now,
            saving=self.form.saving,
        )
        self.form.go_on_from(note.rev)  # should what follows fail, the page goes on from here
        if data["do"] == SIGN:
            return _("Signed.")
        if data["do"].startswith(f"{BACK} "):
            self._take_back(data["do"].removeprefix(f"{BACK} "))
            return _("Taken back.")
        if data["pick"]:
            self._book()
            return _("Booked.")
        return _("Saved.")

    def _book(self) -> None:
        """The suggested session at the time that was pressed, with whoever writes."""
        me, row, pick = self.me, self.row, self.form.cleaned_data["pick"]
        told = next_visit.suggested(me.by, row, now=me.now)
        if told.service is None or told.wish is None or told.booked:
            sentence = _("What comes next has changed meanwhile. Look again.")
            raise Invalid("changed", sentence, field="pick")
        order = services.order(
            told.service,
            minutes=told.minutes,
            depth=told.wish.shape.depth,
            group_size=told.service.group_least,
            staff=True,
        )
        wanted = Wanted(row.client, order, pick.location, pick.start, therapist=pick.therapist)
        call = f"book next {row.code} {pick.start.isoformat()}"
        once(me, self.form, call, lambda: booking.book(by=me.by, wanted=wanted, now=me.now))

    def _take_back(self, code: str) -> None:
        """Cancel the session that was booked from here, without a fee."""
        me = self.me
        booked, _stands = standing.appointment(me.by, code, now=me.now)
        if booked.client_id != self.row.client_id or not takes_back(me, booked):
            raise nothing()
        changing.cancel(by=me.by, appointment=booked, now=me.now, our_doing=True)


def takes_back(me: Staff, booked: Appointment) -> bool:
    """Whether a session was booked just now, and by who looks."""
    return booked.booked_by_id == me.by.pk and me.now - booked.booked_at < JUST_NOW


def showing(told: Page) -> NoteForm:
    """The form of a note as it stands, with the next visit that is suggested."""
    asked = told.suggested
    planned = None
    if asked and asked.wish and not told.told:
        shape = asked.wish.shape
        planned = {
            "type": shape.type,
            "depth": shape.depth,
            "minutes": asked.minutes,
            "days": max(asked.days, 1),
        }
    return NoteForm.showing(told.content, told.rev, told.lasts, planned)


def body(request: HttpRequest) -> Any:
    """The JSON of a request. Raises `Invalid` for what is too much, or none."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > MOST_SENT:
        _hear_out(request)
        raise Invalid("too_long", str(notes.SENTENCES["too_long"]), field="content")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise Invalid("invalid", str(notes.SENTENCES["invalid"]), field="content") from None


def _hear_out(request: HttpRequest) -> None:
    """Read what is thrown away: a browser that is cut off while it sends hears no answer."""
    left = MOST_HEARD
    while left > 0 and (heard := request.read(CHUNK)):
        left -= len(heard)


def conflict(
    me: Staff, row: Appointment, content: Content | Fault, problem: Conflict
) -> HttpResponse:
    """Why nothing was saved; of a newer version its words too, and both in one."""
    told = problem_body(problem.code, problem.sentence, problem.field, **problem.more)
    if problem.code == "newer" and not isinstance(content, Fault):
        found, both = note_page.other(me.by, row, content, now=me.now)
        told["error"] |= {
            "rev": found.row.rev,
            "theirs": as_json(found.content),
            "both": as_json(both),
        }
    return JsonResponse(told, status=problem.status)

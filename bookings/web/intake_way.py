"""Who sits over the questions: a client signed in, or whoever holds a link, in this browser."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.actions import intake as actions
from bookings.models import Appointment
from bookings.queries import intakes
from bookings.queries.intakes import Behind, Open
from clinic.foundation.codes import new_code
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client, User
from protocols.actions import intake as sittings
from protocols.actions.intake import Saved
from protocols.actions.intake import save as save_answers
from protocols.core.intake.asking import missing
from protocols.core.intake.shape import Section
from protocols.models import Intake
from protocols.queries import intake
from protocols.queries.intake import Words

BROWSER = "intake"  # the session's key: which browser this is; nothing of what it wrote
MOST_BODY = 300_000  # bytes of one save
TAB = re.compile(r"[\w-]{1,40}", re.ASCII)  # what a page calls itself: nothing that cannot be kept


@dataclass(frozen=True)
class Way:
    """One sitting on its way. `link` and `secret` are "" for a client at their own."""

    by: User | None
    client: Client
    now: datetime
    sitting: Intake | None
    open: Open
    link: str = ""
    secret: str = field(default="", repr=False)

    @property
    def row(self) -> Appointment | None:
        return self.open.row

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.open.sections

    @cached_property
    def words(self) -> Words:
        """What stands in the sitting so far: one look of a client's own."""
        if self.by is None:
            return intake.words_behind(self.sitting)
        return intake.own_words(self.by, self.sitting, _("You answered questions"), self.now)

    def section(self, code: str) -> Section:
        """One of those that are asked. Raises `NotFound` for any other."""
        found = next((one for one in self.sections if one.code == code), None)
        if found is None:
            raise NotFound("not_found", _("There is no such page."))
        return found

    def url(self, name: str, *args: str) -> str:
        """The address of a page of this way."""
        if self.secret:
            return reverse(f"{name}_link", args=[self.secret, *args])
        return reverse(name, args=args)

    def after(self, section: Section) -> str:
        """The address that follows on a section: the next one, after the last the first page."""
        place = self.sections.index(section) + 1
        if place < len(self.sections):
            return self.url("intake_section", self.sections[place].code)
        return self.url("intake")

    def again(self) -> Way:
        """The same way with what was just kept."""
        fresh = intake.draft(self.client, self.link)
        return Way(self.by, self.client, self.now, fresh, self.open, self.link, self.secret)

    def state(self, section: Section) -> str:
        """*open* where an answer is missing or was given in two ways, *free* where all that is left
        is as one likes, else *done*.
        """
        told = self.words
        codes = {question.code for question in section.questions}
        if missing(section, told.answers) or codes & set(told.twice):
            return "open"
        return "done" if codes & set(told.answers) else "free"

    def keep(self, tab: str, seen: int, answers: Mapping[str, Any]) -> Saved:
        """Keep answers, in a sitting that is begun with the first."""
        row = self.sitting or sittings.begin(
            by=self.by, client=self.client, about=_about(self.row), link=self.link, now=self.now
        )
        return save_answers(
            by=self.by, intake=row, tab=tab, seen=seen, answers=answers, now=self.now
        )

    def send(self) -> tuple[str, ...]:
        """Send in what is asked: the flags that it raised. Raises as `actions.intake.submit`."""
        if self.sitting is None:
            raise Invalid("missing", _("There is nothing to send in."))
        codes: Collection[str] = [section.code for section in self.sections]
        return actions.submit(
            by=self.by, intake=self.sitting, sections=codes, secret=self.secret, now=self.now
        )


def by_link(request: HttpRequest, held: Behind, now: datetime) -> Way:
    """The way of a link. What one browser writes no other one sees: each has a sitting of its own."""
    browser = request.session.get(BROWSER, "")
    if not browser and request.method == "POST":
        browser = request.session[BROWSER] = new_code(20)
    link = held.link(browser) if browser else ""
    sitting = intake.draft(held.client, link) if link else None
    sections = intakes.open_of(held.row, sitting, now)
    return Way(None, held.client, now, sitting, Open(held.row, sections), link, held.secret)


def own(by: User, client: Client, now: datetime) -> Way:
    """The way of a client who is signed in."""
    sitting = intake.draft(client)
    return Way(by, client, now, sitting, intakes.open_for(client, sitting, now))


def body(request: HttpRequest) -> tuple[str, int, dict[str, Any]]:
    """Tab, revision and answers of a save that a script sent. Raises `Invalid`."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BODY:
        raise Invalid("too_long", _("This is more than we can keep. Please shorten it."))
    try:
        told = json.loads(request.body)
        tab, seen, answers = told["tab"], told["seen"], told["answers"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _unread() from None
    if not (isinstance(tab, str) and TAB.fullmatch(tab)):
        raise _unread()
    if not (type(seen) is int and isinstance(answers, dict)):
        raise _unread()
    return tab, seen, answers


def number(text: str) -> int:
    """The revision that a form names; 0, which is older than anything, for none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0


def _about(row: Appointment | None) -> str:
    return row.code if row else ""


def _unread() -> Invalid:
    return Invalid("invalid", _("This page was out of date. Look again."))

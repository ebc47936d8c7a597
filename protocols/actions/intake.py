"""A sitting over the intake form: begun, saved answer by answer, sent in once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.actions import intake_says, screenings
from protocols.actions.saying import SENTENCES
from protocols.core.intake import asking, drafts, flags
from protocols.core.intake.drafts import Draft
from protocols.core.intake.shape import Section
from protocols.core.intake.sitting import take
from protocols.models import FormVersion, Intake
from protocols.queries import forms
from protocols.queries.whose import nothing

MOST = 200_000  # bytes of one sitting
MOST_BROWSERS = 20  # that begin a sitting over one appointment by its links


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the revision now, sentences by question, questions answered twice."""

    rev: int
    faults: dict[str, str]
    twice: tuple[str, ...]


@transaction.atomic
def begin(
    *, by: User | None, client: Client, about: str = "", link: str = "", now: datetime
) -> Intake:
    """The open sitting of a client for themself or of one link; a new one on the form in force.

    A newer form that came meanwhile changes nothing about one that is open. Raises `NotFound`, and
    `Conflict` (*too_often*) where links of one appointment were begun in too many browsers.
    """
    _own(by, client, link)
    if link:
        _few(client, about, link)
    version = FormVersion.objects.get(number=forms.current()[0])
    told = {"version": version, "about": about, "opened_at": now}
    with audit.acting(by, "begin intake"):
        row, _new = Intake.objects.get_or_create(
            client=client, link=link, submitted_at=None, defaults=told
        )
    return row


@transaction.atomic
def save(
    *,
    by: User | None,
    intake: Intake,
    tab: str,
    seen: int,
    answers: Mapping[str, Any],
    now: datetime,
) -> Saved:
    """Keep some answers of an open sitting, each on its own: one that cannot stand stops no other.

    `tab` names the page that sends them, `seen` the revision that it showed. Raises `NotFound`,
    `Conflict` for a sitting that was sent in, `Invalid` for one that is too long.
    """
    row = _locked(by, intake)
    before = _draft(row)
    form = forms.version(row.version.number)
    draft, faults = take(before, form, answers, tab=tab[:40], seen=seen, rev=row.rev + 1)
    if draft != before:
        _seal(row, draft)
        row.rev += 1
        row.saved_at = now
        with audit.acting(by, "save intake"):
            row.save(update_fields=["answers", "rev", "saved_at"])
    told = {code: sentence(fault) for code, fault in faults.items()}
    return Saved(row.rev, told, tuple(drafts.twice(draft)))


@transaction.atomic
def submit(
    *, by: User | None, intake: Intake, sections: Collection[str], now: datetime
) -> tuple[Intake, tuple[str, ...]]:
    """Send a sitting in: what these sections raise goes on file as answers to the red flags.

    Gives the sitting, frozen now, and the codes that it raised. Raises `NotFound`, `Conflict` for
    one that was sent in before, `Invalid` at the first question that still needs an answer, or
    that was answered in two ways.
    """
    _one_by_one(intake)
    row = _locked(by, intake)
    form = forms.version(row.version.number)
    asked = tuple(one for one in form.sections if one.code in sections)
    draft = _draft(row)
    answers = drafts.current(draft)
    _whole(asked, draft, answers)
    codes, about = flags.raised(asked, answers)
    told = drafts.kept(draft, asked)
    _seal(row, told)
    row.submitted_at, row.given_by = now, by
    row.sections = [one.code for one in asked]
    with audit.acting(by, "send intake in"):
        row.save(update_fields=["answers", "submitted_at", "given_by", "sections"])
    intake_says.keep(by=by, client=row.client, answers=drafts.current(told), now=now)
    if about:
        whole = "flags" in row.sections
        screenings.give(by=by, client=row.client, codes=codes, asked=about, whole=whole, now=now)
    return row, codes


def sentence(fault: str) -> str:
    """The words for what is wrong with an answer, as they stand beside its question."""
    return str(SENTENCES.get(fault, SENTENCES["invalid"]))


def _whole(asked: tuple[Section, ...], draft: Draft, answers: Mapping[str, Any]) -> None:
    if not asked:
        raise Invalid("missing", _("There is nothing to send in."))
    twice = drafts.twice(draft)
    for section in asked:
        for question in asking.shown(section, answers):
            if question.code in twice:
                raise Invalid("twice", _("Choose one of your two answers."), field=question.code)
        for code in asking.missing(section, answers):
            raise Invalid("missing", sentence("missing"), field=code)


def _own(by: User | None, client: Client, link: str) -> None:
    """The client at their own sitting, or nobody with a login behind a link."""
    mine = by is not None and by.is_active and client.user_id == by.pk
    if not (mine and not link) and not (by is None and link):
        raise nothing()


def _one_by_one(intake: Intake) -> None:
    """One client's sittings are sent in one after the other, by whichever way: each finds what the
    one before it wrote down, an injury for one.
    """
    Client.objects.select_for_update(no_key=True).get(pk=intake.client_id)


def _few(client: Client, about: str, link: str) -> None:
    """A sitting for each browser, but not as many as somebody without a login likes to begin."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    open_ones = Intake.objects.filter(client=client, about=about, submitted_at=None)
    others = open_ones.exclude(link__in=["", link])
    if others.count() >= MOST_BROWSERS:
        raise Conflict("too_often", _("This was begun on too many devices. Call us, please."))


def _locked(by: User | None, intake: Intake) -> Intake:
    rows = Intake.objects.select_for_update(of=("self",)).select_related("client", "version")
    row = rows.filter(pk=intake.pk).first()
    if row is None:
        raise nothing()
    _own(by, row.client, row.link)
    if row.submitted_at is not None:
        raise Conflict("sent_in", _("These answers were sent in already."))
    return row


def _draft(row: Intake) -> Draft:
    told = access.open_unseen(row.client, [row])
    if not told:
        raise nothing()  # erased
    return dict(json.loads(told[0]["answers"] or "{}"))


def _seal(row: Intake, draft: Draft) -> None:
    text = json.dumps(draft, ensure_ascii=False)
    if len(text.encode()) > MOST:
        raise Invalid("too_long", _("This is more than we can keep. Please shorten it."))
    vault.seal_into(row.client, row, "answers", text)

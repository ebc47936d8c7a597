"""The page after a season changed: each session that no longer fits is kept, moved or released."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions import settling as actions
from bookings.actions.settling import Choice
from bookings.forms.settling import WHAT, SettleForm, sent, typed
from bookings.queries import settling_page
from bookings.queries.settling_page import Page
from bookings.web.party import Party, party
from clinic.foundation.actions import idempotency
from clinic.foundation.errors import Conflict, Invalid, Problem
from clinic.foundation.forms.once import OnceForm
from protocols.web.answering import local


class Unsettled(Exception):
    """What was sent cannot be done as it stands: the page asks again."""

    def __init__(self, form: SettleForm, page: Page) -> None:
        super().__init__("asked again")
        self.form, self.page = form, page


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Ask, settle all at once, lead on. With nothing to settle it leads on at once."""
    me, back = party(request), local(request.GET.get("back", ""))
    if request.method == "POST":
        return _settled(request, me, back)
    found = settling_page.page(me.whose, me.now)
    if back and not found.questions:
        return HttpResponseRedirect(back)
    return _shown(request, SettleForm(questions=found.questions), found, back)


def _settled(request: HttpRequest, me: Party, back: str) -> HttpResponse:
    """Settle, once each showing; whatever stands in the way is told beside its session."""
    try:
        choices = _once(request, me)
    except Unsettled as asked:
        return _shown(request, asked.form, asked.page, back, status=422)
    except (Invalid, Conflict) as problem:
        form, found = _again(request, me, problem)
        return _shown(request, form, found, back, status=problem.status)
    if choices:
        messages.success(request, _said(choices))
    # By way of this page: what is beyond the six that it asks about is asked next.
    onward = back or reverse("appointments")
    return HttpResponseRedirect(f"{reverse('settle')}?{urlencode({'back': onward})}")


def _once(request: HttpRequest, me: Party) -> list[Choice]:
    """What was done; nothing where it had been done before."""
    key, done = OnceForm(request.POST), list[Choice]()

    def do() -> tuple[int, str]:
        form, found = _form(request, me)
        if not form.is_valid():
            raise Unsettled(form, found)
        done.extend(form.choices())
        actions.settle(by=me.by, client=me.whose, choices=done, now=me.now)
        return 303, ""

    if not key.is_valid():
        raise Unsettled(*_form(request, me))
    body = json.dumps(sent(request.POST.dict()), sort_keys=True).encode()
    idempotency.once(by=me.by, key=key.key, call="settle", body=body, now=me.now, do=do)
    return done


def _form(request: HttpRequest, me: Party) -> tuple[SettleForm, Page]:
    """The form as it was sent, beside what is free by now."""
    found = settling_page.page(me.whose, me.now, typed(request.POST.dict()))
    return SettleForm(request.POST, questions=found.questions), found


def _again(request: HttpRequest, me: Party, problem: Problem) -> tuple[SettleForm, Page]:
    """The same once more, with what was refused beside the session that it is about."""
    form, found = _form(request, me)
    name = f"{WHAT}{problem.more.get('session', '')}"
    if form.is_valid() or name not in form.errors:
        form.add_error(name if name in form.fields else None, problem.sentence)
    return form, found


def _shown(
    request: HttpRequest, form: SettleForm, found: Page, back: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "page": found, "back": back}
    return render(request, "bookings/season/settle/page.html", context, status=status)


def _said(choices: list[Choice]) -> str:
    """*1 moved, 2 released, 1 kept.*"""
    moved = sum(choice.start is not None for choice in choices)
    released = sum(choice.release for choice in choices)
    counted = (
        (moved, _("%d moved")),
        (released, _("%d released")),
        (len(choices) - moved - released, _("%d kept")),
    )
    told = ", ".join(words % count for count, words in counted if count)
    return _("Settled: %s.") % told

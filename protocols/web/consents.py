"""The consent: read it, sign it, see what was signed, take it back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clinic.foundation.queries import access
from protocols.actions import consents as actions
from protocols.forms.consents import SignForm
from protocols.models import Consent
from protocols.queries import consents
from protocols.web.answering import Asked, asked, safe_next, to

PAGE = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(PAGE)
def page(request: HttpRequest) -> HttpResponse:
    """The text to sign; once it is signed what was signed, whose opening is on file as a look."""
    me = asked(request)
    rows, text = consents.consent_rows(me.client), consents.text_now()
    held = next((row for row in rows if row.withdrawn_at is None), None)
    signed = held is not None and held.text_id == text.pk
    if request.method == "POST" and signed:  # sent twice
        return _onward(request)
    form = SignForm(request.POST or None, initial={"number": text.number})
    if request.method == "POST" and form.is_valid() and _signed(me, form):
        messages.success(request, _("Thank you. It is signed."))
        return _onward(request)
    told = None if held is None or request.method == "POST" else _opened(me, held)
    context = {"consent_text": text, "consent_form": _with(form, text.number), "held": held}
    context |= {"told": told, "signed": signed, "zone": me.zone, "onward": safe_next(request)}
    context["earlier"] = [row for row in rows if row is not held]
    return render(request, "protocols/consent/page.html", context)


@never_cache
@require_http_methods(PAGE)
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once more, then take it back."""
    me = asked(request)
    held = consents.in_force(me.client)
    if request.method == "POST":
        actions.withdraw(by=me.by, client=me.client, now=me.now)
        messages.success(request, _("Your consent is withdrawn."))
    if request.method == "POST" or held is None:
        return to("consent")
    context = {"held": held, "zone": me.zone}
    return render(request, "protocols/consent/withdraw.html", context)


def _signed(me: Asked, form: SignForm) -> bool:
    """Sign with a valid form; what hinders it is told in the form."""
    told: dict[str, Any] = {"signature": form.signature(), "number": form.seen}
    do = partial(actions.sign, by=me.by, client=me.client, now=me.now, **told)
    return form.tried(do) is not None


def _opened(me: Asked, held: Consent) -> consents.Told:
    why = _("You opened your consent")
    return consents.consent_told([held], access.read_each(me.by, [held], why, now=me.now))[0]


def _with(form: SignForm, number: int) -> SignForm:
    """The form as it is shown again: it signs the text that now stands above it."""
    if form.is_bound:
        data: Any = form.data.copy()  # type: ignore[attr-defined]  # what was sent has one
        data["number"] = str(number)
        form.data = data
    return form


def _onward(request: HttpRequest) -> HttpResponse:
    onward = safe_next(request)
    return HttpResponseRedirect(onward) if onward else to("consent")

"""The same questions by the link of a mail: no password, and nothing old is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.queries import intakes, links
from bookings.web import intake
from bookings.web.intake_way import Way, by_link
from bookings.web.links import REFERRER
from clinic.foundation import guesses
from clinic.foundation.errors import NotFound
from protocols.actions import consents as signing
from protocols.forms.consents import SignForm
from protocols.queries import consents


def opening(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view what its link opens; whatever opens nothing gets one page, the same for all."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, secret: str, **more: Any) -> HttpResponse:
        now = timezone.now()
        try:
            held = intakes.behind(secret, now)
            guesses.right(request)
            found = view(request, by_link(request, held, now), **more)
        except NotFound:
            shut = {"studios": links.studios()}
            found = render(request, "protocols/intake/shut.html", shut, status=404)
        found["Referrer-Policy"] = REFERRER
        return found

    return answer


@require_safe
@opening
def page(request: HttpRequest, way: Way) -> HttpResponse:
    """What is asked and why."""
    return intake.overview(request, way)


@require_http_methods(intake.PAGE)
@opening
def section(request: HttpRequest, way: Way, part: str) -> HttpResponse:
    """One section of it."""
    return intake.step(request, way, part)


@require_POST
@opening
def save(request: HttpRequest, way: Way) -> HttpResponse:
    """Answers as they are given."""
    return intake.saved(request, way)


@require_http_methods(intake.PAGE)
@opening
def consent(request: HttpRequest, way: Way) -> HttpResponse:
    """Sign the consent for the first time: one that is on file is not for a link to change."""
    if consents.states([way.client])[way.client.pk] != "none":
        return HttpResponseRedirect(way.url("intake"))
    text = consents.text_now()
    form = SignForm(request.POST or None, initial={"number": text.number})
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"signature": form.signature(), "number": form.seen}
        do = partial(signing.sign, by=None, client=way.client, now=way.now, **told)
        if form.tried(do) is not None:
            return HttpResponseRedirect(way.url("intake"))
    context = {"way": way, "consent_text": text, "consent_form": form, "onward": way.url("intake")}
    return render(request, "protocols/intake/consent.html", context)


@require_http_methods(intake.PAGE)
@opening
def done(request: HttpRequest, way: Way) -> HttpResponse:
    """Send it in: this spends the link."""
    return intake.sent_in(request, way)

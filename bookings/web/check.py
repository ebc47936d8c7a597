"""The red flags: asked on one page before a session for what hurts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions import intake as actions
from protocols.forms.runners import CheckForm
from protocols.queries import screenings
from protocols.web.answering import asked, safe_next


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Ask, keep the answers sealed, then lead on, or say kindly that a doctor comes first.

    That page is the answer itself: an address of its own would say in every log what was ticked.
    """
    me, onward = asked(request), safe_next(request)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        codes = form.codes()
        actions.give(by=me.by, client=me.client, codes=codes, now=me.now)
        if screenings.stops(screenings.held(me.client, me.now), me.now):
            return render(request, "protocols/check/not_now.html")
        messages.success(request, _("Thank you. We ask you again in seven days at the soonest."))
        return HttpResponseRedirect(onward or reverse("account"))
    context = {"form": form, "onward": onward, "zone": me.zone}
    if not form.is_bound:
        context["last"] = screenings.fresh_screening(me.client, me.now)
    return render(request, "protocols/check/page.html", context)

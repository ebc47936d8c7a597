"""The text that clients sign, for its owner: to read, to word anew, and its versions."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.foundation.forms.faults import told_in
from clinic.foundation.models import User
from protocols.actions.consent_texts import publish
from protocols.forms.form_editor import ConsentTextForm
from protocols.queries import consent_texts
from protocols.web.answering import to


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The text in force, to publish another one after it; and every version."""
    versions = consent_texts.versions()
    now = versions[0]
    form = ConsentTextForm(request.POST or None, initial={"text": now.text, "based_on": now.number})
    meanwhile = False
    if request.method == "POST" and form.is_valid():
        by, told = cast("User", request.user), form.cleaned_data
        with told_in(form):
            publish(by=by, now=timezone.now(), **told)
            messages.success(request, _("Published. From now on this is the text to sign."))
            return to("consent_editor")
        meanwhile, form = told["based_on"] != now.number, form.again(now.number)
    context = {"form": form, "versions": versions, "now": now, "meanwhile": meanwhile}
    return render(request, "protocols/form_editor/consent.html", context)

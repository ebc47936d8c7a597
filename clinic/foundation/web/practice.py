"""The clinic's own settings, for the owner."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.foundation.actions.practice import keep
from clinic.foundation.forms.faults import told_in
from clinic.foundation.forms.practice import PracticeForm
from clinic.foundation.models import User
from clinic.foundation.queries.people import practice


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Name, zone, region, currency, for how long a therapist treats, and quiet hours."""
    held = practice()
    now = {name: getattr(held, name) for name in PracticeForm.base_fields}
    form = PracticeForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            keep(by=cast("User", request.user), **form.cleaned_data)
            messages.success(request, _("The settings are kept."))
            return redirect("practice")
    return render(request, "clinic/practice.html", {"form": form})

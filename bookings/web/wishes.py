"""A client's own wishes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions import wishes as actions
from bookings.forms.wishes import WishesForm, typed_wishes
from bookings.queries import wishes
from clinic.foundation.forms.faults import told_in
from protocols.web.answering import asked


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Whom they would rather see: read and kept."""
    me = asked(request)
    form = WishesForm(
        request.POST if request.method == "POST" else None,
        therapists=wishes.therapists(),
        initial=typed_wishes(wishes.of_client(me.client)),
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            actions.keep(by=me.by, client=me.client, now=me.now, **form.cleaned_data)
            messages.success(request, _("Kept."))
            return redirect("wishes")
    return render(request, "bookings/desk/wishes.html", {"form": form})

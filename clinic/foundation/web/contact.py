"""How to reach a client, changed by themselves."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.foundation.actions.clients import change_contact
from clinic.foundation.core import phones
from clinic.foundation.forms.contact import ContactForm
from clinic.foundation.forms.faults import told_in
from clinic.foundation.models import User
from clinic.foundation.queries import access


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Name, telephone, SMS, zone; the address is the login's business."""
    by = cast("User", request.user)
    client = access.own_record(by)
    now: dict[str, object] = {name: getattr(client, name) for name in ("name", "by_sms", "zone")}
    now["phone"] = phones.shown(client.phone)
    form = ContactForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            change_contact(by=by, client=client, email=client.email, **form.cleaned_data)
            messages.success(request, _("Your contact data is kept."))
            return redirect("me")
    return render(request, "clinic/contact.html", {"form": form, "client": client})

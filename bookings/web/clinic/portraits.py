"""Photographs of therapists: the owner's page, and the picture that everybody may see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.actions import portraits as actions
from bookings.forms.owner.portraits import PhotoForm
from bookings.queries import people, portraits
from bookings.web.clinic.asking import by, pages, sent
from clinic.foundation.forms.faults import told_in

FOREVER = "public, max-age=31536000, immutable"  # another picture has another address


@pages
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Send a photograph, or take it away."""
    one = people.therapist(code)
    if "remove" in request.POST:
        actions.remove(by=by(request), therapist=one)
        messages.success(request, _("The photograph is gone."))
        return redirect("clinic_therapist", code)
    form = PhotoForm(sent(request), request.FILES or None)
    if form.is_valid():
        with told_in(form):
            actions.keep(by=by(request), therapist=one, sent=form.sent(), now=timezone.now())
            messages.success(request, _("The photograph is kept."))
            return redirect("clinic_therapist", code)
    status = 422 if form.errors else 200
    return render(request, "bookings/clinic/photo.html", {"form": form, "one": one}, status=status)


@require_safe
def picture(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """The picture itself."""
    answer = HttpResponse(portraits.picture(code, digest), content_type="image/webp")
    answer["Cache-Control"] = FOREVER
    return answer

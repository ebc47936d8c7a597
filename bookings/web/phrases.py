"""A therapist's own phrases, and what their notes begin with."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.actions import phrases as actions
from bookings.forms.notes import PhraseForm, TemplateForm
from bookings.queries import notes
from bookings.web.desk_asking import PAGE, staff
from protocols.core.facts import TYPES


@require_http_methods(PAGE)
def page(request: HttpRequest) -> HttpResponse:
    """All of one's own phrases, and a new one, or another text for one that is there."""
    me, form = staff(request), PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kept = form.tried(
            lambda: actions.keep_phrase(by=me.by, short=data["short"], words=data["words"])
        )
        if kept:
            messages.success(request, _("Kept: ;%(short)s") % {"short": kept.short})
            return redirect("phrases")
    held = notes.templates(me.by)
    context = {
        "form": form,
        "phrases": notes.phrases(me.by),
        "templates": [(kind, held.get(kind, {})) for kind in TYPES],
    }
    return render(request, "bookings/notes/phrases.html", context)


@require_http_methods(PAGE)
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """What one's notes of a type of session begin with."""
    me = staff(request)
    if kind not in TYPES:
        raise Http404
    words = notes.templates(me.by).get(kind, {})
    form = TemplateForm(request.POST or None, initial=dict(words))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if form.tried(lambda: actions.keep_template(by=me.by, kind=kind, words=data)):
            messages.success(request, _("Kept."))
            return redirect("phrases")
    return render(request, "bookings/notes/begin.html", {"form": form, "kind": kind})


@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Drop one of one's own."""
    actions.drop_phrase(by=staff(request).by, code=code)
    messages.success(request, _("Dropped."))
    return redirect("phrases")

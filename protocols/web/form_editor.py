"""The intake form, for its owner: to read, to word anew section by section, and its versions."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clinic.foundation.errors import Conflict, Invalid, Problem
from clinic.foundation.models import User
from protocols.actions.forms import publish
from protocols.core.intake.editing import differences
from protocols.core.intake.shape import Form
from protocols.forms.form_editor import SectionForm
from protocols.queries import forms
from protocols.queries.whose import nothing
from protocols.web.answering import to

MEANWHILE = gettext_lazy(
    "Somebody published another version meanwhile. Your words are still here. Below stands what "
    "they would change in that version; then publish once more."
)
NOT_YET = Conflict("look", "")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The form in force, and every version of it."""
    number, form = forms.current()
    context = {"form": form, "number": number, "versions": forms.versions()}
    return render(request, "protocols/form_editor/form.html", context)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """A version as it was, with date, by whom and what changed."""
    versions = forms.versions()
    row = next((one for one in versions if one.number == number), None)
    if row is None:
        raise nothing()
    context = {"form": forms.of(row.pk), "number": number, "row": row, "newest": versions[0].number}
    return render(request, "protocols/form_editor/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Word a section anew: look at what changes, then publish it as the next version."""
    number, form = forms.current()
    section = form.section(code)
    if section is None:
        raise nothing()
    asked, changes = SectionForm(request.POST or None, section=section, number=number), None
    if request.method == "POST" and asked.is_valid():
        new = asked.made(form)
        problem = _problem(request, asked, new, number)
        if problem is None:
            messages.success(request, _("Published. From now on it is asked this way."))
            return to("form_editor")
        asked, changes = asked.again(section, number, problem), differences(form, new)
    context = {"form": asked, "section": section, "changes": changes}
    return render(request, "protocols/form_editor/edit.html", context)


def _problem(request: HttpRequest, asked: SectionForm, new: Form, number: int) -> Problem | None:
    """Publish; what hinders it. A page to look at is one that has nothing to tell."""
    told = asked.cleaned_data
    if told["based_on"] != number:
        return Conflict("changed", str(MEANWHILE))
    if "publish" not in request.POST:
        return NOT_YET
    try:
        by = cast("User", request.user)
        publish(by=by, form=new, note=told["note"], now=timezone.now(), based_on=number)
    except Conflict:
        return Conflict("changed", str(MEANWHILE))
    except Invalid as problem:
        return problem
    return None

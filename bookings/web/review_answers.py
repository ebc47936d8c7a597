"""The client's side of a review: the question, and where to answer it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.actions import review_questions
from bookings.forms.reviews import AnswerForm
from bookings.models import ReviewLine
from bookings.queries import review_questions as queries
from bookings.queries.links import studios
from bookings.web.desk_asking import PAGE, once, staff
from bookings.web.links import REFERRER
from clinic.foundation import guesses
from clinic.foundation.errors import NotFound
from clinic.foundation.forms.faults import told_in
from clinic.foundation.models import User


@require_http_methods(PAGE)
@never_cache
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The question behind the link of a mail: no password, nothing old, answered once."""
    now = timezone.now()
    try:
        asked = queries.behind(secret, now)
        guesses.right(request)
        form = AnswerForm(request.POST or None)
        done = request.method == "POST" and _by_link(form, asked.line, secret)
        context = {"asked": asked, "form": form, "done": done}
        found = render(request, "bookings/reviews/answer.html", context)
    except NotFound:
        shut = {"studios": studios()}
        found = render(request, "bookings/reviews/shut.html", shut, status=404)
    found["Referrer-Policy"] = REFERRER
    return found


@require_http_methods(PAGE)
@never_cache
def own(request: HttpRequest, code: str) -> HttpResponse:
    """The questions about one's own session that wait for an answer; the first of them."""
    me = staff(request)
    asked = queries.own(me.by, code, me.now)
    form = AnswerForm(request.POST or None)
    if asked and request.method == "POST" and form.is_valid():
        with told_in(form):
            said = form.cleaned_data["words"]
            call = f"answer {asked.line.code}"
            once(me, form, call, lambda: _answered(me.by, asked.line, said, me.now))
            messages.success(request, _("Thank you. Your therapist reads it."))
            return redirect("appointment", code)
    context = {"asked": asked, "form": form, "done": False, "code": code}
    return render(request, "bookings/reviews/answer_own.html", context)


def _by_link(form: AnswerForm, line: ReviewLine, secret: str) -> bool:
    if not form.is_valid():
        return False
    with told_in(form):
        said = form.cleaned_data["words"]
        review_questions.answer(by=None, line=line, words=said, secret=secret, now=timezone.now())
        return True
    return False


def _answered(by: User, line: ReviewLine, said: str, now: datetime) -> ReviewLine:
    return review_questions.answer(by=by, line=line, words=said, now=now)

"""*Try it*: type a runner in and see what is possible when. Nothing is kept."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.foundation.errors import TooMany
from protocols.forms.try_it import TryIt, with_another
from protocols.queries import trying
from protocols.web import words


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form, and the answer beside it; htmx asks for the answer alone."""
    if adding := request.POST.get("add"):
        form = TryIt(with_another(request.POST, adding), today=timezone.now().date())
        return render(request, "protocols/try_it/page.html", {"form": form, "adding": adding})
    if request.method == "POST" and not ratelimit.consume(request, action="evaluate"):
        raise TooMany(_("Too many tries in a minute. Wait a moment, then try again."))
    form = TryIt(request.POST or None, today=timezone.now().date())
    spoken = words.language(get_language() or "en")
    answer = trying.answer(form.case(), spoken) if form.is_valid() else None
    context = {
        "form": form,
        "answer": answer,
        "judgement": words.with_sources(answer.judgement) if answer else None,
    }
    part = request.headers.get("HX-Target") == "answer"
    return render(request, f"protocols/try_it/{'answer' if part else 'page'}.html", context)

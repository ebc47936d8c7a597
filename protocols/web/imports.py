"""Plans and calendars: what waits for an answer; a file that is read, looked at, and kept or not."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.forms.once import OnceForm
from protocols.actions import imports as actions
from protocols.core.plans.shape import Ask, BadFile
from protocols.forms.imports import ForgetForm, UploadForm
from protocols.models import PlanDraft
from protocols.queries import feeds, import_asked, import_overview, import_words, imports
from protocols.sandbox.apart import read_apart
from protocols.web import plan_pages
from protocols.web.answering import Asked, asked, settled, to

PAGE = ["GET", "HEAD", "POST"]
HOME = "/imports/"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What asks for an answer; feeds; a file to send; what was read before."""
    me = asked(request)
    context = {
        "page": plan_pages.overview(import_overview.overview(me.client, me.now), me.zone),
        "feeds": feeds.of_client(me.client, me.now),
        "upload": UploadForm(),
        "zone": me.zone,
        "now": me.now,
    }
    return render(request, "protocols/imports/overview.html", context)


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Send a file: it is read, and shown before anything of it is kept."""
    me = asked(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        draft = form.tried(partial(_draft, me, form))
        if draft:
            return to("import_draft", draft.code)
    return render(request, "protocols/imports/new.html", {"upload": form})


@require_safe
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """What keeping the file would do."""
    me = asked(request)
    row = import_asked.draft(me.client, code)
    read = import_asked.read_of(me.by, row, me.now)
    page = plan_pages.preview(imports.preview(me.client, read, me.now), me.zone)
    context = {"draft": row, "page": page, "form": OnceForm(auto_id=False)}
    return render(request, "protocols/imports/draft.html", context)


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep it, then ask what there is to ask. Sent twice, it is kept once."""
    me, form = asked(request), OnceForm(request.POST)
    if not form.is_valid():
        return to("import_draft", code)
    done: list[actions.Outcome] = []

    def do() -> None:
        import_asked.draft(me.client, code)  # nobody keeps for somebody else here
        done.append(actions.keep_draft(by=me.by, code=code, now=me.now))

    try:
        me.once(form, f"keep plan {code}", do)
    except Conflict as full:
        messages.warning(request, full.sentence)
        return to("import_draft", code)
    for outcome in done:
        messages.success(request, plan_pages.kept(outcome.done))
    quiet = done and not any(each.touched for each in done)
    return to("imports") if quiet else settled(HOME)


@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Throw it away."""
    me, form = asked(request), OnceForm(request.POST)
    if not form.is_valid():
        return to("import_draft", code)

    def do() -> None:
        import_asked.draft(me.client, code)
        actions.drop_draft(by=me.by, code=code, now=me.now)

    me.once(form, f"drop plan {code}", do)
    messages.success(request, _("Nothing of that file was kept."))
    return to("imports")


@require_http_methods(PAGE)
def source(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then let a source go; what came from it stays, or goes along."""
    me = asked(request)
    row = imports.source(me.by, code, me.now)
    form = ForgetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        things = form.cleaned_data["things"]
        told = {"source": row, "with_things": things, "now": me.now}
        me.once(form, f"forget {code}", lambda: actions.forget(by=me.by, **told))
        messages.success(request, _("%(name)s is forgotten.") % {"name": row.name})
        return settled(HOME) if things else to("imports")
    return render(request, "protocols/imports/source.html", {"source": row, "form": form})


def _draft(me: Asked, form: UploadForm) -> PlanDraft:
    """The file, read where it cannot do harm. Raises `Invalid` with what to do about it."""
    try:
        read = read_apart(form.sent(), form.name(), Ask(me.zone, me.now))
    except BadFile as bad:
        raise Invalid(bad.code, import_words.bad_file(bad.code), field="file") from bad
    return actions.draft(by=me.by, client=me.client, read=read, name=form.name(), now=me.now)

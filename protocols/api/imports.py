"""`/api/v1/imports`: a plan or race calendar as a file, looked at or kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponseBase
from ninja import File, Form, Query, Router
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from clinic.foundation.actions import idempotency
from clinic.foundation.api import ErrorBody, refuse_unknown
from clinic.foundation.errors import Invalid
from clinic.foundation.http import problem_answer
from clinic.foundation.models import Client, User
from protocols.actions import imports as actions
from protocols.api.shared import Strict, Time, Whose, asking, shown
from protocols.core.plans.entries import race_of
from protocols.core.plans.shape import MOST_BYTES, Ask, BadFile, Read
from protocols.core.races import RaceEntry
from protocols.queries import import_words, imports
from protocols.queries.imports import Line, Preview
from protocols.queries.whose import client_named, zone_of
from protocols.sandbox.apart import read_apart

router = Router(tags=["imports"])
Respond = Callable[..., HttpResponseBase]
AROUND = 64 * 1024  # what a form is beside its file
FIELDS = ("dry_run",)
GUESSED = ("time_known", "zone", "distance_m", "expected_minutes")
COUNTS = ("added", "changed", "unchanged", "linked", "own", "finished", "back")


class Suggested(Strict):
    """What may be a race, for its runner to confirm. Without a time it stands at 08:00; the
    duration is a first guess where the file has none. `code` is null in a dry run.
    """

    code: str | None
    name: str
    day: date
    start: Time
    time_known: bool
    zone: str
    distance_m: int | None
    expected_minutes: int


class Skipped(Strict):
    """What was not used: its line (0: nowhere; of a JSON list the number of the object), why."""

    line: int
    why: str
    message: str
    title: str


class ImportOut(Strict):
    """What became of every event: each is in one of the counts, or in `suggested` or `skipped`.

    `linked`: there already from elsewhere; `own`: edited by hand since, so left as it is;
    `finished`: gave a race its finish; `back`: there again. `suggested` are all that wait for an
    answer, new or from before.
    """

    dry_run: bool
    tool: str
    name: str
    added: int
    changed: int
    unchanged: int
    linked: int
    own: int
    finished: int
    back: int
    suggested: list[Suggested]
    skipped: list[Skipped]


def not_too_large(run: Respond) -> Respond:
    """Refuse a body that is larger than any file may be, before anything of it is read."""

    @wraps(run)
    def wrapped(request: HttpRequest, **more: Any) -> HttpResponseBase:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + AROUND:
            return problem_answer(request, _bad("too_big"))
        return run(request, **more)

    return wrapped


@router.post(
    "/imports",
    response={200: ImportOut, 404: ErrorBody, 409: ErrorBody, 422: ErrorBody, 503: ErrorBody},
    summary="Bring in a plan",
)
@decorate_view(not_too_large)
def imports_add(
    request: HttpRequest,
    asked: Query[Whose],
    file: Annotated[UploadedFile, File(description="At most 5 MB and 5,000 events.")],
    dry_run: Annotated[bool, Form(description="Only say what would become of it.")] = False,  # noqa: FBT002
) -> dict[str, Any]:
    """Read a file (.ics, .csv, .json, .fit, .tcx) into a calendar; the same file again changes
    nothing.
    """
    refuse_unknown(request, "client")
    _refuse_unknown_parts(request)
    by, now = asking(request)
    client = client_named(by, asked.client, now)
    content = file.read(MOST_BYTES + 1)
    read = _read(content, file.name or "", Ask(zone_of(client), now))
    if dry_run:
        return _out(client, read, imports.preview(client, read, now), dry_run=True)
    return _kept(request, by, client, read, content, now)


def _kept(
    request: HttpRequest, by: User, client: Client, read: Read, content: bytes, now: datetime
) -> dict[str, Any]:
    """Keep it. Asked again under the same key, the counts are those of the first time."""

    def do() -> tuple[int, str]:
        done = actions.keep(by=by, client=client, read=read, now=now).done
        return 200, ".".join(str(count) for count in _counts(done).values())

    done = idempotency.once(
        by=by,
        key=request.headers.get(idempotency.HEADER),
        call=f"POST imports {client.code}",
        body=content,
        now=now,
        do=do,
    )
    answer = _out(client, read, imports.preview(client, read, now), dry_run=False)
    return answer | dict(zip(COUNTS, map(int, done.code.split(".")), strict=True))


def _read(content: bytes, name: str, ask: Ask) -> Read:
    try:
        return read_apart(content, name, ask)
    except BadFile as fault:
        raise _bad(fault.code) from None


def _bad(code: str) -> Invalid:
    return Invalid(code, import_words.bad_file(code), field="file")


def _refuse_unknown_parts(request: HttpRequest) -> None:
    """A slip of the keyboard in a form must not pass unseen; nor must a second file."""
    unknown = sorted({*request.POST} - {*FIELDS}) + sorted({*request.FILES} - {"file"})
    if unknown:
        raise Invalid("invalid", "is not known here", field=unknown[0])
    if len(request.FILES.getlist("file")) != 1:
        raise Invalid("invalid", "is one file", field="file")


def _counts(preview: Preview) -> dict[str, int]:
    found = {name: getattr(preview, name) for name in COUNTS}
    return {name: n if isinstance(n, int) else len(n) for name, n in found.items()}


def _out(client: Client, read: Read, preview: Preview, *, dry_run: bool) -> dict[str, Any]:
    codes = imports.waiting(client, read)
    asked = [*preview.suggested, *preview.waiting]
    zone = zone_of(client)
    return {
        "dry_run": dry_run,
        "tool": read.tool,
        "name": read.name,
        **_counts(preview),
        "suggested": [told for line in asked if (told := _suggested(line, zone, codes))],
        "skipped": [
            {"line": each.line, "why": each.why, "message": each.words, "title": each.title}
            for each in preview.skipped
        ],
    }


def _suggested(line: Line, zone: str, codes: dict[str, str]) -> dict[str, Any] | None:
    entry = line.item and race_of(line.item, zone)
    if line.item is None or not isinstance(entry, RaceEntry) or entry.start_at is None:
        return None
    return {
        "code": codes.get(line.item.uid),
        "name": entry.name,
        "day": entry.local_start.date(),
        "start": shown(entry.start_at, entry.zone),
        **{name: getattr(entry, name) for name in GUESSED},
    }

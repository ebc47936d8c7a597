"""The race card of a runner with five years behind them, as their therapist opens it."""

from __future__ import annotations

import json
import subprocess
import sys

from django.conf import settings
from django.utils import timezone

from bookings.actions.load_card import filled
from bookings.actions.load_people import OWNER, address
from bookings.actions.load_years import VETERAN, veteran
from bookings.management.bench import table
from bookings.management.bench.counting import statements
from bookings.management.bench.stage import Stage, browser, login
from bookings.management.bench.table import Row
from bookings.management.bench.timing import Sample, beside
from bookings.models import Appointment, Therapist, VisitNote
from clinic.foundation.models import Client, User

MOST_MS, LOADED_MS, QUERIES = 60.0, 300.0, 36
GIVER = "therapist1"


def measured(stage: Stage) -> list[Row]:
    """The card's time beside that of the therapist's day, and its queries. Each asking logs looks."""
    page = f"/day/{_session().code}/"
    here = browser(GIVER)
    count, _control = statements(lambda: here.get(page))
    with stage.signed_in(GIVER) as mine:
        card, day = beside(
            lambda: mine.get(page), lambda: mine.get("/day/"), rounds=stage.counts.pages
        )
    return [
        table.under(
            "race card, five years of history", card.middle * 1e3, MOST_MS, " ms", card.told
        ),
        table.plain("a therapist’s day, for comparison", day.told),
        table.under("race card, SQL queries with the login's", count, QUERIES),
        _in_a_browser(stage, page),
    ]


def _in_a_browser(stage: Stage, page: str) -> Row:
    """To the load event in Chromium; told without a limit where there is none."""
    what, cookie = "race card, to the browser's load event", settings.SESSION_COOKIE_NAME
    url = f"http://127.0.0.1:{stage.product.port}{page}"
    asked = [url, cookie, login(GIVER), str(stage.counts.pages // 2)]
    line = [sys.executable, "-m", "bookings.management.bench.chromium", *asked]
    done = subprocess.run(line, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        return table.plain(what, f"no browser: {said[0][:60]}".replace("|", "/"))
    found = {
        name: Sample(tuple(ms / 1e3 for ms in told))
        for name, told in json.loads(done.stdout).items()
    }
    told = f"{found['kept'].told}; with nothing kept {found['fresh'].middle * 1e3:.0f} ms"
    return table.under(what, found["kept"].middle * 1e3, LOADED_MS, " ms", told)


def _session() -> Appointment:
    """The runner's next session, with all that stands on its card, made once."""
    now = timezone.now()
    found = Client.objects.filter(user__email=address(VETERAN)).first()
    owner = User.objects.get(email=address(OWNER))
    client = found or veteran(by=owner, now=now)
    if VisitNote.objects.filter(client=client).exists():
        return Appointment.objects.filter(client=client, start_at__gt=now).order_by("start_at")[0]
    giver = Therapist.objects.get(user__email=address(GIVER))
    return filled(by=giver.user, client=client, giver=giver, now=now)

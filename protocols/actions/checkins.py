"""What a runner says after a session or a race, as it is given."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.core import zones
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from protocols.actions import screenings
from protocols.actions.saying import stands
from protocols.core import walls
from protocols.core.checkins import RACE, SIGNS, Answers, hours_since, settled, to_text
from protocols.models import CheckIn
from protocols.queries.whose import nothing

A_DAY = 5  # answers about one thing: somebody signed in may correct themself


@transaction.atomic
def give(
    *,
    by: User | None,
    client: Client,
    kind: str,
    about: str,
    of: datetime,
    answers: Answers,
    now: datetime,
) -> CheckIn:
    """Keep one answer about a session or race that ended at `of`.

    The client; None is whoever holds the one-time link, which the caller has looked at: it answers
    once a day of the client's clock. Signs after a race are an answer to the red flags, too. Raises
    `NotFound`, `Invalid`, `Conflict` (*answered*).
    """
    if by is not None and not (by.is_active and client.user_id == by.pk):
        raise nothing()
    _lock(client)
    _not_yet(client, kind, about, now, most=A_DAY if by else 1)
    said = stands(settled(kind, _whole(kind, answers, of, now)))
    row = CheckIn(client=client, kind=kind, about=about, of=of, answered_at=now, given_by=by)
    vault.seal_into(client, row, "answers", to_text(said))
    with audit.acting(by, "answer a check-in"):
        row.save(force_insert=True)
    if said.get("signs"):
        screenings.give(by=by, client=client, codes=[SIGNS], asked=[SIGNS], whole=False, now=now)
    return row


def _lock(client: Client) -> None:
    """Answers of one client come one by one: of two taps at once the second finds the first."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)


def _whole(kind: str, answers: Answers, of: datetime, now: datetime) -> Answers:
    """With what the clock says, not the runner."""
    return {**answers, "hours": hours_since(of, now)} if kind == RACE else answers


def _not_yet(client: Client, kind: str, about: str, now: datetime, *, most: int) -> None:
    zone = zones.known(client.zone)
    begin, end = walls.days_between(walls.today(now, zone), 1, zone)
    rows = CheckIn.objects.filter(client=client, kind=kind, about=about)
    if rows.filter(answered_at__gte=begin, answered_at__lt=end).count() >= most:
        raise Conflict("answered", _("You have answered this today. Thank you."))

"""The message about a feed that cannot be read any more."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from clinic.foundation.actions import mails
from clinic.foundation.core.messages import Message
from clinic.foundation.models import OutboxRow
from protocols.queries import feed_words, feeds
from protocols.queries.whose import zone_of

TOPIC = "feed_broken"


def wanted(row: OutboxRow, now: datetime) -> bool:
    """Whether it has not worked since."""
    return feeds.still_failing(row.facts["feed"], row.facts["since"]) is not None


def broken(row: OutboxRow, now: datetime) -> Message | None:
    """What the runner is told; None for nobody to tell, or of a feed that is gone."""
    source = feeds.still_failing(row.facts["feed"], row.facts["since"])
    if source is None or source.failing_since is None or not source.client.email:
        return None
    since = source.failing_since.astimezone(ZoneInfo(zone_of(source.client)))
    context: dict[str, object] = {
        "name": feeds.called(source),
        "since": since.replace(tzinfo=None),
        "why": feed_words.trouble(row.facts["trouble"]),
        "page": mails.link(reverse("feed", args=[source.code])),
    }
    return mails.message(notice=row.topic, to=source.client.email, context=context)

"""How the outbox stands: what waits, what failed, which ways out are open, who is alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from clinic.foundation.models import Channel, OutboxRow, Pulse

State = OutboxRow.State


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: "mail", "sms", or "" for errands that leave nothing.

    `due` rows wait though their time has come, the longest since `since`; `aside` failed too often.
    """

    name: str
    waiting: int
    due: int
    since: datetime | None
    aside: int
    down_since: datetime | None
    worked_at: datetime | None

    def overdue(self, now: datetime) -> float:
        """For how many seconds the longest due row has waited."""
        return max(0.0, (now - self.since).total_seconds()) if self.since else 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """All ways out by name, and when each background process was last alive."""

    ways: tuple[Way, ...]
    pulses: dict[str, datetime]


def standing(now: datetime) -> Standing:
    """How the outbox stands now: three queries."""
    open_rows = OutboxRow.objects.filter(state__in=[State.WAITING, State.ASIDE])
    due = Q(state=State.WAITING, due_at__lte=now)
    rows = open_rows.values("channel").annotate(
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        due=Count("pk", filter=due),
        since=Min("due_at", filter=due),
        aside=Count("pk", filter=Q(state=State.ASIDE)),
    )
    counts = {row["channel"]: row for row in rows.iterator()}
    channels = {channel.name: channel for channel in Channel.objects.all()}
    ways = []
    for name in sorted({*counts, *channels}):
        row, channel = counts.get(name), channels.get(name)
        ways.append(
            Way(
                name=name,
                waiting=row["waiting"] if row else 0,
                due=row["due"] if row else 0,
                since=row["since"] if row else None,
                aside=row["aside"] if row else 0,
                down_since=channel.down_since if channel else None,
                worked_at=channel.worked_at if channel else None,
            )
        )
    return Standing(tuple(ways), dict(Pulse.objects.values_list("name", "at")))

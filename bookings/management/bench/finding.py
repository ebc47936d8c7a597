"""Finding one client among a hundred thousand, as the desk types: whatever is typed, the slowest counts."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from django.utils import timezone

from bookings.actions.load_calendar import crowded
from bookings.actions.load_people import OWNER, address
from bookings.management.bench import table
from bookings.management.bench.slots import Wrong
from bookings.management.bench.stage import Stage
from bookings.management.bench.table import Row
from clinic.foundation.models import Client, User
from clinic.foundation.queries import clients

MOST_MS, ROUNDS = 50.0, 7
# What many or all have: as the first letters come, and what nobody has but for a slip.
COMMON = ("a", "m", "an", "m e", "17", "runner", "ycor", "exmaple")


def measured(stage: Stage) -> list[Row]:
    """The worst of the medians; each is beside it. What means one client must find them."""
    by, now = User.objects.get(email=address(OWNER)), timezone.now()
    many = crowded(by=by, count=stage.counts.crowded, seed=stage.seed, now=now)
    told = {}
    for kind, text in asked(many[len(many) // 2]).items():
        meant = many[len(many) // 2].pk
        if all(one.pk != meant for one in clients.search(by, text, now)):
            raise Wrong(f"searching by {kind} does not find the one who is meant")
        told[kind] = median(_seconds(by, text) for _ in range(ROUNDS)) * 1e3
    told |= {text: median(_seconds(by, text) for _ in range(ROUNDS)) * 1e3 for text in COMMON}
    worst = max(told.values())
    each = ", ".join(f"{kind} {ms:.1f}" for kind, ms in told.items())
    what = f"finding a client among {Client.objects.count():,}"
    return [table.under(what, worst, MOST_MS, " ms", f"{each} ms")]


def asked(one: Client) -> dict[str, str]:
    """What somebody may type who looks for this one."""
    first, last = one.name.split()
    wrong = f"{last[:3]}{last[4:]}"  # a letter is missing
    return {
        "name": one.name,
        "part of both names": f"{first[1:]} {last[1:-1]}",
        "number": one.phone[-7:],
        "e-mail": one.email.partition("@")[0],
        "a letter missing": f"{first} {wrong}",
        "one letter another": f"{last[:2]}x{last[3:]}",
        "e-mail mistyped": one.email.replace("example", "exmaple"),
    }


def _seconds(by: User, text: str) -> float:
    begun = perf_counter()
    clients.search(by, text, timezone.now())
    return perf_counter() - begun

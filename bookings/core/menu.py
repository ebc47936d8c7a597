"""A line of the menu as the owner puts it down, and which lines make sense."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bookings.core import prices
from bookings.core.places import MOST_NAME, MOST_POSITION, MOST_TEXT, tags, text_fault
from clinic.foundation.core.texts import one_line
from protocols.core.facts import DEPTHS, TYPES
from protocols.core.faults import Fault, first

# What the timing rules, and people, call a service.
KINDS = (
    *("sports_massage", "deep_tissue", "trigger_point", "myofascial", "stretching", "ashiatsu"),
    *("swedish", "hot_stone", "prenatal", "couples", "facial", "waxing", "spa", "chair_massage"),
    "other",
)
MOST_LENGTHS, MOST_GUESTS, MOST_THERAPISTS, MOST_BUFFER = 12, 500, 10, 240
LEAST_MINUTES, MOST_MINUTES, STEP = 5, 1440, 5
MOST_HORIZON, MOST_CHANGE_HOURS = 730, 24 * 30
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """The columns of a service; `lengths` are (minutes, price in minor units)."""

    name: str
    kind: str
    type: str
    depths: tuple[str, ...]
    lengths: tuple[tuple[int, int], ...]
    currency: str
    about: str = ""
    preparation: str = ""
    buffer_before: int = 0
    buffer_after: int = 15
    notice_minutes: int = 120
    horizon_days: int = 90
    change_hours: int = 24
    late_fee_percent: int = 50
    skills: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    therapists: int = 1
    off_site: bool = False
    group_least: int = 1
    group_most: int = 1
    guest_minutes: int = 0
    online: bool = True
    position: int = 0


def settled_service(entry: ServiceEntry) -> ServiceEntry | Fault:
    """The service as it can stand in a table, or its fault. In our rooms there is one guest."""
    skills, features = tags(entry.skills), tags(entry.features)
    if skills is None or features is None:
        return Fault("skills" if skills is None else "features", "tag")
    ours = entry if entry.off_site else replace(entry, group_least=1, group_most=1, guest_minutes=0)
    tidied = replace(
        ours,
        name=one_line(entry.name),
        about=one_line(entry.about),
        preparation=one_line(entry.preparation),
        depths=tuple(depth for depth in DEPTHS if depth in entry.depths),
        lengths=tuple(sorted(entry.lengths)),
        skills=skills,
        features=() if entry.off_site else features,
    )
    unknown = not set(entry.depths) <= set(DEPTHS)
    return (
        first(
            [
                *_texts(tidied),
                ("depths", unknown),
                *_shape(tidied),
                *_lengths(tidied),
                *_terms(tidied),
                *_guests(tidied),
            ]
        )
        or tidied
    )


def _texts(entry: ServiceEntry) -> list[tuple[str, str | bool | None]]:
    return [
        ("name", text_fault(entry.name, MOST_NAME, needed=True)),
        ("about", text_fault(entry.about, MOST_TEXT)),
        ("preparation", text_fault(entry.preparation, MOST_TEXT)),
    ]


def _shape(entry: ServiceEntry) -> list[tuple[str, str | bool | None]]:
    """What the engine can judge: other services are never deep, a chair massage is one of them."""
    other = entry.type == "none"
    return [
        ("kind", entry.kind not in KINDS),
        ("type", entry.type not in TYPES),
        ("type", entry.kind == "chair_massage" and not other and "chair"),
        ("depths", not entry.depths and "missing"),
        ("depths", other and "deep" in entry.depths and "never_deep"),
    ]


def _lengths(entry: ServiceEntry) -> list[tuple[str, str | bool | None]]:
    minutes = [length for length, _price in entry.lengths]
    odd = any(not LEAST_MINUTES <= m <= MOST_MINUTES or m % STEP for m in minutes)
    dear = any(not 0 <= price <= prices.MOST for _length, price in entry.lengths)
    return [
        ("lengths", not minutes and "missing"),
        ("lengths", odd and "minutes"),
        ("lengths", dear and "price"),
        ("lengths", len(set(minutes)) < len(minutes) and "twice"),
        ("lengths", len(minutes) > MOST_LENGTHS and "too_long"),
        ("currency", not prices.is_currency(entry.currency) and "currency"),
    ]


def _terms(entry: ServiceEntry) -> list[tuple[str, str | bool | None]]:
    return [
        ("buffer_before", not 0 <= entry.buffer_before <= MOST_BUFFER),
        ("buffer_after", not 0 <= entry.buffer_after <= MOST_BUFFER),
        ("horizon_days", not 1 <= entry.horizon_days <= MOST_HORIZON),
        ("notice_minutes", entry.notice_minutes < 0),
        ("notice_minutes", entry.notice_minutes >= entry.horizon_days * DAY and "notice"),
        ("change_hours", not 0 <= entry.change_hours <= MOST_CHANGE_HOURS),
        ("late_fee_percent", not 0 <= entry.late_fee_percent <= 100),
        ("position", not 0 <= entry.position <= MOST_POSITION),
    ]


def _guests(entry: ServiceEntry) -> list[tuple[str, str | bool | None]]:
    most = max((minutes for minutes, _price in entry.lengths), default=0) * entry.therapists
    return [
        ("therapists", not 1 <= entry.therapists <= MOST_THERAPISTS),
        ("group_least", not 1 <= entry.group_least <= MOST_GUESTS),
        ("group_most", not entry.group_least <= entry.group_most <= MOST_GUESTS and "order"),
        ("guest_minutes", not 0 <= entry.guest_minutes <= MOST_BUFFER),
        ("guest_minutes", entry.group_least * entry.guest_minutes > most and "too_short"),
    ]

"""The demo's two studios with their rooms, and the race list. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bookings.core.places import LocationEntry, RoomEntry
from protocols.core.races import ListedEntry

ZONE = "Europe/Berlin"
SUNDAY = 6
Week = tuple[tuple[int, int, int], ...]


def week(text: str) -> Week:
    """`"0-4 9:00-21:00, 6 10:00-18:00"` as rows of (weekday, from, until); "" is no hours."""
    rows = []
    for part in filter(None, text.split(", ")):
        days, hours = part.split()
        first, _dash, last = days.partition("-")
        begin, until = (int(t[:-3]) * 60 + int(t[-2:]) for t in hours.split("-"))
        rows += [(day, begin, until) for day in range(int(first), int(last or first) + 1)]
    return tuple(rows)


@dataclass(frozen=True)
class Place:
    """A studio with its hours and rooms."""

    entry: LocationEntry
    hours: Week
    rooms: tuple[RoomEntry, ...]


PLACES = (
    Place(
        LocationEntry(
            "Harbour Lane",
            ZONE,
            address="Harbour Lane 12, 2nd floor",
            directions="The blue door beside the bicycle shop; ring at Legwork.",
            phone="+49 30 23125900",
            position=1,
        ),
        week("0-4 9:00-21:00, 5 9:00-20:00, 6 10:00-18:00"),
        (
            RoomEntry("Beam room", features=("bars",)),
            RoomEntry("Long room", tables=2, features=("stone_heater",)),
            RoomEntry("Quiet room"),
            RoomEntry("Sail room"),
            RoomEntry("Tide room", tables=2),
        ),
    ),
    Place(
        LocationEntry(
            "North Park",
            ZONE,
            address="Park Row 3",
            directions="At the park's north gate, on the ground floor; no steps.",
            phone="+49 30 23125901",
            position=2,
        ),
        week("0-4 7:00-13:00, 0-4 15:00-20:00, 5 8:00-16:00"),
        (
            RoomEntry("Chestnut room"),
            RoomEntry("Corner room"),
            RoomEntry("Garden room", features=("stone_heater",)),
        ),
    ),
)

# (name, place, weeks from this Sunday, days before it, start, metres, terrain, zone)
_LISTED = (
    ("Quarry Hill 15K", "Steinbruch", -6, 0, "10:00", 15_000, "hilly", ZONE),
    ("Saltmarsh Half Marathon", "Marschdorf", -3, 0, "09:30", 21_097, "flat", ZONE),
    ("Riverbank 10K", "Harbour district", -1, 0, "10:00", 10_000, "flat", ZONE),
    ("Lantern 10K", "Harbour district", 2, 1, "17:00", 10_000, "flat", ZONE),
    ("Coral Bay Half Marathon", "Coral Bay", 3, 1, "07:00", 21_097, "flat", "Pacific/Auckland"),
    ("Highmoor Downhill", "Highmoor", 3, 0, "10:00", 18_000, "downhill", ZONE),
    ("Old Mill Half Marathon", "Millbrook", 4, 0, "09:30", 21_097, "flat", ZONE),
    ("Ridge and Valley Trail", "Highmoor", 5, 1, "08:00", 32_000, "trail", ZONE),
    ("Frostfield Cross", "Frostfield", 5, 0, "11:00", 8_000, "hilly", ZONE),
    ("Three Bridges {season} Marathon", "Harbour district", 7, 0, "09:00", 42_195, "flat", ZONE),
    ("Long Tide Marathon", "Tidewater", 18, 0, "09:00", 42_195, "flat", ZONE),
    ("Lighthouse Marathon", "Cape Morrow", 23, 0, "10:00", 42_195, "hilly", "America/New_York"),
)
SEASONS = ("Winter", "Spring", "Summer", "Autumn")
CALLED_OFF = "Frostfield"


def listed(today: date) -> dict[str, ListedEntry]:
    """The race list of a day, by the first word of each name: "Lantern", "Old", "Three" …"""
    sunday = today + timedelta(days=SUNDAY - today.weekday())
    found = {}
    for name, place, weeks, before, start, metres, terrain, zone in _LISTED:
        day = sunday + timedelta(weeks=weeks, days=-before)
        entry = ListedEntry(
            name=name.format(season=season(day)),
            zone=zone,
            local_start=datetime.combine(day, time.fromisoformat(start)),
            place=place,
            distance_m=metres,
            terrain=terrain,
        )
        found[name.split()[0]] = entry
    return found


def season(day: date) -> str:
    """The season in the north: what a big race is named for."""
    return SEASONS[day.month % 12 // 3]

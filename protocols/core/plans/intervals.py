"""intervals.icu: the events of its calendar, as its JSON interface gives them.

Clocks have no zone: they are the athlete's own. An event at midnight is one of the whole day, and
an end at midnight is the day before.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta

from protocols.core.plans import dates, jsons, making, titles
from protocols.core.plans.jsons import Object, figure, guessed, told
from protocols.core.plans.making import Unfit
from protocols.core.plans.shape import Ask, Item, Read

RACES = {"RACE_A": "A", "RACE_B": "B", "RACE_C": "C", "RACE": ""}
ABSENCES = {"HOLIDAY": "holiday", "SICK": "sick", "INJURED": "injured", "TRAVEL": "travel"}


def knows(content: bytes, name: str) -> bool:
    """Whether these are events of intervals.icu."""
    _ = name
    return b'"start_date_local"' in content and b'"category"' in content


def read(content: bytes, ask: Ask) -> Read:
    """A list of events, or an object that holds one under `events`. Raises BadFile."""
    objects = jsons.objects(content, "events")
    own = Counter(jsons.named(event, "external_id") for _, event in objects)

    def make(line: int, event: Object | None) -> Item:
        return _item(line, jsons.whole(event), own)

    items, skipped = making.gathered(
        objects,
        make,
        lambda event: guessed(event, "name", "category"),
        ask,
        lambda event: _known_uid(event, own),
    )
    return Read("intervals", "", items, skipped)


def _item(line: int, event: Object, own: Counter[str]) -> Item:
    category = told(event, "category").upper()
    if category not in {"WORKOUT", *RACES, *ABSENCES}:
        raise Unfit("note" if category else "broken")
    start = dates.when(told(event, "start_date_local"))
    title = making.tidied(told(event, "name") or told(event, "type") or category.title())
    item = Item(_uid(event, own), line, "workout", title, start.day)
    if category in ABSENCES:
        return making.changed(
            item, what="absence", kind=ABSENCES[category], until=_until(event, start.day)
        )
    described = making.changed(
        item,
        at=start.at if start.at != time(0) else None,
        minutes=making.minutes_of(figure(event, "moving_time")),
        distance_m=making.metres_of(figure(event, "distance")),
    )
    if category in RACES:
        terrain = "trail" if told(event, "type") == "TrailRun" else titles.terrain_of(title)
        race = making.changed(described, what="race", priority=RACES[category], terrain=terrain)
        return race if is_run(told(event, "type")) else _of_another_sport(race)
    return making.trained(described, running=is_run(told(event, "type")))


def is_run(sport: str) -> bool:
    """Whether it is run: what says nothing is."""
    return "run" in (sport or "run").lower()


def _of_another_sport(race: Item) -> Item:
    """Not a race by itself: here they are run. Its runner is asked."""
    return making.changed(race, what="maybe_race", kind="cross_training")


def _until(event: Object, first: date) -> date:
    """The last day: an end at midnight is that of the day before, one that is a mere day is in it."""
    end = told(event, "end_date_local")
    if not end:
        return first
    last = dates.when(end)
    return last.day - timedelta(days=1) if last.at == time(0) and last.day > first else last.day


def _uid(event: Object, own: Counter[str]) -> str:
    """The name that the plan's maker gave, unless two events have it; else the calendar's."""
    external = jsons.code(event, "external_id")
    calendar = jsons.code(event, "id") or jsons.code(event, "uid")
    return external if external and (own[external] == 1 or not calendar) else calendar


def _known_uid(event: Object | None, own: Counter[str]) -> str:
    try:
        return _uid(event or {}, own)
    except Unfit:
        return ""

"""Strava: `activities.csv` of an export, and lists of activities as its JSON interface gives them.

The export is of the past alone. Its clocks are in UTC; its headings are in the user's language, and
some of them are there twice: first as shown (km), later as measured (m).
"""

from __future__ import annotations

from protocols.core import zones
from protocols.core.plans import cells, dates, jsons, making, strava_words, titles
from protocols.core.plans.cells import Row
from protocols.core.plans.jsons import Object, figure, guessed, told
from protocols.core.plans.making import Unfit
from protocols.core.plans.shape import Ask, BadFile, Item, Read
from protocols.core.plans.strava_words import Places

RACE, LONG_RUN = 1, 2  # of `workout_type`


def knows(content: bytes, name: str) -> bool:
    """Whether it is an export of activities, or a list of them."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        marks = (b'"workout_type"', b'"sport_type"', b'"elapsed_time"')
        local = b'"start_date_local"' in content and b'"category"' not in content
        return local and any(mark in content for mark in marks)
    first = content[:6_000].decode("utf-8", errors="replace").lstrip("\ufeff").partition("\n")[0]
    heading = [cell.strip().strip('"') for cell in first.split(",")]
    return strava_words.places(heading) is not None or (
        name.lower().endswith("activities.csv") and len(heading) >= strava_words.FULL
    )


def read(content: bytes, ask: Ask) -> Read:
    """What was run, and what else was trained. Raises BadFile."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return _of_json(content, ask)
    rows = cells.table_of(content).rows
    if not rows:
        raise BadFile("no_event")
    places = strava_words.places(rows[0].cells) or strava_words.by_position(rows[0].cells)
    if places is None:
        raise BadFile("not_known")
    order = dates.order_of([row.cell(places.date) for row in rows[1:]])

    def make(line: int, row: Row) -> Item:
        return _of_row(line, row, places, order, ask)

    lines = ((row.line, row) for row in rows[1:])
    items, skipped = making.gathered(lines, make, lambda row: row.cell(places.name) or row.raw, ask)
    return Read("strava", "", items, skipped)


def _of_row(line: int, row: Row, places: Places, order: str, ask: Ask) -> Item:
    if not row.cells:
        raise Unfit("broken")
    day, at, zone = dates.when(row.cell(places.date), order).seen_from(ask.zone, utc=True)
    if (
        places.seconds_at(row) is None
        and places.metres_at(row) is None
        and not row.cell(places.kind)
    ):
        raise Unfit("broken")
    race, long = strava_words.is_set(row, places.race), strava_words.is_set(row, places.long)
    item = Item(
        uid=row.cell(places.code),
        line=line,
        what="workout",
        title=making.tidied(row.cell(places.name) or row.cell(places.kind)),
        day=day,
        at=at,
        zone=zone,
        minutes=making.minutes_of(places.seconds_at(row)),
        distance_m=making.metres_of(places.metres_at(row)),
        done=True,
        took_s=making.took(places.seconds_at(row)),
    )
    running = strava_words.is_running(row.cell(places.kind)) or long
    return _sorted(item, running=running, race=race, long=long)


def _of_json(content: bytes, ask: Ask) -> Read:
    objects = jsons.objects(content, "activities")
    items, skipped = making.gathered(
        objects,
        lambda line, source: _of_object(line, jsons.whole(source), ask),
        lambda source: guessed(source, "name", "sport_type", "type"),
        ask,
        lambda source: jsons.named(source, "id"),
    )
    return Read("strava", "", items, skipped)


def _of_object(line: int, activity: Object, ask: Ask) -> Item:
    start = dates.when(told(activity, "start_date_local"))
    zone = told(activity, "timezone").rpartition(" ")[2]
    day, at, placed = start.day, start.at, zone if zone in zones.names() else ""
    if not placed and told(activity, "start_date"):
        day, at, placed = dates.when(told(activity, "start_date")).seen_from(ask.zone, utc=True)
    sport = told(activity, "sport_type") or told(activity, "type")
    seconds = figure(activity, "elapsed_time") or figure(activity, "moving_time")
    kind = figure(activity, "workout_type")
    item = Item(
        uid=jsons.code(activity, "id"),
        line=line,
        what="workout",
        title=making.tidied(told(activity, "name") or sport),
        day=day,
        at=at,
        zone=placed,
        minutes=making.minutes_of(seconds),
        distance_m=making.metres_of(figure(activity, "distance")),
        done=True,
        took_s=making.took(seconds),
    )
    running = strava_words.is_running(sport)
    return _sorted(item, running=running, race=kind == RACE, long=kind == LONG_RUN)


def _sorted(item: Item, *, running: bool, race: bool, long: bool) -> Item:
    """A race if it was marked as one; other sports are training, whatever was marked."""
    if running and race:
        terrain = titles.terrain_of(item.title)
        return making.changed(item, what="race", terrain=terrain, minutes=None)
    found = making.trained(item, running=running)
    if running and long:
        found = making.changed(found, kind="long_run")
    return found if found.what == "maybe_race" else making.changed(found, took_s=None)

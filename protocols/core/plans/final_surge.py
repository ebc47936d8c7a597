"""Final Surge: workouts as its JSON gives them. A day at midnight, the clock beside it in two spellings."""

from __future__ import annotations

from datetime import time

from protocols.core.plans import dates, jsons, making, titles
from protocols.core.plans.jsons import Object, figure, flag, guessed, told
from protocols.core.plans.making import Unfit
from protocols.core.plans.shape import Ask, Item, Read

NOT_RUNNING = ("bike", "swim", "strength", "cross", "walk", "ski", "row", "yoga", "other", "hik")
NO_TRAINING = ("rest", "recovery/rehab")
NAMES = ("WorkoutTitle", "WorkoutSubTypeName", "WorkoutTypeName")


def knows(content: bytes, name: str) -> bool:
    """Whether these are workouts of Final Surge."""
    _ = name
    return b'"WorkoutDate"' in content


def read(content: bytes, ask: Ask) -> Read:
    """A list of workouts, or an object that holds one under `Workouts`. Raises BadFile."""
    objects = jsons.objects(content, "(?:workouts|data)")
    items, skipped = making.gathered(
        objects,
        _item,
        lambda each: guessed(each, *NAMES),
        ask,
        lambda each: jsons.named(each, "WorkoutKey"),
    )
    return Read("final_surge", "", items, skipped)


def _item(line: int, source: Object | None) -> Item:
    workout = jsons.whole(source)
    start = dates.when(told(workout, "WorkoutDate"))
    title = next((name for name in (told(workout, each) for each in NAMES) if name), "")
    done = flag(workout, "WorkoutCompleted")
    item = Item(
        uid=jsons.code(workout, "WorkoutKey"),
        line=line,
        what="workout",
        title=making.tidied(title),
        day=start.day,
        at=_clock(workout, start.at),
        minutes=making.minutes_of(figure(workout, "PlannedTime") or figure(workout, "ActualTime")),
        distance_m=_metres(workout),
        done=done,
    )
    if flag(workout, "WorkoutRace"):
        took = making.took(figure(workout, "ActualTime")) if done else None
        race = making.changed(item, what="race", terrain=titles.terrain_of(title), took_s=took)
        if not told(workout, "WorkoutTypeName").lower().startswith(NOT_RUNNING):
            return race
        # Races are run here: of another sport its runner is asked.
        return making.changed(race, what="maybe_race", kind="cross_training", took_s=None)
    return _trained(item, told(workout, "WorkoutTypeName"), told(workout, "WorkoutSubTypeName"))


def _trained(item: Item, sport: str, finer: str) -> Item:
    """The workout with its kind: by its title, else by the finer type that was chosen for it."""
    if sport.lower().startswith(NO_TRAINING):
        return making.changed(item, kind="rest")
    found = making.trained(item, running=not sport.lower().startswith(NOT_RUNNING))
    return making.changed(found, kind=titles.kind_of(finer)) if found.kind == "unknown" else found


def _clock(workout: Object, beside: time | None) -> time | None:
    """The clock that was told; midnight beside the day is none."""
    text = told(workout, "WorkoutTime")
    at = dates.clock(text) if text else beside
    if text and at is None:
        raise Unfit("broken")
    return at if text or at != time(0) else None


def _metres(workout: Object) -> int | None:
    planned = figure(workout, "PlannedDistance")
    if not planned:
        return making.metres_of(figure(workout, "ActualDistanceMeters"))
    return making.metres_of(planned, told(workout, "PlannedDistanceType").lower() or "m")

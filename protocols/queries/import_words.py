"""How imports speak: why something was not used, what is wrong with a file or a feed, what to do."""

from __future__ import annotations

import re

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from protocols.core.plans.shape import MOST_BYTES, MOST_EVENTS

Words = dict[str, Promise]
TOOLS: Words = {
    "ical": lazy("Calendar file"),
    "trainingpeaks": lazy("TrainingPeaks"),
    "runna": lazy("Runna"),
    "garmin": lazy("Garmin Connect"),
    "final_surge": lazy("Final Surge"),
    "intervals": lazy("intervals.icu"),
    "strava": lazy("Strava"),
    "csv": lazy("Table (CSV)"),
    "watch": lazy("Watch recording"),
}
SKIPPED: Words = {
    "no_date": lazy("It has no day that can be read. Write days as 2026-10-18."),
    "no_title": lazy("It has no title to know it by. Give it one where it comes from."),
    "years": lazy("Its day lies outside the years 1970 to 2200. Check the year."),
    "zone": lazy("It goes by a time zone that nobody knows. Set another one where it comes from."),
    "length": lazy("It ends before it begins, or lasts too long. Check its times."),
    "recurrence": lazy("It repeats in a way that cannot be used. Repeat it daily or less often."),
    "broken": lazy("It is damaged and cannot be read. Save it anew where it comes from."),
    "note": lazy("A note, not a workout and not a race. Nothing needs to be done."),
    "cancelled": lazy("It was called off by its own calendar. Nothing needs to be done."),
    "old": lazy("Training of more than a year ago does not matter any more."),
    "banner": lazy("A heading of the plan. Nothing needs to be done."),
    "twice": lazy("The same event once more: the first one was used."),
    "no_race": lazy("No race of yours is on that day. Add the race first, then bring this again."),
    "unit": lazy("Its distance or duration makes no sense. Check figures and units."),
}
BAD_FILES: Words = {
    "empty": lazy("This file is empty. Export it again and choose the new one."),
    "too_big": lazy("This file is larger than %(megabytes)d MB. Export a shorter time."),
    "too_many": lazy("This file has more than %(events)s events. Export a shorter time."),
    "not_known": lazy(
        "This is no file that can be read here. Choose a calendar (.ics), a table (.csv),"
        " a plan (.json) or a recording of a race (.fit, .tcx)."
    ),
    "not_text": lazy("This file holds characters that are no text. Export it again."),
    "broken": lazy("This file is damaged or cut off. Export it again and choose the new one."),
    "too_hard": lazy("This file takes too much work to read. Export a shorter time."),
    "no_event": lazy("There is nothing in this file that could be used. Is it the right one?"),
}
REFUSED = lazy("The server refused (%(status)s). Copy the address anew where it comes from.")
OTHERWISE = lazy("It cannot be read at the moment. It is tried again by itself.")
STATUS = re.compile("http_[0-9]{3}")


def tool(code: str) -> str:
    """What a tool is called."""
    return str(TOOLS.get(code, code))


def skipped(why: str) -> str:
    """Why an event was not used, and what to do."""
    return str(SKIPPED.get(why, SKIPPED["broken"]))


def bad_file(code: str) -> str:
    """What is wrong with a file, and what to do."""
    return str(BAD_FILES.get(code, BAD_FILES["broken"])) % _figures()


def trouble(code: str) -> str:
    """Why a feed cannot be read, where `feed_words` knows no better: a file's faults are among them."""
    if STATUS.fullmatch(code):
        return str(REFUSED) % {"status": code.removeprefix("http_")}
    return str(BAD_FILES.get(code, OTHERWISE)) % _figures()


def _figures() -> dict[str, object]:
    return {
        "megabytes": MOST_BYTES // 1024 // 1024,
        "events": formats.number_format(MOST_EVENTS, force_grouping=True),
    }

"""The form of a workout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.forms.once import OnceForm
from protocols.core import walls
from protocols.core.facts import WORKOUT_KINDS
from protocols.core.workouts import MOST_MINUTES, WorkoutEntry
from protocols.forms import choices
from protocols.forms.parts import Told, day_field, text_field, time_field
from protocols.models import Workout

# A month within the years that are known, so that pages before and after have days too.
FIRST_DAY, LAST_DAY = date(1970, 2, 1), date(2200, 11, 30)
WEEKS: list[choices.Choice] = [
    ("1", _("Just once")),
    ("4", _("Every week, 4 times")),
    ("8", _("Every week, 8 times")),
    ("12", _("Every week, 12 times")),
    ("16", _("Every week, 16 times")),
]


class WorkoutForm(Told):
    """One workout; without a time it may be at any hour of its day."""

    told: ClassVar[Mapping[str, str]] = {"start": "day"}
    kind = forms.ChoiceField(label=_("Kind"), choices=choices.of(WORKOUT_KINDS), initial="easy")
    day = day_field(_("Day"))
    time = time_field(
        _("Time"), required=False, help_text=_("Leave it empty if you only know the day.")
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, initial=60
    )
    title = text_field(_("Name"), required=False)

    def fields_in(self, zone: str) -> dict[str, Any]:
        """The fields of an entry, read by the clock of `zone`, once valid."""
        data = self.cleaned_data
        timed = data["time"] is not None
        at = walls.instant_of(datetime.combine(data["day"], data["time"]), zone) if timed else None
        return {
            "kind": data["kind"],
            "zone": zone,
            "start_at": at,
            "day": None if timed else data["day"],
            "minutes": data["minutes"],
            "title": data["title"],
        }


class NewWorkoutForm(OnceForm, WorkoutForm):
    """The same, once or week after week."""

    weeks = forms.TypedChoiceField(label=_("How often"), choices=WEEKS, coerce=int, initial="1")

    def entry(self, zone: str) -> WorkoutEntry:
        return WorkoutEntry(**self.fields_in(zone))


def typed_workout(workout: Workout) -> dict[str, Any]:
    """What the form shows at first."""
    start = workout.start_at and walls.wall_of(workout.start_at, workout.zone)
    return {
        "kind": workout.kind,
        "day": start.date() if start else workout.day,
        "time": start.time() if start else None,
        "minutes": workout.minutes,
        "title": workout.title,
    }


class FromForm(forms.Form):
    """Which day a page of training begins with; nothing, and nonsense, for today's week."""

    begin = day_field("", required=False)

    def day(self) -> date | None:
        found = self.cleaned_data.get("begin") if self.is_valid() else None
        return found if isinstance(found, date) and FIRST_DAY <= found <= LAST_DAY else None

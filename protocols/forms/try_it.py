"""The form of the *try it* page: an invented runner, typed in, as a case of the engine."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from protocols.core.facts import DEPTHS, TERRAINS, TYPES, WORKOUT_KINDS
from protocols.forms import choices

MOST_ROWS = 14
FIRST, LAST = date(1970, 1, 1), date(2200, 12, 31)
WALL = "%Y-%m-%dT%H:%M"  # as the browser's own picker writes it


class Moment(forms.DateTimeField):
    """A local date and time as the browser's own picker writes it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL)
    input_formats = (WALL, f"{WALL}:%S")

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        if found is not None and not FIRST <= found.date() <= LAST:
            raise forms.ValidationError(_("Choose a day in the years 1970 to 2200."))
        # The zone is another field: the wall clock is kept bare until both are known.
        return found.replace(tzinfo=None) if found else None


class SessionForm(forms.Form):
    """The session asked about."""

    type = forms.ChoiceField(label=_("Session type"), choices=choices.of(TYPES))
    depth = forms.ChoiceField(label=_("Depth"), choices=choices.of(DEPTHS))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240)
    start = Moment(label=_("Start"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("type") == "none" and data.get("depth") == "deep":
            self.add_error("depth", _("Other services are never deep: choose light or moderate."))
        return data


class RunnerForm(forms.Form):
    """What holds for the runner as a whole, and the answers at intake."""

    zone = forms.ChoiceField(label=_("Clinic's time zone"), choices=[(z, z) for z in choices.ZONES])
    quiet_days = forms.IntegerField(
        label=_("Quiet days before a race"), min_value=0, max_value=10, initial=0
    )
    about = forms.MultipleChoiceField(
        label=_("About the runner"),
        choices=choices.RUNNER,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    injury = forms.ChoiceField(label=_("Injury"), choices=choices.INJURIES, required=False)
    diagnosed_by = forms.ChoiceField(
        label=_("Diagnosed by"), choices=choices.DIAGNOSERS, required=False
    )
    screening = forms.MultipleChoiceField(
        label=_("Answers at intake"),
        choices=choices.SCREENING,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class RaceForm(forms.Form):
    """One race; an empty row is no race."""

    name = forms.CharField(label=_("Race"), max_length=60, required=False)
    start = Moment(label=_("Start"))
    minutes = forms.IntegerField(
        label=_("Expected minutes"), min_value=1, max_value=20_160, initial=240
    )
    priority = forms.ChoiceField(label=_("Priority"), choices=choices.PRIORITIES, initial="A")
    terrain = forms.ChoiceField(label=_("Terrain"), choices=choices.of(TERRAINS), initial="flat")


class WorkoutForm(forms.Form):
    """One workout; without a time it fills its day."""

    day = forms.DateField(
        label=_("Day"),
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, initial=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=choices.of(WORKOUT_KINDS), initial=WORKOUT_KINDS[0]
    )


class PastForm(forms.Form):
    """Another session of the runner, past or to come."""

    type = forms.ChoiceField(
        label=_("Session type"), choices=choices.of(TYPES[:4]), initial=TYPES[0]
    )
    depth = forms.ChoiceField(label=_("Depth"), choices=choices.of(DEPTHS), initial=DEPTHS[0])
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240, initial=60)
    start = Moment(label=_("Start"))


def _rows(form: type[forms.Form]) -> type[forms.BaseFormSet[Any]]:
    return forms.formset_factory(
        form, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )


LISTS = {"races": _rows(RaceForm), "workouts": _rows(WorkoutForm), "sessions": _rows(PastForm)}


class TryIt:
    """All forms of the page together. `today` dates the example that stands there at first."""

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        given: Mapping[str, Any] = data or _example(today)
        self.session = SessionForm(given, prefix="session")
        self.runner = RunnerForm(given, prefix="runner")
        self.races, self.workouts, self.sessions = (
            rows(given, prefix=name) for name, rows in LISTS.items()
        )

    def is_valid(self) -> bool:
        """All of them, so that every fault is shown at once."""
        parts = (self.session, self.runner, self.races, self.workouts, self.sessions)
        valid = [part.is_valid() for part in parts]
        return all(valid)

    def case(self) -> dict[str, Any]:
        """The case, once valid."""
        runner = self.runner.cleaned_data
        zone = zoneinfo.ZoneInfo(runner["zone"])
        session = self.session.cleaned_data
        return {
            "timezone": runner["zone"],
            "runner": {
                "quiet_days_before_race": runner["quiet_days"],
                **dict.fromkeys(runner["about"], True),
            },
            "races": [_race(row, zone) for row in _kept(self.races)],
            "workouts": [_workout(row, zone) for row in _kept(self.workouts)],
            "sessions": [_session(row, zone) for row in _kept(self.sessions)],
            "injury": (
                {"kind": runner["injury"], "diagnosed_by": runner["diagnosed_by"] or None}
                if runner["injury"]
                else None
            ),
            "screening": runner["screening"],
            "candidate": _session(session, zone),
        }


def with_another(data: QueryDict, name: str) -> QueryDict:
    """The same answers with one more empty row in a list: *add* works without JavaScript."""
    more = data.copy()
    count = more.get(f"{name}-TOTAL_FORMS", "0")
    if name in LISTS and count.isdecimal() and int(count) < MOST_ROWS:
        more[f"{name}-TOTAL_FORMS"] = str(int(count) + 1)
        for key, field in LISTS[name].form.base_fields.items():
            if field.initial is not None:
                more[f"{name}-{count}-{key}"] = str(field.initial)
    return more


def _kept(rows: Any) -> list[dict[str, Any]]:
    return [row for row in rows.cleaned_data if row and not row.get("DELETE")]


def _at(wall: datetime, zone: zoneinfo.ZoneInfo) -> str:
    return wall.replace(tzinfo=zone).isoformat(timespec="seconds")


def _race(row: dict[str, Any], zone: zoneinfo.ZoneInfo) -> dict[str, Any]:
    return {
        "name": row["name"],
        "start": _at(row["start"], zone),
        "expected_minutes": row["minutes"],
        "priority": row["priority"],
        "terrain": row["terrain"],
    }


def _workout(row: dict[str, Any], zone: zoneinfo.ZoneInfo) -> dict[str, Any]:
    if row["time"] is None:
        return {"day": row["day"].isoformat(), "kind": row["kind"]}
    start = datetime.combine(row["day"], row["time"])
    return {"start": _at(start, zone), "minutes": row["minutes"], "kind": row["kind"]}


def _session(row: dict[str, Any], zone: zoneinfo.ZoneInfo) -> dict[str, Any]:
    return {
        "type": row["type"],
        "depth": row["depth"],
        "start": _at(row["start"], zone),
        "minutes": row["minutes"],
    }


def _example(today: date) -> QueryDict:
    """A marathon on the second Sunday from now, a usual training week, and an hour asked for in the taper."""
    sunday = datetime.combine(today + timedelta(days=13 - today.weekday()), time(9, 30))

    def at(days: int, hour: int) -> str:
        return (sunday + timedelta(days=days)).replace(hour=hour, minute=0).strftime(WALL)

    def run(days: int, hour: int, minutes: int, kind: str) -> dict[str, Any]:
        day, clock = at(days, hour).split("T")
        return {"day": day, "time": clock, "minutes": minutes, "kind": kind}

    marathon = {
        "name": _("Autumn Marathon"),
        "start": sunday.strftime(WALL),
        "minutes": 225,
        "priority": "A",
        "terrain": "flat",
    }
    workouts = [
        run(-10, 18, 60, "threshold"),
        run(-8, 9, 120, "long_run"),
        run(-6, 18, 50, "easy"),
        run(-5, 18, 60, "race_pace"),
        run(-3, 7, 40, "easy"),
        run(-1, 8, 20, "easy"),
    ]
    rehearsal = {"type": "pre_event", "depth": "light", "minutes": 45, "start": at(-24, 17)}
    data = QueryDict(mutable=True)
    data.update({"session-type": "general", "session-depth": "moderate", "session-minutes": "60"})
    data.update({"session-start": at(-4, 18)})
    data.update({"runner-zone": "Europe/Berlin", "runner-quiet_days": "1"})
    for name, rows in (("races", [marathon]), ("workouts", workouts), ("sessions", [rehearsal])):
        data.update({f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": "0"})
        for place, row in enumerate(rows):
            data.update({f"{name}-{place}-{key}": str(value) for key, value in row.items()})
    return data

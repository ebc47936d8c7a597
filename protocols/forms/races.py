"""The forms of races: a runner's own, and those of the clinic's list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.forms.once import OnceForm
from protocols.core import walls
from protocols.core.facts import TERRAINS
from protocols.core.races import (
    MOST_METRES,
    UNKNOWN_START,
    ListedEntry,
    RaceEntry,
    first_guess,
)
from protocols.forms import choices
from protocols.forms.parts import Told, day_field, text_field, time_field, zone_field
from protocols.models import ListedRace, Race

DISTANCES: dict[str, int] = {"5k": 5_000, "10k": 10_000, "half": 21_098, "marathon": 42_195}
DISTANCE_CHOICES: list[choices.Choice] = [
    ("5k", _("5 km")),
    ("10k", _("10 km")),
    ("half", _("Half marathon")),
    ("marathon", _("Marathon")),
    ("other", _("Another distance")),
]
STATUS_CHOICES: list[choices.Choice] = [
    ("planned", _("To come")),
    ("finished", _("Finished")),
    ("dns", _("I did not start")),
    ("dnf", _("I started and stopped")),
    ("cancelled", _("Called off")),
]
ENDED = ("finished", "dnf")


class WhereWhen(Told):
    """What every race has: name, start by the clock on its wall, distance, terrain."""

    told: ClassVar[Mapping[str, str]] = {
        "start": "day",
        "distance_m": "km",
        "expected_minutes": "hours",
        "finish": "hours",
    }
    name = text_field(_("Name of the race"))
    day = day_field(_("Date"))
    time = time_field(_("Start, by the clock there"), initial="09:00")
    zone = zone_field(_("Time zone of the race"))
    distance = forms.ChoiceField(label=_("Distance"), choices=DISTANCE_CHOICES, initial="marathon")
    km = forms.DecimalField(
        label=_("Or kilometres"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=MOST_METRES // 1000,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    terrain = forms.ChoiceField(
        label=_("Terrain"), choices=choices.of(TERRAINS), initial=TERRAINS[0]
    )
    place = text_field(_("Place"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held, zone = self.initial.get("zone"), self.fields["zone"]
        if held and isinstance(zone, forms.ChoiceField) and not zone.valid_value(held):
            offered: Any = zone.choices
            zone.choices = [(held, held), *offered]  # put down by a program under its old name

    def common(self, held: Race | ListedRace | None) -> dict[str, Any]:
        """The fields of an entry, once valid. A start that stays keeps its instant."""
        data = self.cleaned_data
        local = datetime.combine(data["day"], data["time"] or UNKNOWN_START)
        start = walls.instant_of(local, data["zone"])
        # The form shows no seconds, nor which of a repeated hour is meant.
        if held and (held.local_start.replace(second=0), held.zone) == (local, data["zone"]):
            local, start = held.local_start, held.start_at
        return {
            "name": data["name"],
            "place": data["place"],
            "local_start": local,
            "zone": data["zone"],
            "start_at": start,
            "distance_m": self.metres(),
            "terrain": data["terrain"],
        }

    def metres(self) -> int | None:
        data = self.cleaned_data
        km = data["km"]
        other = int(km * 1000) if km is not None else None
        return DISTANCES.get(data["distance"], other)


class Lasting(WhereWhen):
    """One's own: with how long it takes, in two fields. Its time may not be known yet."""

    time = time_field(
        _("Start, by the clock there"),
        required=False,
        help_text=_("Leave it empty while you only know the day: it is then reckoned from 08:00."),
    )
    hours = forms.IntegerField(label=_("Hours"), required=False, min_value=0, max_value=335)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=59)

    def common(self, held: Race | ListedRace | None) -> dict[str, Any]:
        return {**super().common(held), "time_known": self.cleaned_data["time"] is not None}

    def length(self) -> int | None:
        """Minutes from start to finish, as typed; None where nothing was."""
        hours, minutes = self.cleaned_data["hours"], self.cleaned_data["minutes"]
        return None if hours is None and minutes is None else (hours or 0) * 60 + (minutes or 0)

    def expected(self, common: Mapping[str, Any]) -> int:
        """What was typed, or a first guess."""
        length = self.length()
        return first_guess(common["distance_m"], common["terrain"]) if length is None else length


class RaceForm(OnceForm, Lasting):
    """A race of one's own, as it is typed in."""

    priority = forms.ChoiceField(
        label=_("How much it matters"),
        choices=choices.PRIORITIES,
        initial="B",
        widget=forms.RadioSelect,
    )

    def entry(self) -> RaceEntry:
        common, priority = self.common(None), self.cleaned_data["priority"]
        return RaceEntry(**common, priority=priority, expected_minutes=self.expected(common))


class RaceEditForm(Lasting):
    """The same later, with what became of it: then its time is the one that it took."""

    status = forms.ChoiceField(label=_("What became of it"), choices=STATUS_CHOICES)

    def changes(self, race: Race) -> dict[str, Any]:
        """The fields to write anew."""
        common, status, length = self.common(race), self.cleaned_data["status"], self.length()
        changes = {**common, "status": status}
        if status in ENDED and length is not None:
            return changes | {"finish_at": common["start_at"] + timedelta(minutes=length)}
        return changes | {"finish_at": None, "expected_minutes": self.expected(common)}


class PriorityForm(forms.Form):
    """A, B or C, as three buttons."""

    priority = forms.ChoiceField(choices=choices.PRIORITIES)


class ListedForm(WhereWhen):
    """A race of the clinic's list."""

    field_order = ("name", "day", "time", "zone", "distance", "km", "terrain", "place", "url")
    url = forms.URLField(
        label=_("Its own page"), required=False, max_length=500, assume_scheme="https"
    )
    cancelled = forms.BooleanField(label=_("Called off"), required=False)

    def entry(self, held: ListedRace | None = None) -> ListedEntry:
        data = self.cleaned_data
        return ListedEntry(**self.common(held), url=data["url"], cancelled=data["cancelled"])


class NewListedForm(OnceForm, ListedForm):
    """The same for one that is put on the list."""


def typed_listed(race: ListedRace) -> dict[str, Any]:
    """What a form of a listed race shows at first."""
    return {**_typed(race), "url": race.url, "cancelled": race.cancelled}


def typed_race(race: Race | RaceEntry) -> dict[str, Any]:
    """What a form of one's own race shows at first; the minutes it took once they are known."""
    took = _minutes(race.start_at, race.finish_at)
    hours, minutes = divmod(took or race.expected_minutes or 0, 60)
    lasts = {"hours": hours, "minutes": minutes}
    time = {} if race.time_known else {"time": None}
    return {**_typed(race), **time, **lasts, "status": race.status}


def typed_guess(race: RaceEntry) -> dict[str, Any]:
    """The same of one that was suggested. A guess is left out: another distance makes another one."""
    guessed = race.expected_minutes == first_guess(race.distance_m, race.terrain)
    open_length = {"hours": None, "minutes": None} if guessed else {}
    return {**typed_race(race), **open_length, "priority": race.priority}


def _minutes(start: datetime | None, finish: datetime | None) -> int | None:
    return round((finish - start) / timedelta(minutes=1)) if start and finish else None


def _typed(race: Race | RaceEntry | ListedRace) -> dict[str, Any]:
    metres = race.distance_m
    known = next((name for name, length in DISTANCES.items() if length == metres), "other")
    km = Decimal(metres) / 1000 if metres and known == "other" else None
    return {
        "name": race.name,
        "day": race.local_start.date(),
        "time": race.local_start.time(),
        "zone": race.zone,
        "distance": known,
        "km": km.normalize() if km else None,
        "terrain": race.terrain,
        "place": race.place,
    }

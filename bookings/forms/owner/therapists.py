"""Therapists, their days and their time off."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from bookings.core.hands import TherapistEntry
from bookings.forms.day import FROM_MIDNIGHT, TO_THE_END, off_span
from bookings.forms.owner import tags, words
from bookings.forms.owner.rows import DayField
from protocols.core.faults import FIRST, LAST

# Those that are ticked; every other one is a choice below.
COMMON = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "uk", "ru", "ar")


def _day(label: Any) -> forms.DateField:
    """A day in years that a calendar can count with."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST.date()), MaxValueValidator(LAST.date())],
    )


def _time() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _limit(label: Any, help_text: Any = "", **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, **options)


class TherapistForm(forms.Form):
    """What a therapist can, and what their hands can bear."""

    about = forms.CharField(
        label=_("About them"),
        help_text=_("A sentence or two that clients read when they choose."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    languages = tags.ticks(_("Languages"))
    another_language = forms.ChoiceField(
        label=_("One more language"), choices=[("", "–"), *words.languages()], required=False
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        help_text=_("Some clients ask for a woman or a man."),
        choices=[
            ("", _("Not said")),
            ("woman", _("Woman")),
            ("man", _("Man")),
            ("other", _("Other")),
        ],
        required=False,
    )
    skills = tags.ticks(_("Skills"), _("A service that needs a skill is booked with who has it."))
    skills_others = tags.others(_("Other skills"))
    most_minutes = _limit(
        _("Most minutes of sessions a day"),
        _("Empty: no limit."),
        required=False,
        min_value=1,
        max_value=1440,
    )
    most_deep = _limit(
        _("Most deep sessions a day"),
        _("Empty: no limit."),
        required=False,
        min_value=0,
        max_value=50,
    )
    pause_after = _limit(
        _("A pause after so many minutes in a row"),
        _("Empty: none."),
        required=False,
        min_value=1,
        max_value=1440,
    )
    pause_minutes = _limit(_("How long the pause is"), min_value=0, max_value=240, initial=30)
    travel_minutes = _limit(
        _("Minutes between two studios"), min_value=0, max_value=480, initial=45
    )
    position = _limit(
        _("Place in the list"),
        _("Small numbers stand first in lists."),
        min_value=0,
        max_value=1000,
        initial=0,
    )

    def __init__(self, *args: Any, used: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        tags.offer(self, "skills", words.tag_choices(words.SKILL_WORDS, used))
        kept = self.get_initial_for_field(self.fields["languages"], "languages") or []
        spoken = dict.fromkeys([*COMMON, *kept])
        tags.offer(self, "languages", [(code, words.language(code)) for code in spoken])

    def entry(self) -> TherapistEntry:
        """What was typed, for the action."""
        told = dict(self.cleaned_data)
        for name in ("skills_others", "another_language", "person"):
            told.pop(name, None)
        more = self.cleaned_data["another_language"]
        spoken = (*told["languages"], *([more] if more else []))
        return TherapistEntry(**told | {"skills": tags.chosen(self, "skills"), "languages": spoken})


class NewTherapistForm(TherapistForm):
    """The same, for somebody who has the role and cannot be booked yet."""

    field_order = ("person",)
    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(people)


class ShiftDayForm(forms.Form):
    """One day with other hours."""

    studio = forms.ChoiceField(label=_("Studio"))
    day = _day(_("Day"))
    hours = DayField(
        label=_("At work"), help_text=_("Leave the times empty for a day not at work there.")
    )

    def __init__(self, *args: Any, studios: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["studio"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(studios)


class TimeOffForm(forms.Form):
    """From when to when, without times whole days; why is nobody's business here."""

    first_day = _day(_("First day"))
    first_time = forms.TimeField(
        label=_("From what time"),
        help_text=FROM_MIDNIGHT,
        required=False,
        widget=_time(),
    )
    last_day = _day(_("Last day"))
    last_time = forms.TimeField(
        label=_("Until what time"),
        help_text=TO_THE_END,
        required=False,
        widget=_time(),
    )

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Both instants, by the clock of a zone."""
        told = self.cleaned_data
        times = told["first_time"], told["last_time"]
        return off_span((told["first_day"], told["last_day"]), times, zone)

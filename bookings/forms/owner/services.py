"""A line of the menu."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.core import prices
from bookings.core.menu import ServiceEntry
from bookings.forms.owner import tags
from bookings.forms.owner.rows import LengthsField
from bookings.forms.owner.words import FEATURE_WORDS, KIND_CHOICES, SKILL_WORDS, tag_choices
from protocols.core.facts import DEPTHS, TYPES
from protocols.forms import choices


def _figure(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=most)


class TermsForm(forms.Form):
    """Until when a service is booked and changed."""

    notice_minutes = _figure(
        _("Notice, in minutes"),
        0,
        1_051_200,
        _("How long before the start a client may still book."),
    )
    horizon_days = _figure(_("Days ahead"), 1, 730, _("How far ahead a client may book."))
    change_hours = _figure(
        _("Hours until which a change is free"), 0, 720, _("Counted back from the start.")
    )
    late_fee_percent = _figure(
        _("Fee after that, in %"), 0, 100, _("Of the price; for no-shows too.")
    )


class ServiceForm(TermsForm):
    """What can be booked, and on which terms."""

    name = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(
        label=_("What it is"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    preparation = forms.CharField(
        label=_("How to prepare for it"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), help_text=_("As the timing rules know it."), choices=KIND_CHOICES
    )
    type = forms.ChoiceField(
        label=_("Session type"),
        help_text=_("It decides when, around races and training, this suits a runner."),
        choices=choices.of(TYPES),
    )
    depths = forms.MultipleChoiceField(
        label=_("Depths"),
        help_text=_("Other services are never deep."),
        choices=choices.of(DEPTHS),
        widget=forms.CheckboxSelectMultiple,
    )
    lengths = LengthsField(
        label=_("Lengths and prices"), help_text=_("Empty rows are passed over.")
    )
    currency = forms.CharField(
        label=_("Currency"), help_text=_("Three letters, such as EUR."), min_length=3, max_length=3
    )
    buffer_before = _figure(_("Minutes to prepare the room"), 0, 240)
    buffer_after = _figure(_("Minutes to tidy up"), 0, 240)
    skills = tags.ticks(_("Skills it needs"))
    skills_others = tags.others(_("Other skills"))
    features = tags.ticks(_("What the room has to have"))
    features_others = tags.others(_("And what else"))
    therapists = _figure(_("Therapists"), 1, 10, _("Two for couples."))
    off_site = forms.BooleanField(
        label=_("We go to a company's place"),
        help_text=_("Then it takes no room of ours, and serves a group."),
        required=False,
    )
    group_least = _figure(_("Least guests"), 1, 500)
    group_most = _figure(_("Most guests"), 1, 500)
    guest_minutes = _figure(_("Minutes for each guest"), 0, 240)
    online = forms.BooleanField(
        label=_("Clients book it themselves"),
        help_text=_("Otherwise only the clinic books it."),
        required=False,
    )
    position = _figure(_("Place in the menu"), 0, 1000, _("Small numbers stand first."))

    def __init__(
        self,
        *args: Any,
        skills: Collection[str] = (),
        features: Collection[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        tags.offer(self, "skills", tag_choices(SKILL_WORDS, skills))
        tags.offer(self, "features", tag_choices(FEATURE_WORDS, features))

    def clean_currency(self) -> str:
        """Small letters are meant as capitals."""
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        """Prices in minor units, which depends on the currency."""
        told = dict(super().clean() or self.cleaned_data)
        if "lengths" in told and "currency" in told:
            minor = [(m, prices.minor(price, told["currency"])) for m, price in told["lengths"]]
            if any(price is None for _minutes, price in minor):
                digits = {"digits": prices.digits(told["currency"]), "currency": told["currency"]}
                sentence = _("%(currency)s has %(digits)d digits after the point.")
                self.add_error("lengths", sentence % digits)
            told["lengths"] = tuple(minor)
        return told

    def entry(self) -> ServiceEntry:
        """What was typed, for the action."""
        told = {k: v for k, v in self.cleaned_data.items() if not k.endswith("_others")}
        told |= {name: tags.chosen(self, name) for name in ("skills", "features")}
        return ServiceEntry(**told | {"depths": tuple(told["depths"])})


class SureForm(forms.Form):
    """Taking something out of use, or back, after a look at what is booked."""

    active = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")],
        coerce=lambda text: text == "yes",
        widget=forms.HiddenInput,
    )

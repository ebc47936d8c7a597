"""Taking, keeping and giving up a time: each showing of a form does its thing once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bookings.actions.shaping import NOTE_LENGTH
from clinic.foundation.errors import Invalid
from clinic.foundation.forms.once import OnceForm

YEARS = range(1971, 2200)  # a year within what the rules can judge: no zone leads out of it


class Pick(NamedTuple):
    """One time that was pressed. `therapist` "" is whoever is free."""

    start: datetime
    location: str
    therapist: str


@dataclass(frozen=True)
class Caution:
    """What is to be minded: the rule that says so, and its sentence."""

    rule: str
    said: str

    @property
    def name(self) -> str:
        """The field of its tick: of these words alone, so that no tick stands for other ones."""
        return f"accept_{digest([(self.rule, self.said)])}"


class PickForm(OnceForm):
    """The times page is one form: each of its buttons is a time."""

    pick = forms.CharField(max_length=120)

    def clean_pick(self) -> Pick:
        parts = self.cleaned_data["pick"].split("|")
        try:
            start = datetime.fromisoformat(parts[0])
            _start, location, therapist = parts
        except ValueError:
            raise forms.ValidationError(_now("Choose one of the times.")) from None
        if start.tzinfo is None or start.year not in YEARS:
            raise forms.ValidationError(_now("Choose one of the times."))
        return Pick(start, location, therapist)

    def time(self) -> Pick:
        """The time that was pressed. Raises `Invalid` for what is none."""
        if not self.is_valid():
            raise Invalid("invalid", _now("Choose one of the times."), field="pick")
        pick: Pick = self.cleaned_data["pick"]
        return pick

    @property
    def key(self) -> str:
        """Two times pressed on one showing are two things."""
        return f"{super().key} {self.data.get('pick', '')}"[:200]


class CautionForm(OnceForm):
    """Each caution has a tick of its own."""

    def __init__(self, data: Any = None, *, cautions: Iterable[Caution] = (), **more: Any) -> None:
        super().__init__(data, **more)
        self.cautions = {caution.name: caution for caution in cautions}
        for name, caution in self.cautions.items():
            self.fields[name] = forms.BooleanField(
                label=caution.said,
                error_messages={"required": _("Tick this if you want the session all the same.")},
            )

    def knows(self, cautions: Iterable[Caution]) -> bool:
        """Whether each of these had its tick here."""
        return self.cautions.keys() >= {caution.name for caution in cautions}


class ConfirmForm(CautionForm):
    """The last step: ticks for what is to be confirmed, where to come to, a word to the therapist."""

    venue = forms.CharField(
        label=_("Where we come to"),
        help_text=_("Address, floor, and whom to ask for."),
        max_length=300,
    )
    note = forms.CharField(
        label=_("A note for your therapist"),
        help_text=_("Only who treats you reads it."),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: Any = None, *, off_site: bool = False, desk: bool = False, **more: Any
    ) -> None:
        super().__init__(data, **more)
        if desk:
            self.fields["note"].label = _("A note for the therapist")
            self.fields["note"].help_text = _("Only who treats the client reads it.")
        if not off_site:
            del self.fields["venue"]
        self.order_fields([*self.cautions, "venue", "note"])


class FeeForm(forms.Form):
    """`fee` is what is due, in words; "" while cancelling is free: then nothing is asked."""

    def __init__(self, data: Any = None, *, fee: str = "", **more: Any) -> None:
        super().__init__(data, **more)
        if fee:
            self.fields["accept_late"] = forms.BooleanField(
                label=_now("I know that %(fee)s is due.") % {"fee": fee},
                error_messages={"required": _("Tick this to cancel all the same.")},
            )


class CancelForm(FeeForm, OnceForm):
    """The same, once each showing."""


class MoveForm(PickForm, CautionForm):
    """Another time, with a tick for each caution."""

    pick = forms.CharField(max_length=120, widget=forms.HiddenInput)

    def shown_first(self) -> MoveForm:
        """The same, asked for the first time: the time is kept, nothing is at fault yet."""
        kept = {"pick": self.data.get("pick", ""), "once": self.data.get("once", "")}
        return MoveForm(cautions=self.cautions.values(), initial=kept)


def cautions(told: Mapping[str, Any]) -> list[Caution]:
    """What a verdict wants to be ticked (`Judged.shown`): nothing unless it is *caution*."""
    if told["verdict"] != "caution":
        return []
    reasons = (reason for reason in told["reasons"] if reason["effect"] == "caution")
    return [Caution(reason["rule"], reason["because"]) for reason in reasons]


def digest(said: Iterable[Iterable[str]]) -> str:
    """Short, and the same only for the same words: what was shown, known again when it is sent."""
    whole = "\x1e".join("\x1f".join(words) for words in said)
    return salted_hmac("bookings.shown", whole, algorithm="sha256").hexdigest()[:16]

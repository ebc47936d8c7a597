"""The panel of the desk: what is wanted and when, the booking of it, and what is done to a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions.shaping import NOTE_LENGTH
from bookings.core.lifecycle import STATES
from bookings.forms.calendar import REASON, WallField, moment
from bookings.forms.desk_free import ServiceForm
from bookings.forms.taking import digest
from bookings.models import Location, Service, Therapist
from bookings.queries import reason_words, services
from bookings.queries.services import Order
from clinic.foundation.forms.once import OnceForm
from protocols.forms.parts import day_field

TELL = [
    ("soon", gettext_lazy("In three minutes, while it can be taken back")),
    ("not", gettext_lazy("No message: reminders only")),
]


class StartField(WallField):
    """The time that is chosen, None while none is."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) if value else None


class WantedForm(ServiceForm):
    """What and when: it stands in the address, so it holds codes and times only."""

    told = {**ServiceForm.told, "group_size": "guests"}  # noqa: RUF012 - as its parent's

    location = forms.ChoiceField(label=gettext_lazy("Studio"), required=False)
    therapist = forms.ChoiceField(label=gettext_lazy("With"), required=False)
    guests = forms.IntegerField(
        label=gettext_lazy("Guests"), min_value=1, max_value=1000, required=False
    )
    when = day_field(gettext_lazy("Times of"), required=False)
    start = StartField(required=False, widget=forms.HiddenInput)
    room = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    client = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        menu: list[Service],
        studios: list[Location],
        therapists: list[Therapist],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, menu=menu, **kwargs)
        self._studios = {one.code: one for one in studios}
        self._choose("location", [("", _("Any")), *((s.code, s.name) for s in studios)])
        self._choose("therapist", [("", _("Anybody")), *((t.code, str(t)) for t in therapists)])
        service = self._menu.get(str(self.data.get("service", "")).partition(":")[0])
        if service is None or service.group_most == 1:
            self.fields["guests"].widget = forms.HiddenInput()

    def order(self) -> Order:
        """Raises `Invalid`."""
        code, _colon, minutes = self.cleaned_data["service"].partition(":")
        service = self._menu[code]
        depth = self.cleaned_data["depth"]
        guests = self.cleaned_data["guests"] or service.group_least
        return services.order(
            service,
            minutes=int(minutes),
            depth=depth if depth in service.depths else service.depths[0],
            group_size=min(max(guests, service.group_least), service.group_most),
            staff=True,
        )

    @property
    def studio(self) -> Location:
        """The studio that is meant, or the clinic's first."""
        code = self.cleaned_data["location"]
        return self._studios[code] if code else next(iter(self._studios.values()))

    def moment(self) -> datetime | None:
        """The instant that is wanted, None without one. Raises `Invalid` for none of the clock's."""
        start = self.cleaned_data["start"]
        return moment(start, self.studio.zone) if start else None


class BookForm(OnceForm):
    """What goes with a booking; `against` is what was on the page when a caution was accepted."""

    reason = forms.CharField(
        label=gettext_lazy("Why book it all the same?"),
        help_text=gettext_lazy("Kept sealed with the session: its therapist reads it."),
        max_length=REASON,
        required=False,
    )
    venue = forms.CharField(label=gettext_lazy("Where we come to"), max_length=300, required=False)
    note = forms.CharField(
        label=gettext_lazy("A note for the therapist"),
        help_text=gettext_lazy("Only who treats the client reads it."),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    tell = forms.ChoiceField(
        label=gettext_lazy("Message to the client"),
        choices=TELL,
        initial="soon",
        required=False,
        widget=forms.RadioSelect,
    )
    against = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, cautions: list[str], off_site: bool, **more: Any
    ) -> None:
        self.now_against = digest([cautions]) if cautions else ""
        more["initial"] = {"against": self.now_against}
        super().__init__(data, **more)
        self.cautions = cautions
        if not cautions:
            del self.fields["reason"]
        if not off_site:
            del self.fields["venue"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if self.cautions and told.get("against") != self.now_against:
            self.add_error(None, _("What speaks against it has changed. Read it once more."))
            self.data = {**self.data.dict(), "against": self.now_against}  # type: ignore[attr-defined]
        elif self.cautions and not told.get("reason", "").strip():
            self.add_error("reason", _("Say why it is booked all the same."))
        return told


class DoForm(OnceForm):
    """Something that is done to a session which was seen with so many lines of history."""

    seen = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)


class MarkForm(DoForm):
    """What became of a session; why it was missed, where somebody says so."""

    state = forms.ChoiceField(choices=[(state, state) for state in STATES])
    why = forms.ChoiceField(label=gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["why"].choices = [("", _("Not said")), *reason_words.missed()]  # type: ignore[attr-defined]


class LengthForm(DoForm):
    """Another length of a session; `against` is the caution that was on the page, if it is accepted."""

    minutes = forms.IntegerField(
        label=gettext_lazy("New length"), min_value=1, max_value=1440, widget=forms.Select
    )
    reason = forms.CharField(
        label=gettext_lazy("Why do it all the same?"),
        help_text=gettext_lazy("Kept sealed with the session: its therapist reads it."),
        max_length=REASON,
        required=False,
    )
    against = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def offer(self, lengths: list[tuple[int, str]], now: int) -> None:
        """Let these be chosen: all but the length it has now."""
        words = [(n, _("%(n)d min · %(price)s") % {"n": n, "price": price}) for n, price in lengths]
        field = self.fields["minutes"].widget
        field.choices = [one for one in words if one[0] != now]


class OffForm(DoForm):
    """That a session is off: why, whose doing, and whether its client hears of it."""

    why = forms.ChoiceField(label=gettext_lazy("Why"))
    our_doing = forms.BooleanField(
        label=gettext_lazy("The clinic cannot give this session: no fee"), required=False
    )
    told = forms.BooleanField(label=gettext_lazy("Send the message"), required=False, initial=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["why"].choices = reason_words.cancelled()  # type: ignore[attr-defined]

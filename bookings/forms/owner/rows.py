"""Fields of several rows: the hours of a week or a day, the lengths of a service.

Each shows what is kept and room for more, so that it works without JavaScript; `static/js/hours.js`
folds the empty rows away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from bookings.actions.owners import SENTENCES
from bookings.core.weeks import week_fault

DAY = 24 * 60
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
Pair = tuple[str, str]


class RowsWidget(forms.Widget):
    """Rows of two inputs, `name-0-from` and `name-0-until`, in groups (weekdays, or one)."""

    use_fieldset = True
    spare = 1

    def __init__(self, groups: Mapping[int, Any], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.groups = groups
        self.wrong: int | None = None  # the group with a fault; each form has widgets of its own

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> dict[int, list[Pair]]:
        """What was typed, by group; rows without anything left out."""
        return {key: _pairs(data, f"{name}-{key}") for key in self.groups}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{key}-from" in data for key in self.groups)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        typed: dict[int, list[Pair]] = value or {}
        # Where a link of the error summary leads: to the group at fault, else to the first.
        first = next(iter(self.groups)) if self.wrong is None else self.wrong
        context["groups"] = [
            {
                "name": f"{name}-{key}",
                "label": label,
                "wrong": key == self.wrong,
                "leads": key == first,
                "rows": [*typed.get(key, []), *[("", "")] * self._blank(typed.get(key, []))],
            }
            for key, label in self.groups.items()
        ]
        return context

    def _blank(self, typed: list[Pair]) -> int:
        return max(self.spare, 2 - len(typed))


class SpansWidget(RowsWidget):
    """Two clock times a row."""

    template_name = "bookings/clinic/spans.html"


class LengthsWidget(RowsWidget):
    """Minutes and a price a row."""

    template_name = "bookings/clinic/lengths.html"
    spare = 2


class WeekField(forms.Field):
    """Hours of the seven weekdays: [[weekday, from, until], …] in minutes; none is an answer too.

    A time until that is not after its from is on the next day.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=SpansWidget(self.days()), **options)

    def days(self) -> dict[int, Any]:
        """What the rows are called."""
        return dict(WEEKDAYS)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict) or value is None:
            return value
        found: dict[int, list[Pair]] = {}
        for day, begin, until in value:
            found.setdefault(day, []).append((clock(begin), clock(until)))
        return found

    def clean(self, value: dict[int, list[Pair]]) -> list[tuple[int, int, int]]:
        """The rows in order. Raises `ValidationError` that names the day."""
        rows = [
            (day, *self._span(day, pair)) for day, pairs in (value or {}).items() for pair in pairs
        ]
        wrong = week_fault(sorted(rows))
        if wrong:
            raise self._fault(wrong[0], str(SENTENCES[wrong[1]]))
        return sorted(rows)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)

    def _span(self, day: int, pair: Pair) -> tuple[int, int]:
        begin, until = (_minute(text) for text in pair)
        if begin is None or until is None:
            sentence = _("Give each span two times, such as 09:00 and 13:00.")
            raise self._fault(day, sentence)
        return begin, until if until > begin else until + DAY

    def _fault(self, day: int, sentence: str) -> forms.ValidationError:
        """What is wrong with a day, which is then marked."""
        cast("SpansWidget", self.widget).wrong = day
        name = self.days()[day]
        return forms.ValidationError(f"{name}: {sentence}" if name else sentence)


class DayField(WeekField):
    """Hours of one day: [[from, until], …]; none is a day without hours."""

    def days(self) -> dict[int, Any]:
        return {0: ""}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict) or value is None:
            return value
        return super().prepare_value([(0, begin, until) for begin, until in value])

    def clean(self, value: dict[int, list[Pair]]) -> list[tuple[int, int]]:  # type: ignore[override]
        return [(begin, until) for _day, begin, until in super().clean(value)]


class LengthsField(forms.Field):
    """Lengths with their prices: [(minutes, Decimal), …]."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=LengthsWidget({0: ""}), **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict) or value is None:
            return value
        return {0: [(str(minutes), price) for minutes, price in value]}

    def clean(self, value: dict[int, list[Pair]]) -> list[tuple[int, Decimal]]:
        """The rows as numbers. Raises `ValidationError` for what is none."""
        rows = (value or {}).get(0, [])
        if not rows:
            raise forms.ValidationError(_("Give at least one length with its price."))
        try:
            return [(int(minutes), _amount(price)) for minutes, price in rows]
        except (ValueError, InvalidOperation):
            sentence = _("Give each length its minutes and its price, such as 60 and 78.00.")
            raise forms.ValidationError(sentence) from None


def clock(minute: int) -> str:
    """A minute of the day, or of the next one, as it stands in a field of time."""
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


def _pairs(data: Mapping[str, Any], name: str) -> list[Pair]:
    lists: Iterable[Any] = ([], [])
    if hasattr(data, "getlist"):
        lists = (data.getlist(f"{name}-from"), data.getlist(f"{name}-until"))
    pairs = [(a.strip(), b.strip()) for a, b in zip(*lists, strict=False)]
    return [pair for pair in pairs if any(pair)]


def _minute(text: str) -> int | None:
    found = CLOCK.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return int(found[1]) * 60 + int(found[2])


def _amount(text: str) -> Decimal:
    amount = Decimal(text.replace(",", "."))
    if not amount.is_finite() or abs(amount) > 10**12:
        raise ValueError(text)
    return amount

"""`EncryptedText`: a column that holds only sealed text.

Reading a row gives a `Sealed`, which shows nothing; the words come only through
`queries.access.read_health`, which logs first. Writing plain text is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from clinic.foundation.core import sealing

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
else:
    _TextField = models.TextField


class Sealed:
    """A sealed text: compares and stores, but never prints what it holds."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        if not sealing.is_sealed(token):
            raise ValueError("this is not a sealed text")
        self.token = token

    def __str__(self) -> str:
        return "sealed"

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


class EncryptedText(_TextField):
    """Text sealed under its client's key (`actions.vault.seal_text` makes the value)."""

    def db_check(self, connection: Any) -> str:
        """The table refuses plain text too: an expression in an update passes by Python."""
        return f"{connection.ops.quote_name(self.column)} ~ '^{sealing.VERSION}:[^:]+:[^:]+:[^:]+$'"

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name}: seal the text first (actions.vault.seal_text)")
        return value.token

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.token if isinstance(value, Sealed) else ""

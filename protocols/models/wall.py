"""A wall-clock time without a zone: what stands on a race's poster."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _DateTimeField = models.DateTimeField[Any, Any]
else:
    _DateTimeField = models.DateTimeField


class WallTime(_DateTimeField):
    """A naive date and time. Its zone stands in another column, and the two make the instant."""

    def db_type(self, connection: Any) -> str:
        """PostgreSQL's own type for it, which nothing converts on the way."""
        return "timestamp"

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and (not isinstance(value, datetime) or value.tzinfo is not None):
            raise TypeError(f"{self.name}: a wall-clock time has no zone")
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's
        return getattr(model_instance, self.attname)

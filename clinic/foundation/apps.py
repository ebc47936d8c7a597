"""The foundation's app: people and the record."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "clinic.foundation"
    label = "clinic"

    def ready(self) -> None:
        from clinic.foundation import checks  # noqa: F401 - registers them; the registry must be ready

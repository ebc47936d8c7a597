"""The protocols app."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "protocols"

    def ready(self) -> None:
        """Hands down whose record is empty: only this app knows races, training and injuries."""
        from clinic.foundation.handed import hand_over
        from protocols.queries import runners

        hand_over(empty=runners.nothing_kept)

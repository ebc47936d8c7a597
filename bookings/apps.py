"""The bookings app."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        """Hands down who treats whom, and whose record is empty: only this app knows sessions."""
        from bookings.queries import appointments
        from clinic.foundation.handed import hand_over

        hand_over(treats=appointments.treats, empty=appointments.empty)

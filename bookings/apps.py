"""The bookings app."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        """Hands down what only this app knows: who treats whom, whose record is empty, and the
        words of messages about sessions.
        """
        from bookings.actions import letters, rechecking
        from bookings.core import notices
        from bookings.queries import appointments
        from bookings.queries.notices import to_remind, to_tell
        from clinic.foundation.handed import Notice, hand_over

        told = {topic: Notice(letters.session, to_tell) for topic in notices.TELLING}
        reminded = {
            topic: Notice(letters.session, to_remind, quiet=True, latest=letters.latest)
            for topic in notices.REMINDING
        }
        hand_over(
            treated=appointments.treated,
            empty=appointments.empty,
            handlers={
                **told,
                **reminded,
                notices.RECEIPT: Notice(letters.receipt),
                notices.SEASON: Notice(rechecking.word, rechecking.to_tell, quiet=True),
            },
        )

"""The bookings app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from clinic.foundation.handed import Handler, Notice


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        """Hands down what only this app knows: who treats whom, whose record is empty, and the
        words of its messages.
        """
        from bookings.queries import appointments, records
        from clinic.foundation.handed import hand_over

        hand_over(
            treated=appointments.treated,
            empty=appointments.empty,
            dates=records.dates,
            handlers=_handlers(),
        )


def _handlers() -> dict[str, Handler | Notice]:
    """By topic of the outbox."""
    from bookings.actions import (
        checkin_letters,
        freeing,
        letters,
        offer_letters,
        offering,
        rechecking,
        review_letters,
        time_off_letters,
    )
    from bookings.core import checkins, notices
    from bookings.queries import intakes
    from bookings.queries.notices import to_remind, to_tell
    from clinic.foundation.handed import Handler, Notice

    told = {topic: Notice(letters.session, to_tell) for topic in notices.TELLING}
    reminded = {
        topic: Notice(letters.session, to_remind, quiet=True, latest=letters.latest)
        for topic in notices.REMINDING
    }
    asked = {
        topic: Notice(checkin_letters.word, checkin_letters.to_ask, quiet=True)
        for topic in checkins.KINDS
    }
    return {
        **told,
        **reminded,
        **asked,
        notices.ASKED: Notice(letters.session, intakes.to_ask, quiet=True, latest=letters.latest),
        notices.RECEIPT: Notice(letters.receipt),
        notices.SEASON: Notice(rechecking.word, rechecking.to_tell, quiet=True),
        freeing.FREED: Handler(offering.carry_out),
        freeing.NEXT: Handler(offering.carry_on),
        offer_letters.TOPIC: Notice(offer_letters.word, offer_letters.wanted),
        time_off_letters.TOPIC: Notice(time_off_letters.word, time_off_letters.wanted),
        "review_asked": Notice(review_letters.asked, review_letters.still_asked, quiet=True),
        "review_declined": Notice(review_letters.declined, review_letters.still_declined),
    }

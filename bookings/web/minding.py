"""What was ticked is what was shown: whatever is new since then is shown before it is done."""

from __future__ import annotations

from bookings.forms.taking import CautionForm, cautions
from bookings.models import Appointment
from bookings.queries import plans
from bookings.queries.plans import Judged
from bookings.web.party import Party


class Unseen(Exception):
    """A caution that nobody was shown stands against a session."""

    def __init__(self, judged: Judged) -> None:
        super().__init__("a caution has come up since the page was shown")
        self.judged = judged


def seen(me: Party, form: CautionForm, row: Appointment) -> Appointment:
    """The session as an action has just left it, if the form had a tick for all that is to be minded.

    Asked at last, in the action's transaction: answers given while it was at work count, too.
    Raises `Unseen`, which takes the action back.
    """
    judged = plans.judged(plans.as_booked(row), me.stands, now=me.now)
    if not form.knows(cautions(judged.shown)):
        raise Unseen(judged)
    return row

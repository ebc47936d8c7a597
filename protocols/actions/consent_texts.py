"""Publishing the text that clients sign, as a new version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role
from protocols.core.intake.settling import tidy_text
from protocols.models import ConsentText

MOST_TEXT, MOST_NOTE = 20_000, 200


@transaction.atomic
def publish(*, by: User, text: str, note: str, now: datetime, based_on: int) -> ConsentText:
    """Put a text in force as the next version; only the owner may. What was signed stays.

    `based_on` is the number of the version that the writer saw. Raises `Refused`, `Conflict` where
    somebody published meanwhile, `Invalid` with its field.
    """
    if Role.OWNER not in roles_of(by):
        raise Refused("refused", _("Only the owner can publish the consent text."))
    told, said = tidy_text(text), one_line(note)
    if not told or len(told) > MOST_TEXT:
        raise Invalid("invalid", _("A text, and not too long a one."), field="text")
    if not said or len(said) > MOST_NOTE:
        raise Invalid("note", _("Say in a line what changed."), field="note")
    # Two owners at once get two numbers: the second waits for the first.
    ConsentText.objects.select_for_update().order_by("number").first()
    last = ConsentText.objects.order_by("-number").first()
    if last is None or based_on != last.number:
        sentence = _(
            "Somebody published another text meanwhile. Yours is still here: compare the two, then "
            "publish once more."
        )
        raise Conflict("changed", sentence)
    if told == last.text:
        raise Invalid("same", _("Nothing has changed."), field="text")
    with audit.acting(by, "publish the consent text"):
        return ConsentText.objects.create(
            number=last.number + 1, published_at=now, published_by=by, note=said, text=told
        )

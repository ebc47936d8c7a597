"""Publishing the intake form as a new version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.foundation import audit
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role
from protocols.core.intake.checking import faults
from protocols.core.intake.shape import Form, form_from, form_json
from protocols.models import FormVersion
from protocols.queries import forms

MOST_NOTE = 200
SENTENCES: dict[str, str | Promise] = {
    "same": gettext_lazy("Nothing has changed."),
    "too_many": gettext_lazy("This form is too long for anybody to answer."),
    "code": gettext_lazy("A code is a small letter, then letters, digits and low lines."),
    "twice": gettext_lazy("This stands twice in the form."),
    "kind": gettext_lazy("This is a kind of question that there is not."),
    "section": gettext_lazy("A section keeps its place in time: only its words can change."),
    "gone": gettext_lazy("A question stays in the form; it can be left unasked instead."),
    "other": gettext_lazy("A question cannot become another one: add a new one instead."),
    "safety": gettext_lazy("This question keeps people safe: only its words can change."),
    "flags": gettext_lazy(
        "Every red flag is raised by one question, and that one is a safety one."
    ),
    "choices": gettext_lazy("A question to choose from wants at least two answers."),
    "condition": gettext_lazy("A question can only follow from one before it in its section."),
    "words": gettext_lazy("Words are needed here, and not too many."),
}


@transaction.atomic
def publish(
    *, by: User, form: Form, note: str, now: datetime, based_on: int | None = None
) -> FormVersion:
    """Put a form in force as the next version; only the owner may. The old ones stay readable.

    `based_on` is the number of the version that the writer saw. Raises `Refused`, `Conflict` where
    somebody published meanwhile, `Invalid` with a code of `SENTENCES` and, as its field, the code
    of the section or question at fault.
    """
    if Role.OWNER not in roles_of(by):
        raise Refused("refused", _("Only the owner can publish the form."))
    said = one_line(note)
    if not said or len(said) > MOST_NOTE:
        raise Invalid("note", _("Say in a line what changed."), field="note")
    # Two owners at once get two numbers: the second waits for the first.
    FormVersion.objects.select_for_update().order_by("number").first()
    last = FormVersion.objects.order_by("-number").first()
    if last is None or (based_on is not None and based_on != last.number):
        raise Conflict("changed", _("The form was changed meanwhile. Look at it again."))
    if found := faults(form, form_from(last.content)):
        raise Invalid(found[0].code, str(SENTENCES[found[0].code]), field=found[0].field)
    forms.version.cache_clear()  # the number may have stood for a form that was rolled back
    with audit.acting(by, "publish the form"):
        return FormVersion.objects.create(
            number=last.number + 1,
            published_at=now,
            published_by=by,
            note=said,
            content=form_json(form),
        )

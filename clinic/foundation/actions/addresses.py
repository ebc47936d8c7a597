"""What people type of themselves, checked and put in one form; every action that keeps it asks here."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from clinic.foundation.core import phones, zones
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Invalid

NAME_LENGTH = 200


def name(text: str) -> str:
    """A person's name, on one line. Raises `Invalid` for none and for one that is too long."""
    held = one_line(text)
    if not held:
        raise Invalid("invalid", _("A name is needed."), field="name")
    if len(held) > NAME_LENGTH:
        sentence = _("At most %(most)d characters.") % {"most": NAME_LENGTH}
        raise Invalid("too_long", sentence, field="name")
    return held


def email(text: str) -> str:
    """An address in lower case, or "". Plain ASCII: one that looks alike must not become another's."""
    held = text.strip().lower()
    if not held:
        return ""
    try:
        validate_email(held)
    except ValidationError:
        held = ""
    if not held.isascii() or not 0 < len(held) <= 254:
        sentence = _("This is no e-mail address that we can write to.")
        raise Invalid("invalid", sentence, field="email")
    return held


def phone(text: str, region: str) -> str:
    """A number in E.164, or "". A number without + is one of `region`."""
    held = one_line(text)
    try:
        return phones.kept(held, region) if held else ""
    except ValueError:
        sentence = _("This is no telephone number. Write it as you would dial it, or with + first.")
        raise Invalid("invalid", sentence, field="phone") from None


def zone(text: str) -> str:
    """The name of a time zone."""
    if text not in zones.names():
        raise Invalid("invalid", _("There is no such time zone."), field="zone")
    return text

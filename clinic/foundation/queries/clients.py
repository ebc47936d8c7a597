"""Finding clients, for the desk."""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext as _

from clinic.foundation.core import texts
from clinic.foundation.errors import Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role

DESK = frozenset({Role.DESK, Role.OWNER})
WORDS = 6  # more say nothing


def search(by: User, text: str, now: datetime, *, most: int = 20) -> list[Client]:
    """Clients of whom every word is part of name, e-mail or telephone number, by name.

    Case and accents do not count, nor how a number is grouped, nor its leading zeros. Nothing is
    found for an empty text. Two queries. Raises `Refused` for all but desk and owner.
    """
    if not roles_of(by) & DESK:
        raise Refused("refused", _("Only the front desk can do this."))
    words = texts.plain(texts.one_line(text)).split()[:WORDS]
    if not words:
        return []
    found = Client.objects.filter(joined_into=None).alias(
        plain_name=_plain("name"), plain_email=_plain("email")
    )
    for word in words:
        found = found.filter(_holds(word))
    return list(found.select_related("user").order_by("plain_name", "pk")[:most])


def _holds(word: str) -> Q:
    asked = Q(plain_name__contains=word) | Q(plain_email__contains=word)
    digits = re.sub(r"[-+/().]", "", word)
    if digits.isdecimal() and digits.isascii() and digits.lstrip("0"):
        asked |= Q(phone__contains=digits.lstrip("0"))
    return asked


def _plain(column: str) -> Combinable:
    """`core.texts.plain` in the database, which may stand on a locale that knows only ASCII."""
    text: Combinable = Func(
        F(column), function="normalize", template="normalize(%(expressions)s, NFKD)"
    )
    text = Func(text, Value(texts.MARKS), Value(""), Value("g"), function="regexp_replace")
    for long, short in texts.LONG:
        text = Replace(text, Value(long), Value(short))
    return Lower(Func(text, *map(Value, texts.ALIKE), function="translate"))

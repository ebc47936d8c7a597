"""Words for the codes on a therapist's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protocols.core.facts import DEPTHS
from protocols.forms.choices import INJURIES, SCREENING

register = template.Library()

FLAGS = dict(SCREENING)
HURT = dict(INJURIES)
CAPS: dict[str, str | Promise] = {
    "": gettext_lazy("Not today: nothing goes, not even light work"),
    "light": gettext_lazy("Light only"),
    "moderate": gettext_lazy("Up to moderate"),
    "deep": gettext_lazy("Any depth"),
}
EASY: dict[str, str | Promise] = {
    "": gettext_lazy("with care at every depth"),
    "light": gettext_lazy("light is easy, deeper with care"),
    "moderate": gettext_lazy("deep with care"),
}


@register.filter
def at(found: Mapping[Any, Any], key: Any) -> Any:
    """What stands there for a key; None for nothing."""
    return found.get(key)


@register.filter
def flag_word(code: str) -> str:
    """What a runner said, in the words of the form; the code for one that has none."""
    return str(FLAGS.get(code, code))


@register.filter
def injury_word(kind: str) -> str:
    return str(HURT.get(kind, kind))


@register.filter
def cap_words(cap: Any) -> str:
    """The pressure cap in one line: how deep, and from where on with care."""
    said = str(CAPS[cap.depth])
    if cap.depth and cap.easy != cap.depth and not (cap.easy == "" and cap.depth == "light"):
        return _("%(cap)s, %(easy)s") % {"cap": said, "easy": EASY[cap.easy]}
    return _("%(cap)s, with care") % {"cap": said} if cap.depth and not cap.easy else said


@register.filter
def deeper(depth: str, cap: str) -> bool:
    """Whether what was booked is deeper than the cap."""
    return not cap or DEPTHS.index(depth) > DEPTHS.index(cap)

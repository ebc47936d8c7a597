"""Codes of the menu as words that people choose from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.core.menu import KINDS

Choice = tuple[str, str | Promise]

KIND_WORDS: dict[str, str | Promise] = {
    "sports_massage": _("Sports massage"),
    "deep_tissue": _("Deep tissue"),
    "trigger_point": _("Trigger points"),
    "myofascial": _("Myofascial release"),
    "stretching": _("Stretching"),
    "ashiatsu": _("Ashiatsu (with the feet)"),
    "swedish": _("Swedish massage"),
    "hot_stone": _("Hot stones"),
    "prenatal": _("Prenatal massage"),
    "couples": _("Couples massage"),
    "facial": _("Facial"),
    "waxing": _("Waxing"),
    "spa": _("Spa"),
    "chair_massage": _("Chair massage at a company"),
    "other": _("Something else"),
}
SKILL_WORDS = {
    code: KIND_WORDS[code]
    for code in KINDS
    if code not in ("sports_massage", "couples", "spa", "other")
}
FEATURE_WORDS: dict[str, str | Promise] = {
    "bars": _("Bars overhead"),
    "stone_heater": _("Stone heater"),
    "sink": _("Washbasin"),
    "shower": _("Shower"),
    "step_free": _("No steps"),
}
KIND_CHOICES: list[Choice] = [(code, KIND_WORDS[code]) for code in KINDS]


def word(code: str) -> str | Promise:
    """A code in words; one that nobody has words for as it is typed."""
    known = SKILL_WORDS.get(code) or FEATURE_WORDS.get(code) or KIND_WORDS.get(code)
    return known or code.replace("_", " ").capitalize()


def tag_choices(known: Iterable[str], used: Iterable[str]) -> list[Choice]:
    """The known codes, then those that this clinic made up, as choices."""
    codes = dict.fromkeys([*known, *sorted(used)])
    return [(code, word(code)) for code in codes]


def languages() -> list[tuple[str, str]]:
    """Languages by code, each in its own words; no variants by country."""
    plain = {
        code: str(info["name_local"])
        for code, info in LANG_INFO.items()
        if "name_local" in info and re.fullmatch(r"[a-z]{2,3}", code)
    }
    return sorted(plain.items(), key=lambda item: item[1].casefold())


def language(code: str) -> str:
    """A language in its own words; an unknown one as its code."""
    return str(LANG_INFO.get(code, {}).get("name_local", code))

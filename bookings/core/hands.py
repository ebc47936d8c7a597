"""A therapist as the owner puts them down: what they can, and what their hands can bear."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bookings.core.places import MOST_POSITION, MOST_TEXT, tags, text_fault
from clinic.foundation.core.texts import one_line
from protocols.core.faults import Fault, first

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")
GENDERS = ("", "woman", "man", "other")
MOST_LANGUAGES = 20
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class TherapistEntry:
    """The columns of a therapist; None for no limit. Minutes, and deep sessions, a local day."""

    about: str = ""
    languages: tuple[str, ...] = ()
    gender: str = ""
    skills: tuple[str, ...] = ()
    most_minutes: int | None = None
    most_deep: int | None = None
    pause_after: int | None = None
    pause_minutes: int = 30
    travel_minutes: int = 45
    position: int = 0


def settled_therapist(entry: TherapistEntry) -> TherapistEntry | Fault:
    """The therapist as they can stand in a table, or the fault. Languages keep their order."""
    skills = tags(entry.skills)
    if skills is None:
        return Fault("skills", "tag")
    languages = tuple(dict.fromkeys(entry.languages))
    tidied = replace(entry, about=one_line(entry.about), skills=skills, languages=languages)
    strange = any(not LANGUAGE.fullmatch(code) or len(code) > 8 for code in languages)
    fault = first(
        [
            ("about", text_fault(tidied.about, MOST_TEXT)),
            ("languages", strange or len(languages) > MOST_LANGUAGES),
            ("gender", entry.gender not in GENDERS),
            ("most_minutes", _beyond(entry.most_minutes, 1, DAY)),
            ("most_deep", _beyond(entry.most_deep, 0, 50)),
            ("pause_after", _beyond(entry.pause_after, 1, DAY)),
            ("pause_minutes", _beyond(entry.pause_minutes, 0, 240)),
            ("travel_minutes", _beyond(entry.travel_minutes, 0, 480)),
            ("position", _beyond(entry.position, 0, MOST_POSITION)),
        ]
    )
    return fault or tidied


def _beyond(figure: int | None, least: int, most: int) -> bool:
    return figure is not None and not least <= figure <= most

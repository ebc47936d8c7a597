"""The demo's nine therapists: what they can, when they work, and what their hands can bear."""

from __future__ import annotations

from dataclasses import dataclass

from bookings.core.hands import TherapistEntry


@dataclass(frozen=True)
class Hands:
    """A therapist: their login, what they can, and their weeks at the first and second studio."""

    name: str
    entry: TherapistEntry
    weeks: tuple[str, str]

    @property
    def email(self) -> str:
        first = {"Tomás": "tomas", "Minh": "minh"}
        return f"{first.get(self.name.split()[0], self.name.split()[0].lower())}@demo.example"


def _can(
    position: int, gender: str, languages: str, skills: str, about: str, **limits: int
) -> TherapistEntry:
    return TherapistEntry(
        about=about,
        languages=tuple(languages.split()),
        gender=gender,
        skills=tuple(skills.split()),
        position=position,
        **{"most_minutes": 420, "pause_after": 240, **limits},
    )


PEOPLE = (
    Hands(
        "Ana Kovač",
        _can(
            *(1, "woman", "en de hr", "ashiatsu trigger_point myofascial"),
            "Ran for a club for ten years; knows Achilles tendons and downhill quads.",
            most_deep=4,
        ),
        ("0 9:00-13:00, 2 14:00-18:00", "4 8:00-12:00"),
    ),
    Hands(
        "Tomás Rey",
        _can(
            *(2, "man", "en es", "ashiatsu hot_stone trigger_point"),
            "Trail runner. Works deep and slowly, and likes to explain why.",
            most_deep=5,
        ),
        ("1 15:00-20:00, 3 16:00-20:00, 5 10:00-14:00", ""),
    ),
    Hands(
        "Yuki Mori",
        _can(
            *(3, "woman", "en ja de", "facial hot_stone prenatal waxing"),
            "Calm hands for the week before a race, and for whoever expects a child.",
        ),
        ("2 9:00-13:00", "3 8:00-13:00, 5 9:00-12:00"),
    ),
    Hands(
        "Leila Haddad",
        _can(
            *(4, "woman", "en ar fr", "facial myofascial prenatal trigger_point"),
            "Physiotherapist by training; tendons, hips, and the way back after an injury.",
            most_deep=4,
        ),
        ("5 14:00-18:00, 6 10:00-15:00", "1 8:00-12:00"),
    ),
    Hands(
        "Jonas Feld",
        _can(
            *(5, "man", "de en", "myofascial trigger_point"),
            "Cyclist turned runner at forty. Patient with masters runners and stiff calves.",
        ),
        ("4 10:00-14:00", "0 15:00-19:00, 2 15:00-19:00"),
    ),
    Hands(
        "Wiebke Aas",
        _can(
            *(6, "woman", "de en nb", "myofascial prenatal"),
            "Came from ballet; hips, feet, and stretching that does not hurt.",
        ),
        ("1 9:00-13:00, 4 14:00-18:00", "0 8:00-12:00"),
    ),
    Hands(
        "Idris Bello",
        _can(
            *(7, "man", "en fr ha", "ashiatsu trigger_point"),
            "Sprinted for his university. Strong, and asks twice whether it is too much.",
            most_deep=5,
        ),
        ("0 17:00-21:00, 3 17:00-21:00, 6 11:00-15:00", ""),
    ),
    Hands(
        "Minh Anh Trần",
        _can(
            *(8, "woman", "vi de en", "facial hot_stone"),
            "Long, even strokes; good for a first visit and for the Sunday after a race.",
        ),
        ("5 9:00-13:00", "1 15:00-19:00, 4 15:00-19:00"),
    ),
    Hands(
        "Sorcha Daly",
        _can(
            *(9, "woman", "en ga", "prenatal trigger_point"),
            "Fell runner from the west coast; knows shins and ankles, and when to send you to a doctor.",
            most_deep=3,
        ),
        ("1 16:00-20:00", "2 8:00-12:00, 5 8:00-12:00"),
    ),
)

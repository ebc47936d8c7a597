"""The session types of the clinic as one literal: what each is for, what is done, how it ends.

The database holds a frozen copy of this as what version 1 shows; words by language, as in rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SessionType:
    """One type. `passes` is (least, most) a spot, `hold_seconds` one static hold; None: no limit named.

    `depths` are those it is given at, `minutes` the usual range. `words`: language -> name, goal,
    `steps` (what to do, in order), `limits` and `finish`.
    """

    code: str
    letter: str
    depths: tuple[str, ...]
    minutes: tuple[int, int]
    passes: tuple[int, int] | None
    hold_seconds: int | None
    source: tuple[str, ...]
    words: Mapping[str, Mapping[str, Any]]

    def to_row(self) -> dict[str, Any]:
        """The type as JSON holds it."""
        return asdict(self)


PRE_EVENT = SessionType(
    code="pre_event",
    letter="P",
    depths=("light", "moderate"),
    minutes=(30, 45),
    passes=(5, 10),
    hold_seconds=None,
    source=("S2", "S3", "S4"),
    words={
        "en": {
            "name": "Pre-event",
            "goal": "Legs that feel light and ready on the start line.",
            "steps": [
                "Ask how you like to be worked on before a race: a light flush, compressions over the"
                " clothes, or no touch at all.",
                "Light flushing strokes with compressions, rocking and shaking; calves and hips first.",
                "A tight spot may have a few deeper strokes, best while the muscle moves.",
            ],
            "limits": [
                "5 to 10 deeper passes a spot, no more.",
                "30 to 45 minutes; the day before at most 30.",
                "Try it before a workout or a lesser race first, never for the first time before the big one.",
            ],
            "finish": "Dynamic or active isolated stretching; until the race self-massage and mobility.",
        }
    },
)

POST_EVENT = SessionType(
    code="post_event",
    letter="R",
    depths=("light", "moderate"),
    minutes=(30, 60),
    passes=None,
    hold_seconds=30,
    source=("S0", "S2", "S3", "S4"),
    words={
        "en": {
            "name": "Post-event",
            "goal": "Less soreness after the race and a quicker return to easy running.",
            "steps": [
                "Slow, controlled flushing, a little deeper than before a race.",
                "Feet, calves and hips; light joint glides and positional release.",
                "After each muscle or region one static hold.",
            ],
            "limits": [
                "No deep work: strained fibres need two to three days, after a demanding race longer.",
                "In the first six hours light and at most 30 minutes.",
                "One hold of 30 seconds a region.",
            ],
            "finish": "A cold bath or whirlpool if you like it; fluids, walking, sleep.",
        }
    },
)

GENERAL = SessionType(
    code="general",
    letter="G",
    depths=("light", "moderate", "deep"),
    minutes=(45, 90),
    passes=None,
    hold_seconds=None,
    source=("S2", "S3", "S4"),
    words={
        "en": {
            "name": "General",
            "goal": "Looser muscles, quieter trigger points and more range while you train.",
            "steps": [
                "Talk about the training week, then look: hip rotation, ankle, single-leg squat or heel raise.",
                "Begin broad and gentle, then specific: deep tissue, trigger points, myofascial release,"
                " stretching.",
                "At a trigger point three to five slow breaths through the nose, with a long way out.",
            ],
            "limits": [
                "As deep as helps and never so deep that you guard or hold your breath; sharp pain is not"
                " the aim.",
                "Soreness for 24 to 36 hours is usual; longer or bruised means one depth lower next time.",
                "90 minutes cover assessment, legs, hips and back; 60 cover one area.",
            ],
            "finish": "A word on what to do at home, and when the next hard workout may come.",
        }
    },
)

INJURY = SessionType(
    code="injury",
    letter="I",
    depths=("light", "moderate", "deep"),
    minutes=(30, 60),
    passes=None,
    hold_seconds=None,
    source=("S0", "S1", "S2", "S3"),
    words={
        "en": {
            "name": "Injury",
            "goal": "Help a diagnosed injury along, beside a doctor or physiotherapist.",
            "steps": [
                "Ask who diagnosed it and what else is being done.",
                "Tendon or ligament: the muscles around it first, then careful cross-fibre work on it.",
                "Strain: around it, on it only light flushing at first, deeper as it heals.",
            ],
            "limits": [
                "Tendon or ligament: two to three sessions a week. Strain: two at most.",
                "Numbness or tingling: stop and change the position; if it stays, refer.",
                "Close to a race tune up, do not try to fix.",
            ],
            "finish": "Ice for 10 to 15 minutes on a tendon or ligament; gentle static stretching for a strain.",
        }
    },
)

NONE = SessionType(
    code="none",
    letter="O",
    depths=("light", "moderate"),
    minutes=(30, 90),
    passes=None,
    hold_seconds=None,
    source=("S2", "S4"),
    words={
        "en": {
            "name": "Other services",
            "goal": "Time for yourself: Swedish, hot stone, prenatal, couples, chair massage, facial, waxing.",
            "steps": [
                "Agree on pressure and on what to leave out.",
                "Swedish, hot stone, prenatal and couples massages touch the legs, so the rules round a race"
                " hold for them too.",
            ],
            "limits": [
                "Never deep.",
                "Facial, waxing or a spa service and deep leg work go on different days.",
                "Chair massage at a company's place starts with five people.",
            ],
            "finish": "Rest and water; nothing else is asked of you.",
        }
    },
)

SESSION_TYPES = (PRE_EVENT, POST_EVENT, GENERAL, INJURY, NONE)

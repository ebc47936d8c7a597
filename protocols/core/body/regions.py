"""The regions of the body chart: where on a figure, seen from which side, and what they are called.

A region is named by its code and view together: the knee from the front, and its hollow from
behind. Sides are the runner's own: seen from the front, their right is on the left of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

VIEWS = ("front", "back")
SIDES = ("left", "right", "middle")
PAIR = ("left", "right")
MIDDLE = ("middle",)
Words = dict[str, str]  # language -> text

# What is followed over a season: several regions are one area.
AREAS: dict[str, Words] = {
    "head": {"en": "Head"},
    "neck": {"en": "Neck"},
    "shoulder": {"en": "Shoulder"},
    "arm": {"en": "Arm and hand"},
    "chest": {"en": "Chest"},
    "abdomen": {"en": "Belly and side"},
    "upper_back": {"en": "Upper back"},
    "low_back": {"en": "Low back"},
    "glute": {"en": "Buttock"},
    "hip": {"en": "Hip"},
    "groin": {"en": "Inner thigh"},
    "quad": {"en": "Front of the thigh"},
    "hamstring": {"en": "Hamstring"},
    "it_band": {"en": "IT band"},
    "knee": {"en": "Knee"},
    "shin": {"en": "Shin"},
    "calf": {"en": "Calf"},
    "achilles": {"en": "Achilles"},
    "ankle": {"en": "Ankle"},
    "foot": {"en": "Foot"},
}


@dataclass(frozen=True, slots=True)
class Region:
    """A place on one view of the figure. `sides`: both, or the middle alone."""

    code: str
    view: str
    sides: tuple[str, ...]
    area: str
    words: Words

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.view


def _front(code: str, area: str, words: str, sides: tuple[str, ...] = PAIR) -> Region:
    return Region(code, "front", sides, area, {"en": words})


def _back(code: str, area: str, words: str, sides: tuple[str, ...] = PAIR) -> Region:
    return Region(code, "back", sides, area, {"en": words})


# From the ground up: most of what hurts a runner comes first. It is the order of lists too.
REGIONS: tuple[Region, ...] = (
    _front("foot", "foot", "top of the foot"),
    _front("ankle", "ankle", "front of the ankle"),
    _front("shin", "shin", "shin"),
    _front("calf", "calf", "inner calf"),
    _front("knee", "knee", "knee"),
    _front("quad", "quad", "front of the thigh"),
    _front("it_band", "it_band", "IT band, outside of the thigh"),
    _front("groin", "groin", "inner thigh and groin"),
    _front("hip_flexor", "hip", "hip flexor"),
    _front("abdomen", "abdomen", "belly"),
    _front("side", "abdomen", "side of the trunk"),
    _front("chest", "chest", "chest"),
    _front("shoulder", "shoulder", "front of the shoulder"),
    _front("upper_arm", "arm", "front of the upper arm"),
    _front("forearm", "arm", "inner forearm"),
    _front("hand", "arm", "palm of the hand"),
    _front("neck", "neck", "front of the neck"),
    _front("head", "head", "face and forehead", MIDDLE),
    _back("plantar", "foot", "plantar fascia, arch of the sole"),
    _back("heel", "foot", "heel"),
    _back("forefoot", "foot", "ball of the foot and toes"),
    _back("achilles", "achilles", "Achilles tendon"),
    _back("calf", "calf", "calf"),
    _back("knee", "knee", "hollow of the knee"),
    _back("hamstring", "hamstring", "hamstring"),
    _back("it_band", "it_band", "IT band from behind"),
    _back("groin", "groin", "inner thigh from behind"),
    _back("glute", "glute", "buttock"),
    _back("hip", "hip", "outside of the hip"),
    _back("low_back", "low_back", "low back"),
    _back("upper_back", "upper_back", "upper back"),
    _back("trapezius", "shoulder", "top of the shoulder"),
    _back("shoulder", "shoulder", "back of the shoulder"),
    _back("upper_arm", "arm", "back of the upper arm"),
    _back("forearm", "arm", "outer forearm and elbow"),
    _back("hand", "arm", "back of the hand"),
    _back("neck", "neck", "back of the neck"),
    _back("head", "head", "back of the head", MIDDLE),
)
BY_KEY: dict[tuple[str, str], Region] = {one.key: one for one in REGIONS}
SIDE_WORDS: dict[str, Words] = {
    "left": {"en": "left"},
    "right": {"en": "right"},
    "middle": {"en": "middle"},
}


def region(code: str, view: str) -> Region | None:
    """The region of that code in that view, if there is one."""
    return BY_KEY.get((code, view))


def said(words: Words, language: str = "en") -> str:
    """Words in a language, or in English where they have none in it."""
    return words.get(language) or words["en"]


def place_words(code: str, side: str, view: str, language: str = "en") -> str:
    """A place as one calls it: "left calf", "face and forehead". Of a known region and side."""
    name = said(BY_KEY[code, view].words, language)
    return name if side == "middle" else f"{said(SIDE_WORDS[side], language)} {name}"

"""Sentences: a rule's words filled with the figures of a case, or with the rule's own figures."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from protocols.core.facts import Case, Race, Session, Workout
from protocols.core.rules import Rule
from protocols.core.units import HOUR, MINUTE
from protocols.core.windows import Window

CLOSE = 2 * HOUR  # so near to a bound the minutes matter

NAMES: MappingProxyType[str, MappingProxyType[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                "light": "light work",
                "moderate": "moderate work",
                "deep": "deep work",
                "pre_event": "pre-event session",
                "post_event": "post-event session",
                "general": "general session",
                "injury": "injury session",
                "none": "session",
                "race": "the race",
                "intervals": "the intervals",
                "threshold": "the threshold run",
                "race_pace": "the race-pace run",
                "long_run": "the long run",
                "hills": "the hill workout",
                "easy": "the easy run",
                "cross_training": "cross-training",
                "rest": "the rest day",
                "unknown": "the workout",
                "tendinopathy": "tendon injury",
                "ligament": "ligament injury",
                "strain": "muscle strain",
                "other": "injury",
                "review": "The therapist must look at this first.",
                "waived": ", which a therapist has waived for this booking.",
                "hot_tendon": "a hot tendon or pain at the start of movement",
                "acute_strain": "an acute strain",
                "contusion": "a bruised muscle",
                "boggy_swelling": "soft swelling",
                "numbness_below_knee": "numbness or tingling below the knee",
                "anticoagulant": "a blood thinner",
                "medication_change": "a recent change of medication",
                "short_sleep": "two short nights in a row",
                "calf_clot_signs": "a hot, swollen, painful calf",
                "fever": "fever",
                "skin_infection": "a skin infection",
                "open_wound": "an open wound or infected blister",
                "recent_surgery": "recent surgery",
                "uncontrolled_blood_pressure": "blood pressure that is not under control",
                "focal_bone_pain": "bone pain in one spot or at night",
                "dark_urine_or_collapse": "dark urine, confusion or collapse after a race",
                "chest_pain": "chest pain",
                "pregnancy": "pregnancy",
                "service_facial": "facial",
                "service_waxing": "waxing session",
                "service_spa": "spa session",
                "service_chair_massage": "chair massage",
                "service_swedish": "Swedish massage",
                "service_hot_stone": "hot stone massage",
                "service_prenatal": "prenatal massage",
                "service_couples": "couples massage",
            }
        )
    }
)


def sentence(window: Window, case: Case, language: str = "en") -> str:
    """One plain sentence with the figures of this very case."""
    names = NAMES[language]
    words = window.rule.words[language]
    template = words.get(_variant(window)) or words.get(window.effect) or words["because"]
    text = template.format_map(_figures(window, case, names))
    said = text[:1].upper() + text[1:]
    return said.removesuffix(".") + names["waived"] if window.waived else said


def rule_sentence(rule: Rule, language: str = "en") -> str:
    """What a rule says, with its own figures: for the pages that explain the rules."""
    return rule.words[language]["rule"].format(bands=rule.bands, **rule.limits)


def hours(length: int, bounds: Iterable[int]) -> str:
    """A length in whole hours, rounded down; within 2 h of a bound (hours) with minutes."""
    whole, minutes = length // HOUR, length % HOUR // MINUTE
    for bound in bounds:
        if -CLOSE <= length - bound * HOUR <= CLOSE:
            break
    else:
        return f"{whole} h"
    if not whole:
        return f"{minutes} min"
    return f"{whole} h {minutes} min" if minutes else f"{whole} h"


def bounds_of(window: Window) -> frozenset[int]:
    """The bounds, in hours, near which a window's sentence gives the minutes, too."""
    bands = (*window.rule.bands, window.band)
    return frozenset(edge for band in bands if band for edge in (band.start, band.until))


def _variant(window: Window) -> str:
    """Which of a rule's sentences tells of more than its effect does."""
    figures = window.figures
    if "cleared" in figures:
        return "cleared"
    if window.rule.kind != "cadence":
        return ""
    if "since" not in figures:
        return "first"
    return "overdue" if int(figures["since"]) > int(figures["longest"]) else ""


def _figures(window: Window, case: Case, names: MappingProxyType[str, str]) -> dict[str, Any]:
    rule, band, shape = window.rule, window.band, case.shape
    figures = window.figures
    return {
        "work": names[shape.depth],
        "session": names[shape.type],
        "minutes": shape.minutes,
        "gap": hours(window.gap(case.start), bounds_of(window)),
        "thing": _name(window, names),
        "start": band.start if band else 0,
        "until": band.until if band else 0,
        "most": band.most if band and band.most is not None else rule.limits.get("most", 0),
        "over": band.over if band and band.over is not None else 0,
        "answer": names.get(str(figures.get("code", "")), ""),
        "injury_name": names.get(str(figures.get("injury", "")), ""),
        **{k: v for k, v in figures.items() if k not in ("code", "injury", "most")},
        "rather": names.get(str(figures.get("rather", "")), ""),
        "service": names.get(f"service_{figures.get('service')}", names["none"]),
        **{f"limit_{name}": value for name, value in rule.limits.items()},
    }


def _name(window: Window, names: MappingProxyType[str, str]) -> str:
    thing = window.thing
    if isinstance(thing, Race) or (isinstance(thing, Workout) and thing.race):
        return " ".join(thing.name.split()) or names["race"]
    if isinstance(thing, Workout):
        return names[thing.kind]
    if isinstance(thing, Session):
        return names.get(f"service_{thing.service}", names[thing.type])
    return ""

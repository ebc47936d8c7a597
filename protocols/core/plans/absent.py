"""Titles that say why nobody trains: injured, ill, on holiday, on the way.

Words of health are sealed with an absence; in a workout or its uid they would lie open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from protocols.core.plans import measures, titles
from protocols.core.plans.measures import flattened
from protocols.core.plans.shape import Item

HEALTH = ("injured", "sick")
_WORDS = (
    ("injured", r"injur\w*|verletz\w*|blesse\w*|blessure\w*|lesion\w*"),
    (
        "sick",
        (
            r"sick(?:ness)?|ill(?![’'-])|illness\w*|flu|influenza|covid\w*|fever|grippe|gripe|enferm\w*"
            r"|krank(?!en(?:kasse|vers|schwest|pfleg))\w*|erkae?lt\w*|fieber|malade|maladie|fievre|fiebre"
        ),
    ),
    (
        "holiday",
        r"holidays?|vacations?|urlaub(?:s?tage?|szeit)?|ferien(?:tage?|zeit)?|vacances|conge|vacaciones",
    ),
    ("travel", r"travel\w*|trip|reise\w*|voyage|viaje\w*|away"),
)
_ANYWHERE = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _WORDS}
_ALONE = {
    kind: re.compile(rf"(?:{words})(?: (?:day|days|time|off|leave|tag))?[.!]*")
    for kind, words in _WORDS
}
# What may stand before: signs, the sport; before words of health also that nothing is trained.
_SPORT = r"\W|(?:run|running|other|custom|event|workout)(?= ?[-–:(])"
_IDLE = (
    r"(?:still|feeling|feel|out|home|too|off|rest|(?:rest |off )?day(?: off)?|cancel\w*|skipped|missed"
    r"|no (?:run|running|training|workout)|dns|ruhetag|pause|kein training|immer noch|noch|bin|suis"
    r"|repos|descanso)\b"
)
_FIRST = {
    kind: re.compile(
        rf"(?:{_SPORT}|{_IDLE})*+(?:{words})\b"
        if kind in HEALTH
        else rf"(?:{_SPORT})*+(?:{words})\b"
    )
    for kind, words in _WORDS
}
# "Knee injury", "Wade verletzt": the last of two or three words.
_LAST = re.compile(
    r"\W*+\w++\W++(?:\w++\W++)?(?:(injur(?:y|ed)|verletz(?:t|ung)|blessure|lesion)|sick|ill|illness"
    r"|flu|covid|krank)\W*+"
)
# What was not trained, or before and after, is no training of this day.
_NOT_NOW = re.compile(
    r"\b(?:no|not|without|instead|skip\w*|miss\w*|cancel\w*|during|while|after|from|since|until|till"
    r"|before|in|at|on|by|due|because|pre|post|kein\w*|ohne|nach|seit|beim?|statt|vor|pas|sans|apres"
    r"|depuis|avant|sin|desde|despues|antes)\b"
)
_RECOVERY = re.compile(r"\b(?:recover\w*|gp)\b")  # of health: getting well, a doctor
_TRAINING = re.compile(
    r"\b(?:runs?|running|jog\w*|lauf\w*|\w+lauf|footing|course|carrera|correr|trails?|parkrun|workout"
    r"|session|training|exercises?|drills?|prehab|treadmill|tt|laktat\w*|dash|hustle|trot|challenge"
    r"|classic|uebungen|ubungen|exercices|ejercicios|krankengymnastik|pr[ae]+venti?\w*|prevenc\w*"
    r"|\w*prophyla\w*|\w*vorbeug\w*)\b|\binjury[ -](?:rehab|proof|free)"
)


@lru_cache(maxsize=64)  # one title is asked more than once, one after the other
def kind_of(title: str) -> str:
    """One of `ABSENCES`, if a title begins with a word of it, or is "knee injury"; "" if it does not,
    or names a kind of training or a race.
    """
    flat = flattened(titles.head(title)).replace("_", " ")
    kind = next((kind for kind, pattern in _FIRST.items() if pattern.match(flat)), "")
    if not kind:
        return _by_its_last(flat)
    if kind not in HEALTH:
        return "" if _trains(flat) or titles.is_errand(flat) else kind
    word = _ANYWHERE[kind].search(flat)
    begin = word.start() if word else 0
    apart = _NOT_NOW.search(flat, begin)
    said = flat[begin : apart.start() if apart else None]
    return "" if _trains(_RECOVERY.sub(" ", said)) else kind


def _by_its_last(flat: str) -> str:
    last = _LAST.fullmatch(flat)
    if not last or _NOT_NOW.search(flat) or _trains(flat):
        return ""
    return "injured" if last[1] else "sick"


def anywhere(title: str) -> str:
    """The same of any word of a title that is no training: for what goes on for days."""
    if titles.kind_of(title) not in ("unknown", "rest") or titles.looks_like_race(title):
        return ""
    flat = flattened(title)
    return next((kind for kind, pattern in _ANYWHERE.items() if pattern.search(flat)), "")


def alone(words: Iterable[str]) -> str:
    """The kind that one of some words is, and says nothing else; else ""."""
    flat = [flattened(each) for each in words]
    return next((kind for kind, all_of in _ALONE.items() if any(map(all_of.fullmatch, flat))), "")


def settled(item: Item) -> Item:
    """The item as an absence of its day, if that is what its title says.

    What was trained all the same keeps its day and is known by its length: nothing of its runner's
    health stands in it. A holiday is none where its source names the training.
    """
    if item.what not in ("workout", "maybe_race") or not (kind := kind_of(item.title)):
        return item
    length = length_of(item)
    if item.done and length:
        return replace(item, title=length) if kind in HEALTH else item
    named = item.what == "maybe_race" or item.kind not in ("", "unknown", "rest")
    if named and kind not in HEALTH:
        return item
    return Item(item.uid, item.line, "absence", item.title, item.day, kind=kind, until=item.day)


def length_of(item: Item) -> str:
    """How far or how long, as a name for what has none; "" if neither is known."""
    if item.distance_m:
        return f"{item.distance_m / 1000:g} km"
    return f"{item.minutes} min" if item.minutes else ""


def _trains(flat: str) -> bool:
    """Whether a text names a kind of training, or a race."""
    return bool(
        _TRAINING.search(flat)
        or titles.kind_of(flat) not in ("unknown", "rest")
        or titles.looks_like_race(flat)
        or measures.distance_of(flat)
    )

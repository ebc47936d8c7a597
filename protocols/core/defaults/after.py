"""After a race: hours from the finish to the session's start."""

from protocols.core.defaults.groups import DEEP, GENTLE, LIGHT, MODERATE, RUNNING, RUNNING_OR_BODY
from protocols.core.rules import Band, Rule

AFTER_RACE = (
    Rule(
        id="POST-1",
        kind="after_race",
        types=("post_event",),
        depths=LIGHT,
        bands=(Band("recommended", 0, 6, most=30), Band("recommended", 6, 36)),
        small=True,
        source=("S0", "S3", "S4"),
        words={
            "en": {
                "rule": "A light flush within {bands[1].until} hours of the finish; in the first"
                " {bands[0].until} up to {bands[0].most} minutes.",
                "because": "It would start {gap} after {thing}: a good time for a light flush.",
            }
        },
    ),
    Rule(
        id="POST-2",
        kind="after_race",
        types=RUNNING_OR_BODY,
        depths=MODERATE,
        bands=(Band("caution", 0, 24),),
        source=("S3",),
        words={
            "en": {
                "rule": "In the first {bands[0].until} hours after a race rather light than moderate.",
                "because": "{work} would start {gap} after {thing}; in the first {until} h light work is better.",
            }
        },
    ),
    Rule(
        id="POST-3",
        kind="after_race",
        types=("post_event",),
        depths=GENTLE,
        bands=(Band("recommended", 24, 96),),
        source=("S0", "S2"),
        words={
            "en": {
                "rule": "Light to moderate recovery work one to four days after a race.",
                "because": "It would start {gap} after {thing}: a good time for recovery work.",
            }
        },
    ),
    Rule(
        id="POST-4",
        kind="after_race",
        types=RUNNING,
        depths=DEEP,
        bands=(Band("blocked", 0, 48),),
        waivable=True,
        source=("S3", "S4"),
        words={
            "en": {
                "rule": "No deep work in the {bands[0].until} hours after a race: it delays recovery.",
                "because": "{work} would start {gap} after {thing}; it needs {until} h.",
            }
        },
    ),
    Rule(
        id="POST-5",
        kind="after_race",
        types=RUNNING,
        depths=DEEP,
        bands=(
            Band("caution", 48, 72, demanding=False),
            Band("blocked", 48, 72, demanding=True),
        ),
        waivable=True,
        source=("S2", "S4"),
        words={
            "en": {
                "rule": "Deep work {bands[0].start} to {bands[0].until} hours after a race only with care; not at"
                " all after a hilly, downhill, trail or long one.",
                "because": "{work} would start {gap} after {thing}; give it {until} h.",
            }
        },
    ),
    Rule(
        id="POST-6",
        kind="after_race",
        types=RUNNING,
        depths=DEEP,
        bands=(
            Band("caution", 72, 96, demanding=False),
            Band("caution", 72, 168, demanding=True),
        ),
        source=("S0", "S2", "derived"),
        source_class="derived",
        words={
            "en": {
                "rule": "Deep work with care until day four, after a demanding race until day seven.",
                "because": "{work} would start {gap} after {thing}; within {until} h go easier or wait.",
            }
        },
    ),
    Rule(
        id="POST-7",
        kind="after_race",
        health=True,
        types=RUNNING,
        depths=DEEP,
        bands=(Band("caution", 72, 168),),
        only={"runner": ("race_soreness",)},
        source=("S2",),
        words={
            "en": {
                "rule": "Still sore from the race: deep work with care until {bands[0].until} hours after it.",
                "because": "You are still sore from the race and {work} would start {gap} after {thing}; give it {until} h.",
            }
        },
    ),
)

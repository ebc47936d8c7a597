"""Before a race: hours from the session's end to the start."""

from protocols.core.defaults.groups import (
    DEEP,
    GENTLE,
    LIGHT,
    MODERATE,
    RUNNING,
    RUNNING_OR_BODY,
)
from protocols.core.rules import Band, Rule

BEFORE_RACE = (
    Rule(
        id="PRE-1",
        kind="before_race",
        types=RUNNING,
        depths=DEEP,
        bands=(Band("blocked", 0, 72),),
        waivable=True,
        source=("S2", "S4"),
        words={
            "en": {
                "rule": "No deep work in the {bands[0].until} hours before a race: muscles need days to recover.",
                "because": "{work} would end {gap} before {thing}; it needs {until} h.",
            }
        },
    ),
    Rule(
        id="PRE-2",
        kind="before_race",
        types=RUNNING,
        depths=DEEP,
        bands=(Band("caution", 72, 120),),
        source=("S2", "S4"),
        words={
            "en": {
                "rule": "Deep work {bands[0].start} to {bands[0].until} hours before a race only with care.",
                "because": "{work} would end {gap} before {thing}; {until} h would leave more room.",
            }
        },
    ),
    Rule(
        id="PRE-3",
        kind="before_race",
        types=("general", "pre_event"),
        depths=GENTLE,
        bands=(Band("recommended", 168, 240),),
        source=("S2",),
        words={
            "en": {
                "rule": "The taper session: light or moderate, 7 to 10 days before a race.",
                "because": "It would end {gap} before {thing}: a good time for the taper session.",
            }
        },
    ),
    Rule(
        id="PRE-4",
        kind="before_race",
        types=("pre_event",),
        depths=LIGHT,
        bands=(Band("recommended", 72, 120, most=45),),
        source=("S2", "S4"),
        words={
            "en": {
                "rule": "The tune-up: up to {bands[0].most} minutes, light, 3 to 5 days before a race.",
                "because": "It would end {gap} before {thing}: a good time for a light tune-up of {minutes} min.",
            }
        },
    ),
    Rule(
        id="PRE-5",
        kind="before_race",
        types=RUNNING,
        depths=GENTLE,
        bands=(Band("caution", 24, 120, over=45),),
        source=("S2",),
        words={
            "en": {
                "rule": "Inside five days of a race keep a session to {bands[0].over} minutes.",
                "because": "A session of {minutes} min would end {gap} before {thing}; inside {until} h keep it to {over} min.",
            }
        },
    ),
    Rule(
        id="PRE-6",
        kind="before_race",
        types=("pre_event",),
        depths=LIGHT,
        bands=(Band("recommended", 24, 72, most=45),),
        small=True,
        source=("S3", "S4"),
        words={
            "en": {
                "rule": "A light flush of up to {bands[0].most} minutes, one to three days before a race.",
                "because": "It would end {gap} before {thing}: a good time for a light flush.",
            }
        },
    ),
    Rule(
        id="PRE-7",
        kind="before_race",
        types=RUNNING_OR_BODY,
        depths=MODERATE,
        bands=(Band("caution", 0, 72),),
        source=("S3", "S4", "derived"),
        source_class="derived",
        words={
            "en": {
                "rule": "In the {bands[0].until} hours before a race only light work; moderate with care.",
                "because": "{work} would end {gap} before {thing}; inside {until} h light work is better.",
            }
        },
    ),
    Rule(
        id="PRE-8",
        kind="before_race",
        types=("pre_event",),
        depths=LIGHT,
        bands=(Band("note", 0, 2, most=30), Band("recommended", 2, 24, most=30)),
        small=True,
        source=("S2", "S3", "S4"),
        words={
            "en": {
                "rule": "The day before a race a brief flush of up to {bands[0].most} minutes; in the last"
                " {bands[0].until} hours nothing replaces the warm-up.",
                "because": "It would end {gap} before {thing}: a brief, light flush is fine the day before.",
                "note": "It would end {gap} before {thing}: keep time for your warm-up, nothing replaces it.",
            }
        },
    ),
    Rule(
        id="PRE-9",
        kind="before_race",
        types=RUNNING_OR_BODY,
        depths=GENTLE,
        bands=(Band("caution", 0, 24, over=30, most=45), Band("blocked", 0, 24, over=45)),
        waivable=True,
        source=("S2",),
        words={
            "en": {
                "rule": "In the {bands[0].until} hours before a race over {bands[0].over} minutes only with care,"
                " over {bands[1].over} not at all.",
                "because": "A session of {minutes} min would end {gap} before {thing}; so close, keep it to {over} min.",
            }
        },
    ),
    Rule(
        id="PRE-10",
        kind="before_race",
        types=("pre_event",),
        bands=(
            Band("note", 0, 120, depths=LIGHT, most=30),
            Band("caution", 0, 120, depths=LIGHT, over=30),
            Band("caution", 0, 120, depths=("moderate", "deep")),
        ),
        limits={"rehearsal_hours": 120},
        only={"priority": ("A",)},
        source=("S3",),
        words={
            "en": {
                "rule": "Try a pre-event session before a workout or a lesser race first, at least"
                " {rehearsal_hours} hours before an A race.",
                "because": "It would end {gap} before {thing} with no rehearsal: try a pre-event session before a workout or a lesser race first.",
            }
        },
    ),
    Rule(
        id="PRE-11",
        kind="quiet_days",
        types=RUNNING_OR_BODY,
        bands=(Band("blocked"),),
        source=("S3",),
        words={
            "en": {
                "rule": "Nothing on the quiet days that the runner keeps before a race; only the runner lifts them.",
                "because": "It would end {gap} before {thing}, inside the {quiet}-day quiet time that you keep; only you can lift it.",
            }
        },
    ),
    Rule(
        id="PRE-12",
        kind="before_race",
        types=("injury",),
        depths=GENTLE,
        bands=(Band("caution", 0, 72),),
        source=("S4", "derived"),
        source_class="derived",
        words={
            "en": {
                "rule": "In the {bands[0].until} hours before a race tune up, do not try to fix: talk to the therapist.",
                "because": "Injury work would end {gap} before {thing}; inside {until} h tune up, do not try to fix: talk to your therapist.",
            }
        },
    ),
    Rule(
        id="PRE-13",
        kind="before_race",
        types=("pre_event",),
        bands=(Band("note", 72, 120),),
        limits={"untouched_days": 28},
        source=("S4",),
        words={
            "en": {
                "rule": "After {untouched_days} days without a session rather five days or more before a race.",
                "because": "With no session in the {limit_untouched_days} days before, it would end {gap} before {thing}; {until} h or more are kinder.",
            }
        },
    ),
)

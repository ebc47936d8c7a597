"""Around training, and the cadence of sessions by phase."""

from protocols.core.defaults.groups import DEEP, GENTLE, RUNNING
from protocols.core.rules import Band, Rule

NEAR_RACE = {"silent_before_race": 120, "silent_after_race": 96}  # there the race rules speak

TRAINING = (
    Rule(
        id="TRAIN-1",
        kind="before_hard",
        types=RUNNING,
        depths=DEEP,
        bands=(Band("blocked", 0, 24),),
        waivable=True,
        source=("S2",),
        words={
            "en": {
                "rule": "No deep work in the {bands[0].until} hours before a hard workout.",
                "because": "{work} would end {gap} before {thing}; leave at least {until} h.",
            }
        },
    ),
    Rule(
        id="TRAIN-2",
        kind="before_hard",
        types=RUNNING,
        depths=DEEP,
        bands=(Band("caution", 24, 48),),
        source=("S2",),
        words={
            "en": {
                "rule": "Deep work {bands[0].start} to {bands[0].until} hours before a hard workout with care.",
                "because": "{work} would end {gap} before {thing}; {until} h would leave more room.",
            }
        },
    ),
    Rule(
        id="TRAIN-3",
        kind="before_hard",
        types=RUNNING,
        depths=DEEP,
        bands=(Band("caution", 48, 72),),
        only={"phases": ("peak",), "workouts": ("intervals", "long_run")},
        source=("S2",),
        words={
            "en": {
                "rule": "In the peak block, deep work within {bands[0].until} hours of intervals or a long run with care.",
                "because": "You are in your peak block and {work} would end {gap} before {thing}; leave {until} h.",
            }
        },
    ),
    Rule(
        id="TRAIN-4",
        kind="easy_day",
        types=("general",),
        depths=GENTLE,
        bands=(Band("recommended"),),
        limits={"alone_days": 7, **NEAR_RACE},
        source=("S2",),
        words={
            "en": {
                "rule": "Recovery work fits a day with only easy running, cross-training or rest.",
                "because": "You have only gentle training that day: a good time for recovery work.",
                "note": "You have only gentle training that day, but another session lies within a week.",
            }
        },
    ),
    Rule(
        id="TRAIN-5",
        kind="after_hard",
        types=("general",),
        depths=GENTLE,
        bands=(Band("recommended", 6, 36),),
        limits={"alone_days": 7, **NEAR_RACE},
        source=("S2",),
        words={
            "en": {
                "rule": "Recovery work {bands[0].start} to {bands[0].until} hours after a hard workout.",
                "because": "It would start {gap} after {thing}: a good time for recovery work.",
                "note": "It would start {gap} after {thing}, but another session lies within a week.",
            }
        },
    ),
    Rule(
        id="TRAIN-6",
        kind="after_hard",
        types=RUNNING,
        depths=DEEP,
        bands=(Band("caution", 0, 24),),
        source=("S2", "S3", "derived"),
        source_class="derived",
        words={
            "en": {
                "rule": "Deep work in the {bands[0].until} hours after a hard workout with care.",
                "because": "{work} would start {gap} after {thing}; give your muscles {until} h.",
            }
        },
    ),
)

FIRST = "This would be your first session: a good time to start."

CADENCE = (
    Rule(
        id="CAD-1",
        kind="cadence",
        types=("general",),
        bands=(Band("recommended"),),
        limits={"shortest": 14, "longest": 28, **NEAR_RACE},
        only={"phases": ("base",)},
        source=("S2",),
        words={
            "en": {
                "rule": "While building the base, a session every {shortest} to {longest} days.",
                "because": "{since} days since your last session: one every {shortest} to {longest} days suits the base phase.",
                "overdue": "A session is overdue: {since} days since your last one; in the base phase {longest} are the most.",
                "first": FIRST,
            }
        },
    ),
    Rule(
        id="CAD-2",
        kind="cadence",
        types=("general",),
        bands=(Band("recommended"),),
        limits={"shortest": 7, "longest": 14, **NEAR_RACE},
        only={"phases": ("peak",)},
        source=("S2", "S4"),
        words={
            "en": {
                "rule": "In the peak block, a session every {shortest} to {longest} days.",
                "because": "{since} days since your last session: one every {shortest} to {longest} days suits the peak block.",
                "overdue": "A session is overdue: {since} days since your last one; in the peak block {longest} are the most.",
                "first": FIRST,
            }
        },
    ),
    Rule(
        id="CAD-3",
        kind="plan",
        types=("general", "pre_event"),
        bands=(),
        source=("S2",),
        words={
            "en": {
                "rule": "In the taper one session 7 to 10 days out, and if it suits you one at 3 to 5 days.",
                "because": "",
            }
        },
    ),
    Rule(
        id="CAD-4",
        kind="plan",
        types=("post_event",),
        bands=(),
        source=("S0", "S2"),
        words={
            "en": {
                "rule": "In recovery one session within 24 to 96 hours of the finish.",
                "because": "",
            }
        },
    ),
    Rule(
        id="CAD-5",
        kind="cadence",
        types=("general",),
        bands=(Band("recommended"),),
        limits={
            "shortest": 21,
            "longest": 28,
            "recreational_shortest": 30,
            "recreational_longest": 30,
            "rising_shortest": 14,
            "rising_longest": 21,
            **NEAR_RACE,
        },
        only={"phases": ("maintenance",)},
        source=("S2", "S4"),
        words={
            "en": {
                "rule": "Without a race ahead, a session every {shortest} to {longest} days: {recreational_longest}"
                " for a recreational runner, {rising_shortest} to {rising_longest} when the load rises.",
                "because": "{since} days since your last session: one every {longest} days or so suits you now.",
                "overdue": "A session is overdue: {since} days since your last one; {longest} are the most.",
                "first": FIRST,
            }
        },
    ),
)

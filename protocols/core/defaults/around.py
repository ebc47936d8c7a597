"""What stands beside the session: the same time, the same day, the group."""

from protocols.core.rules import Band, Rule

AROUND = (
    Rule(
        id="DAY-1",
        kind="same_day",
        bands=(Band("caution"),),
        only={"services": ("facial", "waxing", "spa")},
        source=("S2",),
        words={
            "en": {
                "rule": "Deep leg work and a facial, waxing or spa service on one day with care.",
                "because": "Deep work and a {service} would fall on one day; part them if you can.",
            }
        },
    ),
    Rule(
        id="DAY-2",
        kind="group",
        types=("none",),
        bands=(Band("blocked"),),
        limits={"fewest": 5},
        only={"services": ("chair_massage",)},
        source=("S2",),
        words={
            "en": {
                "rule": "Chair massage at a company's place starts with {fewest} people a visit.",
                "because": "Chair massage comes to you from {limit_fewest} people a visit; you named {people}.",
            }
        },
    ),
    Rule(
        id="CLASH-1",
        kind="overlap",
        bands=(Band("blocked"),),
        only={"with": ("races",)},
        source=("derived",),
        source_class="derived",
        words={
            "en": {
                "rule": "No session during a race.",
                "because": "You are running {thing} at that time.",
            }
        },
    ),
    Rule(
        id="CLASH-2",
        kind="overlap",
        bands=(Band("caution"),),
        only={"with": ("workouts",)},
        source=("derived",),
        source_class="derived",
        words={
            "en": {
                "rule": "A session during a planned workout with care.",
                "because": "It would overlap {thing} in your plan.",
            }
        },
    ),
    Rule(
        id="CLASH-3",
        kind="overlap",
        bands=(Band("blocked"),),
        only={"with": ("sessions",)},
        source=("derived",),
        source_class="derived",
        words={
            "en": {
                "rule": "No session during another one.",
                "because": "You have another {thing} at that time.",
            }
        },
    ),
    Rule(
        id="CLASH-4",
        kind="overlap",
        bands=(Band("blocked"),),
        only={"with": ("away",)},
        source=("derived",),
        source_class="derived",
        words={
            "en": {
                "rule": "No session while the runner is away.",
                "because": "You are away at that time.",
            }
        },
    ),
)

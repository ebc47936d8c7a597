"""How often, and how soon after one another."""

from protocols.core.defaults.groups import DEEP, GENTLE, RUNNING
from protocols.core.rules import Band, Rule

FREQUENCY = (
    Rule(
        id="INJ-1",
        kind="spacing",
        health=True,
        types=("injury",),
        depths=GENTLE,
        bands=(Band("recommended"),),
        limits={"tendinopathy": 2, "ligament": 2, "strain": 3, "other": 7},
        only={"silent_with": ("PRE-12", "FREQ-1", "FREQ-2")},
        source=("S0", "S3"),
        source_class="derived",
        words={
            "en": {
                "rule": "A diagnosed injury: sessions {tendinopathy} days apart for a tendon or ligament, {strain}"
                " for a strain, {other} otherwise.",
                "because": "Your {injury_name} is diagnosed and your injury sessions stay at least {apart} days apart: a good time.",
            }
        },
    ),
    Rule(
        id="FREQ-1",
        kind="most_a_week",
        health=True,
        types=("injury",),
        bands=(Band("blocked"),),
        limits={"most": 3},
        only={"injuries": ("tendinopathy", "ligament")},
        waivable=True,
        source=("S3",),
        words={
            "en": {
                "rule": "A tendon or ligament takes at most {most} injury sessions in any 7 days.",
                "because": "You would have more than {most} injury sessions within 7 days; a tendon or ligament takes {most} at most.",
            }
        },
    ),
    Rule(
        id="FREQ-2",
        kind="most_a_week",
        health=True,
        types=("injury",),
        bands=(Band("blocked"),),
        limits={"most": 2},
        only={"injuries": ("strain",)},
        waivable=True,
        source=("S3",),
        words={
            "en": {
                "rule": "A muscle strain takes at most {most} injury sessions in any 7 days.",
                "because": "You would have more than {most} injury sessions within 7 days; a muscle strain takes {most} at most.",
            }
        },
    ),
    Rule(
        id="FREQ-3",
        kind="deep_again",
        types=RUNNING,
        depths=DEEP,
        bands=(Band("caution"),),
        limits={"others": 36, "masters": 48},
        waivable=True,
        source=("S3", "derived"),
        source_class="derived",
        words={
            "en": {
                "rule": "Deep again within {others} hours of deep work with care; {masters} for a masters runner.",
                "because": "This would be {gap} from your other deep work; leave {until} h for soreness to pass.",
            }
        },
    ),
    Rule(
        id="FREQ-4",
        kind="step_down",
        health=True,
        types=RUNNING,
        depths=("moderate", "deep"),
        bands=(Band("caution"),),
        waivable=True,
        source=("S3",),
        words={
            "en": {
                "rule": "Sore for over 36 hours or bruised after the last session: one depth lower next time.",
                "because": "Your last session left you sore or bruised; this time rather {rather} than {work}.",
            }
        },
    ),
)

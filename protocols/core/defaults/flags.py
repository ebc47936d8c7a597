"""Screening: what an answer at intake means for each depth, and who must look first."""

from protocols.core.defaults.groups import DEEP, EVERY_TYPE, GENTLE, LIGHT, MODERATE, RUNNING
from protocols.core.rules import Band, Rule

SCREENING = (
    "hot_tendon",
    "acute_strain",
    "contusion",
    "boggy_swelling",
    "numbness_below_knee",
    "anticoagulant",
    "medication_change",
    "short_sleep",
    "calf_clot_signs",
    "fever",
    "skin_infection",
    "open_wound",
    "recent_surgery",
    "uncontrolled_blood_pressure",
    "focal_bone_pain",
    "dark_urine_or_collapse",
    "chest_pain",
    "pregnancy",
)
_SWOLLEN = ("acute_strain", "contusion", "boggy_swelling")
_NOT_NOW = SCREENING[8:17]
_SLEEP = ("short_sleep",)
_THINNER = ("anticoagulant",)
_MEDICINE = ("medication_change",)
CLEARED = "You told us of {answer}; a therapist has cleared it for this visit."

FLAGS = (
    Rule(
        id="FLAG-1",
        kind="flag",
        health=True,
        types=RUNNING,
        bands=(
            Band("blocked", depths=DEEP, codes=("hot_tendon",)),
            Band("caution", depths=MODERATE, codes=("hot_tendon",)),
            Band("note", depths=LIGHT, codes=("hot_tendon",)),
        ),
        source=("S2",),
        words={
            "en": {
                "rule": "A hot tendon, or pain at the start of movement: light work only at that place.",
                "because": "You told us of {answer}: only light work at that place.",
                "cleared": CLEARED,
            }
        },
    ),
    Rule(
        id="FLAG-2",
        kind="flag",
        health=True,
        types=RUNNING,
        bands=(
            Band("blocked", depths=DEEP, codes=_SWOLLEN, review=True),
            Band("caution", depths=GENTLE, codes=_SWOLLEN, review=True),
        ),
        source=("S2",),
        words={
            "en": {
                "rule": "An acute strain, a bruised muscle or soft swelling: no heavy pressure, and a therapist"
                " looks first.",
                "because": "You told us of {answer}: no heavy pressure, and a therapist looks at it first.",
                "cleared": CLEARED,
            }
        },
    ),
    Rule(
        id="FLAG-3",
        kind="flag",
        health=True,
        types=RUNNING,
        bands=(Band("caution", codes=("numbness_below_knee",), review=True),),
        source=("S2",),
        words={
            "en": {
                "rule": "Numbness or tingling below the knee: a therapist looks first.",
                "because": "You told us of {answer}: a therapist looks at it first.",
                "cleared": CLEARED,
            }
        },
    ),
    Rule(
        id="FLAG-4",
        kind="flag",
        health=True,
        types=RUNNING,
        bands=(
            Band("blocked", depths=DEEP, codes=_THINNER, review=True),
            Band("caution", depths=MODERATE, codes=_THINNER, review=True),
            Band("note", depths=LIGHT, codes=_THINNER, review=True),
            Band("caution", depths=DEEP, codes=_MEDICINE, review=True),
            Band("note", depths=GENTLE, codes=_MEDICINE, review=True),
        ),
        source=("S2",),
        words={
            "en": {
                "rule": "A blood thinner or a recent change of medication: bruises come easily, talk to the"
                " therapist first.",
                "because": "You told us of {answer}: bruises may come easily, so a therapist looks at it first.",
                "cleared": CLEARED,
            }
        },
    ),
    Rule(
        id="FLAG-5",
        kind="flag",
        health=True,
        types=RUNNING,
        bands=(
            Band("caution", depths=("moderate", "deep"), codes=_SLEEP),
            Band("caution", depths=LIGHT, over=60, codes=_SLEEP),
            Band("note", depths=LIGHT, most=60, codes=_SLEEP),
        ),
        source=("S2",),
        words={
            "en": {
                "rule": "Under six hours of sleep two nights in a row: shorter or easier.",
                "because": "You told us of {answer}: shorter or easier is kinder now.",
                "cleared": CLEARED,
            }
        },
    ),
    Rule(
        id="FLAG-6",
        kind="no_diagnosis",
        health=True,
        types=("injury",),
        bands=(Band("caution"),),
        source=("S3",),
        words={
            "en": {
                "rule": "An injury session wants a diagnosis from a doctor or physiotherapist.",
                "because": "Nobody has diagnosed this injury yet: see a doctor or physiotherapist, and tell us who.",
            }
        },
    ),
    Rule(
        id="FLAG-7",
        kind="flag",
        health=True,
        types=EVERY_TYPE,
        bands=(Band("blocked", codes=_NOT_NOW, review=True),),
        source=("practice",),
        source_class="practice",
        words={
            "en": {
                "rule": "Some signs want a doctor before any massage.",
                "because": "You told us of {answer}: please see a doctor first; we will be glad to see you after.",
                "cleared": CLEARED,
            }
        },
    ),
    Rule(
        id="FLAG-8",
        kind="flag",
        health=True,
        types=EVERY_TYPE,
        bands=(
            Band("caution", depths=DEEP, codes=("pregnancy",), review=True),
            Band("note", depths=GENTLE, codes=("pregnancy",)),
        ),
        only={"skills": ("prenatal",)},
        source=("practice",),
        source_class="practice",
        words={
            "en": {
                "rule": "In pregnancy a therapist trained for it; deep work only after a therapist has looked.",
                "because": "You told us of {answer}: a therapist trained for it will work with you.",
                "cleared": "You told us of {answer}, and a therapist has cleared it; one trained for it will work with you.",
            }
        },
    ),
)

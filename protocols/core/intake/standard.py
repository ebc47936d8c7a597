"""The standard form: what a therapist of runners wants to know beforehand, and what is safe.

A flag stands in a section that expires no later than the flag itself does, so that none lapses
without being asked again (`core.intake.held`).
"""

from __future__ import annotations

from protocols.core.intake.making import NONE, after, flag, flags, question, section
from protocols.core.intake.shape import Form
from protocols.core.intake.standard_runner import BODY, INJURY, LATELY, RACES, TRAINING

FLAGS = section(
    "flags",
    "acute",
    "How are you today?",
    flags(
        "urgent",
        "Is any of this so, now or in the last days?",
        "With any of these a doctor comes before a massage.",
        (
            ("chest_pain", "Pain or pressure in the chest"),
            ("dark_urine_or_collapse", "Dark urine, confusion or a collapse after a race"),
            ("calf_clot_signs", "A calf that is hot, swollen and painful, without an injury"),
            ("fever", "Fever"),
            ("focal_bone_pain", "Pain in one spot of a bone, or pain that comes at night"),
        ),
    ),
    flags(
        "skin",
        "And of this?",
        "",
        (
            ("skin_infection", "A skin infection"),
            ("open_wound", "An open wound, or a blister that is infected"),
            ("recent_surgery", "An operation in the last weeks"),
        ),
    ),
    flags(
        "muscles",
        "Muscles, tendons and nerves: is any of this so?",
        "",
        (
            ("acute_strain", "A muscle that was strained in the last days"),
            ("contusion", "A muscle that is bruised from a knock"),
            ("boggy_swelling", "A soft, boggy swelling"),
            ("hot_tendon", "A tendon that feels hot, or hurts when you start to move"),
            ("numbness_below_knee", "Numbness or tingling below the knee"),
        ),
    ),
    flag(
        "short_nights",
        "Did you sleep less than six hours on each of the last two nights?",
        "After short nights a shorter or gentler session does more.",
        "short_sleep",
    ),
)

MEDICINES = section(
    "medicines",
    "medication",
    "Medicines",
    flag(
        "thinner",
        "Do you take a blood thinner?",
        "Such as warfarin, apixaban, rivaroxaban or heparin. Bruises come more easily then.",
        "anticoagulant",
    ),
    flag(
        "medicine_new",
        "Has any of your medicines changed in the last four weeks?",
        "A new one, another dose, or one that was stopped.",
        "medication_change",
    ),
    question(
        "medicine_list",
        "text",
        "Which medicines do you take?",
        "Names are enough. Nothing: leave it empty.",
        required=False,
    ),
    flag(
        "pregnant",
        "Are you pregnant, or could you be?",
        "A therapist who is trained for it will work with you.",
        "pregnancy",
    ),
)

HISTORY = section(
    "history",
    "history",
    "You, and what came before",
    flag(
        "pressure_high",
        "Is your blood pressure too high, in spite of treatment or without any?",
        "Well treated and steady is a no.",
        "uncontrolled_blood_pressure",
    ),
    question(
        "old_injuries",
        "text",
        "Old injuries and operations that we should know of",
        "What, which side, about when. None: leave it empty.",
        required=False,
    ),
    question(
        "oils",
        "several",
        "Is there something that your skin does not take?",
        "",
        (
            ("nut", "Nut oils"),
            ("scent", "Scents and essential oils"),
            ("heat", "Warming creams"),
            ("plaster", "Plasters or tape"),
            ("other", "Something else"),
            *NONE,
        ),
    ),
    question(
        "oils_what", "text", "What is it?", required=False, when=after("oils", "nut", "other")
    ),
    question(
        "hands_off",
        "text",
        "Where would you rather not be touched?",
        "You can say so at any moment, too.",
        required=False,
    ),
    question(
        "firmness",
        "choice",
        "How much pressure do you like?",
        "A wish: it is agreed anew each time.",
        (
            ("light", "Light"),
            ("moderate", "Moderate"),
            ("deep", "Firm"),
            ("day", "It depends on the day"),
        ),
    ),
    question(
        "goals",
        "text",
        "What would you like to get from your sessions?",
        "",
        required=False,
    ),
)

STANDARD = Form((FLAGS, BODY, INJURY, *RACES, LATELY, MEDICINES, TRAINING, HISTORY))

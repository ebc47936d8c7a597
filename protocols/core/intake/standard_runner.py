"""The standard form's questions about what hurts, races and training."""

from __future__ import annotations

from protocols.core.facts import RUNNING_TYPES
from protocols.core.intake.making import NONE, after, marked, question, section

DAYS_AHEAD, DAYS_BEHIND = 14, 7

BODY = section(
    "body",
    "acute",
    "Where it hurts",
    question(
        "hurts",
        "chart",
        "Where does it hurt, or feel tight?",
        "Tap a place, then say how much. Nothing hurts: go on.",
        required=False,
    ),
    question(
        "pain_start",
        "scale",
        "How much does it hurt when you start to move?",
        "0 is nothing, 10 the worst there is.",
        when=marked("hurts"),
    ),
    question(
        "pain_rest",
        "scale",
        "And at rest?",
        when=marked("hurts"),
    ),
    question(
        "pain_night",
        "scale",
        "And at night?",
        when=marked("hurts"),
    ),
    question(
        "hurts_since",
        "choice",
        "Since when?",
        "",
        (
            ("days", "A few days"),
            ("weeks", "One to four weeks"),
            ("months", "One to six months"),
            ("longer", "Longer"),
        ),
        when=marked("hurts"),
    ),
    question(
        "hurts_after",
        "choice",
        "What did it come after?",
        "",
        (
            ("race", "A race"),
            ("hard", "A hard or long run"),
            ("more", "More running than I am used to"),
            ("new", "New shoes or another surface"),
            ("fall", "A fall or a knock"),
            ("sitting", "Sitting or travelling"),
            ("unknown", "I do not know"),
        ),
        required=False,
        when=marked("hurts"),
    ),
)

INJURY = section(
    "injury",
    "acute",
    "Your injury",
    question(
        "injury_kind",
        "choice",
        "What is hurt, as far as you know?",
        "",
        (
            ("tendinopathy", "A tendon"),
            ("ligament", "A ligament or a joint"),
            ("strain", "A muscle"),
            ("other", "Something else, or I do not know"),
        ),
    ),
    question(
        "injury_seen",
        "choice",
        "Who has looked at it?",
        "A diagnosis tells us what to work on, and what to leave alone.",
        (
            ("nobody", "Nobody yet"),
            ("doctor", "A doctor"),
            ("physio", "A physiotherapist"),
        ),
    ),
    question(
        "injury_seen_on",
        "date",
        "When was that?",
        "About the day is enough.",
        required=False,
        when=after("injury_seen", "doctor", "physio"),
    ),
    question(
        "injury_called",
        "text",
        "What did they call it?",
        required=False,
        when=after("injury_seen", "doctor", "physio"),
    ),
    question("injury_treated", "yes_no", "Is somebody else treating it now?"),
    question(
        "injury_treated_how",
        "text",
        "Who, and how?",
        "Exercises, injections, another massage.",
        required=False,
        when=after("injury_treated", "yes"),
    ),
    question(
        "injury_worse",
        "several",
        "What makes it worse?",
        "",
        (
            ("starting", "The first steps"),
            ("fast", "Running fast"),
            ("long", "Running long"),
            ("uphill", "Uphill"),
            ("downhill", "Downhill"),
            ("stairs", "Stairs"),
            ("sitting", "Sitting"),
            *NONE,
        ),
    ),
    types=("injury",),
)

RACES = (
    section(
        "race",
        "acute",
        "Your race",
        question(
            "race_goal",
            "choice",
            "What is it to you?",
            "",
            (
                ("best", "A best time"),
                ("steady", "A good, steady run"),
                ("finish", "To reach the finish"),
                ("training", "A hard training run"),
            ),
        ),
        question(
            "race_before",
            "choice",
            "What do you like before a race?",
            "",
            (
                ("light", "Light, quick strokes"),
                ("deep", "Some deep work, days before"),
                ("clothed", "Compression over the clothes"),
                ("none", "No touch"),
                ("unknown", "I have not tried"),
            ),
        ),
        question(
            "race_tried",
            "text",
            "What have you tried before a race, and how did you run?",
            required=False,
        ),
        types=RUNNING_TYPES,
        race_ahead=DAYS_AHEAD,
    ),
    section(
        "after_race",
        "acute",
        "After your race",
        question(
            "race_sore",
            "scale",
            "How sore are you from the race?",
            "0 is not at all, 10 is hardly able to walk.",
        ),
        question(
            "race_stairs",
            "choice",
            "How do you go down stairs?",
            "",
            (("easy", "As ever"), ("stiff", "Stiffly"), ("hard", "Hardly, or backwards")),
        ),
        types=RUNNING_TYPES,
        race_behind=DAYS_BEHIND,
    ),
)

LATELY = section(
    "lately",
    "acute",
    "The last four weeks",
    question(
        "changes",
        "several",
        "What has changed in your running?",
        "",
        (
            ("more", "I run more"),
            ("harder", "I run faster or more hills"),
            ("less", "I run less, or paused"),
            ("shoes", "New shoes"),
            ("surface", "Another surface: road, trail, track, treadmill"),
            ("strength", "New strength work"),
            *NONE,
        ),
    ),
    question(
        "sleep",
        "choice",
        "How do you sleep?",
        "",
        (("well", "Well"), ("fair", "So-so"), ("badly", "Badly")),
        required=False,
    ),
    types=RUNNING_TYPES,
)

TRAINING = section(
    "training",
    "history",
    "Your training",
    question(
        "volume",
        "choice",
        "How much do you run in a usual week?",
        "",
        (
            ("under_20", "Up to 20 km (12 miles)"),
            ("to_40", "20 to 40 km (12 to 25 miles)"),
            ("to_60", "40 to 60 km (25 to 37 miles)"),
            ("to_90", "60 to 90 km (37 to 56 miles)"),
            ("over_90", "More than 90 km (56 miles)"),
        ),
    ),
    question(
        "paces",
        "text",
        "Your paces, if you know them",
        "Such as: easy 5:40, threshold 4:35 a kilometre.",
        required=False,
    ),
    question(
        "week",
        "text",
        "What does your week look like?",
        "Such as: intervals on Tuesday, long run on Sunday.",
        required=False,
    ),
    question(
        "strength",
        "choice",
        "How often do you do strength work?",
        "",
        (("never", "Never"), ("now_and_then", "Now and then"), ("weekly", "Every week")),
    ),
    types=RUNNING_TYPES,
)

"""Titles as real plans, clubs and calendars write them: races, training, and neither."""

from __future__ import annotations

import pytest

from protocols.core.plans.titles import distance_of, is_errand, kind_of, looks_like_race


@pytest.mark.parametrize(
    "title",
    [
        *("Army Ten-Miler", "Cherry Blossom Ten Mile Run", "Western States 100", "Mitja Marató"),
        *("Rennsteiglauf", "Nikolauslauf 10 km", "Bahnwettkampf 3000m", "B2Run Berlin"),
        *("Winter XC: Race #4 | Beginner", "Grand Prix Series Race 3", "Star Wars Half Marathon"),
        *("Reading Half Marathon", "Isle of Dogs Half", "Rat Race Dirty Weekend", "RACE! - 26.2"),
        *("Berlin Marathon (bib 1234)", "Wings for Life World Run", "21km Race • 21km"),
    ],
)
def test_a_race_of_any_name_is_seen(title: str) -> None:
    assert looks_like_race(title)
    assert not is_errand(title)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        *(("10 miles", "unknown"), ("20 km", "unknown"), ("5k warm-up", "easy")),
        *(("Half ironman swim", "cross_training"), ("Race week easy run", "easy")),
        *(("Marathon training: long run", "long_run"), ("TDL 10 km", "threshold")),
        *(("Marathontempo 15 km", "race_pace"), ("16 km mit 10 km MRT", "race_pace")),
        *(
            ("5 mi pace", "race_pace"),
            ("90min LDL", "long_run"),
            ("Fast Finish Run 4", "threshold"),
        ),
        *(("6 x 800m @ 5k pace", "intervals"), ("Bahntraining", "intervals")),
        *(
            ("Race-day warm up", "easy"),
            ("Regenerationslauf", "easy"),
            ("Morgenlauf", "unknown"),
            ("Run 8k + strength", "unknown"),
            ("Anaerobic", "intervals"),
        ),
    ],
)
def test_training_is_no_race_whatever_it_is_for(title: str, kind: str) -> None:
    assert not looks_like_race(title)
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    "title",
    [
        *("Team meeting 10k budget", "Watch London Marathon with friends", "Netflix marathon"),
        *("Race committee meeting", "Book hotel for Berlin Marathon", "F1 race", "Horse races"),
        *(
            "Kids half term holiday",
            "Race for Life sign-up",
            "Marathon expo",
            "Half-marathon ballot",
        ),
        *("Volunteer at parkrun", "Race packet pickup", "Geburtstag Oma", "Dentist", "Busy"),
    ],
)
def test_what_nobody_runs_is_no_race_and_no_training(title: str) -> None:
    assert not looks_like_race(title)
    assert is_errand(title)


@pytest.mark.parametrize(
    "title", ["Club meeting point run 10k", "Running party", "Lauf mit Termin"]
)
def test_a_run_with_a_word_of_every_day_stays_a_run(title: str) -> None:
    assert not is_errand(title)


@pytest.mark.parametrize(
    ("title", "metres"),
    [
        *(("Marathon pace run", None), ("Half marathon pace 13 km", 13_000)),
        *(("10k pace intervals", None), ("6 x 800m @ 5k pace", None), ("Tempo park run", None)),
        *(("5 mi @ 10k pace", 8_047), ("Post-marathon recovery jog", None)),
        *(("Berlin Marathon", 42_195), ("Hackney Half", 21_098), ("Army Ten-Miler", 16_093)),
    ],
)
def test_a_pace_is_no_distance(title: str, metres: int | None) -> None:
    assert distance_of(title) == metres

"""What titles tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.facts import TERRAINS, WORKOUT_KINDS
from protocols.core.plans import titles
from protocols.core.plans.titles import distance_of, key, kind_of, looks_like_race, minutes_of
from protocols.core.races import MOST_METRES, MOST_MINUTES

RACES = (
    *(
        "Race",
        "RACE DAY",
        "Race: Lowtide Marathon",
        "A race: Boston",
        "Tune-up race 10k",
        "Hill race",
    ),
    *("Lowtide Marathon", "Marathon", "Half", "Great Harbour Half", "Half-marathon", "Bristol 10K"),
    *(
        "10k",
        "50K",
        "100 mile",
        "100 Miler",
        "parkrun",
        "Bushy parkrun",
        "Ultra-Trail Nord",
    ),
    *("Box Hill Fell Race", "Long Beach Marathon", "Turkey Trot", "5K Race", "10 mile race"),
    *("Wettkampf", "Halbmarathon Köln", "Semi-marathon de Paris", "Media Maratón de Madrid"),
    *("RACE! - 26.2", "Pride Run 10K", "Chiltern Hills Half Marathon", "Great North Run"),
    *("10 km Lauf Hamburg", "San Silvestre 10k", "Carrera popular 10K", "🏃 21km Race • 21km"),
)
NO_RACES = (
    *(
        "race pace",
        "10x1k race pace",
        "Race-pace intervals",
        "Marathon pace",
        "10k pace",
        "Race week",
    ),
    *(
        "half marathon effort",
        "race recovery",
        "Post-race recovery",
        "pre-race shakeout",
        "Race plan",
    ),
    *(
        "5k time trial",
        "10k easy",
        "Easy 10k",
        "10 km run",
        "Morning run 10k",
        "Long run 30k",
        "Run",
    ),
    *(
        "Half hour jog",
        "8x400 @ 5k pace",
        "Marathon training run",
        "parkrun volunteer",
        "Tempo 10k",
    ),
    *("Day before race: easy", "Race simulation", "Long run 21k", "Race prep", "Race pack pick-up"),
    *("Easy parkrun", "🏃 Easy Run • 10km", "Week 12 of 16", "Bank Holiday run", "10K Run"),
    *("Hills 10k", "GA 10 km + strides"),
    *("second half of long run", "Dauerlauf 10 km", "Footing 10 km", "Bike race pace", ""),
)
KINDS = {
    "intervals": (
        *("6 x 400m", "VO2 max", "Track Tuesday", "Fartlek", "Repeats 400m w/ 90s rest"),
        *("Intervalle 5x1000", "Long intervals", "Easy, then 6x400", "Rolling 400s"),
        *("Strength 6 x 1 mile", "W/U 2mi, 4x1mi, C/D"),
    ),
    "threshold": ("Run - Tempo", "Cruise intervals", "Threshold 3x10min", "Tempo with strides"),
    "race_pace": ("race pace", "MP miles", "Goal pace run", "half marathon effort"),
    "long_run": (
        *("easy long run", "long run with tempo", "Long", "LONG_RUN", "Langer Lauf"),
        *("Sortie longue", "Marathon pace long run", "Medium-long run 11 mi"),
    ),
    "hills": ("Hill repeats", "Run hills", "Hill sprints"),
    "easy": (
        *("Recovery + strides", "Shakeout", "Easy run + swim", "Easy run after intervals"),
        *("Easy day after long run", "Walk Run • 2.3km", "WALK_RUN", "Hilly easy run", "Dauerlauf"),
        *("General aerobic 8 miles + 10x100m strides", "Run - Aerobic Development", "ruhiger DL"),
    ),
    "cross_training": (
        *("Bike - Tempo", "Recovery ride", "Strength", "Cross training", "Long ride"),
        *("Swim", "LEGS AND CORE", "Strength 3x10 squats", "Strength and conditioning"),
    ),
    "rest": ("Rest", "Day off", "Off", "Rest day", "Ruhetag"),
    "unknown": (
        "Run",
        "Meeting",
        "Steady",
        "Bus trip",
        "Off-road 10k",
        "Skipton 10k",
        "Pride Run",
        "",
    ),
}


@pytest.mark.parametrize("title", RACES)
def test_a_race_is_known_by_its_title(title: str) -> None:
    assert looks_like_race(title)


@pytest.mark.parametrize("title", NO_RACES)
def test_training_that_speaks_of_races_is_none(title: str) -> None:
    assert not looks_like_race(title)


@pytest.mark.parametrize(("kind", "title"), [(k, t) for k, every in KINDS.items() for t in every])
def test_a_title_names_its_kind_of_workout(kind: str, title: str) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        *(("10k", 10_000), ("10 km", 10_000), ("half marathon", 21_098), ("Marathon", 42_195)),
        *(("100 mile", 160_934), ("26.2 mi", 42_195), ("21.1 km", 21_098), ("10,5 km", 10_500)),
        *(("10,000m", 10_000), ("Distance: 4.27km", 4_270), ("parkrun", 5_000), ("50K", 50_000)),
        *(("RACE! - 26.2", 42_195), ("13.1 in spring", 21_098), ("13.1 km", 13_100)),
        *(("8x400m", None), ("8 x 1 km", None), ("4:30/km", None), ("50m - 55m", None)),
        *(("Ultramarathon", None), ("Half hour", None), ("Run", None), ("", None)),
    ],
)
def test_a_distance_is_read_in_metres(text: str, metres: int | None) -> None:
    assert distance_of(text) == metres


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("Planned Duration: 2:00", 120), ("Duration: 1:05:00", 65), ("Time: 34:36", 35)),
        *(("45 min", 45), ("1h30", 90), ("1h 30m", 90), ("1:30 h", 90), ("1.5 hours", 90)),
        *(("Duration: 45:00", 45), ("Duration: 0:50", 50), ("Duration: 45 min", 45)),
        *(("Planned Duration: 10:00", 600), ("Total time: 1h 20", 80), ("Race time: soon", None)),
        *(("90'", 90), ("Easy • 6km • 50m - 55m", 53), ("1 Std 30", 90), ("2 hours", 120)),
        *(("6 x 3 min", None), ("Run 5k", None), ("Duration: 0:00", None), ("", None)),
    ],
)
def test_a_duration_is_read_in_minutes(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize(
    ("text", "terrain"),
    [
        *(("Harbour Trail 50K", "trail"), ("Hilly half", "hilly"), ("Downhill mile", "downhill")),
        *(("Road 10k", "flat"), ("Berglauf", "trail"), ("Marathon", "")),
    ],
)
def test_a_terrain_is_read_where_it_is_told(text: str, terrain: str) -> None:
    assert titles.terrain_of(text) == terrain


def test_a_title_is_remembered_in_one_spelling() -> None:
    assert key("  Ladder\t Of  Doom ") == key("ladder of doom") == "ladder of doom"
    assert len(key("\ufdfa" * 200)) <= 200


@settings(max_examples=150)
@given(st.text(max_size=120))
def test_any_text_at_all_is_answered(text: str) -> None:
    assert kind_of(text) in WORKOUT_KINDS
    assert looks_like_race(text) in (True, False)
    assert titles.terrain_of(text) in ("", *TERRAINS)
    assert 1 <= (distance_of(text) or 1) <= MOST_METRES
    assert 1 <= (minutes_of(text) or 1) <= MOST_MINUTES
    assert key(key(text)) == key(text)


@settings(max_examples=50)
@given(st.sampled_from(RACES + NO_RACES), st.sampled_from((str.upper, str.lower, str.title)))
def test_capitals_and_spaces_change_nothing(title: str, spelt: object) -> None:
    other = f"  {spelt(title)} ".replace(" ", "  ")  # type: ignore[operator]
    if "A race" not in title:
        assert looks_like_race(other) == looks_like_race(title)
    assert distance_of(other) == distance_of(title)

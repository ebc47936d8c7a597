"""Laws of `evaluate`, each tried on random cases that crowd the edges of the rules.

What order may change: where two things are equally near and start together, the first given is
told, so only then may a sentence depend on the order; nothing else ever does.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from protocols.core import DEFAULTS, evaluate
from protocols.core.engine import VERDICTS
from protocols.core.rules import Rule, Ruleset
from tests.protocols.core.strategies import Json, cases, chances, examples, moved

ARRAYS = ("races", "workouts", "sessions", "away", "screening", "cleared", "waivers")
WAIVABLE = {"PRE-1", "PRE-9", "POST-4", "POST-5", "TRAIN-1", "FREQ-1", "FREQ-2"}
FLAG_OF = {code: r.id for r in DEFAULTS.rules for band in r.bands for code in band.codes}


def shuffled(case: Json, chance: random.Random) -> Json:
    """The same case, every array in another order."""
    orders = {key: chance.sample(case[key], len(case[key])) for key in ARRAYS if key in case}
    return case | orders


def has_ties(case: Json) -> bool:
    """Whether two things start together, or one FLAG rule has several answers."""
    starts = [
        (array, datetime.fromisoformat(thing["start"]) if "start" in thing else thing["day"])
        for array in ("races", "workouts", "sessions")
        for thing in case.get(array, [])
    ]
    codes = [FLAG_OF[code] for code in case.get("screening", [])]
    return max(Counter([*starts, *codes]).values(), default=1) > 1


def effects(answer: Json) -> dict[str, str]:
    return {reason["rule"]: reason["effect"] for reason in answer["reasons"]}


def untold(answer: Json) -> Json:
    """An answer without its sentences."""
    return answer | {"reasons": [r | {"because": None} for r in answer["reasons"]]}


@examples(40)
@given(cases, chances)
def test_no_order_changes_what_follows(case: Json, chance: random.Random) -> None:
    assert untold(evaluate(shuffled(case, chance))) == untold(evaluate(case))


@examples(40)
@given(cases.filter(lambda case: not has_ties(case)), chances)
def test_without_ties_no_order_changes_a_word(case: Json, chance: random.Random) -> None:
    assert evaluate(shuffled(case, chance)) == evaluate(case)


@examples(20)
@given(cases, chances)
def test_the_order_of_the_rules_changes_nothing(case: Json, chance: random.Random) -> None:
    rules = Ruleset(tuple(chance.sample(DEFAULTS.rules, len(DEFAULTS.rules))))

    assert evaluate(case, rules) == evaluate(case)


@examples(40)
@given(cases, chances)
def test_more_rules_are_never_milder(case: Json, chance: random.Random) -> None:
    """INJ-1 alone is silenced by other rules, and each of those is worse than it."""
    some = chance.sample(DEFAULTS.rules, chance.randint(0, len(DEFAULTS.rules)))
    fewer = chance.sample(some, chance.randint(0, len(some)))

    ranks = [
        VERDICTS.index(evaluate(case, Ruleset(tuple(rules)))["verdict"])
        for rules in (DEFAULTS.rules, some, fewer)
    ]

    assert ranks == sorted(ranks)


@examples(60)
@given(cases)
def test_every_verdict_is_explained_in_plain_sentences(case: Json) -> None:
    answer = evaluate(case)
    found = [r["effect"] for r in answer["reasons"] if r["effect"] != "note"]

    assert answer["verdict"] == min(found, key=VERDICTS.index, default="fine")
    for reason in answer["reasons"]:
        assert re.fullmatch(r"[A-Z0-9][^{}!\n]{15,}\.", reason["because"])
        assert not re.search(r"  |None|\b0 days", reason["because"])
        assert len(reason["source"]) == len(set(reason["source"])) >= 1


STEADY = ("UTC", "Asia/Kolkata", "Asia/Tokyo", "Etc/GMT+12", "Pacific/Kiritimati")


def well_inside(case: Json) -> bool:
    """Whether all its years stay allowed when it is moved; Kiribati changed its day in 1994."""
    return 2000 < int(case["candidate"]["start"][:4]) < 2190


@examples(35)
@given(cases.filter(well_inside), st.sampled_from(STEADY), st.integers(-150, 150))
def test_whole_weeks_later_nothing_changes(case: Json, zone: str, weeks: int) -> None:
    here = case | {"timezone": zone}

    assert evaluate(moved(here, timedelta(weeks=weeks))) == evaluate(here)


@examples(40)
@given(cases, chances)
def test_a_waiver_turns_a_block_into_a_caution_and_does_nothing_else(
    case: Json, chance: random.Random
) -> None:
    waived = {rule.id for rule in DEFAULTS.rules if chance.random() < 0.5}
    plain = evaluate(case | {"waivers": []})

    answer = evaluate(case | {"waivers": sorted(waived)})

    said = {reason["rule"]: reason for reason in answer["reasons"]}
    assert answer["verdict"] == plain["verdict"] or plain["verdict"] == "blocked"
    assert [answer[key] for key in ("phase", "review")] == [plain["phase"], plain["review"]]
    assert len(said) == len(plain["reasons"])
    for before in plain["reasons"]:
        if before["effect"] == "blocked" and before["rule"] in waived & WAIVABLE:
            end = ", which a therapist has waived for this booking."
            before |= {"effect": "caution", "because": before["because"][:-1] + end}
        assert said[before["rule"]] == before


@examples(35)
@given(cases.filter(lambda case: case.get("races")), chances)
def test_a_dropped_race_is_as_good_as_none(case: Json, chance: random.Random) -> None:
    races, place = case["races"], chance.randrange(len(case["races"]))
    dropped = races[place] | {"status": chance.choice(("dns", "cancelled"))}
    if "finish" not in dropped:
        dropped |= {"expected_minutes": 60}

    with_it = evaluate(case | {"races": [*races[:place], dropped, *races[place + 1 :]]})

    assert with_it == evaluate(case | {"races": races[:place] + races[place + 1 :]})


@examples(40)
@given(cases.filter(lambda case: case.get("races")), chances)
def test_dropping_a_race_adds_no_reason_that_comes_from_races(
    case: Json, chance: random.Random
) -> None:
    before, races = effects(evaluate(case)), list(case["races"])
    races.pop(chance.randrange(len(races)))

    after = effects(evaluate(case | {"races": races}))

    kept = {rule for rule in after if rule.startswith(("PRE-", "POST-", "CLASH-"))}
    assert kept <= set(before)


@examples(25)
@given(cases)
def test_a_question_is_left_as_it_was(case: Json) -> None:
    asked = copy.deepcopy(case)

    first, second = evaluate(asked), evaluate(json.loads(json.dumps(case)))

    assert asked == case
    assert first == second


@examples(25)
@given(cases, st.sampled_from(("", "Spa", "SWEDISH", "reiki", "deep", "fever", "body", "none")))
def test_a_service_that_nobody_knows_changes_nothing(case: Json, service: str) -> None:
    nameless = case | {"candidate": case["candidate"] | {"service": None}}
    named = case | {"candidate": case["candidate"] | {"service": service}}

    assert evaluate(named) == evaluate(nameless)


FROM_ROWS = tuple(Rule.from_row(json.loads(json.dumps(r.to_row()))) for r in DEFAULTS.rules)


def test_rules_survive_their_rows() -> None:
    assert DEFAULTS.rules == FROM_ROWS


@examples(15)
@given(cases)
def test_rules_from_rows_judge_alike(case: Json) -> None:
    assert evaluate(case, Ruleset(FROM_ROWS)) == evaluate(case)

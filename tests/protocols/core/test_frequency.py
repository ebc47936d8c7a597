"""INJ-1 and FREQ-1…4: how often, and how soon after one another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.protocols.core.build import (
    DEPTHS,
    GENTLE,
    RUNNING,
    US,
    Json,
    because,
    earlier,
    effect,
    later,
    race,
    session,
    shapes,
    starting,
)

SPACES = {"tendinopathy": 2, "ligament": 2, "strain": 3, "other": 7}
MOST = {"tendinopathy": ("FREQ-1", 3), "ligament": ("FREQ-1", 3), "strain": ("FREQ-2", 2)}


def hurt(
    kind: str, who: str | None = "physio", what: str = "injury light 60", **parts: Any
) -> Json:
    return starting(what, injury={"kind": kind, "diagnosed_by": who}, **parts)


def injury(days: int, hour: int = 0) -> Json:
    return session("injury light 30", start=later(hour, days=days))


class TestSpacing:
    """INJ-1: a diagnosed injury, and local days enough to the nearest other injury session."""

    @pytest.mark.parametrize("kind", SPACES)
    @pytest.mark.parametrize("sign", [-1, 1])
    def test_the_days_depend_on_the_kind(self, kind: str, sign: int) -> None:
        near, far = (injury(sign * (SPACES[kind] + less)) for less in (-1, 0))

        assert effect("INJ-1", hurt(kind, sessions=[near, injury(40)])) is None
        assert effect("INJ-1", hurt(kind, sessions=[far, injury(40)])) == "recommended"

    @pytest.mark.parametrize(
        ("start", "wanted"),
        [
            ("2026-06-08T23:59:59.999999Z", "recommended"),
            ("2026-06-09T00:00:00Z", None),
            ("2026-06-11T23:59:59.999999Z", None),
            ("2026-06-12T00:00:00Z", "recommended"),
        ],
    )
    def test_they_are_local_days(self, start: str, wanted: str | None) -> None:
        other = injury(0) | {"start": start, "minutes": 1}

        assert effect("INJ-1", hurt("ligament", sessions=[other])) == wanted

    @pytest.mark.parametrize("kind", SPACES)
    def test_with_no_other_session_it_fires(self, kind: str) -> None:
        assert effect("INJ-1", hurt(kind)) == "recommended"

    @pytest.mark.parametrize("kind", [*RUNNING, "none"])
    def test_only_injury_sessions_count(self, kind: str) -> None:
        case = hurt("other", sessions=[session(f"{kind} light 30", start=earlier(5))])

        assert effect("INJ-1", case) == (None if kind == "injury" else "recommended")

    @pytest.mark.parametrize("who", ["doctor", "physio", None])
    def test_it_wants_a_diagnosis(self, who: str | None) -> None:
        assert effect("INJ-1", hurt("strain", who)) == ("recommended" if who else None)

    def test_without_an_injury_it_is_silent(self) -> None:
        assert effect("INJ-1", starting("injury light 60")) is None

    def test_it_speaks_of_gentle_injury_sessions(self) -> None:
        spoken = {what for what in shapes((60,)) if effect("INJ-1", hurt("strain", what=what))}

        assert spoken == {"injury light 60", "injury moderate 60"}

    @pytest.mark.parametrize(
        ("start", "wanted"), [(later(73) - US, None), (later(73), "recommended")]
    )
    def test_where_pre_12_fires_it_is_silent(self, start: Any, wanted: str | None) -> None:
        assert effect("INJ-1", hurt("strain", races=[race(start)])) == wanted

    @pytest.mark.parametrize("waivers", [[], ["FREQ-1", "FREQ-2"]], ids=["blocked", "waived"])
    @pytest.mark.parametrize("kind", MOST)
    def test_where_there_are_too_many_it_is_silent(self, kind: str, waivers: list[str]) -> None:
        sessions = [injury(days, hour) for days, hour in ((3, 0), (4, 0), (6, 11))]
        case = hurt(kind, sessions=sessions, waivers=waivers)

        assert effect("INJ-1", case) is None
        assert effect(MOST[kind][0], case) == ("caution" if waivers else "blocked")


class TestMostAWeek:
    """FREQ-1, FREQ-2: some 168 hours by starts hold this session and too many others."""

    @pytest.mark.parametrize("kind", MOST)
    @pytest.mark.parametrize(
        ("first", "last", "full"),
        [
            (later(1), later(168) - US, True),
            (later(1), later(168), False),
            (earlier(168) + US, earlier(1), True),
            (earlier(168), earlier(1), False),
            (earlier(100), later(68) - US, True),
            (earlier(100), later(68), False),
        ],
        ids=["ahead", "168h ahead", "behind", "168h behind", "both", "168h both"],
    )
    def test_the_week_is_half_open(self, kind: str, first: Any, last: Any, full: bool) -> None:
        rule, most = MOST[kind]
        starts = [first, last, first + timedelta(hours=1)][:most]
        case = hurt(kind, sessions=[session("injury deep 30", start=s) for s in starts])

        assert effect(rule, case) == ("blocked" if full else None)

    @pytest.mark.parametrize("kind", MOST)
    def test_so_many_are_allowed(self, kind: str) -> None:
        rule, most = MOST[kind]
        others = [session("injury deep 30", start=later(24 * n)) for n in range(1, most)]

        assert effect(rule, hurt(kind, sessions=others)) is None
        assert effect(rule, hurt(kind, sessions=[*others, others[0]])) == "blocked"

    @pytest.mark.parametrize("kind", MOST)
    @pytest.mark.parametrize("other", [*RUNNING, "none"])
    def test_only_injury_sessions_count(self, kind: str, other: str) -> None:
        rule, most = MOST[kind]
        others = [session(f"{other} light 30", start=later(n)) for n in range(2, 2 + most)]

        assert effect(rule, hurt(kind, sessions=others)) == (
            "blocked" if other == "injury" else None
        )

    def test_each_rule_has_its_kinds_of_injury(self) -> None:
        crowd = [injury(-1), injury(-2), injury(-3)]
        found = {
            kind: [r for r in ("FREQ-1", "FREQ-2") if effect(r, hurt(kind, sessions=crowd))]
            for kind in SPACES
        }

        assert found == {
            "tendinopathy": ["FREQ-1"], "ligament": ["FREQ-1"], "strain": ["FREQ-2"], "other": [],
        }  # fmt: skip

    @pytest.mark.parametrize("kind", MOST)
    def test_they_speak_of_injury_sessions_of_any_depth(self, kind: str) -> None:
        crowd, rule = [injury(-1), injury(-2), injury(-3)], MOST[kind][0]

        spoken = {w for w in shapes((60,)) if effect(rule, hurt(kind, what=w, sessions=crowd))}

        assert spoken == {f"injury {depth} 60" for depth in DEPTHS}

    def test_without_an_injury_they_are_silent(self) -> None:
        case = starting("injury light 60", sessions=[injury(-1), injury(-2), injury(-3)])

        assert {effect("FREQ-1", case), effect("FREQ-2", case)} == {None}


class TestDeepAgain:
    """FREQ-3: deep within 36 h of deep, 48 h for a masters runner."""

    @pytest.mark.parametrize(("masters", "hours"), [(False, 36), (True, 48)])
    def test_it_counts_from_the_end_to_the_start(self, masters: bool, hours: int) -> None:
        nudges = {-US: "caution", 0 * US: None}
        for nudge, wanted in nudges.items():
            before = session("injury deep 30", end=earlier(hours) - nudge)
            after = session("injury deep 30", start=later(hours + 1) + nudge)
            found = [
                effect(
                    "FREQ-3",
                    starting("general deep 60", runner={"masters": masters}, sessions=[other]),
                )
                for other in (before, after)
            ]
            assert found == [wanted, wanted]

    @pytest.mark.parametrize(
        ("other", "wanted"),
        [
            (session("general deep 60", end=earlier()), "caution"),
            (session("general deep 60", end=later(us=1)), None),
            (session("general deep 60", start=later(1)), "caution"),
            (session("general deep 60", start=later(1, us=-1)), None),
        ],
        ids=["touches before", "overlaps before", "touches after", "overlaps after"],
    )
    def test_sessions_that_overlap_are_not_soon_after(
        self, other: Json, wanted: str | None
    ) -> None:
        assert effect("FREQ-3", starting("general deep 60", sessions=[other])) == wanted

    def test_both_are_deep_and_running(self) -> None:
        for what in shapes((60,)):
            deep, other = (session(w, end=earlier(20)) for w in ("injury deep 60", what))
            as_candidate = effect("FREQ-3", starting(what, sessions=[deep]))
            as_other = effect("FREQ-3", starting("injury deep 60", sessions=[other]))

            assert as_candidate == as_other == ("caution" if " deep " in what else None)


class TestStepDown:
    """FREQ-4: after soreness or bruises one depth lower."""

    SORE = ({"last_session_sore_over_36h": True}, {"last_session_bruised": True})

    @pytest.mark.parametrize("runner", [{}, *SORE, SORE[0] | SORE[1]])
    def test_soreness_or_bruises_fire_it(self, runner: dict[str, bool]) -> None:
        last = session("general deep 60", end=earlier(900))
        case = starting("general deep 60", runner=runner, sessions=[last])

        assert effect("FREQ-4", case) == ("caution" if runner else None)

    @pytest.mark.parametrize("depth", DEPTHS)
    @pytest.mark.parametrize("last", DEPTHS)
    def test_it_compares_depths(self, depth: str, last: str) -> None:
        sessions = [session(f"injury {last} 60", end=earlier(90))]
        case = starting(f"general {depth} 60", runner=self.SORE[0], sessions=sessions)
        as_deep = DEPTHS.index(depth) >= DEPTHS.index(last) and depth != "light"

        assert effect("FREQ-4", case) == ("caution" if as_deep else None)

    @pytest.mark.parametrize(
        ("last", "rather"), [("deep", "moderate"), ("moderate", "light"), ("light", "light")]
    )
    def test_it_names_the_depth_that_would_suit(self, last: str, rather: str) -> None:
        sessions = [session(f"injury {last} 60", end=earlier(90))]
        case = starting("general deep 60", runner=self.SORE[1], sessions=sessions)

        assert f"rather {rather} work than deep work" in because("FREQ-4", case)

    def test_the_last_session_before_counts(self) -> None:
        old, last, ahead = (
            session("general moderate 60", start=earlier(90)),
            session("general deep 60", start=earlier(us=1)),
            session("general light 60", start=later()),
        )
        case = starting("general moderate 60", runner=self.SORE[0], sessions=[ahead, last, old])

        assert effect("FREQ-4", case) is None

    @pytest.mark.parametrize(("us", "wanted"), [(1, "caution"), (0, None), (-1, None)])
    def test_it_counts_from_a_microsecond_on(self, us: int, wanted: str | None) -> None:
        last = session("general deep 60", start=earlier(us=us))

        assert (
            effect("FREQ-4", starting("general deep 60", runner=self.SORE[0], sessions=[last]))
            == wanted
        )

    def test_one_that_starts_with_the_candidate_is_not_before_it(self) -> None:
        last, beside = (
            session("general light 60", start=earlier(9)),
            session("injury deep 60", later()),
        )
        case = starting("general moderate 60", runner=self.SORE[0], sessions=[last, beside])

        assert effect("FREQ-4", case) == "caution"

    def test_of_equal_starts_the_deepest_counts(self) -> None:
        both = [session(f"general {depth} 60", start=earlier(90)) for depth in ("deep", *GENTLE)]
        case = starting("general moderate 60", runner=self.SORE[0], sessions=both)

        assert effect("FREQ-4", case) is None

    def test_it_compares_running_sessions_only(self) -> None:
        beside, runner = session("none/swedish light 60", start=earlier(9)), self.SORE[0]
        last = session("general moderate 60", start=earlier(90))

        assert (
            effect("FREQ-4", starting("none/swedish moderate 60", runner=runner, sessions=[last]))
            is None
        )
        assert (
            effect("FREQ-4", starting("general moderate 60", runner=runner, sessions=[beside]))
            is None
        )

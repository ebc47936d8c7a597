"""Of years of answers only those are opened that tell something: what is told stays the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.foundation.models import Client, ClientKey, Look
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.core.defaults import SCREENING
from protocols.core.intake.held import Said, since
from protocols.models import Intake, Screening
from protocols.queries import intake, screenings
from protocols.queries.intake import speaking
from protocols.queries.screenings import Flag, _flags, _telling
from tests.clinic import make
from tests.protocols import rows
from tests.protocols.conftest import Treating

NOW = make.NOW
DAY = timedelta(days=1)
# One of each sort: gone with any "no", lifted by a later one, never lifted; and two that hold long.
FEW = ("short_sleep", "chest_pain", "fever", "anticoagulant", "pregnancy", "calf_clot_signs")
SECTIONS = ("flags", "body", "history", "goals")


def set_of(days: int, codes: set[str], asked: set[str]) -> tuple[Screening, Said]:
    at = NOW - days * DAY
    return Screening(code=f"r{days}"), Said(at, frozenset(codes), frozenset(codes | asked))


answers = st.builds(
    set_of,
    st.integers(0, 400),
    st.sets(st.sampled_from(FEW), max_size=2),
    st.one_of(st.just(set(SCREENING)), st.sets(st.sampled_from(FEW))),
)


@settings(max_examples=150)
@given(st.lists(answers, max_size=9))
def test_the_answers_that_are_opened_tell_what_all_of_them_tell(
    pairs: list[tuple[Screening, Said]],
) -> None:
    pairs.sort(key=lambda pair: pair[1].at, reverse=True)
    kept = _telling(pairs, NOW)
    said = [told for row, told in pairs if any(row is one for one in kept)]
    assert _flags(said, NOW) == _flags([told for _row, told in pairs], NOW)
    assert not pairs or kept[0] is pairs[0][0]


def test_without_the_second_look_a_gap_in_what_held_would_be_lost() -> None:
    """Chest pain, lifted, said again: the first day would count without the "no" in between."""
    told = [
        set_of(10, {"chest_pain"}, set(FEW)),
        set_of(30, set(), {"chest_pain"}),
        set_of(50, {"chest_pain", "calf_clot_signs"}, set(FEW)),
    ]
    assert len(_telling(told, NOW)) == 3
    assert since([said for _row, said in told], NOW)["chest_pain"] == NOW - 10 * DAY
    assert since([told[0][1], told[2][1]], NOW)["chest_pain"] == NOW - 50 * DAY


@pytest.mark.django_db(transaction=True)
def test_of_a_year_of_weekly_answers_a_look_is_logged_for_those_that_tell(
    treating: Treating,
) -> None:
    ana, mara = make.user("ana", Role.THERAPIST), make.client("mara")
    treating(ana, mara)
    for week in range(20):
        rows.answers(mara, ["pregnancy"] if week == 0 else [], NOW - week * 7 * DAY)
    rows.answers(mara, ["calf_clot_signs"], NOW - 150 * DAY)
    found = screenings.flags_rows([mara], NOW)
    told = screenings.flags_told(found, access.read_each(ana, found, "to see", now=NOW), NOW)
    clot, baby = (
        Flag("calf_clot_signs", NOW - 150 * DAY, NOW - 150 * DAY),
        Flag("pregnancy", NOW, NOW),
    )
    assert told == {mara.pk: [clot, baby]}
    assert Look.objects.count() == 2


@pytest.mark.django_db
def test_answers_of_an_erased_client_are_left_to_the_gate() -> None:
    mara = make.client("mara")
    rows.answers(mara)
    rows.answers(mara, at=NOW - DAY)
    ClientKey.objects.filter(client=mara).delete()
    assert len(screenings.flags_rows([Client.objects.get(pk=mara.pk)], NOW)) == 2


@st.composite
def sittings(draw: Any) -> list[Intake]:
    """Newest first."""
    days = draw(st.lists(st.integers(0, 300), max_size=8, unique=True).map(sorted))
    codes = st.sets(st.sampled_from(SECTIONS), min_size=1)
    return [
        Intake(submitted_at=NOW - day * DAY, sections=sorted(draw(codes)), code=f"d{day}")
        for day in days
    ]


def newest(found: list[Intake], until: datetime) -> dict[str, str]:
    """Section by section the code of the sitting that has the last word at `until`."""
    said: dict[str, str] = {}
    for row in found:
        if row.submitted_at and row.submitted_at <= until:
            said = dict.fromkeys(row.sections, row.code) | said
    return said


@settings(max_examples=100)
@given(sittings(), st.one_of(st.none(), st.integers(0, 300)))
def test_the_sittings_that_are_opened_have_the_last_word_on_each_section(
    found: list[Intake], days: int | None
) -> None:
    last = None if days is None else NOW - days * DAY
    kept = speaking(found, last=last)
    for moment in (NOW, last or NOW):
        assert newest(kept, moment) == newest(found, moment)
    assert len(kept) <= 2 * len(SECTIONS)


@pytest.mark.django_db
def test_a_sitting_knows_its_client_and_its_form_without_a_query_more(
    django_assert_num_queries: Any,
) -> None:
    mara = make.client("mara")
    with django_assert_num_queries(1):
        assert intake.intake_rows(mara, NOW) == []

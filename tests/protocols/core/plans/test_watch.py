"""FIT and TCX: when a run began, how long it took, how far it went."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

import fitdecode  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import fit, watch
from tests.protocols.core.plans import recordings
from tests.protocols.core.plans.plans_tables import BERLIN, NEW_YORK, bad, one, why
from tests.protocols.core.plans.recordings import START, session, tcx


def test_a_recorded_run_stands_on_the_wall_of_its_runner() -> None:
    run = one(watch.read(recordings.fit(session()), BERLIN))
    assert (run.what, run.day, run.at, run.zone) == (
        "run",
        date(2026, 10, 18),
        time(9, 15, 30),
        "Europe/Berlin",
    )
    assert (run.took_s, run.distance_m, run.done) == (2712, 10_000, True)
    assert run.title == "10.00 km, 0:45:12"


def test_the_same_run_has_the_same_name_in_both_formats() -> None:
    from_fit, from_tcx = (one(watch.read(c, NEW_YORK)) for c in (recordings.fit(session()), tcx()))
    assert from_fit.uid == from_tcx.uid == "run:2026-10-18T07:15Z"
    assert (from_fit.day, from_fit.at, from_fit.took_s) == (
        from_tcx.day,
        from_tcx.at,
        from_tcx.took_s,
    )


def test_another_decoder_reads_the_same_out_of_a_recording() -> None:
    content = recordings.fit(session(order=">"))
    with fitdecode.FitReader(BytesIO(content), check_crc=fitdecode.CrcCheck.RAISE) as frames:
        theirs = [
            f for f in frames if isinstance(f, fitdecode.FitDataMessage) and f.name == "session"
        ]
    (ours,) = fit.sessions_of(content)
    assert ours.started == theirs[0].get_value("start_time")
    assert ours.seconds == theirs[0].get_value("total_elapsed_time")
    assert ours.metres == theirs[0].get_value("total_distance")


def test_a_pause_counts_from_gun_to_finish() -> None:
    assert one(watch.read(tcx(took=2400, paused=300), BERLIN)).took_s == 2700


@pytest.mark.parametrize("head", [12, 14])
def test_old_and_new_headers_of_a_recording_are_read(head: int) -> None:
    assert one(watch.read(recordings.fit(session(), head=head), BERLIN)).took_s == 2712


def test_a_ride_is_left_out_and_the_run_after_it_kept() -> None:
    found = watch.read(recordings.fit(session(sport=2), session()), BERLIN)
    assert (len(found.items), why(found)) == (1, [(1, "no_race")])


def test_what_a_session_does_not_tell_is_said() -> None:
    found = watch.read(recordings.fit(session(start=None), session(took=None)), BERLIN)
    assert why(found) == [(1, "no_date"), (2, "length")]
    assert one(watch.read(recordings.fit(session(metres=None)), BERLIN)).distance_m is None


def test_a_recording_in_which_nothing_was_recorded_is_refused() -> None:
    assert bad(watch.read, recordings.fit()) == "no_event"
    assert (
        bad(watch.read, b"<TrainingCenterDatabase><Courses/></TrainingCenterDatabase>")
        == "no_event"
    )


def test_a_recording_that_is_cut_off_is_refused() -> None:
    whole = recordings.fit(session())
    assert {bad(watch.read, whole[:cut]) for cut in range(12, len(whole))} == {"broken"}
    assert {bad(watch.read, tcx()[:cut]) for cut in range(120, len(tcx()), 50)} == {"broken"}


def test_a_flipped_bit_is_found_by_the_check_sum() -> None:
    whole = bytearray(recordings.fit(session()))
    whole[-12] ^= 0x10
    assert bad(watch.read, bytes(whole)) == "broken"


def test_without_the_check_sum_a_flipped_bit_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "check_sum", lambda content: 0)
    whole = bytearray(recordings.fit(session()))
    whole[-12] ^= 0x10
    assert bad(watch.read, bytes(whole)) == ""


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<TrainingCenterDatabase>&b;</TrainingCenterDatabase>"""


def test_an_entity_is_never_expanded() -> None:
    assert bad(watch.read, LAUGHS) == "broken"
    assert (
        bad(watch.read, LAUGHS.replace(b'"&a;&a;&a;"', b'SYSTEM "file:///etc/passwd"')) == "broken"
    )


def test_more_sessions_than_anybody_runs_are_refused() -> None:
    assert bad(watch.read, recordings.fit(session() * 101)) == "too_many"
    lots = b"<Activity><Id>2026-10-18T07:15:30Z</Id></Activity>" * 101
    assert bad(watch.read, tcx().replace(b"<Activities>", b"<Activities>" + lots)) == "too_many"


def test_a_crowd_of_attributes_or_tags_is_refused() -> None:
    tag = b"<Author " + b" ".join(b'a%d=""' % at for at in range(20_000)) + b"/>"
    assert bad(watch.read, tcx().replace(b"<Activities>", tag + b"<Activities>")) == "broken"
    assert bad(watch.read, tcx().replace(b"<Activities>", b"<a/>" * 400_000)) == "too_many"


def test_deep_nesting_is_refused() -> None:
    assert bad(watch.read, b"<TrainingCenterDatabase>" + b"<a>" * 100_000) == "broken"


def test_blanks_before_a_document_do_no_harm() -> None:
    assert one(watch.read(b"\n      " + tcx(), BERLIN)).took_s == 2712


def test_two_recordings_in_one_file_are_both_read() -> None:
    later = session(start=datetime(2026, 10, 19, 7, tzinfo=START.tzinfo))
    found = watch.read(recordings.fit(session()) + recordings.fit(later), BERLIN)
    assert len({item.uid for item in found.items}) == 2


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(0, 200), st.booleans())
def test_whatever_a_recording_holds_it_is_read_or_refused(
    junk: bytes, cut: int, tail: bool
) -> None:
    for whole in (recordings.sealed(junk + session()), tcx()):
        content = whole[:cut] + junk + (whole[cut:] if tail else b"")
        assert watch.knows(content, "") in (True, False)
        assert bad(watch.read, content) in ("", "broken", "no_event")


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_whatever_stands_between_good_check_sums_is_read_or_refused(junk: bytes) -> None:
    assert bad(watch.read, recordings.sealed(junk)) in ("", "broken", "no_event")

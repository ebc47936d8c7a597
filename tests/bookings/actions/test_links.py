"""The link of a mail: the same however often the mail is made, and used up by one change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pghistory.models
import pytest

from bookings.actions import booking, changing, links
from bookings.models import Appointment, HistoryLine
from bookings.queries import desk_appointment, plans, standing
from bookings.queries.links import opened
from clinic.foundation.actions import tokens
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client, OneTimeToken
from clinic.foundation.roles import Role
from protocols.models import RunnerProfile
from tests.bookings import studio
from tests.bookings.mailed import holder_of, message, secret_in
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mara() -> Client:
    studio.clinic()
    return make.client()


@pytest.fixture
def row(mara: Client) -> Appointment:
    """Mara's hour in three days at 14:00."""
    return booked(mara)


def booked(client: Client, day: int = 3, **other: Any) -> Appointment:
    told = wanted(client, at(day, 14), accept_caution=True, **other)
    return booking.book(by=make.login_of(client), wanted=told, now=NOW)


def live() -> int:
    return OneTimeToken.objects.filter(spent_at=None).count()


def test_a_message_made_twice_holds_the_same_link(row: Appointment) -> None:
    sent = message(row)
    made = {links.issue(appointment=row, row=sent, now=NOW + n * MINUTE) for n in range(2)}
    assert len(made) == 1
    assert opened(secret_in(made.pop()), NOW).row == row
    assert OneTimeToken.objects.count() == 1


def test_two_messages_hold_two_links(row: Appointment) -> None:
    first, second = (links.issue(appointment=row, row=message(row), now=NOW) for _ in range(2))
    assert first != second


def test_a_link_that_was_used_is_not_made_good_by_sending_its_message_again(
    row: Appointment,
) -> None:
    sent = message(row)
    address = links.issue(appointment=row, row=sent, now=NOW)
    links.cancel(by=opened(secret_in(address), NOW).holder, now=NOW)
    assert links.issue(appointment=row, row=sent, now=NOW) == address
    assert live() == 0


def test_whoever_reads_the_tables_cannot_tell_the_link(row: Appointment, settings: Any) -> None:
    sent = message(row)
    address = links.issue(appointment=row, row=sent, now=NOW)
    assert secret_in(address) not in str(OneTimeToken.objects.values().get())
    settings.SECRET_KEY = "another clinic's key, of fifty letters or so, at least"
    assert links.issue(appointment=row, row=sent, now=NOW) != address


def test_a_link_lives_until_its_session_ends(row: Appointment) -> None:
    holder = holder_of(row)
    assert opened(holder.secret, row.end_at - MINUTE).row == row
    with pytest.raises(NotFound):
        opened(holder.secret, row.end_at)


def test_a_message_about_what_is_over_holds_no_link(row: Appointment) -> None:
    assert links.issue(appointment=row, row=message(row), now=row.end_at) == ""
    assert not OneTimeToken.objects.exists()


def test_a_link_cancels_once(row: Appointment) -> None:
    holder = holder_of(row)
    assert links.cancel(by=holder, now=NOW).state == "cancelled"
    for again in (links.cancel, moved_on):
        with pytest.raises(NotFound):
            again(by=holder, now=NOW)


def moved_on(**told: Any) -> Appointment:
    return links.move(start=at(4, 11), **told)


def test_a_link_moves_once(row: Appointment) -> None:
    holder = holder_of(row)
    assert moved_on(by=holder, now=NOW).local_start == "2026-11-27T11:00"
    with pytest.raises(NotFound):
        links.move(by=holder, start=at(5, 11), now=NOW)


def test_were_it_not_spent_a_link_would_move_again(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "spend", lambda **told: row.code)
    holder = holder_of(row)
    moved_on(by=holder, now=NOW)
    assert links.move(by=holder, start=at(5, 11), now=NOW).local_start == "2026-11-28T11:00"


def fail(row: Appointment) -> str:
    """Try to move a session to a time that is somebody else's: the secret of the link."""
    otto = make.client("otto")
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(4, 11)), now=NOW)
    holder = holder_of(row)
    with pytest.raises(Conflict, match="taken"):
        moved_on(by=holder, now=NOW)
    return holder.secret


def test_a_move_that_fails_leaves_the_link_as_it_was(row: Appointment) -> None:
    assert opened(fail(row), NOW).row == row


def test_without_the_one_transaction_the_link_would_be_lost(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "move", links.move.__wrapped__)  # type: ignore[attr-defined]
    with pytest.raises(NotFound):
        opened(fail(row), NOW)


def deeds(row: Appointment, other: Appointment, held: Appointment) -> dict[str, Any]:
    """All that sessions can be made to do, asked for by the link to another one."""
    by: Any = holder_of(row)
    told = {"by": by, "now": NOW}
    anew = wanted(row.client, at(6, 11))
    return {
        "book": lambda: booking.book(wanted=anew, **told),
        "book in its place": lambda: booking.book(wanted=replace(anew, moving=row), **told),
        "hold": lambda: booking.hold(wanted=anew, **told),
        "confirm": lambda: booking.confirm(appointment=held, wanted=anew, **told),
        "drop": lambda: booking.drop(appointment=held, **told),
        "undo": lambda: changing.undo(appointment=row, **told),
        "move": lambda: changing.move(wanted=replace(anew, moving=other), **told),
        "cancel": lambda: changing.cancel(appointment=other, **told),
    }


def refused(deeds: dict[str, Any]) -> set[str]:
    found = set()
    for name, deed in deeds.items():
        try:
            deed()
        except NotFound:
            found.add(name)
    return found


def test_a_link_opens_nothing_beside_its_session(row: Appointment, mara: Client) -> None:
    other = booked(mara, 12)
    held = booking.hold(by=make.login_of(mara), wanted=wanted(mara, at(20, 11)), now=NOW)
    every = deeds(row, other, held)
    assert refused(every) == set(every)
    other.refresh_from_db()
    assert other.state == "confirmed"


def test_without_the_guard_a_link_would_open_the_clients_other_sessions(
    row: Appointment, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = booked(mara, 12)
    monkeypatch.setattr(standing, "opens", lambda by, client, about: True)
    every = deeds(row, other, other)
    assert refused({name: every[name] for name in ("move", "cancel")}) == set()


def test_a_forged_holder_moves_nothing(row: Appointment, mara: Client) -> None:
    other = booked(mara, 12)
    holder = replace(holder_of(row), appointment=other.pk)
    with pytest.raises(NotFound):
        links.cancel(by=holder, now=NOW)
    assert live() == 1


def test_nobodys_name_stands_in_history_and_the_audit_says_link(row: Appointment) -> None:
    links.cancel(by=holder_of(row), now=NOW)
    line = HistoryLine.objects.get(did="cancelled")
    context = pghistory.models.Context.objects.get(metadata__doing="cancel")
    assert (line.by, context.metadata["actor"]) == (None, "link")
    assert desk_appointment.history(row)[0].who == "the link of a mail"


def test_what_a_link_did_the_client_takes_back_in_the_account(row: Appointment) -> None:
    links.cancel(by=holder_of(row), now=NOW)
    changing.undo(by=make.login_of(row.client), appointment=row, now=NOW + MINUTE)
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_what_the_desk_did_a_client_cannot_take_back(row: Appointment) -> None:
    changing.cancel(by=make.user("jo", Role.DESK), appointment=row, now=NOW)
    with pytest.raises(Invalid, match="nothing to take back"):
        changing.undo(by=make.login_of(row.client), appointment=row, now=NOW + MINUTE)


def test_a_late_cancellation_by_link_is_accepted_with_its_fee(row: Appointment) -> None:
    holder, late = holder_of(row), at(3, 13)
    with pytest.raises(Invalid) as asked:
        links.cancel(by=holder, now=late)
    assert (asked.value.code, asked.value.more["fee"]) == ("late", 4500)
    assert links.cancel(by=holder, now=late, accept_late=True).fee == 4500


def test_inside_the_change_window_a_link_moves_nothing(row: Appointment) -> None:
    holder = holder_of(row)
    with pytest.raises(Invalid) as refusal:
        moved_on(by=holder, now=at(3, 13))
    assert refusal.value.code == "too_late"


def test_whoever_is_under_age_moves_by_link_without_a_guardian(row: Appointment) -> None:
    RunnerProfile.objects.create(client=row.client, birth_year=2012)
    anew = wanted(row.client, at(4, 11), moving=row)
    with pytest.raises(Invalid, match="names a guardian"):
        changing.move(by=make.login_of(row.client), wanted=anew, now=NOW)
    assert moved_on(by=holder_of(row), now=NOW).local_start == "2026-11-27T11:00"


def deep(mara: Client) -> Appointment:
    """A deep session before a race in three weeks: two weeks from now it wants care."""
    rows.race(mara, local_start=datetime(2026, 12, 12, 10), priority="A")
    return booked(mara, depth="deep")


@pytest.mark.parametrize("start", [at(14, 20), at(18, 11)])
def test_what_the_calendar_speaks_against_is_refused_without_a_reason(
    mara: Client, start: datetime
) -> None:
    holder = holder_of(deep(mara))
    with pytest.raises(Invalid) as refusal:
        links.move(by=holder, start=start, now=NOW)
    assert (refusal.value.code, refusal.value.more) == ("sign_in", {})
    assert "race" not in refusal.value.sentence.lower()
    assert live() == 1


def test_were_the_reason_handed_on_a_link_would_tell_of_the_race(mara: Client) -> None:
    wish = plans.as_booked(deep(mara), start=at(18, 11), waivers=())
    with pytest.raises(Invalid, match="h before") as refusal:
        changing.move(by=make.login_of(mara), wanted=wish, now=NOW)
    assert refusal.value.code == "blocked"
    assert refusal.value.more["reasons"]

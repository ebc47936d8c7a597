"""A retry does nothing and hears the same."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from clinic.foundation.actions import sweeping
from clinic.foundation.actions.idempotency import Done, once, whole
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import IdempotentCall, User
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db
NOW = make.NOW
DAY = timedelta(hours=24)


class Effects:
    """Something that is done, and how often it was."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> tuple[int, str]:
        self.number += 1
        return 201, f"thing{self.number}"


@pytest.fixture
def effects() -> Effects:
    return Effects()


@pytest.fixture
def mara() -> User:
    return make.user("mara")


def call(
    by: User, effects: Effects, key: str | None = "k", what: str = "book", body: bytes = b"{}"
) -> Done:
    return once(by=by, key=key, call=what, body=body, now=NOW, do=effects)


def test_a_retry_hears_the_same_and_does_nothing(mara: User, effects: Effects) -> None:
    assert call(mara, effects) == Done(201, "thing1", replayed=False)
    assert call(mara, effects) == Done(201, "thing1", replayed=True)
    assert effects.number == 1


def test_without_a_key_everything_is_done_each_time(mara: User, effects: Effects) -> None:
    assert call(mara, effects, key=None) != call(mara, effects, key=None)
    assert not IdempotentCall.objects.exists()


def test_a_key_is_its_callers_alone(mara: User, effects: Effects) -> None:
    call(mara, effects)
    assert not call(make.user("ben"), effects).replayed


@pytest.mark.parametrize("other", [{"what": "cancel"}, {"body": b"{ }"}])
def test_a_key_is_not_used_for_something_else(
    mara: User, effects: Effects, other: dict[str, str]
) -> None:
    call(mara, effects)
    with pytest.raises(Invalid) as refusal:
        call(mara, effects, **other)  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == ("key_reused", "Idempotency-Key")
    assert effects.number == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "line\nbreak", "nul\x00", "schlüssel"])
def test_a_key_that_is_none_is_refused(mara: User, effects: Effects, key: str) -> None:
    with pytest.raises(Invalid, match="200 plain characters"):
        call(mara, effects, key=key)
    assert effects.number == 0


def test_what_failed_is_not_kept_and_may_be_tried_again(mara: User, effects: Effects) -> None:
    def fail() -> tuple[int, str]:
        User.objects.filter(pk=mara.pk).update(name="Half done")
        raise NotFound("not_found", "no")

    with pytest.raises(NotFound):
        once(by=mara, key="k", call="book", body=b"{}", now=NOW, do=fail)
    mara.refresh_from_db()
    assert mara.name == "Mara"
    assert not call(mara, effects).replayed


def test_a_key_is_kept_for_a_day(mara: User, effects: Effects) -> None:
    call(mara, effects)
    sweeping.sweep(now=NOW + DAY - timedelta(seconds=1))
    assert call(mara, effects).replayed
    sweeping.sweep(now=NOW + DAY)
    assert not call(mara, effects).replayed


def test_nothing_that_was_said_is_kept(mara: User, effects: Effects) -> None:
    call(mara, effects, body=b'{"note": "Wadenkrampf"}')
    assert tables_with("Wadenkrampf") == set()


def test_two_clinics_keep_other_digests_of_the_same_words(
    mara: User, effects: Effects, settings: object
) -> None:
    call(mara, effects)
    settings.SECRET_KEY = "of another clinic"  # type: ignore[attr-defined]
    call(mara, effects, key="l")
    assert len(set(IdempotentCall.objects.values_list("body", flat=True))) == 2


@whole
def two_steps(user: User, *, second: bool) -> tuple[int, str]:
    """An action that writes, and may fail afterwards."""
    User.objects.filter(pk=user.pk).update(name="Written")
    if not second:
        raise NotFound("not_found", "no second step")
    return 200, user.code


def test_an_action_done_once_needs_no_savepoint_of_its_own(mara: User) -> None:
    with CaptureQueriesContext(connection) as alone:
        two_steps(mara, second=True)
    with CaptureQueriesContext(connection) as within:
        once(
            by=mara, key=None, call="x", body=b"", now=NOW, do=lambda: two_steps(mara, second=True)
        )
        once(by=mara, key="k", call="x", body=b"", now=NOW, do=lambda: two_steps(mara, second=True))
    sent = [query["sql"] for query in within.captured_queries]
    assert [query["sql"][:9] for query in alone.captured_queries].count("SAVEPOINT") == 1
    assert [sql[:9] for sql in sent].count("SAVEPOINT") == 3  # two of `once`, one without a key


def test_what_fails_in_it_takes_everything_back_whoever_catches_it(mara: User) -> None:
    def caught() -> tuple[int, str]:
        with suppress(NotFound):
            two_steps(mara, second=False)
        return 200, "caught"

    with suppress(TransactionManagementError):
        once(by=mara, key="k", call="x", body=b"", now=NOW, do=caught)
    assert User.objects.get(pk=mara.pk).name != "Written"


def test_alone_an_action_is_a_transaction_as_ever(mara: User) -> None:
    with suppress(NotFound):
        two_steps(mara, second=False)
    assert User.objects.get(pk=mara.pk).name != "Written"

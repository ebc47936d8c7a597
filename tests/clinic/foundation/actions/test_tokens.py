"""Links that work once, for one purpose, until a moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from clinic.foundation.actions import tokens as actions
from clinic.foundation.actions.tokens import forget, issue_for, spend
from clinic.foundation.codes import new_code
from clinic.foundation.errors import NotFound
from clinic.foundation.models import OneTimeToken
from clinic.foundation.queries.tokens import find
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
HOUR = timedelta(hours=1)
LAST = NOW + HOUR - timedelta(microseconds=1)


def issue(*, purpose: str, about: str, lives: timedelta, now: datetime) -> str:
    """A link of an errand of its own."""
    return issue_for(errand=new_code(), purpose=purpose, about=about, until=now + lives, now=now)


@pytest.fixture
def secret() -> str:
    return issue(purpose="cancel", about="appointment-7", lives=HOUR, now=NOW)


def test_a_link_says_what_it_is_about_and_is_spent(secret: str) -> None:
    assert spend(secret=secret, purpose="cancel", now=NOW) == "appointment-7"
    with pytest.raises(NotFound):
        spend(secret=secret, purpose="cancel", now=NOW)


def test_looking_at_a_link_spends_nothing(secret: str) -> None:
    assert [find(secret, purpose="cancel", now=NOW) for _ in range(3)] == ["appointment-7"] * 3
    assert spend(secret=secret, purpose="cancel", now=NOW) == "appointment-7"
    assert find(secret, purpose="cancel", now=NOW) is None


def test_a_link_lives_to_its_last_moment_and_not_a_second_more(secret: str) -> None:
    assert find(secret, purpose="cancel", now=LAST) == "appointment-7"
    assert find(secret, purpose="cancel", now=NOW + HOUR) is None
    with pytest.raises(NotFound):
        spend(secret=secret, purpose="cancel", now=NOW + HOUR)
    assert spend(secret=secret, purpose="cancel", now=LAST) == "appointment-7"


def test_a_link_serves_no_other_purpose(secret: str) -> None:
    assert find(secret, purpose="join", now=NOW) is None
    with pytest.raises(NotFound):
        spend(secret=secret, purpose="join", now=NOW)
    assert find(secret, purpose="cancel", now=NOW) == "appointment-7"


@pytest.mark.parametrize("secret", ["", "guess", "\ud800", "x" * 10_000, "a\x00b"])
def test_an_invented_link_is_nobodys_and_never_a_crash(secret: str) -> None:
    assert find(secret, purpose="cancel", now=NOW) is None
    with pytest.raises(NotFound):
        spend(secret=secret, purpose="cancel", now=NOW)


def test_used_expired_foreign_and_invented_sound_alike(secret: str) -> None:
    spend(secret=secret, purpose="cancel", now=NOW)
    late = issue(purpose="cancel", about="a", lives=HOUR, now=NOW - HOUR)
    other = issue(purpose="join", about="a", lives=HOUR, now=NOW)
    answers = set()
    for dead in (secret, late, other, "guess"):
        with pytest.raises(NotFound) as answer:
            spend(secret=dead, purpose="cancel", now=NOW)
        answers.add((answer.value.code, answer.value.sentence))
    assert len(answers) == 1


def test_the_secret_itself_is_never_stored(secret: str) -> None:
    row = OneTimeToken.objects.values().get()
    assert secret not in map(str, row.values())
    assert len(secret) >= 43


def test_were_the_secret_stored_as_it_is_the_table_would_show_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions, "digest", lambda secret: secret)
    secret = issue(purpose="cancel", about="a", lives=HOUR, now=NOW)
    assert secret in map(str, OneTimeToken.objects.values().get().values())


def test_a_link_without_any_life_cannot_be_issued() -> None:
    with pytest.raises(IntegrityError, match="token_lives_a_while"):
        issue(purpose="cancel", about="a", lives=timedelta(0), now=NOW)


def of(errand: str, **other: str) -> str:
    told = {"purpose": "session", "about": "appointment-7"} | other
    return issue_for(errand=errand, until=NOW + HOUR, now=NOW, **told)


def test_one_errand_has_one_link_for_each_purpose_and_thing() -> None:
    links = [of("a"), of("a"), of("b"), of("a", about="appointment-8"), of("a", purpose="join")]
    assert len(set(links)) == 4
    assert OneTimeToken.objects.count() == 4
    assert min(map(len, links)) >= 43


def test_an_errands_link_is_not_made_good_by_issuing_it_again() -> None:
    spend(secret=of("a"), purpose="session", now=NOW)
    assert find(of("a"), purpose="session", now=NOW) is None


def test_links_whose_time_is_over_are_thrown_away_and_no_others() -> None:
    early = issue(purpose="cancel", about="a", lives=HOUR, now=NOW - HOUR)
    late = of("a")
    assert forget(now=NOW) == 1
    assert find(early, purpose="cancel", now=NOW - HOUR) is None
    assert find(late, purpose="session", now=NOW) == "appointment-7"

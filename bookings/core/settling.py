"""Sessions that no longer fit: what speaks against one that its runner has not accepted yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bookings.core.ranking import VERDICTS
from protocols.core.engine import Judgement, reason_json
from protocols.core.facts import Case, Session

AGAINST = ("blocked", "caution")
DAY = 24 * 60
MOST = 5  # times to move to
APART = 2 * DAY  # between two sessions, where nothing else speaks for less


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason that speaks against a session. `beside`: what it names is another session."""

    rule: str
    effect: str
    said: str
    health: bool
    beside: bool

    @property
    def words(self) -> tuple[str, str]:
        """What is accepted with a tick: these words of this rule, and no others."""
        return self.rule, self.said


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was said when a session was booked, moved or kept, and so has been accepted.

    `version` of the rules said it; `waivers` with their `reason` were given for it, and `cleared`
    are answers that a therapist cleared for it. `review`: a therapist was to look first.
    """

    words: frozenset[tuple[str, str]] = frozenset()
    version: int = 0
    waivers: tuple[str, ...] = ()
    reason: str = ""
    review: bool = False
    cleared: tuple[str, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        return frozenset(rule for rule, _said in self.words)


def accepted(sealed: Mapping[str, Any], version: int) -> Accepted:
    """From what is kept of a verdict (`plans.Judged.sealed`)."""
    told = sealed.get("said", {}).get("reasons", [])
    return Accepted(
        words=frozenset((r["rule"], r["because"]) for r in told if r["effect"] in AGAINST),
        version=version,
        waivers=tuple(sealed.get("waivers", ())),
        reason=sealed.get("reason", ""),
        review=bool(sealed.get("said", {}).get("review")),
        cleared=tuple(sealed.get("case", {}).get("cleared", ())),
    )


def objections(judged: Judgement, case: Case) -> tuple[Objection, ...]:
    """What speaks against a session, worst first."""
    return tuple(
        Objection(
            rule=reason.rule.id,
            effect=reason.effect,
            said=reason_json(reason.window, case)["because"],
            health=reason.rule.health,
            beside=isinstance(reason.window.thing, Session),
        )
        for reason in judged.reasons
        if reason.effect in AGAINST
    )


def news(
    found: Iterable[Objection], held: Accepted, others: Iterable[Accepted], *, version: int
) -> tuple[Objection, ...]:
    """What nobody has accepted yet.

    What two sessions mean to each other was accepted with the later of them. Where the rules were
    published anew since, their number is enough: they may put the same in other words.
    """
    beside = frozenset[str]().union(*(other.rules | {*other.waivers} for other in others))
    return tuple(
        each
        for each in found
        if each.words not in held.words
        and not (each.beside and each.rule in beside)
        and not (version != held.version and each.rule in held.rules)
    )


def gist(code: str, start: str, against: Iterable[Objection]) -> str:
    """The same for the same news of a session: its start and the rules against it, in any order.

    Rules can tell of health: it is kept as a keyed digest only.
    """
    return " ".join([code, start, *sorted(f"{o.rule}:{o.effect}" for o in against)])


def discreet(against: Sequence[Objection], review: str, *, hidden: bool) -> str:
    """One sentence that anybody may read: `review` in place of what speaks of health.

    `hidden`: the session itself tells of an injury, so whatever is said of it does.
    """
    first = next(iter(against), None)
    return review if first is None or first.health or hidden else first.said


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a session could move to, in minutes; `day` is its local one, an ordinal.

    `same`: with who gives the session now. `crowded`: close to another session of the runner.
    """

    start: int
    verdict: str
    day: int
    same: bool
    crowded: bool = False


def crowded(start: int, others: Iterable[int]) -> bool:
    """Whether a start is close to another session's: no rule forbids it, but nobody needs it."""
    return any(abs(start - other) < APART for other in others)


def best(
    times: Iterable[Time], old: int, *, keep: Collection[int] = (), most: int = MOST
) -> list[Time]:
    """The best times instead of an old one: by verdict, apart from other sessions, with the same
    therapist, and then the nearest.

    One a day, at the hour that is most like the old one. Starts to `keep` come along, best or not.
    """

    def rank(time: Time) -> tuple[int, bool, bool]:
        return VERDICTS.index(time.verdict), time.crowded, not time.same

    def off(time: Time) -> int:
        return abs((time.start - old + DAY // 2) % DAY - DAY // 2)

    by_day: dict[int, Time] = {}
    kept: dict[int, Time] = {}
    for time in times:
        if time.start == old:
            continue
        if time.start in keep and (time.start not in kept or rank(time) < rank(kept[time.start])):
            kept[time.start] = time
        held = by_day.get(time.day)
        if held is None or (*rank(time), off(time), time.start) < (
            *rank(held),
            off(held),
            held.start,
        ):
            by_day[time.day] = time
    chosen = sorted(by_day.values(), key=lambda t: (*rank(t), abs(t.start - old), t.start))[:most]
    there = {time.start for time in chosen}
    return [*chosen, *(time for start, time in sorted(kept.items()) if start not in there)]

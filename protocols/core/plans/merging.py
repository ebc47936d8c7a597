"""What bringing a plan in would do: what is known of its events against what was read now.

Whose word holds: a row that differs from what the import last wrote was edited by the runner, and
is theirs as a whole. A made row that is not there was removed by the runner, and never comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from protocols.core.plans import pairing, titles
from protocols.core.plans.again import again
from protocols.core.plans.fresh import Elsewhere, fresh, runs
from protocols.core.plans.shape import Item, Skipped
from protocols.core.plans.steps import UNSURE, Here, Known, Merged, Step, Way


def merge(here: Here, items: Iterable[Item], skipped: Sequence[Skipped], way: Way) -> Merged:
    """The steps for every event that was read, and for those that a feed does not have any more.

    Neither the order of the events matters, nor how often they are merged: the second time does
    nothing. `skipped` is what could not be read: nothing is gone that may be one of them.
    """
    once, doubled = _once(items)
    uids = {item.uid for item in once}
    known = _known(here, once, skipped, way)
    found: list[Step | Skipped] = list(doubled)
    found += [again(known[item.uid], item, way) for item in once if item.uid in known]
    new = [item for item in once if item.uid not in known]
    found += _new([item for item in new if item.what != "run"], here, way)
    found += runs([item for item in new if item.what == "run"], here.races, way)
    if once and way.feed:
        found += _gone(here, uids | {each.uid for each in known.values()}, skipped, way)
    steps = [step for step in found if isinstance(step, Step)]
    unused = [each for each in found if isinstance(each, Skipped)]
    return Merged(
        tuple(sorted(steps, key=_place)),
        tuple(sorted([*skipped, *unused], key=lambda each: (each.line, each.why, each.title))),
    )


def _once(items: Iterable[Item]) -> tuple[list[Item], list[Skipped]]:
    """The events by their names, the first of those that have the same."""
    by_uid: dict[str, Item] = {}
    ordered = sorted(items, key=lambda each: (each.uid, each.line, repr(each)))
    doubled = [
        Skipped(item.line, "twice", item.title)
        for item in ordered
        if by_uid.setdefault(item.uid, item) is not item
    ]
    return list(by_uid.values()), doubled


def _known(
    here: Here, once: Sequence[Item], skipped: Sequence[Skipped], way: Way
) -> dict[str, Known]:
    """What is known of the events that are told now, some feeds' under the name of an earlier time."""
    found = {item.uid: here.known[item.uid] for item in once if item.uid in here.known}
    if not way.feed or len(found) in (len(once), len(here.known)):
        return found
    new = [item for item in once if item.uid not in found and item.what != "run"]
    names = _names(skipped, way)  # what could not be read may have its old name again next time
    left = [
        known
        for uid, known in here.known.items()
        if uid not in found and known.what != "run" and not _named(known, names)
    ]
    return found | pairing.renamed(new, left, way)


def _new(items: Iterable[Item], here: Here, way: Way) -> list[Step | Skipped]:
    """Events that this source tells for the first time: another one may have told them before, or
    they are there from a source that was let go.
    """
    elsewhere = Elsewhere(here.others, way)
    found: list[Step | Skipped] = []
    new: list[Item] = []
    for item in items:
        other = elsewhere.meet(item)
        if other is None or _answers(item, other, way):
            new.append(item)
        elif way.feed and other.from_file:
            step = again(other, item, way)
            found.append(replace(step, adopted=True) if isinstance(step, Step) else step)
        else:
            found.append(Step("link", other.what, item.uid, item))
    mine = pairing.own(new, here.loose, way)
    for item in new:
        if item.uid in mine:
            found.append(pairing.have(item, mine[item.uid], way))
        else:
            found.append(elsewhere.settled(fresh(item, here.races, way)))
    return found


def _gone(here: Here, uids: set[str], skipped: Sequence[Skipped], way: Way) -> list[Step]:
    """What this feed told before and does not tell any more, of what is still to come."""
    unsure = [each for each in skipped if each.why in UNSURE]
    names = _names(skipped, way)
    called = {titles.key(each.title) for each in unsure if each.title or not each.uid}
    return [
        Step("gone", known.what, uid, known=known, remake=known.clean and known.what != "race")
        for uid, known in sorted(here.known.items())
        if uid not in uids
        and _can_go(known)
        and ahead(known, way)
        and not _is(known, names, called)
    ]


def _answers(item: Item, other: Known, way: Way) -> bool:
    """Whether this source says outright what another one asks; not if it takes that event over."""
    ours = way.feed and other.from_file
    return item.what == "race" and other.state == "suggested" and not ours


def _names(skipped: Sequence[Skipped], way: Way) -> set[str]:
    """Of what could not be read this time, as it is known by if it is an absence, too."""
    names = {each.uid for each in skipped if each.why in UNSURE and each.uid}
    return names | {way.hide(name) for name in names}


def _can_go(known: Known) -> bool:
    ours = known.state == "suggested" or known.clean or known.edited
    return ours and not known.gone and known.what != "run"


def _is(known: Known, names: set[str], called: set[str]) -> bool:
    """Whether what could not be read this time may be this event, by its name (of a series: what
    stands before its repeat) or its title.
    """
    if _named(known, names):
        return True
    title = "" if known.told is None else titles.key(known.told.title)
    return bool(called) and (not title or bool({title, ""} & called))


def _named(known: Known, names: set[str]) -> bool:
    return bool({known.uid, *known.uid.rpartition("/")} & names)


def ahead(known: Known, way: Way) -> bool:
    """Whether an event begins after now; of a race, whether it is still planned, too."""
    if known.now is None:
        return known.told is not None and known.told.day > way.today
    if known.what == "race" and known.now["status"] != "planned":
        return False
    if known.what == "absence":
        return date.fromisoformat(known.now["from_day"]) > way.today
    if (start := known.now["start_at"]) is not None:
        return datetime.fromisoformat(start) > way.now
    return date.fromisoformat(known.now["day"]) > way.today


def _place(step: Step) -> tuple[bool, int, str]:
    return step.item is None, step.item.line if step.item else 0, step.uid

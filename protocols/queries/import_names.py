"""By which names events are kept: a source's own name for an absence can tell of an illness."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.utils.crypto import salted_hmac

from protocols.core.plans.shape import Read


def hide(name: str) -> str:
    """A name that tells nothing, and is the same for the same: keyed, since a name can be guessed."""
    told = name.encode("utf-8", "replace")
    return salted_hmac("protocols.imported", told, algorithm="sha256").hexdigest()[:32]


def hidden(uid: str) -> str:
    """The name that an absence is kept by: of a repeat its series and itself, as everywhere."""
    series = uid.rpartition("/")[0]
    return "/".join(hide(part) for part in (series, uid) if part)


def settled(read: Read, before: Collection[str]) -> tuple[Read, dict[str, str]]:
    """What was read, each event by the name that it is kept by; and which names that are known
    `before` change, as training became an absence or the other way round.
    """
    away = {item.uid for item in read.items if item.what == "absence"}
    items = tuple(
        replace(item, uid=hidden(item.uid)) if item.uid in away else item for item in read.items
    )
    uids, known = {item.uid for item in items}, set(before)
    changes: dict[str, str] = {}
    for was, item in zip(read.items, items, strict=True):
        other = was.uid if was.uid in away else hidden(was.uid) if known else ""
        if other in known and other not in uids and item.uid not in known:
            changes[other] = item.uid
    return replace(read, items=items), changes

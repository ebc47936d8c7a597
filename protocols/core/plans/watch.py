"""A finished run as a watch recorded it: when it began, how long it took, how far it went."""

from __future__ import annotations

from datetime import UTC

from protocols.core.plans import dates, fit, making, tcx
from protocols.core.plans.fit import Session
from protocols.core.plans.making import Unfit
from protocols.core.plans.shape import MOST_BYTES, Ask, BadFile, Item, Read


def knows(content: bytes, name: str) -> bool:
    """Whether it is FIT or TCX."""
    _ = name
    return fit.is_fit(content) or tcx.is_tcx(content)


def read(content: bytes, ask: Ask) -> Read:
    """Each running session as a `run`, its uid the minute (UTC) it began: whatever the format, the
    same run has the same one. Raises BadFile: broken, no_event.
    """
    if len(content) > MOST_BYTES:
        raise BadFile("too_big")
    sessions = fit.sessions_of(content) if fit.is_fit(content) else tcx.sessions_of(content)
    if not sessions:
        raise BadFile("no_event")

    def make(line: int, session: Session) -> Item:
        return _item(line, session, ask)

    items, skipped = making.gathered(enumerate(sessions, 1), make, _called, ask)
    return Read("watch", "", items, skipped)


def _item(line: int, session: Session, ask: Ask) -> Item:
    if not session.running:
        raise Unfit("no_race")
    if session.started is None:
        raise Unfit("no_date")
    if not making.FIRST_YEAR < session.started.year < making.LAST_YEAR:
        raise Unfit("years")
    took = making.took(session.seconds)
    if took is None:
        raise Unfit("length")
    day, at, zone = dates.placed(session.started, ask.zone)
    return Item(
        uid=f"run:{session.started.astimezone(UTC):%Y-%m-%dT%H:%M}Z",
        line=line,
        what="run",
        title=_called(session),
        day=day,
        at=at,
        zone=zone,
        distance_m=making.metres_of(session.metres),
        done=True,
        took_s=took,
    )


def _called(session: Session) -> str:
    """A recording has no name: its figures stand for one."""
    seconds = round(session.seconds or 0)
    clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{session.metres / 1000:.2f} km, {clock}" if session.metres else clock

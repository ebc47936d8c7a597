"""Hands wear out: what a worker may still take on beside what they have."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from bookings.core.resources import Want, Worker


class Load:
    """The sessions that a worker has, asked whether one more of this kind may be added.

    `day_of` is the local day of an instant at the place asked for.
    """

    def __init__(self, want: Want, worker: Worker, day_of: Callable[[int], int]) -> None:
        self.want, self.worker, self.day_of = want, worker, day_of
        self.sessions = [block for block in worker.blocks if block.start < block.finish]
        self.starts = [session.start for session in self.sessions]
        self.minutes, self.deep = Counter[int](), Counter[int]()
        if worker.most_minutes is not None or worker.most_deep is not None:
            for session in self.sessions:
                day = day_of(session.start)
                self.minutes[day] += session.finish - session.start
                self.deep[day] += session.deep

    def bears(self, start: int) -> bool:
        """Whether limits of the day and pauses allow a session from here."""
        return self._day_allows(start) and self._pauses_allow(start)

    def _day_allows(self, start: int) -> bool:
        minutes, deep = self.worker.most_minutes, self.worker.most_deep
        if minutes is None and (deep is None or not self.want.deep):
            return True
        day = self.day_of(start)
        if minutes is not None and self.minutes[day] + self.want.minutes > minutes:
            return False
        return deep is None or not self.want.deep or self.deep[day] < deep

    def _pauses_allow(self, start: int) -> bool:
        most = self.worker.pause_after
        if most is None:
            return True
        beside = self._beside(start)
        return not beside or beside + self.want.minutes <= most

    def _beside(self, start: int) -> int:
        """Minutes of the sessions that would follow each other, with this one, without a pause."""
        pause, total = self.worker.pause, 0
        middle = bisect_left(self.starts, start)
        edge = start
        for at in range(middle - 1, -1, -1):
            session = self.sessions[at]
            if edge - session.finish >= pause:
                break
            total += session.finish - session.start
            edge = session.start
        edge = start + self.want.minutes
        for at in range(middle, len(self.sessions)):
            session = self.sessions[at]
            if session.start - edge >= pause:
                break
            total += session.finish - session.start
            edge = session.finish
        return total

"""Clients who book by API at a steady pace and insist on an answer."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any

from bookings.management.load import secret
from tests.faults.stage import Stage

STARTS = ("09:00", "10:15", "11:30", "12:45", "14:00", "15:15", "16:30", "17:45", "19:00")
AT_ONCE = 10  # sessions on one start: of twenty rooms, so that nobody is in another's way
CLIENTS = 600
PATIENCE = 90.0  # seconds until somebody gives up


@dataclass
class Heard:
    """What the clients heard. `booked`: codes; `unanswered`: who gave up; statuses of all answers."""

    booked: list[str] = field(default_factory=list)
    unanswered: int = 0
    statuses: list[int] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)  # the codes of errors
    broken: int = 0  # connections that were cut, and then tried again under the same key
    slowest: float = 0.0

    @property
    def faults(self) -> int:
        """Answers with 5xx other than 503, which says: again in a moment."""
        return sum(status >= 500 and status != 503 for status in self.statuses)


class Crowd:
    """Books one time after another; no two ever want the same."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.number = stage, 0
        self.lock = threading.Lock()
        ((self.place, self.zone),) = stage.ask("SELECT code, zone FROM bookings_location")
        ((self.service,),) = stage.ask("SELECT code FROM bookings_service WHERE active")
        self.first = date.today() + timedelta(days=4)

    def book(self, count: int, pace: float = 20.0) -> Heard:
        """So many bookings, `pace` a second, each by a thread of its own; waits for all."""
        heard, threads = Heard(), []
        begin = time.monotonic()
        for n in range(count):
            time.sleep(max(0.0, begin + n / pace - time.monotonic()))
            threads.append(threading.Thread(target=self._insist, args=(heard,), daemon=True))
            threads[-1].start()
        for thread in threads:
            thread.join()
        return heard

    def _insist(self, heard: Heard) -> None:
        """Ask until there is an answer that is one, always under the same key."""
        with self.lock:
            number, self.number = self.number, self.number + 1
        begin = time.monotonic()
        while time.monotonic() - begin < PATIENCE:
            try:
                asked = time.monotonic()
                status, body = self._ask(number)
            except (OSError, HTTPException):
                with self.lock:
                    heard.broken += 1
                time.sleep(0.3)
                continue
            with self.lock:
                heard.slowest = max(heard.slowest, time.monotonic() - asked)
                heard.statuses.append(status)
                if status == 201:
                    heard.booked.append(body["code"])
                else:
                    heard.said[body["error"]["code"]] += 1
            under_way = status == 409 and body["error"]["code"] == "in_flight"
            if status < 500 and not under_way:
                return
            time.sleep(0.3)
        with self.lock:
            heard.unanswered += 1

    def _ask(self, number: int) -> tuple[int, Any]:
        slot, client = number // AT_ONCE, number % CLIENTS
        day = self.first + timedelta(days=slot // len(STARTS))
        start = f"{day}T{STARTS[slot % len(STARTS)]}:00"
        body = {
            "service": self.service,
            "minutes": 60,
            "depth": "light",
            "location": self.place,
            "therapist": None,
            "start": _aware(start, self.zone),
            "accept_caution": True,
        }
        headers = {
            "Authorization": f"Bearer {secret(1, f'client{client}')}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"fault-{number}",
        }
        link = HTTPConnection("127.0.0.1", self.stage.port, timeout=30)
        try:
            link.request("POST", "/api/v1/appointments", json.dumps(body), headers)
            answer = link.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            link.close()


def _aware(wall: str, zone: str) -> str:
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).isoformat()

"""The faults: each breaks something under bookings, mends it, and counts what became of them."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from tests.faults.counting import Result, settle
from tests.faults.crowd import Crowd, Heard
from tests.faults.stage import Stage

POINTS = ("claimed", "sent", "recorded")
ROUNDS = 50
SPELL = 160  # bookings of one fault: eight seconds at 20 a second

Fault = Callable[[Stage, Crowd], Result]


def killed(stage: Stage, crowd: Crowd) -> Result:
    """The worker kills itself with −9 at three points in turn, with two bookings a round."""
    heard = Heard()
    stage.end("worker")
    for number in range(ROUNDS):
        child = stage.start("worker", LEGWORK_KILL_AT=POINTS[number % len(POINTS)])
        _add(heard, crowd.book(2))
        stage.gone(child)
    stage.start("worker")
    return settle(stage, f"worker killed −9, {ROUNDS} rounds", heard, kills=ROUNDS)


def redis_stopped(stage: Stage, crowd: Crowd) -> Result:
    stage.end("valkey", signal.SIGKILL)
    heard = crowd.book(SPELL)
    stage.redis()
    return settle(stage, "Redis stopped for 8 s", heard)


def redis_frozen(stage: Stage, crowd: Crowd) -> Result:
    redis = stage.child("valkey")
    redis.send_signal(signal.SIGSTOP)
    heard = crowd.book(SPELL)
    redis.send_signal(signal.SIGCONT)
    return settle(stage, "Redis frozen for 8 s", heard)


def redis_flushed(stage: Stage, crowd: Crowd) -> Result:
    """What was asked of the worker is forgotten, right after the bookings."""
    worker = stage.child("worker")
    worker.send_signal(signal.SIGSTOP)
    heard = crowd.book(SPELL)
    stage.flush()
    worker.send_signal(signal.SIGCONT)
    return settle(stage, "Redis flushed, the worker asleep", heard)


def postgres_restarted(stage: Stage, crowd: Crowd) -> Result:
    return _restart(stage, crowd, signal.SIGINT, "PostgreSQL restarted under 20 bookings/s")


def postgres_crashed(stage: Stage, crowd: Crowd) -> Result:
    return _restart(stage, crowd, signal.SIGQUIT, "PostgreSQL crashed under 20 bookings/s")


def _restart(stage: Stage, crowd: Crowd, by: signal.Signals, name: str) -> Result:
    heard = Heard()
    booking = stage.beside(lambda: _add(heard, crowd.book(SPELL)))
    time.sleep(3)
    stage.end("postgres", by)
    stage.postgres()
    begin = time.monotonic()
    booking.join()
    back = f"all booked {time.monotonic() - begin:.1f} s after it was back"
    # A database that dies between the mail server's yes and the note of it is like a killed worker.
    return settle(stage, name, heard, kills=1, note=f"{back}, {heard.broken} connections cut")


def mail(mode: str, name: str) -> Fault:
    """The mail server misbehaves for the bookings, and then is well again."""

    def fault(stage: Stage, crowd: Crowd) -> Result:
        stage.sink.mode = mode
        heard = crowd.book(SPELL if mode != "slow" else SPELL // 4)
        stage.sink.mode = "ok"
        return settle(stage, name, heard)

    return fault


def mail_cut(stage: Stage, crowd: Crowd) -> Result:
    """The mail server takes each message and hangs up before it says so: each cut may double one."""
    before, stage.sink.mode = stage.sink.cuts, "drop"
    heard = crowd.book(SPELL)
    stage.sink.mode = "ok"
    return settle(stage, "mail cut after DATA", heard, kills=stage.sink.cuts - before)


def mail_gone(stage: Stage, crowd: Crowd) -> Result:
    """Nobody listens where the mail server was."""
    stage.sink.gone()
    heard = crowd.book(SPELL)
    stage.sink = stage.sink.back()
    return settle(stage, "mail server gone", heard)


def two_beats(stage: Stage, crowd: Crowd) -> Result:
    second = stage.start("beat", log="beat2")
    time.sleep(3)
    heard = crowd.book(SPELL)
    result = settle(stage, "two beats", heard)
    stage.end(second.name)
    return result


def no_beat(stage: Stage, crowd: Crowd) -> Result:
    """Nobody ticks and nobody nudges; then every row is made half an hour older, and beat is back."""
    stage.end("beat")
    redis = stage.child("valkey")
    redis.send_signal(signal.SIGSTOP)
    heard = crowd.book(SPELL)
    stage.ask(
        "UPDATE clinic_outboxrow SET due_at = due_at - interval '30 minutes',"
        " created_at = created_at - interval '30 minutes' WHERE state = 'waiting'"
        " AND about = ANY(%s)",
        heard.booked,
    )
    redis.send_signal(signal.SIGCONT)
    stage.flush()
    stage.start("beat")
    return settle(stage, "no beat for 30 min (rows made older)", heard)


def worker_ended(stage: Stage, crowd: Crowd) -> Result:
    """SIGTERM while a slow mail server keeps it busy; a new one is started."""
    stage.sink.mode = "slow"
    heard = crowd.book(20)
    stage.end("worker", signal.SIGTERM)
    stage.sink.mode = "ok"
    stage.start("worker")
    return settle(stage, "SIGTERM to the worker at work", heard, kills=1)


def web_ended(stage: Stage, crowd: Crowd) -> Result:
    """SIGTERM to the web server under load; it is started anew on the same socket."""
    heard = Heard()
    booking = stage.beside(lambda: _add(heard, crowd.book(SPELL)))
    time.sleep(3)
    stage.end("web", signal.SIGTERM)
    stage.start("web")
    booking.join()
    return settle(stage, "SIGTERM to the web server", heard, note=f"{heard.broken} connections cut")


def _add(heard: Heard, more: Heard) -> None:
    heard.booked += more.booked
    heard.statuses += more.statuses
    heard.said += more.said
    heard.unanswered += more.unanswered
    heard.broken += more.broken
    heard.slowest = max(heard.slowest, more.slowest)


FAULTS: dict[str, Fault] = {
    "killed": killed,
    "redis_stopped": redis_stopped,
    "redis_frozen": redis_frozen,
    "redis_flushed": redis_flushed,
    "postgres_restarted": postgres_restarted,
    "postgres_crashed": postgres_crashed,
    "mail_slow": mail("slow", "mail slow, 1.5 s each"),
    "mail_451": mail("451", "mail answers 451"),
    "mail_550": mail("550", "mail answers 550"),
    "mail_cut": mail_cut,
    "mail_gone": mail_gone,
    "two_beats": two_beats,
    "no_beat": no_beat,
    "worker_ended": worker_ended,
    "web_ended": web_ended,
}

"""Background work: ids in, one call."""

from threading import Lock

from celery import shared_task
from celery.worker import state
from django.utils import timezone

from clinic.foundation.actions import outbox, pulses, sweeping
from clinic.foundation.actions.claims import Lane

# One pass over what is not urgent at a time in a process: a thread is always free for what is.
_bulk = Lock()


@shared_task(name="clinic.outbox_tick")  # type: ignore[untyped-decorator]  # celery has no types
def outbox_tick(lane: Lane = "any", *, by_beat: bool = False) -> None:
    """A pass over one lane of the outbox: beat asks every 20 s, a change right after its commit."""
    if by_beat:
        pulses.beat(now=timezone.now())
    if lane == "urgent":
        _work(lane)
    elif _bulk.acquire(blocking=False):
        try:
            _work(lane)
        finally:
            _bulk.release()


@shared_task(name="clinic.sweep")  # type: ignore[untyped-decorator]  # celery has no types
def sweep() -> None:
    """Beat's hourly tidying."""
    sweeping.sweep(now=timezone.now())


def _work(lane: Lane) -> None:
    """Batch after batch, each with the time it begins at, until nothing is due.

    A worker that was told to stop does so after a batch, and not after all that waits.
    """
    while outbox.work(now=timezone.now(), lane=lane) and state.should_stop is None:
        pass

"""Background work of protocols: one call each."""

from datetime import timedelta
from threading import Lock

from celery import shared_task
from celery.worker import state
from django.utils import timezone

from protocols.actions import feed_reading

PASS = timedelta(seconds=30)
# One pass at a time in a process: a thread of the worker is always free for other things.
_passing = Lock()


@shared_task(name="protocols.refresh_feeds")  # type: ignore[untyped-decorator]  # celery has no types
def refresh_feeds() -> None:
    """Beat's look at the feeds: those that are due, one by one, for half a minute."""
    if not _passing.acquire(blocking=False):
        return
    try:
        until = timezone.now() + PASS
        while (now := timezone.now()) < until and state.should_stop is None:
            if not feed_reading.refresh_next(now=now):
                return
    finally:
        _passing.release()

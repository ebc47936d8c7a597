"""Background work: ids in, one call."""

from celery import shared_task
from django.utils import timezone

from clinic.foundation.actions import outbox, sweeping


@shared_task(name="clinic.outbox_tick")  # type: ignore[untyped-decorator]  # celery has no types
def outbox_tick() -> None:
    """Beat's tick over the outbox, every 20 s."""
    outbox.work(now=timezone.now())


@shared_task(name="clinic.sweep")  # type: ignore[untyped-decorator]  # celery has no types
def sweep() -> None:
    """Beat's hourly tidying."""
    sweeping.sweep(now=timezone.now())

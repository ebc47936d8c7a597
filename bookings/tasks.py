"""Background work of bookings: one call each."""

from celery import shared_task
from django.utils import timezone

from bookings.actions import checkin_letters, clocks, rechecking, waitlist_races


@shared_task(name="bookings.keep_wall_time")  # type: ignore[untyped-decorator]  # celery has no types
def keep_wall_time() -> None:
    """Beat's hourly look at the clocks: an update of the zones may have come with a new start."""
    clocks.keep_wall_time(now=timezone.now())


@shared_task(name="bookings.recheck")  # type: ignore[untyped-decorator]  # celery has no types
def recheck() -> None:
    """Beat's nightly look at the sessions to come: do they still fit?"""
    rechecking.recheck(now=timezone.now())


@shared_task(name="bookings.ask_how_it_was")  # type: ignore[untyped-decorator]  # celery has no types
def ask_how_it_was() -> None:
    """Beat's hourly look at what is over: sessions of a day and a half ago, races of yesterday."""
    checkin_letters.ask(now=timezone.now())


@shared_task(name="bookings.follow_races")  # type: ignore[untyped-decorator]  # celery has no types
def follow_races() -> None:
    """Beat's nightly look at the waitlist: who waits for a race waits for the days it is useful on."""
    waitlist_races.follow(now=timezone.now())

"""What the calendar's script says: it has no words of its own. `{name}` stands for a figure."""

from __future__ import annotations

from typing import TypedDict

from django.utils.translation import gettext as _


class Kind(TypedDict):
    """A session type: its letter and its name."""

    letter: str
    name: str


def types() -> dict[str, Kind]:
    """The types of sessions by their code, in the order in which they are chosen from."""
    return {
        "pre_event": {"letter": "P", "name": _("Pre-event")},
        "post_event": {"letter": "R", "name": _("Post-event")},
        "general": {"letter": "G", "name": _("General")},
        "injury": {"letter": "I", "name": _("Injury")},
        "other": {"letter": "–", "name": _("Other")},
    }


def states() -> dict[str, str]:
    """A session's states, as a list and a screen reader say them."""
    return {
        "held": _("Held"),
        "review": _("Needs a therapist’s look"),
        "confirmed": _("Booked"),
        "arrived": _("Here"),
        "in_session": _("In session"),
        "done": _("Done"),
        "no_show": _("No-show"),
    }


def verdicts() -> dict[str, str]:
    """The verdicts; `taken` is said where there is no room or nobody is free."""
    return {
        "recommended": _("Recommended"),
        "fine": _("Fine"),
        "caution": _("With care"),
        "blocked": _("Not then"),
        "taken": _("Not free"),
        "waiting": _("Looking"),
    }


def words() -> dict[str, str]:
    """Everything else, by a name of its own."""
    return {**_in_the_grid(), **_of_acts(), **_of_connection()}


def _in_the_grid() -> dict[str, str]:
    return {
        "now": _("now"),
        "off": _("Time off"),
        "asked": _("Time off asked for"),
        "closed": _("Closed"),
        "all_day": _("All day"),
        "offered": _("Offered until {until}"),
        "offered_to": _("Offered to {count}"),
        "with": _("with {names}"),
        "minutes": _("{count} minutes"),
        "from_to": _("{from} to {to}"),
        "days_to": _("{days} days to {race} {letter}"),
        "day_to": _("1 day to {race} {letter}"),
        "race_day": _("race day of {race} {letter}"),
        "days_since": _("{days} days since {race} {letter}"),
        "day_since": _("1 day since {race} {letter}"),
        "badge_days": _("{days} d"),
        "badge_day": _("today"),
        "sessions_one": _("1 session"),
        "sessions": _("{count} sessions"),
        "sessions_none": _("no sessions"),
        "column": _("{name}, {sessions}"),
        "due": _("to be paid"),
        "intake_open": _("questions open"),
        "intake_review": _("answers to be looked at"),
        "series": _("one of a series"),
        "party": _("one of several together"),
        "nobody": _("Nobody works here on this day"),
        "nobody_text": _(
            "Each therapist with hours or sessions on a day has a column of their own."
        ),
        "nothing": _("Nothing is booked"),
        "nothing_text": _("Each session will stand here by its time, with its therapist and room."),
        "week_of": _("{name}: week of {day}"),
    }


def _of_acts() -> dict[str, str]:
    return {
        "moved": _("Moved"),
        "undo": _("Undo"),
        "undone": _("Undone"),
        "close": _("Close"),
        "back": _("Back"),
        "do_it": _("Do it all the same"),
        "why": _("Why all the same?"),
        "why_missing": _("Say in a few words why."),
        "nearest": _("Nearest times"),
        "waive": _("Ask {name} to waive it"),
        "leave": _("Leave it"),
        "changed_by": _("{by}: {did}, {at}"),
        "swap_with": _("Choose the session to swap {name} with. Esc: back."),
        "swap_none": _("Nothing chosen. Swap is off."),
        "not_to_move": _("This session can no longer be moved."),
        "to_drop": _("Enter: put it here. Esc: back."),
        "put_back": _("Back where it was."),
        "nothing_to_undo": _("There is nothing to undo."),
        "copy_when": _("{time} · {name}"),
        "failed": _("It could not be done. Try again."),
        "new_here": _("New session at {time}"),
    }


def _of_connection() -> dict[str, str]:
    return {
        "lost": _("No connection since {time}"),
        "signed_out": _("You are signed out."),
        "sign_in": _("Sign in again"),
    }

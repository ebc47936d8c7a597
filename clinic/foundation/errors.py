"""The one family of errors that actions and queries raise.

Each has a code for programs and a sentence for people; `http.py` and the API turn them into
answers in one place.
"""

from __future__ import annotations


class Problem(Exception):
    """Base of the family: never raised itself. `more` goes into the API's answer as it is."""

    status = 500

    def __init__(
        self, code: str, sentence: str, *, field: str | None = None, **more: object
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.more = more


class Invalid(Problem):
    """The request cannot be carried out as it stands; `field` names what to change."""

    status = 422


class Refused(Problem):
    """This person may not use this function."""

    status = 403


class NotFound(Problem):
    """Not there, or not theirs: the two look the same."""

    status = 404


class Conflict(Problem):
    """Taken or changed meanwhile."""

    status = 409


class TooMany(Problem):
    """Asked too often; `wait` is in seconds."""

    status = 429

    def __init__(self, sentence: str, *, wait: int = 60) -> None:
        super().__init__("too_many", sentence)
        self.wait = wait


class Unavailable(Problem):
    """Something that Legwork leans on is down just now; trying again later helps."""

    status = 503

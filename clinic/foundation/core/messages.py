"""A message as it leaves: words for one address, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """`to` is a mail address or a telephone number in its one form (+49…).

    `subject`, `html` and `calendar` are of mails alone. `calendar` is the file of a session, and
    `method` (REQUEST, CANCEL) what a calendar does with it.
    """

    to: str
    text: str
    subject: str = ""
    html: str = ""
    calendar: bytes = b""
    method: str = ""

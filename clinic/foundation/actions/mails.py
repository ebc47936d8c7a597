"""Mails of the clinic's own: words from a template, to one address, counted."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from clinic.foundation.actions import tries
from clinic.foundation.core.texts import folded, one_line
from clinic.foundation.queries.people import practice

MAILS = 10  # to one address in an hour, whoever asks for them
LOCAL = "http://localhost:8000"


def send(*, notice: str, to: str, key: str, context: dict[str, object], now: datetime) -> None:
    """Send `notices/<notice>/{subject,body}.txt` to one address.

    `key` (the errand's code) makes the Message-ID: a mail sent again after a crash is the same
    one. Raises `TooMany` past ten an hour to an address, and what the mail server's trouble is:
    the errand then waits in the outbox.
    """
    tries.take(limits={f"mail to {folded(to)}": MAILS}, now=now)
    told = {"practice": practice().name, **context}
    subject = one_line(render_to_string(f"notices/{notice}/subject.txt", told))
    body = render_to_string(f"notices/{notice}/body.txt", told)
    host = urlsplit(settings.ORIGIN).hostname or "localhost"
    EmailMessage(subject, body, to=[to], headers={"Message-ID": f"<{key}@{host}>"}).send()


def link(path: str) -> str:
    """A path of ours as an address that works in a mail."""
    return f"{settings.ORIGIN or LOCAL}{path}"

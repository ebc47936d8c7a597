"""Mails, by Django's connection: SMTP, the console, or the demo's folder."""

from __future__ import annotations

import contextlib
import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from clinic.foundation.channels.trouble import Down, Refusal, by_status
from clinic.foundation.core.messages import Message
from clinic.foundation.core.texts import one_line

FILE = "session.ics"
TOO_LARGE = 552  # the one answer to MAIL FROM that is about the message


class Mail:
    """One connection, several mails."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()

    def open(self) -> None:
        try:
            self._connection.open()
        except (smtplib.SMTPException, OSError) as fault:
            raise Down(type(fault).__name__) from fault

    def send(self, message: Message, code: str) -> None:
        mail = letter(message, code)
        mail.connection = self._connection
        try:
            left = mail.send()
        except smtplib.SMTPRecipientsRefused as fault:
            raise by_status(max(status for status, _said in fault.recipients.values())) from fault
        except smtplib.SMTPSenderRefused as fault:
            if 500 <= fault.smtp_code != TOO_LARGE:  # our own address: no mail would get through
                raise Down(str(fault.smtp_code)) from fault
            raise by_status(fault.smtp_code) from fault
        except smtplib.SMTPDataError as fault:
            raise by_status(fault.smtp_code) from fault
        except smtplib.SMTPNotSupportedError as fault:  # an address that this server cannot write
            raise Refusal(type(fault).__name__, temporary=False) from fault
        except (smtplib.SMTPException, OSError) as fault:
            raise Down(type(fault).__name__) from fault
        if not left:  # to an address that is none: nothing was said, and nothing sent
            raise Refusal("unsent", temporary=False)

    def close(self) -> None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._connection.close()


def letter(message: Message, code: str) -> EmailMultiAlternatives:
    """The mail itself. Its Message-ID is made of `code`: sent again it is the same mail.

    Names can hold anything, and none of it may begin a new line of the head.
    """
    mail = EmailMultiAlternatives(
        one_line(message.subject),
        message.text,
        to=[one_line(message.to)],
        headers={"Message-ID": f"<{code}@{host()}>", "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        text = message.calendar.decode()
        mail.attach_alternative(text, f"text/calendar; method={message.method}")
        mail.attach(FILE, message.calendar, "application/ics")
    return mail


def host() -> str:
    """Our name as mails are signed with it."""
    return urlsplit(settings.ORIGIN).hostname or "localhost"

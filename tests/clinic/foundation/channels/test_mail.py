"""Mails: what they are made of, and whose fault it is when a server will not have one."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from django.core.mail import BadHeaderError
from hypothesis import given
from hypothesis import strategies as st

from clinic.foundation.channels import mail
from clinic.foundation.channels.trouble import Down, Refusal
from clinic.foundation.core.messages import Message
from tests.clinic import smtp
from tests.clinic.smtp import Server

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:L\xc3\xa4ufer\r\nEND:VCALENDAR\r\n"
HELLO = Message("mara@example.org", "Bis morgen, Läufer", "Grüße", "<p>Bis morgen</p>")
SESSION = Message("mara@example.org", "When", "Moved", "<p>When</p>", ICS, "REQUEST")


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    with smtp.running() as running:
        settings.EMAIL_PORT = running.port
        yield running


def send(*messages: Message) -> None:
    way = mail.Mail()
    way.open()
    try:
        for number, message in enumerate(messages):
            way.send(message, f"code{number}")
    finally:
        way.close()


def parsed(letter: bytes) -> EmailMessage:
    read = BytesParser(policy=policy.default).parsebytes(letter)
    assert isinstance(read, EmailMessage)
    return read


def kinds(letter: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in letter.walk() if not part.is_multipart()]


def test_a_mail_to_nobody_does_not_count_as_sent(server: Server) -> None:
    with pytest.raises(Refusal, match="unsent"):
        send(Message("\u200b", "Bis morgen"))
    assert server.letters == []


def test_a_mail_says_the_same_in_text_and_html(server: Server) -> None:
    send(HELLO)
    letter = parsed(server.letters[0])
    assert (letter["Subject"], letter["To"]) == ("Grüße", "mara@example.org")
    assert (letter.get_content_type(), kinds(letter)) == (
        "multipart/alternative",
        ["text/plain", "text/html"],
    )
    assert "Läufer" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_its_id_is_the_rows_and_it_says_that_a_machine_wrote_it(
    server: Server, settings: Any
) -> None:
    settings.ORIGIN = "https://book.example.com"
    send(HELLO)
    letter = parsed(server.letters[0])
    assert letter["Message-ID"] == "<code0@book.example.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"]


def test_a_session_comes_as_an_invitation_and_as_a_file(server: Server) -> None:
    send(SESSION)
    letter = parsed(server.letters[0])
    assert kinds(letter) == ["text/plain", "text/html", "text/calendar", "application/ics"]
    (invitation,) = (p for p in letter.walk() if p.get_content_type() == "text/calendar")
    (file,) = letter.iter_attachments()
    assert invitation.get_param("method") == "REQUEST"
    assert invitation.get_content().encode().replace(b"\r\n", b"\n") == ICS.replace(b"\r\n", b"\n")
    assert (file.get_filename(), file.get_content()) == ("session.ics", ICS)


def test_several_mails_go_over_one_connection(server: Server) -> None:
    send(HELLO, SESSION, HELLO)
    assert (len(server.letters), server.connections) == (3, 1)


@given(st.text(max_size=60), st.text(max_size=40))
def test_no_name_begins_a_new_line_of_a_head(subject: str, name: str) -> None:
    told = f"{subject}\r\nBcc: x@y.z\x0bTo: q\u2028Cc: w{name}"
    letter = mail.letter(Message("mara@example.org", "Hi", told), "code")
    head = parsed(as_bytes(letter))
    assert {*head.keys()} <= {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding"),
        *("Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"),
    }


def test_without_one_line_a_name_would_stop_its_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "one_line", lambda text: text)
    with pytest.raises(BadHeaderError):
        as_bytes(mail.letter(Message("mara@example.org", "Hi", "A\r\nBcc: x@y.z"), "code"))


def as_bytes(letter: Any) -> bytes:
    return bytes(letter.message().as_bytes())


@pytest.mark.parametrize("word", ["HELLO", "EHLO"])
def test_a_server_that_does_not_let_us_in_is_the_ways_fault(server: Server, word: str) -> None:
    server.answers = {word: "421 too busy", "HELO": "421 too busy"}
    with pytest.raises(Down):
        send(HELLO)


def test_a_server_that_is_not_there_is_the_ways_fault(server: Server, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(Down) as fault:
        send(HELLO)
    assert fault.value.kind == "ConnectionRefusedError"


def test_a_server_that_says_nothing_is_the_ways_fault(server: Server, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.05
    server.answers = {"MAIL": "250-"}  # the line goes on, and nothing comes
    with pytest.raises(Down) as fault:
        send(HELLO)
    assert fault.value.kind == "SMTPServerDisconnected"


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("MAIL", "421 closing"),
        ("RCPT", "421 closing"),
        ("BODY", "421 closing"),
        ("MAIL", "530 sign in first"),
        ("MAIL", "550 no such sender"),
        ("RCPT", smtp.HANG_UP),
        ("BODY", smtp.HANG_UP),
    ],
)
def test_what_every_message_would_meet_is_the_ways_fault(
    server: Server, word: str, answer: str
) -> None:
    server.answers = {word: answer}
    with pytest.raises(Down):
        send(HELLO)


@pytest.mark.parametrize("word", ["RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(("status", "temporary"), [(450, True), (451, True), (550, False)])
def test_what_one_message_meets_is_its_own_affair(
    server: Server, word: str, status: int, *, temporary: bool
) -> None:
    server.answers = {word: f"{status} not you"}
    with pytest.raises(Refusal) as fault:
        send(HELLO)
    assert (fault.value.kind, fault.value.temporary) == (str(status), temporary)


def test_a_message_that_is_too_large_is_its_own_affair(server: Server) -> None:
    server.answers = {"MAIL": "552 too large"}
    with pytest.raises(Refusal):
        send(HELLO)


def test_after_a_refusal_the_next_one_goes_over_the_same_connection(server: Server) -> None:
    way = mail.Mail()
    way.open()
    server.answers = {"RCPT": "550 unknown"}
    with pytest.raises(Refusal):
        way.send(HELLO, "a")
    server.answers = {}
    way.send(HELLO, "b")
    way.close()
    assert (len(server.letters), server.connections) == (1, 1)

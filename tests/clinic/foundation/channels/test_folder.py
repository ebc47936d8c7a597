"""The demo's folder: every message as its reader sees it, for this user's eyes only."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from clinic.foundation.channels import folder, mail, sms
from clinic.foundation.core.messages import Message

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
PAGE = '<html><head></head><body><a href="https://x.y/s/1/">Look</a></body></html>'
GONE = Message("mara@example.org", "It is gone.", "Cancelled: Grüße", PAGE, ICS, "CANCEL")


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "clinic.foundation.channels.folder.EmailBackend"
    settings.MAIL_FOLDER = str(tmp_path / "mail")
    settings.SMS_URL = "folder:"
    return tmp_path / "mail"


def send(message: Message = GONE, code: str = "code") -> None:
    way = mail.Mail()
    way.open()
    way.send(message, code)
    way.close()


def test_a_mail_becomes_a_file_and_a_page(box: Path) -> None:
    send()
    kept = message_from_bytes((box / "00001.eml").read_bytes())
    page = (box / "00001.html").read_text()
    assert (kept["Message-ID"], kept["To"]) == ("<code@localhost>", "mara@example.org")
    for part in ("Cancelled: Grüße", "It is gone.", "METHOD:CANCEL", "https://x.y/s/1/"):
        assert part in page


def test_what_a_mail_holds_cannot_act_on_its_page(box: Path) -> None:
    send(Message("a@b.c", "<script>alert(1)</script>", "<b>", "<script>alert(2)</script>"))
    page = (box / "00001.html").read_text()
    assert "<script" not in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_the_list_has_the_newest_first(box: Path) -> None:
    for number in range(3):
        send(Message("a@b.c", "Hi", f"Subject {number}"))
    listed = re.findall(r"Subject \d", (box / "index.html").read_text())
    assert listed == ["Subject 2", "Subject 1", "Subject 0"]


def test_a_long_list_says_where_it_ends(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "SHOWN", 2)
    for number in range(3):
        send(Message("a@b.c", "Hi", f"Subject {number}"))
    page = (box / "index.html").read_text()
    assert "The newest 2 of 3" in page
    assert "Subject 0" not in page


def test_short_messages_lie_there_too(box: Path) -> None:
    sms.Sms().send(Message("+4915112345678", "At 14:30."), "code")
    assert "At 14:30." in (box / "00001.html").read_text()
    assert "+4915112345678" in (box / "index.html").read_text()


def test_nobody_else_can_read_them(box: Path) -> None:
    send()
    assert box.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in box.iterdir()} == {0o600}


def test_written_by_several_at_once_none_is_lost(box: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: send(Message("a@b.c", "Hi", f"Subject {n}")), range(12)))
    assert len(list(box.glob("*.eml"))) == 12
    assert len(set(re.findall(r"Subject \d+", (box / "index.html").read_text()))) == 12

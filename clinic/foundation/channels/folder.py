"""Where the demo's messages land: a folder to leaf through with a browser, newest first.

Each mail is a file for mail programs (.eml) and a page that shows it as its reader would see it.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.message import Message as Parsed
from email.utils import formatdate
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

LIST, INDEX, SHOWN = "list.jsonl", "index.html", 300  # the newest on one page
HEAD = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")


class EmailBackend(BaseEmailBackend):
    """Django's way to the folder `MAIL_FOLDER`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            _keep_mail(mail)
        return len(email_messages)


def keep_sms(to: str, text: str, code: str) -> None:
    """Keep one short message."""
    head = [("To", to), ("Date", formatdate()), ("Code", code)]
    _keep(kind="SMS", head=head, parts={"text": text})


def _keep_mail(mail: EmailMessage) -> None:
    sent = mail.message()
    parts: dict[str, str] = {}
    for part in sent.walk():
        if not part.is_multipart():
            parts.setdefault(_kind(part), _text(part))
    head = [(name, str(sent[name])) for name in HEAD if sent[name]]
    head = [(name, str(mail.subject) if name == "Subject" else value) for name, value in head]
    if "html" in parts:  # a link of a mail leads out of its frame
        parts["html"] = parts["html"].replace("<head>", '<head><base target="_blank">', 1)
    _keep(kind="Mail", head=head, parts=parts, eml=sent.as_bytes())


def _kind(part: Parsed) -> str:
    kinds = {"text/plain": "text", "text/html": "html", "text/calendar": "calendar"}
    return kinds.get(part.get_content_type(), "file")


def _text(part: Parsed) -> str:
    held = part.get_payload(decode=True)
    return held.decode("utf-8", "replace") if isinstance(held, bytes) else ""


def _keep(
    *, kind: str, head: list[tuple[str, str]], parts: dict[str, str], eml: bytes = b""
) -> None:
    """Write one message's files, then the list of all. One process at a time."""
    folder = Path(settings.MAIL_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        lines = _lines(folder)
        name = f"{len(lines) + 1:05}"
        if eml:
            _write(folder / f"{name}.eml", eml)
        told = {"kind": kind, "head": head, "parts": parts, "eml": f"{name}.eml" if eml else ""}
        _page(folder / f"{name}.html", "message", told)
        lines.append(json.dumps({"page": f"{name}.html", "kind": kind, **dict(head)}))
        _write(folder / LIST, ("\n".join(lines) + "\n").encode())
        newest = [json.loads(line) for line in reversed(lines[-SHOWN:])]
        _page(folder / INDEX, "index", {"messages": newest, "all": len(lines)})


def _lines(folder: Path) -> list[str]:
    path = folder / LIST
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _page(path: Path, template: str, context: Mapping[str, object]) -> None:
    _write(path, render_to_string(f"mail_folder/{template}.html", dict(context)).encode())


def _write(path: Path, content: bytes) -> None:
    """For this user only, and never seen half written."""
    fresh = path.with_name(f".{path.name}")
    fresh.touch(0o600)
    fresh.write_bytes(content)
    fresh.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    (folder / ".lock").touch(0o600)
    with (folder / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""The words of mails: from templates, with the styles inside, since mail programs fetch nothing."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

from clinic.foundation.actions import tries
from clinic.foundation.core.mail_style import themed
from clinic.foundation.core.messages import Message
from clinic.foundation.core.texts import folded, one_line
from clinic.foundation.errors import TooMany
from clinic.foundation.queries.people import practice

MAILS = 10  # to one address in an hour, whoever asks for them
LOCAL = "http://localhost:8000"


class Words(NamedTuple):
    """What a mail says: its subject on one line, and its body twice."""

    subject: str
    text: str
    html: str


def render(*, notice: str, context: dict[str, object]) -> Words:
    """The words of `notices/<notice>/{subject.txt,body.txt,body.html}`.

    The templates see `context`, `practice` (the clinic's name), and in the html `subject`.
    """
    told = {"practice": practice().name, **context}
    subject = one_line(render_to_string(f"notices/{notice}/subject.txt", told))
    text = render_to_string(f"notices/{notice}/body.txt", told)
    html = render_to_string(f"notices/{notice}/body.html", told | {"subject": subject})
    return Words(subject, text.strip() + "\n", dressed(html))


def message(*, notice: str, to: str, context: dict[str, object]) -> Message:
    """The mail of that notice to one address."""
    words = render(notice=notice, context=context)
    return Message(to=to, subject=words.subject, text=words.text, html=words.html)


def dressed(html: str) -> str:
    """A page of ours for a mail: every rule of `mail.css` stands at the elements that it is for.

    By night the colours are others; that part stays a rule, for the programs which know it.
    """
    inliner, night = _styles()
    return inliner.inline(html.replace("</head>", f"<style>{night}</style></head>", 1))


def count(*, to: str, errand: str, now: datetime) -> None:
    """Count a mail that somebody asked for. Raises `TooMany` past ten an hour to an address.

    Made again for the same errand, because mail was down, it is counted once.
    """
    try:
        tries.take(limits={f"mail for {errand}": 1}, now=now)
    except TooMany:
        return
    tries.take(limits={f"mail to {folded(to)}": MAILS}, now=now)


def link(path: str) -> str:
    """A path of ours as an address that works in a mail."""
    return f"{settings.ORIGIN or LOCAL}{path}"


@cache
def _styles() -> tuple[css_inline.CSSInliner, str]:
    folder = Path(settings.BASE_DIR) / "static" / "css"
    css, tokens = ((folder / name).read_text("utf-8") for name in ("mail.css", "tokens.css"))
    day, night = themed(css, tokens)
    inliner = css_inline.CSSInliner(
        extra_css=day, keep_at_rules=True, load_remote_stylesheets=False
    )
    return inliner, night

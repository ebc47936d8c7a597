"""Bytes of a file as text: marks of byte order, UTF-8, UTF-16, else what Windows writes."""

from __future__ import annotations

import codecs
import re

from clinic.foundation.core.texts import one_line, plain
from protocols.core.plans.shape import MOST_BYTES, BadFile

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What no text has: control characters but tab, line ends, form feed, and the old end of file.
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")


def text_of(content: bytes) -> str:
    """The text. Raises BadFile: empty, too_big, not_text."""
    if len(content) > MOST_BYTES:
        raise BadFile("too_big")
    text = _decoded(content)
    if not text.strip():
        raise BadFile("empty")
    found = CONTROL.search(text)
    if found:
        raise BadFile("not_text", text.count("\n", 0, found.start()) + 1)
    return text


def line(text: str, most: int) -> str:
    """`one_line` of at most so many letters, at once where nothing has to be taken out."""
    head = text.lstrip()[: most * 3]
    found = " ".join(head.split()) if head.isprintable() else one_line(head)
    return found[:most].strip()


def flat(text: str) -> str:
    """`plain`, at once where there is nothing to fold."""
    return text.lower() if text.isascii() else plain(text)


def _decoded(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    # Without a mark UTF-16 shows by its zeros: every other byte of Western text.
    for encoding, zeros in (("utf-16-le", content[1:200:2]), ("utf-16-be", content[:200:2])):
        if zeros and zeros.count(0) * 2 > len(zeros):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")

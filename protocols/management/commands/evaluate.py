"""`manage.py evaluate`: the engine on standard input, built-in rules, no database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

from django.core.management.base import BaseCommand, CommandParser

from protocols.core import BadInput, evaluate
from protocols.core.parsing.case import read_json

FAULT = 2  # exit status
GONE = 141  # exit status of a program whose reader has gone, as shells tell it


class Command(BaseCommand):
    help = "Judge one case (a JSON object on standard input), or one a line with --jsonl."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--jsonl", action="store_true", help="one case a line, answers in order"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source, out = sys.stdin.buffer, sys.stdout
        try:
            clean = _stream(source, out) if options["jsonl"] else _single(source, out)
            out.flush()
        except BrokenPipeError:
            # Python flushes what is left when it ends, and must find someone to take it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
            sys.exit(GONE)
        if not clean:
            sys.exit(FAULT)


def _single(source: BinaryIO, out: TextIO) -> bool:
    try:
        answer = evaluate(read_json(source.read()))
    except BadInput as fault:
        sys.stderr.write(f"{_one_line(fault.field)}: {fault.message}\n")
        return False
    out.write(json.dumps(answer) + "\n")
    return True


def _stream(source: BinaryIO, out: TextIO) -> bool:
    """A line in, a line out, as they come; says whether every line could be read."""
    clean = True
    for line in _lines(source):
        try:
            answer = evaluate(read_json(line))
        except BadInput as fault:
            clean = False
            answer = {"error": {"field": fault.field, "message": fault.message}}
        out.write(json.dumps(answer) + "\n")
        out.flush()  # who feeds us line by line waits for the answer
    return clean


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Lines that hold anything; only a line feed ends one."""
    return (line for line in source if line.strip())


def _one_line(text: str) -> str:
    """A field's name as one printable line: keys come from outside."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)

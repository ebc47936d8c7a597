"""What can be wrong with a way out, or with one message."""

from __future__ import annotations


class Down(Exception):
    """The way itself is at fault: no message gets through. `kind` is a word, never a text."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind

    @property
    def answered(self) -> bool:
        """Whether somebody said no: if a line was cut, a message may have got through."""
        return self.kind.isdecimal()


class Refusal(Exception):
    """This message was refused; `temporary` if the same may be taken later."""

    def __init__(self, kind: str, *, temporary: bool) -> None:
        super().__init__(kind)
        self.kind = kind
        self.temporary = temporary


def by_status(status: int) -> Down | Refusal:
    """What a mail server's answer to a message means; 421 is goodbye to all, as is none at all."""
    if status == 421 or not 400 <= status < 600:
        return Down(str(status))
    return Refusal(str(status), temporary=400 <= status < 500)

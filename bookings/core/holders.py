"""Who acts by the link of a mail, without saying who they are."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds the link to one appointment, or to one offer of the waitlist.

    It opens that one and nothing beside it. `appointment`, `client` and `offer` are row numbers, 0
    for none; `code` is how the audit names a holder.
    """

    secret: str = field(repr=False)
    appointment: int
    client: int
    offer: int = 0
    code: str = "link"

"""Who signed which text of the consent. Whether they did, anybody here may ask; the signature
itself opens at the doors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from clinic.foundation.models import Client
from protocols.core.consents import Drawing, Drawn, Signature, drawing, from_text
from protocols.models import Consent, ConsentText

SIGNED, OLDER, WITHDRAWN, NONE = "signed", "older", "withdrawn", "none"
MOST = 20  # of the newest


@dataclass(frozen=True, slots=True)
class Told:
    """One signature that was opened."""

    code: str
    number: int
    text: str
    signed_at: datetime
    withdrawn_at: datetime | None
    signature: Signature

    @property
    def drawing(self) -> Drawing | None:
        """What was drawn, None for a typed name."""
        return drawing(self.signature.strokes) if isinstance(self.signature, Drawn) else None


def text_now() -> ConsentText:
    """The text in force: one query."""
    return ConsentText.objects.latest("number")


def in_force(client: Client) -> Consent | None:
    """What a client has signed and not withdrawn, with its text: one query, nothing is opened."""
    held = Consent.objects.filter(client=client, withdrawn_at=None).select_related("text").first()
    if held is not None:
        held.client = client
    return held


def states(clients: Collection[Client]) -> dict[int, str]:
    """How each of these stands, by pk: two queries for however many.

    *signed* the text in force, an *older* one, *withdrawn*, or *none* ever signed.
    """
    now = ConsentText.objects.aggregate(Max("number"))["number__max"]
    rows = Consent.objects.filter(client__in=clients).order_by().values("client")
    live = rows.annotate(live=Max("text__number", filter=Q(withdrawn_at=None)))
    found = dict(live.values_list("client", "live"))
    return {one.pk: _state(found, one.pk, now) for one in clients}


def consent_rows(client: Client) -> list[Consent]:
    """A client's signatures, newest first, sealed, each with its text: one query."""
    rows = Consent.objects.filter(client=client).select_related("text")
    found = list(rows.order_by("-signed_at", "-pk")[:MOST])
    for row in found:
        row.client = client
    return found


def consent_told(rows: Sequence[Consent], texts: Iterable[Mapping[str, str]]) -> list[Told]:
    """What they are, in their order, from the texts that the read gate gave for them: no query."""
    return [
        Told(
            code=row.code,
            number=row.text.number,
            text=row.text.text,
            signed_at=row.signed_at,
            withdrawn_at=row.withdrawn_at,
            signature=from_text(opened["signature"]),
        )
        for row, opened in zip(rows, texts, strict=True)
    ]


def _state(found: Mapping[int, int | None], client: int, now: int | None) -> str:
    if client not in found:
        return NONE
    number = found[client]
    if number is None:
        return WITHDRAWN
    return SIGNED if number == now else OLDER

"""Subscribing to feeds, giving them another address, and forgetting them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import tries, vault
from clinic.foundation.core.texts import one_line
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import Client, User
from protocols.actions import imports
from protocols.actions.feed_reading import LEASE, WELL, Trouble, look
from protocols.core.plans import feeds as core
from protocols.core.plans.feeds import Address, Unfit
from protocols.core.plans.shape import Read
from protocols.models import Source
from protocols.queries import feed_words
from protocols.queries import feeds as queries
from protocols.queries.feeds import MOST_FEEDS
from protocols.queries.whose import may_edit, nothing, zone_of

MOST_LOOKS = 20  # addresses that one client may try in an hour


def subscribe(*, by: User, client: Client, address: str, now: datetime) -> Source:
    """Read the calendar at an address, and keep it as a feed of the client. Twice is once.

    Raises `NotFound`, `Invalid` (no address, or nothing came of it), `Conflict` (too many),
    `TooMany`, `Unavailable`. Asks the world, so not inside a transaction.
    """
    to = _wanted(by, client, address, now)
    if (before := queries.found_at(client, to)) is not None:
        return before
    _room(client)
    return _keep(by=by, client=client, to=to, read=_first(client, to, now), now=now)


def readdress(*, by: User, source: Source, address: str, now: datetime) -> Source:
    """Have a feed read at another address from now on: its tool gave out a new one.

    What came of it stays its own. Raises as `subscribe` does; `Conflict` for another feed's.
    """
    client = source.client
    to = _wanted(by, client, address, now)
    _no_other(queries.found_at(client, to), source)
    return _move(by=by, source=source, to=to, read=_first(client, to, now), now=now)


@transaction.atomic
def unsubscribe(*, by: User, source: Source, now: datetime, with_things: bool) -> None:
    """Forget a feed and its address; `with_things`: what came of it, lies ahead and is unedited."""
    imports.forget(by=by, source=source, now=now, with_things=with_things)


def _wanted(by: User, client: Client, address: str, now: datetime) -> Address:
    if not may_edit(by, client, now):
        raise nothing()
    to = core.address(address)
    if isinstance(to, Unfit):
        raise Invalid(to.code, feed_words.address(to.code), field="address")
    return to


def _first(client: Client, to: Address, now: datetime) -> Read:
    """What stands there before anything of it is kept."""
    tries.take(limits={f"feed of {client.code}": MOST_LOOKS}, now=now)
    try:
        return look(to.text, zone_of(client), now)
    except Trouble as fault:
        raise Invalid(fault.code, feed_words.trouble(fault.code), field="address") from None


@transaction.atomic
def _keep(*, by: User, client: Client, to: Address, read: Read, now: datetime) -> Source:
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if (before := queries.found_at(client, to)) is not None:
        return before
    _room(client)
    source = Source(
        client=client,
        kind=Source.Kind.FEED,
        tool=read.tool,
        name=one_line(read.name)[:200] or to.host[:200],
        added_at=now,
        read_at=now,
        claimed_until=now + LEASE,
    )
    source.due_at = core.due_again(source.code, now)
    source.address = vault.seal_text(client, Source, "address", source.code, to.text)
    with audit.acting(by, "subscribe feed"):
        source.save()
        imports.keep(by=by, client=client, read=read, now=now, source=source)
    return source


@transaction.atomic
def _move(*, by: User, source: Source, to: Address, read: Read, now: datetime) -> Source:
    client = source.client
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    _no_other(queries.found_at(client, to), source)
    sealed = vault.seal_text(client, Source, "address", source.code, to.text)
    due = core.due_again(source.code, now)
    noted = {**WELL, "address": sealed, "due_at": due, "claimed_until": now + LEASE}
    with audit.acting(by, "readdress feed"):
        if not Source.objects.filter(pk=source.pk).update(**noted):
            raise nothing()
        return imports.keep(by=by, client=client, read=read, now=now, source=source).source


def _no_other(there: Source | None, source: Source) -> None:
    if there is not None and there.pk != source.pk:
        sentence = _("This calendar is read already: %(name)s.") % {"name": there.name}
        raise Conflict("twice", sentence, field="address")


def _room(client: Client) -> None:
    if Source.objects.filter(client=client, kind=Source.Kind.FEED).count() >= MOST_FEEDS:
        sentence = _("At most %(most)d calendars can be read. Remove one first.")
        raise Conflict("too_many", sentence % {"most": MOST_FEEDS}, field="address")

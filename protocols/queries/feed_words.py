"""Why an address is not taken, or a feed cannot be read: a sentence each, with what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from protocols.core.plans.shape import MOST_BYTES
from protocols.queries import import_words

ADDRESSES: dict[str, Promise] = {
    "missing": lazy("Paste the address of the calendar."),
    "not_https": lazy("The address has to begin with https:// or webcal://."),
    "not_address": lazy("This is no address. Copy the whole of it, and nothing else."),
    "login": lazy("This address holds a name and a password. Use one that works without them."),
    "port": lazy("This address names a port, and such ones are not read. Use one without."),
    "local": lazy("This leads to a single machine or network. Use an address on the public web."),
    "too_long": lazy("This address is too long. Copy it anew, and nothing else."),
}
COPY_ANEW = lazy("There is nothing at this address any more. Copy it anew from your tool.")
TROUBLES: dict[str, Promise] = {
    "not_https": lazy("Its address is not one that can be read safely. Copy it anew."),
    "dns": lazy("There is no such place on the web. Check the address for a slip of the keys."),
    "not_public": lazy("This leads into a private network. Use an address on the public web."),
    "refused": lazy("Nobody answers there. If that stays so, copy the address anew."),
    "tls": lazy("The connection there is not secure, so nothing was read."),
    "timeout": lazy("There was no answer in time. The other side may be busy."),
    "redirect": lazy("It leads on to somewhere that is not safe. Copy the address anew."),
    "too_big": lazy("It holds more than %(megabytes)d MB. Give out one that reaches less far."),
    "empty": lazy("There is nothing at this address. Copy it anew from your tool."),
    "html": lazy(
        "This is the address of a page. Look in your tool for a calendar link, or for iCal."
    ),
    "not_a_calendar": lazy(
        "What is there is no calendar. Look in your tool for a calendar link, or for iCal."
    ),
    "broken": lazy("What came was cut off, or made no sense. The other side may have a fault."),
    "too_many": lazy("It has more events than can be kept. Give out one that reaches less far."),
    "too_hard": lazy("It takes too much work to read. Give out one that reaches less far."),
    "no_event": lazy(
        "It has become empty, though training of it lies ahead. What you have here stays."
    ),
    "http_401": lazy("It asks for a password. Use the calendar link, which works without."),
    "http_403": lazy("It does not let us in. Copy the address anew from your tool."),
    "http_404": COPY_ANEW,
    "http_410": COPY_ANEW,
    "http_429": lazy("The other side is asked too often and wants a rest."),
}


def address(code: str) -> str:
    """Why an address is not taken (`core.plans.feeds.FAULTS`)."""
    return str(ADDRESSES[code])


def trouble(code: str) -> str:
    """Why a feed cannot be read: from fetching it, or of what came. "" for none."""
    if not code:
        return ""
    if code in TROUBLES:
        return str(TROUBLES[code]) % {"megabytes": MOST_BYTES // 1024 // 1024}
    if code.startswith("http_5"):
        return _("The other side has a fault of its own (%(code)s).") % {"code": code[5:]}
    return import_words.trouble(code)

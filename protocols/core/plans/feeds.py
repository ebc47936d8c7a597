"""Addresses of feeds: which may be asked at all, and when the next time is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from zlib import crc32

MOST_LETTERS = 2_000
MOST_NAME = 253
HOUR = timedelta(hours=1)
WAITS = (1, 2, 4, 8, 16, 24)  # hours after the first, second … failure in a row
TELL_AFTER = timedelta(hours=24)
BEGINS_WITHIN = 2_000  # bytes of a feed in which its first line, and its last, are looked for
SPREAD = 300  # seconds over which feeds that were due together are spread

# Why an address is not taken; sentences are in `queries/feeds`.
FAULTS = ("missing", "not_https", "not_address", "login", "port", "local", "too_long")

_WHOLE = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<where>[^/?#]*)(?P<path>[^#]*)", re.IGNORECASE
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_TOP = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])")
_SCHEMES = ("https", "webcal", "webcals")


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A public name and what is asked of it. A secret: what may be shown of it is `host`."""

    host: str
    path: str

    @property
    def text(self) -> str:
        return f"https://{self.host}{self.path}"

    def __repr__(self) -> str:
        return f"Address({self.host})"


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why an address is not taken: one of `FAULTS`."""

    code: str


def address(typed: str) -> Address | Unfit:
    """An address as somebody typed it: https or webcal, to a public name, on the usual port."""
    told = typed.strip().partition("#")[0]
    if not told:
        return Unfit("missing")
    if len(told) > MOST_LETTERS:
        return Unfit("too_long")
    if not told.isprintable() or re.search(r'[\s\\"<>^`{|}]', told):
        return Unfit("not_address")
    whole = _WHOLE.fullmatch(told if _SCHEME.match(told) else f"https://{told}")
    if whole is None:
        return Unfit("not_address")
    if whole["scheme"].lower() not in _SCHEMES:
        return Unfit("not_https")
    name = _name(whole["where"])
    path = whole["path"] if whole["path"].startswith("/") else f"/{whole['path']}"
    return name if isinstance(name, Unfit) else Address(name, _plain(path))


def led_on(before: Address, told: str) -> Address | Unfit:
    """Where a redirect leads on to, by the same rules."""
    if not told.strip():
        return Unfit("missing")
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", told):
        return address(told)
    if told.startswith("//"):
        return address(f"https:{told}")
    folder = "" if told.startswith("/") else before.path.partition("?")[0].rpartition("/")[0] + "/"
    return address(f"https://{before.host}{folder}{told}")


def _name(where: str) -> str | Unfit:
    """The name in what stands between the slashes, as the net spells it."""
    host, colon, port = where.partition(":")
    if "@" in where:
        return Unfit("login")
    if where.startswith("[") or _is_number(host):
        return Unfit("local")
    if colon and port != "443":
        return Unfit("port" if port.isdecimal() else "not_address")
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return Unfit("not_address")
    *labels, top = name.split(".")
    if not labels and name:
        return Unfit("local")
    good = all(_LABEL.fullmatch(label) for label in labels) and _TOP.fullmatch(top)
    return name if good and len(name) <= MOST_NAME else Unfit("not_address")


def _is_number(host: str) -> bool:
    """Whether it is an address of numbers, in one of the ways that programs read."""
    return bool(
        re.fullmatch(r"(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]+|[0-9]+))*\.?", host, re.IGNORECASE)
    )


def _plain(path: str) -> str:
    return "".join(
        letter if letter.isascii() else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in path
    )


# Of the fourth version all that is not the public net: what `is_global` knows, and what it does
# not (a provider's own service that answers machines at a public number).
_NEVER = [
    ip_network(net)
    for net in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        "168.63.129.16/32",
    )
]
# Of the sixth what is given out, without tunnels: in those any number of the fourth can stand.
_GIVEN_OUT = ip_network("2000::/3")
_NEVER_SIX = [ip_network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_TRANSLATED = ip_network("64:ff9b::/96")  # the fourth behind a translator: judged by its number


def public(number: str) -> bool:
    """Whether an address of numbers is one of the public net, and so may be asked."""
    try:
        found = ip_address(number)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found in _TRANSLATED:
            return public(str(IPv4Address(int(found) & 0xFFFF_FFFF)))
        if found not in _GIVEN_OUT or any(found in net for net in _NEVER_SIX):
            return False
    elif any(found in net for net in _NEVER):
        return False
    return found.is_global and not found.is_multicast


def due_again(code: str, now: datetime) -> datetime:
    """When a feed that was read well is read again: in an hour, those of one moment spread."""
    return now + HOUR + timedelta(seconds=crc32(code.encode()) % SPREAD)


def due_after_failure(fails: int, since: datetime, now: datetime) -> datetime:
    """When it is tried again after the `fails`-th failure in a row, the first at `since`.

    Ever later, but once when a day is over: then its runner is told.
    """
    later = now + timedelta(hours=WAITS[min(fails, len(WAITS)) - 1])
    return min(later, since + TELL_AFTER) if now < since + TELL_AFTER else later


def to_tell(since: datetime, now: datetime) -> bool:
    """Whether it has failed for so long that its runner should know."""
    return now - since >= TELL_AFTER


def is_calendar(content: bytes) -> bool:
    """Whether a calendar begins in it, whatever stands before."""
    return b"BEGIN:VCALENDAR" in content[:BEGINS_WITHIN].upper()


def is_whole(content: bytes) -> bool:
    """Whether it is there to its last line: of one that was cut off half the events are missing."""
    return b"END:VCALENDAR" in content[-BEGINS_WITHIN:].upper()


def is_page(content: bytes) -> bool:
    """Whether it is a page for people: then the address of the page was given, not the feed's."""
    begins = content[:BEGINS_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return begins.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--"))

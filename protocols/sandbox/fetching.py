"""Fetching a feed from an address that nobody vouches for.

What it meets may be hostile: a name that leads into our own net, now or at the second look; a server
that sends without end, or nothing; a bomb. So every hop goes through one gate, and everything that
is waited for or taken has an end. It runs in a child process, which can be killed and knows nothing.
"""

from __future__ import annotations

import io
import re
import socket
import ssl
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from time import monotonic

from protocols.core.plans.feeds import (
    Address,
    Unfit,
    address,
    is_calendar,
    is_page,
    is_whole,
    led_on,
    public,
)
from protocols.core.plans.shape import MOST_BYTES

SECONDS = 10.0  # for all of it
MOST_HOPS = 3
MOST_NUMBERS = 4  # addresses of one name that are tried
ROOM = 1024 * 1024  # for heads and the frames of chunks, beside the body
PIECE = 64 * 1024
_STATUS = re.compile(r"http_[0-9]{3}")
REDIRECTS = (301, 302, 303, 307, 308)

# Garmin answers none but browsers; the name says who it is.
AGENT = "Mozilla/5.0 (compatible; Legwork/1.0; calendar reader)"


class Unreachable(Exception):
    """A feed that gave nothing. `code` is one of `TROUBLES`, or `http_` with the answer's number."""

    def __init__(self, code: str) -> None:
        self.code = code if code in TROUBLES or _STATUS.fullmatch(code) else "broken"
        super().__init__(self.code)


TROUBLES = (
    "not_https",  # an address that is not taken in the first place
    "dns",  # no such name
    "not_public",  # a name that leads to a machine which is not on the public net
    "refused",  # nobody there who listens
    "tls",  # no certificate that is good for this name
    "timeout",
    "redirect",  # led on too often, or to what is not taken
    "too_big",
    "empty",
    "html",  # a page for people
    "not_a_calendar",
    "broken",  # cut off, or no answer that makes sense
)


@dataclass(frozen=True, slots=True, repr=False)
class Fetched:
    """The whole of a calendar."""

    content: bytes


def _resolve(host: str) -> list[str]:
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_kind, where in found))


def _connect(number: str, seconds: float) -> socket.socket:
    return socket.create_connection((number, 443), timeout=seconds)


def _peer(sock: socket.socket) -> str:
    return str(sock.getpeername()[0])


@dataclass(frozen=True, slots=True)
class Net:
    """The net as it is, or as a test wants it: names to numbers, numbers to sockets."""

    resolve: Callable[[str], Sequence[str]] = _resolve
    connect: Callable[[str, float], socket.socket] = _connect
    peer: Callable[[socket.socket], str] = _peer
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = SECONDS
    most: int = MOST_BYTES


REAL = Net()


def fetch(where: str, net: Net = REAL) -> Fetched:
    """The calendar at an address. Raises `Unreachable`."""
    to, left = _taken(address(where), "not_https"), _clock(net.seconds)
    try:
        for _hop in range(MOST_HOPS + 1):
            found = _ask(to, net, left)
            if isinstance(found, bytes):
                return Fetched(found)
            to = found
    except TimeoutError:
        raise Unreachable("timeout") from None
    except (OSError, HTTPException, ValueError, zlib.error):
        raise Unreachable("broken") from None
    raise Unreachable("redirect")


def _taken(found: Address | Unfit, code: str) -> Address:
    if isinstance(found, Unfit):
        raise Unreachable("not_public" if found.code == "local" else code)
    return found


def _clock(seconds: float) -> Callable[[], float]:
    """What is left of the time, whenever it is asked; none left is a `TimeoutError`."""
    end = monotonic() + seconds

    def left() -> float:
        if (rest := end - monotonic()) <= 0:
            raise TimeoutError
        return rest

    return left


def _ask(to: Address, net: Net, left: Callable[[], float]) -> bytes | Address:
    """One question: the body, or where it leads on to."""
    with _open(to, net, left) as sock:
        sock.settimeout(left())
        sock.sendall(_question(to))
        answer = HTTPResponse(_Wire(sock, left, net.most + ROOM), method="GET")  # type: ignore[arg-type]
        answer.begin()
        if answer.status in REDIRECTS:
            return _taken(led_on(to, answer.getheader("Location", "")), "redirect")
        if answer.status != 200:
            raise Unreachable(f"http_{answer.status}")
        return _calendar(_body(answer, net.most))


def _open(to: Address, net: Net, left: Callable[[], float]) -> ssl.SSLSocket:
    """A line to the very number that was looked at, and to whom the name belongs."""
    try:
        numbers = net.resolve(to.host)
    except OSError:
        raise Unreachable("dns") from None
    if not numbers:
        raise Unreachable("dns")
    if not all(public(number) for number in numbers):
        raise Unreachable("not_public")
    sock = _first(numbers[:MOST_NUMBERS], net, left)
    try:
        if not public(net.peer(sock)):
            raise Unreachable("not_public")
        sock.settimeout(left())
        return net.trust().wrap_socket(sock, server_hostname=to.host)
    except ssl.SSLError:
        sock.close()
        raise Unreachable("tls") from None
    except BaseException:
        sock.close()
        raise


def _first(numbers: Sequence[str], net: Net, left: Callable[[], float]) -> socket.socket:
    """The first of them that answers; each has its part of the time that is left."""
    late = False
    for tried, number in enumerate(numbers):
        try:
            return net.connect(number, left() / (len(numbers) - tried))
        except TimeoutError:
            late = True
        except OSError:
            pass
    raise Unreachable("timeout" if late else "refused")


def _question(to: Address) -> bytes:
    head = (
        f"GET {to.path} HTTP/1.1",
        f"Host: {to.host}",
        f"User-Agent: {AGENT}",
        "Accept: text/calendar, */*;q=0.5",
        "Accept-Encoding: gzip, deflate",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode("ascii")


class _Wire(io.RawIOBase):
    """What comes from a socket, as long as there is time and no more than is wanted."""

    def __init__(self, sock: socket.socket, left: Callable[[], float], most: int) -> None:
        self._sock, self._left, self._room = sock, left, most

    def makefile(self, _mode: str) -> io.BufferedReader:
        """How an `HTTPResponse` takes it."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        self._sock.settimeout(self._left())
        count = self._sock.recv_into(into)
        self._room -= count
        if self._room < 0:
            raise Unreachable("too_big")
        return count


def _body(answer: HTTPResponse, most: int) -> bytes:
    """The body, unpacked piece by piece: never more than `most` bytes of it are there."""
    if answer.length is not None and answer.length > most:
        raise Unreachable("too_big")
    unpack = _unpacking(answer.getheader("Content-Encoding", "").strip().lower())
    whole = bytearray()
    while piece := answer.read(PIECE):
        whole += unpack(piece, most + 1 - len(whole))
        if len(whole) > most:
            raise Unreachable("too_big")
    if answer.length:  # announced, and never came
        raise Unreachable("broken")
    return bytes(whole)


def _unpacking(how: str) -> Callable[[bytes, int], bytes]:
    """A function of a packed piece and the room for it: what it holds, at most that much."""
    if how in ("", "identity"):
        return lambda piece, _room: piece
    if how not in ("gzip", "x-gzip", "deflate"):
        raise Unreachable("broken")
    held: list[zlib._Decompress] = []

    def unpack(piece: bytes, room: int) -> bytes:
        if not held:
            # 32: gzip or zlib, as its first bytes say; else deflate without a head, as some send it.
            bare = how == "deflate" and (piece[0] & 0x0F != 8 or int.from_bytes(piece[:2]) % 31)
            held.append(zlib.decompressobj(-15 if bare else 47))
        out = held[0].decompress(piece, room)
        if held[0].unconsumed_tail:
            raise Unreachable("too_big")
        return out

    return unpack


def _calendar(content: bytes) -> bytes:
    """The content if it is a calendar, all of it."""
    if not content.strip():
        raise Unreachable("empty")
    if not is_calendar(content):
        raise Unreachable("html" if is_page(content) else "not_a_calendar")
    if not is_whole(content):
        raise Unreachable("broken")
    return content

"""Feed servers on real sockets, good ones and bad ones, and a net whose public names lead to them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from protocols.sandbox.fetching import Net

HOST = "feed.example.org"
PUBLIC = "93.184.216.34"  # where all names lead that a test says nothing of
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"

Line = ssl.SSLSocket
Answer = Callable[[Line, Event], object]  # on a line; the event says that the test is over


def http(
    body: bytes = CALENDAR, status: str = "200 OK", cut: int | None = None, **heads: str
) -> bytes:
    """An answer; `cut`: so many bytes of the body. Heads are named with an underscore."""
    told = {"content_type": "text/calendar", "content_length": str(len(body)), **heads}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in told.items() if value]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body[:cut]


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    framed = [f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces]
    return http(b"", content_length="", transfer_encoding="chunked") + b"".join(framed) + end


def leading(to: str, status: str = "302 Found") -> bytes:
    return http(b"", status, location=to)


class Server:
    """Answers each question in a thread of its own. `asked` are the heads that it was sent."""

    def __init__(self, answer: bytes | Answer, names: Sequence[str], *, tls: bool = True) -> None:
        self.answer, self.over, self.asked, self.lines = answer, Event(), list[str](), 0
        self._tls = _context(tuple(names)) if tls else None
        self._listens = socket.create_server(("127.0.0.1", 0))
        self.port = self._listens.getsockname()[1]
        Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        with suppress(OSError):
            self._listens.shutdown(socket.SHUT_RDWR)
        self._listens.close()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                line, _from = self._listens.accept()
                self.lines += 1
                Thread(target=self._speak, args=(line,), daemon=True).start()

    def _speak(self, plain: socket.socket) -> None:
        with plain, suppress(OSError, ValueError):
            if self._tls is None:
                self._told(plain)
                return
            with self._tls.wrap_socket(plain, server_side=True) as line:
                self.asked.append(line.recv(65_536).decode())
                self._told(line)

    def _told(self, line: socket.socket) -> None:
        if isinstance(self.answer, bytes):
            line.sendall(self.answer)
        else:
            self.answer(line, self.over)  # type: ignore[arg-type]


@contextmanager
def serving(
    answer: bytes | Answer, *, names: Sequence[str] = (HOST,), tls: bool = True
) -> Iterator[Server]:
    server = Server(answer, names, tls=tls)
    try:
        yield server
    finally:
        server.close()


def net(server: Server, *, seconds: float = 30.0, **names: Sequence[str]) -> Net:
    """A net where all numbers lead to this server; names lead to `PUBLIC` unless told."""
    told: Mapping[str, Sequence[str]] = {n.replace("_", "."): at for n, at in names.items()}
    return Net(
        resolve=lambda host: told.get(host, [PUBLIC]),
        connect=lambda number, left: socket.create_connection(("127.0.0.1", server.port), left),
        peer=lambda sock: PUBLIC,
        trust=_trust,
        seconds=seconds,
    )


def drip(line: Line, over: Event, what: Iterator[bytes]) -> None:
    """Send a little, and a little more, as long as anybody is there."""
    for piece in what:
        line.sendall(piece)
        if over.wait(0.005):
            return


def silence(line: Line, over: Event) -> None:
    over.wait(60)


@cache
def _certificate(names: tuple[str, ...]) -> Path:
    """Its own authority, so that trusting it is trusting these names and no more."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file = Path(_folder().name) / f"{names[0]}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="feeds")


@cache
def _context(names: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(_certificate(names))
    return context


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(_certificate((HOST,))))

"""A mail server that misbehaves on demand, and remembers every message that it took."""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections import Counter

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
SLOW = 1.5  # seconds before each answer to a message


class Sink(socketserver.ThreadingTCPServer):
    """Listens on a port of its own. `mode`: ok, slow, 451, 550, or drop (takes it, then hangs up).

    `taken` counts each Message-ID that was taken, whether or not the sender heard so.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0, taken: Counter[str] | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.mode = "ok"
        self.taken: Counter[str] = Counter() if taken is None else taken
        self.cuts = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def gone(self) -> None:
        """Nobody listens any more."""
        self.shutdown()
        self.server_close()

    def back(self) -> Sink:
        """Another one at the same place, with the same memory."""
        return Sink(self.server_address[1], self.taken)

    @property
    def url(self) -> str:
        """As EMAIL_URL wants it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            word = line.strip().upper()[:4]
            if word == b"QUIT":
                return self._say("221 bye")
            if word == b"DATA":
                if not self._message():
                    return None
            elif word in (b"EHLO", b"HELO"):
                self._say("250 sink")
            else:
                self._say("250 ok")
        return None

    def _message(self) -> bool:
        """Take one message; False when the line is cut."""
        mode = self.server.mode
        self._say("354 go on")
        body = b""
        while not body.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            body += line
        if mode in ("451", "550"):
            self._say(f"{mode} not now" if mode == "451" else f"{mode} never")
            return True
        if mode == "slow":
            time.sleep(SLOW)
        found = MESSAGE_ID.search(body)
        self.server.taken[found[1].decode() if found else ""] += 1
        if mode == "drop":
            self.server.cuts += 1
            return False
        self._say("250 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

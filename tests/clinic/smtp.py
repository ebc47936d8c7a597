"""A mail server for tests: one thread, a real socket, and an answer to each word as one likes."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

FRIENDLY = {"HELLO": "220 here", "DATA": "354 go on", "QUIT": "221 bye"}
HANG_UP = "hang up"


@dataclass
class Server:
    """`answers` by word: HELLO (the greeting), EHLO, MAIL, RCPT, DATA, BODY (after the dot)."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    connections: int = 0

    def answer(self, word: str) -> str:
        return self.answers.get(word) or FRIENDLY.get(word) or "250 fine"


@contextmanager
def running() -> Iterator[Server]:
    """A server on a free port of this machine, until the end of the block."""
    server = Server()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            server.connections += 1
            self.say("HELLO")
            while line := self.rfile.readline():
                word = line.split()[0].decode().upper() if line.split() else ""
                if not self.say(word):
                    return
                if word == "DATA" and server.answer("DATA").startswith("354"):
                    server.letters.append(self.letter())
                    if not self.say("BODY"):
                        return

        def say(self, word: str) -> bool:
            """Whether the talk goes on."""
            answer = server.answer(word)
            if answer == HANG_UP:
                return False
            self.wfile.write(f"{answer}\r\n".encode())
            return word != "QUIT" and not answer.startswith("421")

        def letter(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            return b"".join(lines)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as listener:
        listener.daemon_threads = True
        server.port = listener.server_address[1]
        thread = Thread(target=listener.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()

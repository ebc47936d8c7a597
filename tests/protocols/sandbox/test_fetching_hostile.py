"""Fetching from servers that mean harm; and, guard by guard, what they could do without it."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import repeat
from threading import Event

import pytest

from protocols.core.plans.shape import MOST_BYTES
from protocols.sandbox import fetching
from tests.protocols.sandbox.hostile import (
    CALENDAR,
    PUBLIC,
    Answer,
    Line,
    drip,
    http,
    leading,
    net,
    serving,
    silence,
)
from tests.protocols.sandbox.test_fetching import code, ended

PRIVATE = ["10.0.0.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "fd00::1"]
HIDDEN = ["::ffff:127.0.0.1", "2002:7f00:1::1", "64:ff9b::7f00:1", "2001:0:7f00:1::1"]
SOON = 0.3  # seconds that a fetch may take where it meets what has no end


def eternal(begins: bytes, piece: bytes) -> Answer:
    def answer(line: Line, over: Event) -> None:
        line.sendall(begins)
        drip(line, over, repeat(piece))

    return answer


def pouring(begins: bytes, piece: bytes) -> Answer:
    """As fast as it is taken."""

    def answer(line: Line, over: Event) -> None:
        line.sendall(begins)
        while not over.is_set():
            line.sendall(piece)

    return answer


# Where a name leads


@pytest.mark.parametrize("number", PRIVATE + HIDDEN)
def test_a_name_that_leads_inside_is_not_asked(number: str) -> None:
    with serving(http()) as server:
        assert ended(net(server, feed_example_org=[number])) == "not_public"
        assert ended(net(server, feed_example_org=[PUBLIC, number])) == "not_public"
    assert server.lines == 0


def test_without_the_look_at_numbers_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "public", lambda number: True)
    with serving(http()) as server:
        assert ended(net(server, feed_example_org=["127.0.0.1"])) == ""


@pytest.mark.parametrize("to", ["https://inside.example.org/", "https://127.0.0.1/", "//[::1]/"])
def test_a_feed_never_leads_inside(to: str) -> None:
    with serving(leading(to)) as server:
        assert ended(net(server, inside_example_org=["10.0.0.1"])) == "not_public"
    assert server.lines == 1


def test_a_name_is_looked_up_once_and_that_very_number_is_asked() -> None:
    """A name whose second look-up leads inside (rebinding) gets no second look."""
    answers, called = iter([[PUBLIC], ["127.0.0.1"]]), list[str]()
    with serving(http()) as server:
        good = net(server)

        def connect(number: str, seconds: float) -> socket.socket:
            called.append(number)
            return good.connect(number, seconds)

        assert ended(replace(good, resolve=lambda host: next(answers), connect=connect)) == ""
    assert called == [PUBLIC]
    assert next(answers) == ["127.0.0.1"]


def test_a_line_that_ends_inside_after_all_is_told_nothing() -> None:
    with serving(http()) as server:
        inside = replace(net(server), peer=lambda sock: str(sock.getpeername()[0]))
        assert ended(inside) == "not_public"
    assert server.asked == []


def test_without_that_look_the_inside_would_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "public", lambda number: True)
    with serving(http()) as server:
        assert ended(replace(net(server), peer=lambda sock: "127.0.0.1")) == ""
    assert len(server.asked) == 1


def test_every_hop_goes_through_the_same_gate() -> None:
    """The name of the first hop leads inside by the time that it is asked again."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with serving(leading("/again")) as server:
        turned = replace(net(server), resolve=lambda host: next(answers))
        assert ended(turned) == "not_public"
    assert server.lines == 1


# Time


@pytest.mark.parametrize(
    "answer",
    [
        silence,
        eternal(b"H", b"T"),
        eternal(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        eternal(b"HTTP/1.1 200 OK\r\n\r\nBEGIN:VCALENDAR", b"\r\n"),
        eternal(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nB\r\n"),
        eternal(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
        eternal(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_what_drips_or_says_nothing_comes_to_an_end(answer: Answer) -> None:
    with serving(answer) as server:
        assert ended(net(server, seconds=SOON)) == "timeout"


def test_a_server_that_never_shakes_hands_comes_to_an_end() -> None:
    with serving(silence, tls=False) as server:
        assert ended(net(server, seconds=SOON)) == "timeout"


def test_the_time_is_one_for_all_hops(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[float]()
    counted = iter(range(100))
    monkeypatch.setattr(fetching, "monotonic", lambda: float(next(counted)))
    with serving(leading("/again")) as server:
        good = net(server, seconds=12)

        def connect(number: str, seconds: float) -> socket.socket:
            asked.append(seconds)
            return good.connect(number, seconds)

        assert ended(replace(good, connect=connect)) == "timeout"
    assert asked == sorted(asked, reverse=True)
    assert 1 < len(asked) < fetching.MOST_HOPS + 1


def slowly() -> Answer:
    """A calendar letter by letter: it takes longer than there is, though no letter is late."""
    whole = http()
    letters = (whole[at : at + 1] for at in range(len(whole)))
    return lambda line, over: drip(line, over, letters)


def test_a_calendar_that_drips_for_too_long_is_given_up() -> None:
    with serving(slowly()) as server:
        assert ended(net(server, seconds=SOON)) == "timeout"


def test_with_a_limit_for_each_letter_alone_it_would_be_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "_clock", lambda seconds: lambda: 30.0)
    with serving(slowly()) as server:
        assert ended(net(server, seconds=SOON)) == ""


# Size


def bomb(megabytes: int) -> bytes:
    packed = gzip.compress(CALENDAR[:-15] + b"X" * (megabytes * 1024 * 1024) + CALENDAR[-15:])
    assert len(packed) < megabytes * 2_000
    return http(packed, content_encoding="gzip")


def test_a_bomb_is_not_unpacked_past_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    held = list[int]()
    real = fetching._unpacking

    def watched(how: str) -> Callable[[bytes, int], bytes]:
        unpack = real(how)

        def counted(piece: bytes, room: int) -> bytes:
            out = unpack(piece, room)
            held.append(len(out))
            return out

        return counted

    monkeypatch.setattr(fetching, "_unpacking", watched)
    assert code(bomb(64)) == "too_big"
    assert sum(held) <= MOST_BYTES + 1


def test_without_the_limit_a_bomb_would_go_off(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(bomb(8)) as server:
        assert ended(net(server)) == "too_big"
        assert ended(replace(net(server), most=9 * 1024 * 1024)) == ""


def test_five_gigabytes_announced_are_not_even_begun() -> None:
    with serving(http(b"", content_length=str(5 * 1024**3))) as server:
        assert ended(net(server)) == "too_big"


@pytest.mark.parametrize(
    "begins",
    [
        "content-length: 4000000\r\ncontent-encoding: gzip\r\n\r\n",
        "\r\n",
        "transfer-encoding: chunked\r\n\r\n140000000\r\n",
        "x: y\r\n\r\nHTTP",
    ],
)
def test_five_gigabytes_that_just_come_are_cut_off(begins: str) -> None:
    poured = pouring(f"HTTP/1.1 200 OK\r\n{begins}".encode(), b"BEGIN:VCALENDAR\r\n" * 4_000)
    assert code(poured) in ("too_big", "broken")


@pytest.mark.parametrize(
    "flood",
    [
        b"X-More: of it\r\n",
        b"X" * 70_000,
        b" folded on\r\n",
    ],
)
def test_a_flood_of_heads_is_cut_off(flood: bytes) -> None:
    assert code(pouring(b"HTTP/1.1 200 OK\r\nX: y\r\n", flood)) == "broken"


def test_a_flood_of_answers_before_the_answer_is_cut_off() -> None:
    assert code(pouring(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)) == "too_big"


def test_without_a_count_of_what_comes_only_time_would_end_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "ROOM", 10**12)
    endless = pouring(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)
    with serving(endless) as server:
        assert ended(net(server, seconds=SOON)) == "timeout"


def frames() -> Iterator[bytes]:
    yield http(b"", content_length="", transfer_encoding="chunked")
    yield from repeat(b"1;" + b"x" * 60_000 + b"\r\nB\r\n")


def test_chunks_that_are_all_frame_are_cut_off() -> None:
    def answer(line: Line, over: Event) -> None:
        for frame in frames():
            line.sendall(frame)

    assert code(answer) == "too_big"

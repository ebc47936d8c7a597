"""Fetching a feed: what comes of good servers, and of answers that are none."""

from __future__ import annotations

import gzip
import zlib

import pytest

from protocols.sandbox import fetching
from protocols.sandbox.fetching import Fetched, Net, Unreachable, fetch
from tests.protocols.sandbox.hostile import (
    CALENDAR,
    HOST,
    PUBLIC,
    Answer,
    chunked,
    http,
    leading,
    net,
    serving,
)

ADDRESS = f"webcal://{HOST}/ical/Geheimwort.ics?key=1"


def code(answer: bytes | Answer, address: str = ADDRESS) -> str:
    """How fetching from such a server ends: "" well."""
    with serving(answer) as server:
        return ended(net(server), address)


def ended(within: Net, address: str = ADDRESS) -> str:
    try:
        fetch(address, within)
    except Unreachable as fault:
        return fault.code
    return ""


def test_a_calendar_comes_whole_and_the_question_tells_who_asks() -> None:
    with serving(http()) as server:
        found = fetch(ADDRESS, net(server))
    (asked,) = server.asked
    assert found.content == CALENDAR
    assert asked.startswith(f"GET /ical/Geheimwort.ics?key=1 HTTP/1.1\r\nHost: {HOST}\r\n")
    assert "User-Agent: Mozilla/5.0 (compatible; Legwork" in asked
    assert "text/calendar" in asked
    assert "ookie" not in asked


def bare_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    "answer",
    [
        http(content_length=""),
        http(content_type=""),
        http(content_type="text/html"),  # says so, and is none
        http(b"\xef\xbb\xbf" + CALENDAR),
        http(gzip.compress(CALENDAR), content_encoding="gzip"),
        http(gzip.compress(CALENDAR), content_encoding="X-GZIP"),
        http(zlib.compress(CALENDAR), content_encoding="deflate"),
        http(bare_deflate(CALENDAR), content_encoding="deflate"),
        http(content_encoding="identity"),
        chunked(CALENDAR[:5], CALENDAR[5:6], CALENDAR[6:]),
        b"HTTP/1.1 100 Continue\r\n\r\n" + http(),
    ],
)
def test_a_calendar_comes_in_whatever_wrapping(answer: bytes) -> None:
    with serving(answer) as server:
        assert fetch(ADDRESS, net(server)).content.endswith(CALENDAR)


def test_a_feed_may_lead_on_three_times_and_no_more() -> None:
    hops = [leading(f"/{n}", "301 Moved") for n in range(3)]
    answers = iter([*hops, http()])
    assert code(lambda line, over: line.sendall(next(answers))) == ""
    more = iter([*hops, leading("https://feed.example.org/4", "307 Moved"), http()])
    assert code(lambda line, over: line.sendall(next(more))) == "redirect"


@pytest.mark.parametrize(
    "to",
    [
        "http://feed.example.org/a.ics",
        "https://feed.example.org:8443/a.ics",
        "https://mara:secret@feed.example.org/",
        "file:///etc/passwd",
        "gopher://feed.example.org/",
        "",
    ],
)
def test_a_feed_never_leads_to_what_is_no_address(to: str) -> None:
    with serving(leading(to)) as server:
        assert ended(net(server)) == "redirect"
    assert server.lines == 1


@pytest.mark.parametrize("status", ["404 Not Found", "403 No", "500 Oops", "204 Empty", "206 Part"])
def test_an_answer_that_is_no_yes_is_told_by_its_number(status: str) -> None:
    assert code(http(status=status)) == f"http_{status[:3]}"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (http(b"<!DOCTYPE html><title>Sign in</title>", content_type="text/html"), "html"),
        (http(b"\n <html>"), "html"),
        (http(b""), "empty"),
        (http(b"\r\n \r\n"), "empty"),
        (http(b'{"error": "no such plan"}'), "not_a_calendar"),
        (http(b"\x00" * 10_000), "not_a_calendar"),
        (http(CALENDAR[:-20]), "broken"),  # its last line never came
        (http(cut=20), "broken"),
        (chunked(CALENDAR, end=b""), "broken"),
        (chunked(CALENDAR, end=b"-5\r\nabc"), "broken"),
        (chunked(CALENDAR, end=b"zz\r\nabc"), "broken"),
        (http(b"not packed", content_encoding="gzip"), "broken"),
        (http(content_encoding="br"), "broken"),
        (b"", "broken"),
        (b"hello\r\n\r\n", "broken"),
        (b"HTTP/1.1 2000 Yes\r\n\r\n", "broken"),
    ],
)
def test_what_is_no_whole_calendar_is_none(answer: bytes, why: str) -> None:
    assert code(answer) == why
    assert why in fetching.TROUBLES


def test_without_a_look_at_its_end_half_a_calendar_would_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "is_whole", lambda content: True)
    assert code(http(CALENDAR[:-20])) == ""


def test_a_name_that_is_not_there_is_told_as_such() -> None:
    def nowhere(host: str) -> list[str]:
        raise OSError(f"no {host}")

    assert ended(Net(resolve=nowhere)) == "dns"
    assert ended(Net(resolve=lambda host: [])) == "dns"


def test_when_nobody_listens_that_is_told() -> None:
    with serving(http()) as server:
        gone = net(server)
    assert ended(gone) == "refused"


def test_of_several_numbers_the_next_is_tried_when_one_is_dead() -> None:
    with serving(http()) as server:
        good, tried = net(server), list[str]()

        def connect(number: str, seconds: float) -> object:
            tried.append(number)
            if number != PUBLIC:
                raise TimeoutError
            return good.connect(number, seconds)

        numbers = ["2606:2800:220:1::1", PUBLIC]
        both = Net(lambda host: numbers, connect, good.peer, good.trust)  # type: ignore[arg-type]
        assert ended(both) == ""
    assert tried == numbers


@pytest.mark.parametrize("names", [("other.example.org",), ("example.org",)])
def test_a_certificate_for_another_name_is_none(names: tuple[str, ...]) -> None:
    with serving(http(), names=names) as server:
        assert ended(net(server)) == "tls"
    assert server.asked == []


def test_a_certificate_that_nobody_vouches_for_is_none() -> None:
    with serving(http()) as server:
        there = net(server)
        strict = Net(there.resolve, there.connect, there.peer)
        assert ended(strict) == "tls"


def test_a_server_without_encryption_is_told_nothing() -> None:
    heard = list[bytes]()
    with serving(lambda line, over: heard.append(line.recv(4_000)), tls=False) as server:
        assert ended(net(server)) in ("tls", "broken")
    assert not [said for said in heard if b"Geheimwort" in said]


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert code(http()) == ""


def test_no_trouble_and_no_find_shows_the_address() -> None:
    with serving(http(status="404 Geheimwort")) as server, pytest.raises(Unreachable) as raised:
        fetch(ADDRESS, net(server))
    chain = (raised.value, raised.value.__cause__, raised.value.__context__)
    assert "Geheimwort" not in f"{chain!r}"
    assert "Geheimwort" not in repr(Fetched(b"Geheimwort"))

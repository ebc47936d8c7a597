"""Which addresses may be asked, when a feed is read again, and what a calendar looks like."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.core.plans import feeds
from protocols.core.plans.feeds import Address, Unfit, address, led_on, public
from tests.clinic.make import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("https://feed.example.org/ical/abc.ics", "https://feed.example.org/ical/abc.ics"),
        ("webcal://feed.example.org/ical/abc.ics", "https://feed.example.org/ical/abc.ics"),
        ("  WEBCAL://Feed.Example.ORG/A.ics \n", "https://feed.example.org/A.ics"),
        ("feed.example.org/a?token=1&u=https://x/", "https://feed.example.org/a?token=1&u=https://x/"),
        ("https://feed.example.org:443?ical=1#part", "https://feed.example.org/?ical=1"),
        ("https://läufer.example./plan für.ics".replace(" ", "%20"),
         "https://xn--lufer-gra.example/plan%20f%C3%BCr.ics"),
    ],
)  # fmt: skip
def test_an_address_is_taken_as_people_have_it(typed: str, means: str) -> None:
    found = address(typed)
    assert isinstance(found, Address)
    assert found.text == means
    again = address(found.text)
    assert again == found


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "missing"),
        (" \n", "missing"),
        ("http://feed.example.org/a.ics", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("gopher://feed.example.org/", "not_https"),
        ("https://mara:secret@feed.example.org/", "login"),
        ("https://feed.example.org@localhost/", "login"),
        ("https://feed.example.org:8443/", "port"),
        ("https://feed.example.org:https/", "not_address"),
        ("https://localhost/", "local"),
        ("https://intranet./", "local"),
        ("https://127.0.0.1/", "local"),
        ("https://2130706433/", "local"),
        ("https://0x7f.1/", "local"),
        ("https://0177.0.0.1/", "local"),
        ("https://[::1]/", "local"),
        ("https://[::ffff:127.0.0.1]/", "local"),
        ("https://１２７.0.0.1/", "not_address"),
        ("https://①②⑦.0.0.1/", "not_address"),
        ("https://feed.example.org\\@evil.example/", "not_address"),
        ("https://feed.example.org/a\r\nHost: evil", "not_address"),
        ("https://feed.example.org/a b", "not_address"),
        ("https://feed.example.org/\u202egnp.ics", "not_address"),
        ("https://feed..example.org/", "not_address"),
        ("https://-feed.example.org/", "not_address"),
        ("https://feed.example.0x7f/", "not_address"),
        ("https:///path", "not_address"),
        ("https://" + "a." * 130 + "org/", "not_address"),
        ("https://feed.example.org/" + "a" * 2_000, "too_long"),
    ],
)
def test_what_is_no_public_https_address_is_not_taken(typed: str, why: str) -> None:
    assert address(typed) == Unfit(why)
    assert why in feeds.FAULTS


@given(st.text(max_size=60) | st.from_regex(r"(https|webcal)://[a-z0-9.@:\[\]%-]{1,30}/.{0,20}"))
def test_whatever_is_typed_is_an_address_of_one_name_or_a_fault(typed: str) -> None:
    found = address(typed)
    if isinstance(found, Unfit):
        assert found.code in feeds.FAULTS
        return
    assert found.text.isascii()
    assert found.text.isprintable()
    assert "." in found.host
    assert not set(found.host) & set("@:/?#[]%\\ ")
    assert found.path.startswith("/")


def test_an_address_never_shows_more_than_its_host() -> None:
    secret = address("https://feed.example.org/ical/Geheimwort.ics?key=Geheimwort")
    assert "Geheimwort" not in f"{secret!r} {secret}"
    assert "feed.example.org" in repr(secret)


@pytest.mark.parametrize(
    ("told", "leads"),
    [
        ("/b.ics", "https://feed.example.org/b.ics"),
        ("b.ics", "https://feed.example.org/ical/b.ics"),
        ("//other.example.org/b", "https://other.example.org/b"),
        ("webcal://other.example.org/b", "https://other.example.org/b"),
        ("https://other.example.org/b", "https://other.example.org/b"),
        ("http://feed.example.org/b", None),
        ("https://127.0.0.1/b", None),
        ("file:/etc/passwd", None),
        ("//[::1]/b", None),
        ("", None),
    ],
)
def test_a_redirect_leads_only_where_an_address_may(told: str, leads: str | None) -> None:
    before = Address("feed.example.org", "/ical/a.ics?key=1/2")
    found = led_on(before, told)
    assert (found.text if isinstance(found, Address) else None) == leads


NOT_PUBLIC = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1"),
    *("127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
    *("192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "2001::1"),
    *("2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1"),
    *("5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
    *("", "feed.example.org", "1.2.3", "0x7f000001", "2130706433"),
]


@pytest.mark.parametrize("number", NOT_PUBLIC)
def test_what_is_not_the_public_net_is_never_asked(number: str) -> None:
    assert not public(number)


@pytest.mark.parametrize(
    "number", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:2800:220:1::1", "64:ff9b::808:808"]
)
def test_what_is_the_public_net_may_be_asked(number: str) -> None:
    assert public(number)


@given(st.integers(0, 2**32 - 1))
def test_a_number_in_a_translated_one_is_judged_by_itself(number: int) -> None:
    plain = IPv4Address(number)
    assert public(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}") == public(str(plain))
    assert not public(f"::ffff:{plain}")
    if public(str(plain)):
        assert plain.is_global


def test_a_feed_that_was_read_is_due_in_about_an_hour() -> None:
    found = {feeds.due_again(f"feed{n}", NOW) - NOW for n in range(50)}
    assert min(found) >= HOUR
    assert max(found) < HOUR + timedelta(minutes=5)
    assert len(found) > 40  # not all at once


def test_failures_are_tried_again_ever_later_and_once_when_a_day_is_over() -> None:
    tries, at = [], NOW
    for fails in range(1, 9):
        at = feeds.due_after_failure(fails, NOW, at)
        tries.append((at - NOW) / HOUR)
    assert tries == [1, 3, 7, 15, 24, 48, 72, 96]


@given(st.integers(1, 500), st.integers(0, 10_000))
def test_a_next_try_lies_ahead_by_a_day_at_most(fails: int, minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    waits = feeds.due_after_failure(fails, NOW, now) - now
    assert timedelta(0) < waits <= timedelta(hours=24)


def test_a_runner_is_told_after_a_day_and_not_a_second_before() -> None:
    assert not feeds.to_tell(NOW, NOW + 24 * HOUR - timedelta(seconds=1))
    assert feeds.to_tell(NOW, NOW + 24 * HOUR)


def test_a_calendar_is_known_by_its_first_and_its_last_line() -> None:
    whole = b"\xef\xbb\xbf\r\nbegin:vcalendar\r\nVERSION:2.0\r\nend:VCALENDAR\r\n\x00\n"
    assert feeds.is_calendar(whole)
    assert feeds.is_whole(whole)
    assert not feeds.is_whole(whole[:-20])
    assert not feeds.is_calendar(b"x" * 3_000 + whole)


@pytest.mark.parametrize("page", [b"\n <!DOCTYPE html>", b"<HTML lang=de>", b"<!-- x --><p>"])
def test_a_page_for_people_is_known_as_one(page: bytes) -> None:
    assert feeds.is_page(page)
    assert not feeds.is_page(b"BEGIN:VCALENDAR")

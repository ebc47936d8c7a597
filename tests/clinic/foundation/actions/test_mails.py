"""The words of mails and what they wear."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from clinic.foundation.actions import mails
from clinic.foundation.errors import TooMany
from clinic.foundation.models import Practice, Try
from tests.clinic import make
from tests.clinic.journeys import post, sign_up

pytestmark = pytest.mark.django_db
TOLD: dict[str, object] = {
    "name": "Ana",
    "by": "Ines <b>",
    "email": "ana@example.org",
    "link": "https://x.y/?a=1&b=2",
}


def invitation() -> mails.Words:
    return mails.render(notice="staff_invited", context=TOLD)


def test_a_notice_has_a_subject_a_text_and_a_page() -> None:
    words = invitation()
    assert words.subject == "Ines <b> invites you to Legwork"
    assert "https://x.y/?a=1&b=2" in words.text
    assert 'href="https://x.y/?a=1&amp;b=2"' in words.html
    assert "Ines &lt;b&gt; would like you" in words.html


def test_the_page_wears_its_styles_itself_and_fetches_nothing() -> None:
    html = invitation().html
    assert re.search(r'<a class="button"[^>]*style="[^"]*background: #0b5553', html)
    assert not re.search(r"var\(|light-dark|<link|<img|@import|url\(", html)


def test_by_night_it_has_other_colours() -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", invitation().html)
    assert style.startswith("@media (prefers-color-scheme: dark)")
    assert ".button { background: #74cfc6 !important" in style


def test_the_clinics_name_stands_on_top() -> None:
    Practice.objects.create(pk=1, name="Läuferhaus & Co")
    words = invitation()
    assert "Läuferhaus & Co" in words.text
    assert "Läuferhaus &amp; Co" in words.html


def test_ten_mails_an_hour_to_an_address_are_enough_whoever_asks() -> None:
    for number in range(mails.MAILS):
        mails.count(to="Mara@example.org", errand=str(number), now=make.NOW)
    with pytest.raises(TooMany):
        mails.count(to="mara@EXAMPLE.org", errand="one more", now=make.NOW)


def test_a_mail_that_is_made_again_and_again_while_mail_is_down_counts_once() -> None:
    for _ in range(mails.MAILS * 3):
        mails.count(to="mara@example.org", errand="the same", now=make.NOW)
    mails.count(to="mara@example.org", errand="another", now=make.NOW)
    assert Try.objects.count() == 4


def test_codes_of_an_account_come_as_pages_too(client: Browser) -> None:
    sign_up(client)
    letter: Any = mail.outbox[-1]
    ((html, kind),) = letter.alternatives
    (code,) = re.findall(r"^    ([A-Z0-9-]{7,})$", letter.body, re.MULTILINE)
    assert kind == "text/html"
    assert re.search(rf'<p class="code" style="[^"]+">{code}</p>', html)


def test_every_mail_of_an_account_comes_as_a_page_too(client: Browser) -> None:
    mara = make.user("mara")
    post(client, "account_request_login_code", email=mara.email)
    post(client, "account_reset_password", email=mara.email)
    post(client, "account_request_login_code", email="nobody@example.org")
    sign_up(Browser())
    letters: list[Any] = mail.outbox
    assert [len(letter.alternatives) for letter in letters] == [1] * 3

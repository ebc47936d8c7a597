"""The head of every page leads each role to what is theirs, and nobody to what is shut."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve

from clinic import urls
from tests.clinic.cast import ROLES, browser_of

pytestmark = pytest.mark.django_db
OWN = {
    "anonymous": set(),
    "client": {"season", "races", "training"},
    "therapist": {"day", "reviews"},
    "desk": {"desk"},
    "owner": {"desk", "clinic"},
    "former staff": set(),
}
EVERYBODY = {"book", "try_it", "session_types"}


def led_to(who: str) -> set[str]:
    """The routes that the head of a page names for somebody."""
    page = browser_of(who).get("/try/").text
    head = page.split('class="site-links"')[1].split("</ul>")[0]
    return {str(resolve(where).view_name) for where in re.findall(r'href="([^"]+)"', head)}


@pytest.mark.parametrize("who", ROLES)
def test_the_head_leads_each_role_to_its_own_pages(who: str) -> None:
    start = {"account"} - ({"account"} if who == "anonymous" else set())
    assert led_to(who) == EVERYBODY | OWN[who] | start


@pytest.mark.parametrize("who", ROLES)
def test_the_head_leads_nobody_to_a_shut_door(who: str) -> None:
    shut = {
        name
        for name in led_to(who)
        if not urls.policies[name].allows(signed_in=who != "anonymous", roles=ROLES[who])
    }
    assert shut == set()

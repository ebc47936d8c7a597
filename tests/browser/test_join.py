"""The link that joins a record of the telephone, pressed in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clinic.foundation.actions import clients
from clinic.foundation.queries import joining
from clinic.foundation.queries.people import client_of
from clinic.foundation.roles import Role
from tests.browser.ways import sign_in
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_button_behind_a_joining_link_is_heard_by_the_server(open_page: Any, site: str) -> None:
    now, mara = timezone.now(), make.user("mara", Role.CLIENT)
    record = clients.create(
        by=make.user("jo", Role.DESK), name="Mara", email="mara@example.org", now=now
    )
    about = f"{mara.code}:{record.code}"
    secret = make.link(purpose=joining.PURPOSE, about=about, now=now)
    page = open_page("/")
    sign_in(page, site, mara)
    page.goto(f"/me/join/{secret}/")
    page.get_by_role("button", name="This record is mine").click()
    expect(page).not_to_have_url(re.compile("/me/join/"))
    assert client_of(mara) == record

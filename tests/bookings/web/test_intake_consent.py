"""The consent beside the questions: signed by login or, the first time, by the link of a mail."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Appointment
from protocols.actions import consents as actions
from protocols.core.consents import Typed
from protocols.models import Consent
from protocols.queries import consents
from tests.bookings.studio import NOW
from tests.bookings.web.test_intake_link import clock, link, row  # noqa: F401 - fixtures
from tests.clinic import make

pytestmark = pytest.mark.django_db


def signed_by(browser: Browser, link: str) -> Any:  # noqa: F811
    told = {"name": "Mara Lindqvist", "strokes": "", "number": consents.text_now().number}
    return browser.post(f"{link}consent/", told)


def test_whoever_has_not_signed_yet_is_led_to_the_consent(
    client: Browser,
    row: Appointment,  # noqa: F811
    link: str,  # noqa: F811
) -> None:
    assert f"{link}consent/" in client.get(link).text
    client.force_login(make.login_of(row.client))
    assert 'href="/consent/?next=/intake/"' in client.get("/intake/").text


def test_by_the_link_it_is_signed_without_a_login(
    client: Browser,
    row: Appointment,  # noqa: F811
    link: str,  # noqa: F811
) -> None:
    assert signed_by(client, link).headers["Location"] == link
    held = consents.in_force(row.client)
    assert held is not None
    assert held.given_by is None
    assert f"{link}consent/" not in client.get(link).text


def test_a_consent_on_file_is_not_for_a_link_to_change(
    client: Browser,
    row: Appointment,  # noqa: F811
    link: str,  # noqa: F811
) -> None:
    by, mara = make.login_of(row.client), row.client
    actions.sign(by=by, client=mara, signature=Typed("Mara"), now=NOW)
    actions.withdraw(by=by, client=mara, now=NOW)
    assert signed_by(client, link).headers["Location"] == link
    assert consents.in_force(mara) is None


def test_without_that_guard_a_link_would_sign_it_anew(
    client: Browser,
    row: Appointment,  # noqa: F811
    link: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by, mara = make.login_of(row.client), row.client
    actions.sign(by=by, client=mara, signature=Typed("Mara"), now=NOW)
    actions.withdraw(by=by, client=mara, now=NOW)
    monkeypatch.setattr(consents, "states", lambda some: {one.pk: "none" for one in some})
    signed_by(client, link)
    assert Consent.objects.filter(withdrawn_at=None).count() == 1

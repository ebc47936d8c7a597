"""A form that announces more than is taken is refused before its files are."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from clinic.foundation.roles import Role
from clinic.foundation.web import uploads
from tests.clinic import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/imports"


def send(size: int) -> Any:
    """A form of that many bytes, sent by a browser whose token is looked for in it."""
    browser = Browser(enforce_csrf_checks=True, raise_request_exception=False)
    with time_machine.travel(make.NOW, tick=False):
        browser.force_login(make.user(f"mara-{size}", Role.CLIENT))
        browser.cookies["csrftoken"] = "t" * 32
        file = SimpleUploadedFile("plan.csv", b"x" * size)
        body = encode_multipart(BOUNDARY, {"file": file})
        return browser.generic("POST", URL, body, content_type=MULTIPART_CONTENT)


def test_more_than_is_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 1_000)
    assert send(900).status_code == 400
    assert send(10).status_code == 403  # read, and without its token


def test_without_that_it_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 10_000)
    assert send(900).status_code == 403

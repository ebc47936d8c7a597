"""The secrets of second factors, in a stolen dump and through a change of keys."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command

from clinic.foundation import factors
from clinic.foundation.actions.factors import open_secret, reseal_secrets, seal_secret
from clinic.foundation.core.sealing import CannotOpen
from tests.clinic import make
from tests.clinic.journeys import SECRET

pytestmark = pytest.mark.django_db
OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)


def test_the_secret_of_an_app_is_not_in_the_database() -> None:
    TOTP.activate(make.user(), SECRET)
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert open_secret(kept) == SECRET


def test_without_the_sealing_a_dump_would_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factors.SealedSecrets, "encrypt", lambda self, text: text)
    TOTP.activate(make.user(), SECRET)
    assert Authenticator.objects.get().data["secret"] == SECRET


def test_recovery_codes_are_the_same_after_the_keys_were_changed(settings: Any) -> None:
    settings.HEALTH_KEYS = (OLD,)
    codes = RecoveryCodes.activate(make.user()).get_unused_codes()
    settings.HEALTH_KEYS = (NEW, OLD)
    call_command("rotate_health_keys", stdout=(said := StringIO()))
    settings.HEALTH_KEYS = (NEW,)
    assert RecoveryCodes(Authenticator.objects.get()).get_unused_codes() == codes
    assert "1 second factors sealed anew under 'new'" in said.getvalue()


def test_what_is_new_already_is_left_alone() -> None:
    TOTP.activate(make.user(), SECRET)
    before = Authenticator.objects.get().data
    assert reseal_secrets() == 0
    assert Authenticator.objects.get().data == before


@pytest.mark.parametrize("kept", ["plain", "v1:gone:bm4:c2VhbGVk", ""])
def test_what_was_never_sealed_here_does_not_open(kept: str) -> None:
    with pytest.raises(CannotOpen):
        open_secret(kept)


def test_another_key_of_the_same_name_does_not_open_it(settings: Any) -> None:
    settings.HEALTH_KEYS = (OLD,)
    kept = seal_secret(SECRET)
    settings.HEALTH_KEYS = (("old", b"x" * 32),)
    with pytest.raises(CannotOpen):
        open_secret(kept)

"""A form's hidden token: one for each showing."""

from __future__ import annotations

import re

from clinic.foundation.actions.idempotency import KEY
from clinic.foundation.forms.once import OnceForm


def shown(form: OnceForm) -> str:
    found = re.search(r'type="hidden" name="once" value="([^"]+)"', str(form))
    assert found
    return found[1]


def test_every_showing_of_a_form_has_its_own_token() -> None:
    assert shown(OnceForm()) != shown(OnceForm())


def test_a_form_shown_again_keeps_its_token() -> None:
    token = shown(OnceForm())
    again = OnceForm({"once": token})
    assert shown(again) == token
    assert again.is_valid()
    assert again.key == f"form:{token}"
    assert KEY.fullmatch(again.key)


def test_a_form_without_its_token_is_not_valid() -> None:
    assert not OnceForm({"once": ""}).is_valid()

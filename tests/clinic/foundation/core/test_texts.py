"""One spelling of an address."""

import pytest

from clinic.foundation.core.texts import folded


@pytest.mark.parametrize(
    "spelling", [" Jones@Example.org", "JONES@example.org", "joneſ@example.org"]
)
def test_every_spelling_of_an_address_is_the_same_account(spelling: str) -> None:
    assert folded(spelling) == "jones@example.org"

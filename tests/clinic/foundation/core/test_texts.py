"""One spelling of an address."""

import pytest

from clinic.foundation.core.texts import folded, one_line, plain


@pytest.mark.parametrize(
    "spelling", [" Jones@Example.org", "JONES@example.org", "joneſ@example.org"]
)
def test_every_spelling_of_an_address_is_the_same_account(spelling: str) -> None:
    assert folded(spelling) == "jones@example.org"


@pytest.mark.parametrize(
    ("written", "searched"),
    [("Kovač", "kovac"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("Łódź", "lodz")],
)
def test_case_and_accents_do_not_count_in_a_search(written: str, searched: str) -> None:
    assert plain(written) == searched


def test_a_name_has_one_line_and_nothing_invisible() -> None:
    assert one_line(" Ana\r\n\x0bKo\u202evač\u2028\x00 \u200bII ") == "Ana Kovač II"
    assert one_line("\ud800\t") == ""

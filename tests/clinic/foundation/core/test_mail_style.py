"""A mail's stylesheet: tokens become plain colours by day, and others by night."""

from __future__ import annotations

import pytest

from clinic.foundation.core.mail_style import themed

TOKENS = """
:root { /* --ink: red; */
  --ink: light-dark(#111111, #eeeeee);
  --gap: 1.5rem;
  --font: "Legwork Sans", sans-serif;
}
:root { --ink: blue; }
"""


def test_by_day_every_token_stands_in_its_place() -> None:
    day, _night = themed("p { color: var(--ink); margin: var(--gap) 0.25rem 0; }", TOKENS)
    assert day == "p { color: #111111; margin: 24px 4px 0; }"


def test_by_night_only_what_changes_is_said_and_said_louder() -> None:
    _day, night = themed("p { color: var(--ink); margin: 0 } a { top: 0 }", TOKENS)
    assert night == ("@media (prefers-color-scheme: dark) { p { color: #eeeeee !important } }")


def test_where_nothing_changes_by_night_there_is_no_night() -> None:
    assert themed("p { font-family: var(--font) }", TOKENS) == (
        'p { font-family: "Legwork Sans", sans-serif }',
        "",
    )


def test_a_token_that_nobody_named_is_a_fault() -> None:
    with pytest.raises(KeyError, match="--nothing"):
        themed("p { color: var(--nothing) }", TOKENS)

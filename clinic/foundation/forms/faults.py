"""What an action refuses, told in the form that asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from clinic.foundation.errors import Conflict, Invalid


@contextmanager
def told_in(form: forms.Form) -> Iterator[None]:
    """Put the sentence of an `Invalid` or `Conflict` beside its field, else at the form's top.

    The view goes on behind the block: there it shows the form again.
    """
    try:
        yield
    except (Invalid, Conflict) as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)

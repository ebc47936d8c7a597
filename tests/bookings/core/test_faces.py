"""Drawn portraits: nine different ones, that the clinic takes as it takes photographs."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bookings.core.faces import FACES, portrait
from bookings.core.portraits import SIDE, made


def test_nine_portraits_are_drawn_each_another_and_always_the_same() -> None:
    drawn = [portrait(number) for number in range(len(FACES))]
    assert len(set(drawn)) == len(FACES) == 9
    assert drawn == [portrait(number) for number in range(9)]


@pytest.mark.parametrize("number", range(9))
def test_a_portrait_is_a_picture_that_the_clinic_takes(number: int) -> None:
    kept = made(portrait(number))
    assert isinstance(kept, bytes)
    with Image.open(BytesIO(kept)) as picture:
        assert picture.size == (SIDE, SIDE)

"""One small square from whatever was sent, or what is wrong with it."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bookings.core import portraits
from bookings.core.portraits import made
from protocols.core.faults import Fault
from tests.bookings import pictures

TOP, BOTTOM = (160, 20), (160, 300)


def square(sent: bytes) -> Image.Image:
    found = made(sent)
    assert isinstance(found, bytes)
    assert len(found) <= 40_000
    picture = pictures.opened(found)
    assert (picture.format, picture.size) == ("WEBP", (320, 320))
    return picture.convert("RGB")


def fault(sent: bytes) -> str:
    found = made(sent)
    assert isinstance(found, Fault)
    assert found.field == "photo"
    return found.code


def dark(picture: Image.Image, at: tuple[int, int]) -> bool:
    return sum(picture.getpixel(at)) < 500  # type: ignore[arg-type]  # three colours


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(160, 160), (640, 480), (480, 1900), (2000, 1500)])
def test_a_picture_of_any_shape_becomes_a_square(kind: str, size: tuple[int, int]) -> None:
    picture = square(pictures.photo(size, kind))
    assert dark(picture, (160, 5))


@pytest.mark.parametrize(
    ("mode", "kind", "colour"),
    [
        ("L", "JPEG", "teal"),
        ("CMYK", "JPEG", "teal"),
        ("P", "PNG", "teal"),
        ("1", "PNG", "black"),
        ("LA", "PNG", "black"),
        ("RGBA", "WEBP", "teal"),
        ("I;16", "PNG", 20_000),
    ],
)
def test_every_way_to_keep_colours_is_read(mode: str, kind: str, colour: str | int) -> None:
    picture = square(pictures.photo((640, 640), kind, mode=mode, colour=colour))
    assert (dark(picture, TOP), dark(picture, BOTTOM)) == (True, False)


@pytest.mark.parametrize(
    ("turned", "darks"),
    [
        (1, (True, False)),
        (3, (False, True)),
        (6, (False, True)),  # on its side: seen at the right edge instead
        (8, (True, False)),
    ],
)
def test_a_picture_taken_sideways_stands_upright(turned: int, darks: tuple[bool, bool]) -> None:
    picture = square(pictures.photo((640, 640), turned=turned))
    ends = ((160, 20), (160, 300)) if turned in (1, 3) else ((20, 160), (300, 160))
    assert tuple(dark(picture, end) for end in ends) == darks


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_file_is_left(kind: str) -> None:
    sent = pictures.photo(kind=kind)
    assert b"Mara's camera" in sent

    found = made(sent)
    assert isinstance(found, bytes)
    assert b"camera" not in found
    assert not {"exif", "icc_profile", "xmp"} & pictures.opened(found).info.keys()


def test_what_is_seen_through_lies_on_white() -> None:
    through = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    into = BytesIO()
    through.save(into, "PNG")
    assert square(into.getvalue()).getpixel((160, 160)) == (255, 255, 255)


def test_the_worst_picture_is_small_all_the_same() -> None:
    square(pictures.noise())


def test_without_worse_qualities_the_worst_picture_would_be_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portraits, "QUALITIES", (82,))
    found = made(pictures.noise())
    assert len(found) > 40_000


@pytest.mark.parametrize("size", [(6325, 6325), (60_000, 60_000), (20_000, 5_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portraits, "_square", None)  # would be a broken picture
    assert fault(pictures.promising(*size)) == "pixels"


def test_without_the_guard_a_bomb_would_be_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[object] = []
    monkeypatch.setattr(portraits, "_wrong_size", lambda *_: "")
    monkeypatch.setattr(portraits, "_square", unpacked.append)
    made(pictures.promising(6325, 6325))
    assert unpacked


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'></svg>",
        b"GIF89a" + b"\0" * 100,
        b"%PDF-1.7",
        b"<script>alert(1)</script>",
    ],
)
def test_what_is_no_picture_is_told_apart(sent: bytes) -> None:
    assert fault(sent) == "kind"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_pictures_of_other_kinds_are_not_even_tried(kind: str) -> None:
    into = BytesIO()
    Image.new("RGB", (200, 200)).save(into, kind)
    assert fault(into.getvalue()) == "kind"


def test_without_the_list_of_kinds_a_bmp_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portraits, "FORMATS", None)
    into = BytesIO()
    Image.new("RGB", (200, 200)).save(into, "BMP")
    square(into.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_broken(kind: str) -> None:
    sent = pictures.photo(kind=kind)
    assert fault(sent[: len(sent) * 2 // 3]) in {"broken", "kind"}


def test_a_picture_too_small_or_too_heavy_is_refused() -> None:
    assert fault(pictures.photo((159, 400))) == "tiny"
    assert fault(pictures.photo() + b"\0" * portraits.MOST_BYTES) == "heavy"


@given(st.data())
def test_whatever_is_sent_there_is_a_square_or_a_fault(data: st.DataObject) -> None:
    sent = bytearray(pictures.photo((200, 200), data.draw(st.sampled_from(["JPEG", "PNG"]))))
    for _ in range(data.draw(st.integers(1, 6))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    found = made(bytes(sent))
    assert isinstance(found, Fault) or len(found) <= 40_000

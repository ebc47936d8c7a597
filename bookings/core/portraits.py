"""A therapist's photograph: from whatever was sent to one small square, or what is wrong with it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from protocols.core.faults import Fault

FORMATS = ("JPEG", "PNG", "WEBP")  # nothing else is even tried
MOST_BYTES = 4 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_SIDE = 160  # smaller ones would be blown up
SIDE = 320
MOST_MADE = 40_000  # bytes
QUALITIES = (82, 70, 55, 40, 25, 10, 1)
FACES = (0.5, 0.4)  # where a square is cut from a longer picture: faces are above its middle


def made(sent: bytes) -> bytes | Fault:
    """The square WebP that is served, of `SIDE` pixels and at most `MOST_MADE` bytes.

    What it is goes by its content, never by its name. It stands upright, and nothing of the file
    itself is left: no place, no camera, no second picture. `Fault` codes: `heavy`, `kind`,
    `pixels`, `tiny`, `broken`.
    """
    if len(sent) > MOST_BYTES:
        return Fault("photo", "heavy")
    try:
        with Image.open(BytesIO(sent), formats=FORMATS) as picture:
            # The size is known from the first bytes, before anything is unpacked.
            wrong = _wrong_size(*picture.size)
            return Fault("photo", wrong) if wrong else _small(_square(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Fault("photo", "pixels")
    except UnidentifiedImageError:
        return Fault("photo", "kind")
    except Exception:  # noqa: BLE001 - a decoder stumbles over a broken file in any way it likes
        return Fault("photo", "broken")


def _wrong_size(width: int, height: int) -> str:
    if width * height > MOST_PIXELS:
        return "pixels"
    return "tiny" if min(width, height) < LEAST_SIDE else ""


def _square(picture: Image.Image) -> Image.Image:
    picture = _in_colours(picture)
    width, height = picture.size
    # First roughly smaller: a JPEG is then never unpacked at its full size.
    scale = max(1, min(width, height) // (2 * SIDE))
    picture.thumbnail((width // scale, height // scale))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    fitted = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS, centering=FACES)
    # On white: nothing shines through, and a picture made anew takes nothing along.
    square = Image.new("RGB", (SIDE, SIDE), "white")
    square.paste(fitted, mask=fitted)
    return square


def _in_colours(picture: Image.Image) -> Image.Image:
    """In a mode that can be made smaller smoothly."""
    if picture.mode.startswith("I"):  # greys of 16 bits
        return picture.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    return picture.convert("RGBA") if picture.mode in ("1", "P", "PA") else picture


def _small(square: Image.Image) -> bytes:
    for quality in QUALITIES:
        made_of = BytesIO()
        square.save(made_of, "WEBP", quality=quality, method=6)
        if made_of.tell() <= MOST_MADE:
            break
    return made_of.getvalue()

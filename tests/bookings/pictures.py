"""Pictures as people send them, and as nobody should."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO

from PIL import Image

ORIENTATION, CAMERA = 0x0112, 0x0110


def photo(
    size: tuple[int, int] = (640, 480),
    kind: str = "JPEG",
    *,
    mode: str = "RGB",
    turned: int = 1,
    colour: str | int = "teal",
) -> bytes:
    """A picture whose upper half is `colour` and whose lower half is white, with a camera's name."""
    greys = isinstance(colour, int)
    picture = Image.new(mode if greys else "RGB", size, 65535 if greys else "white")
    picture.paste(colour, (0, 0, size[0], size[1] // 2))
    return _file(picture if greys else picture.convert(mode), kind, turned)


def noise(side: int = 800) -> bytes:
    """A picture that nothing makes small."""
    made = random.Random(7).randbytes(side * side * 3)
    return _file(Image.frombytes("RGB", (side, side), made), "JPEG", 1)


def promising(width: int, height: int) -> bytes:
    """A PNG of some bytes whose head promises so many pixels: a bomb, were it unpacked."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND")


def opened(made: bytes) -> Image.Image:
    return Image.open(BytesIO(made))


def _file(picture: Image.Image, kind: str, turned: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[CAMERA] = turned, "Mara's camera"
    into = BytesIO()
    picture.save(into, kind, exif=exif)
    return into.getvalue()


def _chunk(name: bytes, data: bytes = b"") -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check

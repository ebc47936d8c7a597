"""Drawn faces, flat and calm, in the colours of the pages: portraits of people who are invented."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = 960  # drawn large and made smaller, so that edges are smooth
KEPT = 400
INK = "#1a1d1b"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Face:
    """Colours as #rrggbb. `cut`: bob, long, bun, short, crop, curls, bald."""

    paper: str
    shirt: str
    skin: str
    hair: str
    cut: str
    glasses: bool = False
    beard: bool = False
    freckles: bool = False
    scarf: str = ""
    wide: float = 1.0


FACES = (
    Face("#e0edeb", "#0b5553", "#e8b894", "#4a2c1d", "long"),
    Face("#fbeccb", "#7d4a00", "#c98f66", "#1f1a17", "short", beard=True),
    Face("#e0eaf7", "#1f4c88", "#f0c9a4", "#17181c", "bob", wide=0.96),
    Face("#dcefea", "#10605a", "#d3a078", "#2b2a30", "bald", scarf="#722d5d"),
    Face("#f2efe8", "#4d524f", "#efc3a4", "#a9a49a", "crop", glasses=True, wide=1.04),
    Face("#f6e3f0", "#722d5d", "#f3cfb3", "#d9b36c", "bun"),
    Face("#fbedd0", "#1f6331", "#7a4a2f", "#141110", "curls", beard=True, wide=1.02),
    Face("#e2f0e1", "#9c231d", "#e9bd93", "#241a16", "bob", glasses=True),
    Face("#e0eaf7", "#0b5553", "#f6d5c0", "#a4472a", "curls", freckles=True, wide=0.97),
)


def portrait(number: int) -> bytes:
    """The face of that number, as PNG: nine are different."""
    face = FACES[number % len(FACES)]
    image = Image.new("RGB", (SIZE, SIZE), face.paper)
    draw = ImageDraw.Draw(image)
    _behind(draw, face)
    _body(draw, face)
    _head(draw, face)
    _in_front(draw, face)
    _features(draw, face)
    made = BytesIO()
    image.resize((KEPT, KEPT), Image.Resampling.LANCZOS).save(made, "PNG")
    return made.getvalue()


def _at(face: Face, x: float, y: float, width: float, height: float) -> Box:
    """A box round a point; sideways it grows with the face. Units: hundredths of the picture."""
    unit = SIZE / 100
    half = width / 2 * face.wide
    middle = 50 + (x - 50) * face.wide
    return (
        (middle - half) * unit,
        (y - height / 2) * unit,
        (middle + half) * unit,
        (y + height / 2) * unit,
    )


def _behind(draw: ImageDraw.ImageDraw, face: Face) -> None:
    """Hair that falls behind the head, and a scarf round it."""
    radius = SIZE * 0.14
    if face.scarf:
        draw.ellipse(_at(face, 50, 42, 51, 60), fill=face.scarf)
        draw.ellipse(_at(face, 50, 72, 40, 34), fill=face.scarf)
    elif face.cut == "long":
        draw.ellipse(_at(face, 50, 38, 52, 50), fill=face.hair)
        draw.rounded_rectangle(_at(face, 50, 57, 52, 46), radius, fill=face.hair)
    elif face.cut == "bob":
        draw.ellipse(_at(face, 50, 38, 52, 50), fill=face.hair)
        draw.rounded_rectangle(_at(face, 50, 49, 52, 34), radius * 0.7, fill=face.hair)
    elif face.cut == "bun":
        draw.ellipse(_at(face, 50, 12, 20, 18), fill=face.hair)
        draw.ellipse(_at(face, 50, 36, 47, 42), fill=face.hair)
    elif face.cut in ("short", "crop"):
        draw.ellipse(_at(face, 50, 36, 46, 44), fill=face.hair)
    elif face.cut == "curls":
        draw.ellipse(_at(face, 50, 32, 40, 30), fill=face.hair)
        for x, y in ((32, 26), (42, 19), (54, 18), (66, 24), (71, 35), (29, 37)):
            draw.ellipse(_at(face, x, y, 20, 20), fill=face.hair)


def _body(draw: ImageDraw.ImageDraw, face: Face) -> None:
    neck = SIZE * 0.05
    draw.ellipse(_at(face, 50, 108, 84, 58), fill=face.shirt)
    draw.rounded_rectangle(_at(face, 50, 74, 16, 24), neck, fill=_darker(face.skin))
    draw.ellipse(_at(face, 50, 82, 24, 12), fill=_darker(face.skin))
    if face.scarf:
        draw.ellipse(_at(face, 50, 78, 34, 26), fill=face.scarf)


def _head(draw: ImageDraw.ImageDraw, face: Face) -> None:
    if not face.scarf:
        for side in (29, 71):
            draw.ellipse(_at(face, side, 48, 7, 11), fill=_darker(face.skin))
    draw.ellipse(_at(face, 50, 45, 42, 52), fill=face.skin)
    if face.beard:
        draw.chord(_at(face, 50, 46, 42, 52), 18, 162, fill=face.hair)
        draw.ellipse(_at(face, 50, 52, 30, 22), fill=face.skin)


def _in_front(draw: ImageDraw.ImageDraw, face: Face) -> None:
    """Hair over the brow."""
    if face.scarf:
        draw.chord(_at(face, 50, 42, 46, 54), 200, 340, fill=face.scarf)
    elif face.cut in ("long", "bun"):
        draw.chord(_at(face, 50, 41, 44, 48), 196, 318, fill=face.hair)
        draw.chord(_at(face, 55, 41, 36, 47), 260, 352, fill=face.hair)
    elif face.cut == "bob":
        draw.chord(_at(face, 50, 41, 44, 48), 198, 342, fill=face.hair)
    elif face.cut in ("short", "crop"):
        draw.chord(_at(face, 50, 44, 42, 50), 212, 328, fill=face.hair)
        if face.cut == "short":
            draw.ellipse(_at(face, 52, 21, 34, 15), fill=face.hair)
    elif face.cut == "curls":
        for x, y in ((35, 29), (44, 25), (54, 24), (64, 29), (49, 19)):
            draw.ellipse(_at(face, x, y, 14, 13), fill=face.hair)


def _features(draw: ImageDraw.ImageDraw, face: Face) -> None:
    line = SIZE // 100
    for side in (41, 59):
        draw.ellipse(_at(face, side, 46, 3.4, 4.2), fill=INK)
        draw.arc(_at(face, side, 42, 9, 6), 205, 335, fill=_brow(face), width=line)
        if face.glasses:
            draw.ellipse(_at(face, side, 46, 14, 14), outline=INK, width=line)
    if face.glasses:
        draw.arc(_at(face, 50, 46, 6, 4), 190, 350, fill=INK, width=line)
    if face.freckles:
        for x, y in ((37, 52), (40, 54), (43, 52), (57, 52), (60, 54), (63, 52)):
            draw.ellipse(_at(face, x, y, 1.1, 1.1), fill=_darker(face.skin, 0.75))
    draw.arc(_at(face, 50, 50, 6, 8), 30, 130, fill=_darker(face.skin, 0.7), width=line)
    draw.arc(_at(face, 50, 57, 17, 9), 25, 155, fill=_darker(face.skin, 0.5), width=line)


def _brow(face: Face) -> str:
    return _darker(face.hair, 0.8) if face.cut != "bald" else INK


def _darker(colour: str, share: float = 0.9) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"#{int(red * share):02x}{int(green * share):02x}{int(blue * share):02x}"

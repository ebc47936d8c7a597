"""Spelling a text in one way."""

import unicodedata

# Latin, Greek and Cyrillic capitals without marks: what lower() of a C locale leaves as they are.
_CAPITALS = "".join(
    letter
    for letter in map(chr, range(0xC0, 0x530))
    if unicodedata.normalize("NFKD", letter) == letter != letter.lower()
)
_STROKES = str.maketrans("øłđħŧþı", "oldhtti")  # no marks that come off
ALIKE = (  # letter by letter, from -> to
    _CAPITALS + "".join(map(chr, _STROKES)),
    (_CAPITALS.lower() + "".join(map(chr, _STROKES))).translate(_STROKES),
)
_ALIKE = str.maketrans(*ALIKE)
LONG = (("ß", "ss"), ("æ", "ae"), ("Æ", "ae"), ("œ", "oe"), ("Œ", "oe"))
MARKS = "[\u0300-\u036f]"  # combining marks, after NFKD


def folded(text: str) -> str:
    """Letters alike for every spelling that anything here might take for the same."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def plain(text: str) -> str:
    """Letters without case and accents, for searching: `Kovač` is `kovac`.

    The database does the same in `queries/clients.py`: what is searched and what is found have to
    be spelt alike.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    for long, short in LONG:
        bare = bare.replace(long, short)
    return bare.translate(_ALIKE).lower()


def one_line(text: str) -> str:
    """A name on one line: without control and formatting characters, with single spaces."""
    spaced = "".join(" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text)
    visible = (c for c in spaced if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join("".join(visible).split())

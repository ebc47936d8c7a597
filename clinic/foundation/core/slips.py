"""Slips of the finger: what somebody may have meant who typed one word."""

from __future__ import annotations

LIKEST = 4  # letters that have to be right for the rest of a word to be open
MOST = (
    12  # letters of a word all of whose slips are looked for: a longer one has enough that is right
)
QUOTED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def patterns(word: str) -> list[str]:
    """What words begin with that are one slip away from this one, for LIKE, a space before each.

    Neighbours swapped, a letter that is another one, one that is missing, one too many. Where too
    few letters stay right, it has to be the whole word. None for a word that is too long.
    """
    if len(word) > MOST:
        return []
    letters, end = [one.translate(QUOTED) for one in word], "" if len(word) > LIKEST else " "
    found = []
    for at, this in enumerate(letters):
        before, after = "".join(letters[:at]), "".join(letters[at + 1 :])
        swapped = "".join([*letters[at + 1 : at + 2], this, *letters[at + 2 :]])
        found += [f"{before}{swapped}", f"{before}_{this}{after}"]
        found += [f"{before}_{after}{end}", f"{before}{after}{end}"]
    meant = (begin for begin in dict.fromkeys(found) if begin != "".join(letters))
    return [f"% {begin}%" for begin in meant]

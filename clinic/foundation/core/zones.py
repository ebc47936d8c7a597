"""The names of time zones that people may choose, from the pinned tzdata."""

from functools import cache
from importlib import resources


@cache
def names() -> tuple[str, ...]:
    """Every zone called by continent and place, and UTC; sorted."""
    text = resources.files("tzdata").joinpath("zones").read_text(encoding="ascii")
    places = [name for name in text.split() if "/" in name and not name.startswith("Etc/")]
    return ("UTC", *sorted(places))


def known(name: str) -> str:
    """The zone of that name, or UTC: a name that nobody knows any more must stop nothing."""
    return name if name in names() else "UTC"

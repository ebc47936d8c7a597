"""A mail's stylesheet as mail programs understand it: plain colours and pixels, no properties.

They know neither custom properties nor `light-dark()`. So the tokens are put in their place here,
once as they are by day, and once more by night for those that ask for it.
"""

from __future__ import annotations

import re

TOKEN = re.compile(r"(--[\w-]+):\s*([^;{}]+);")
USE = re.compile(r"var\((--[\w-]+)\)")
PAIR = re.compile(r"light-dark\(([^,()]+),\s*([^,()]+)\)")
REM = re.compile(r"(\d*\.?\d+)rem\b")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
DAY, NIGHT = r"\1", r"\2"


def themed(css: str, tokens: str) -> tuple[str, str]:
    """The rules of `css` by day, and those that are others by night, inside their media query.

    `tokens` is the stylesheet that names the properties; the first naming counts. `css` has plain
    rules only. Raises `KeyError` for a property that nobody named.
    """
    named: dict[str, str] = {}
    for name, value in TOKEN.findall(COMMENT.sub("", tokens)):
        named.setdefault(name, value)
    flat = USE.sub(lambda use: named[use[1]], COMMENT.sub("", css))
    flat = REM.sub(lambda size: f"{float(size[1]) * 16:g}px", flat)
    return PAIR.sub(DAY, flat).strip(), _by_night(flat)


def _by_night(css: str) -> str:
    """Only what changes, and above the inlined styles, which would win otherwise."""
    rules = []
    for where, block in RULE.findall(css):
        changed = [line.strip() for line in block.split(";") if PAIR.search(line)]
        if changed:
            inner = "; ".join(f"{PAIR.sub(NIGHT, line)} !important" for line in changed)
            rules.append(f"{where.strip()} {{ {inner} }}")
    return f"@media (prefers-color-scheme: dark) {{ {' '.join(rules)} }}" if rules else ""

"""`make faults`: the real servers, broken one after another under bookings; figures as a table."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime

import django

from clinic.local.guards import run


def main() -> int:
    """Those named on the command line, else all; 1 when a promise was missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()  # the crowd knows its tokens from the load's own module
    from tests.faults.counting import HEAD, keep, line
    from tests.faults.crowd import Crowd
    from tests.faults.faults import FAULTS
    from tests.faults.stage import stage

    write = "--write" in sys.argv
    names = [name for name in sys.argv[1:] if name != "--write"] or list(FAULTS)
    if unknown := set(names) - set(FAULTS):
        sys.exit(f"No such fault: {', '.join(unknown)}. There are: {', '.join(FAULTS)}")
    missed, begin, lines = 0, time.monotonic(), list(HEAD)
    with stage() as made:
        crowd = Crowd(made)
        crowd.book(40)  # everybody awake
        for name in names:
            result = FAULTS[name](made, crowd)
            missed += not result.held
            lines.append(line(result))
            sys.stdout.write(f"{lines[-1]}\n")
            sys.stdout.flush()
    took, today = time.monotonic() - begin, datetime.now(UTC).date()
    lines += ["", f"{today}, {os.cpu_count()} cores; the whole took {took:.0f} s."]
    sys.stdout.write("\n".join(["", *lines, ""]))
    if write:
        keep(lines)
    return 1 if missed else 0


if __name__ == "__main__":
    run(main)

"""What a child may use up. It sets its own limits before it looks at anything."""

from __future__ import annotations

import resource
import signal
import sys
from typing import NamedTuple

MEGABYTE = 1024 * 1024


class Limits(NamedTuple):
    """Memory in bytes, seconds of the processor, seconds by the wall clock."""

    memory: int
    cpu: int
    wall: int


READ = Limits(memory=256 * MEGABYTE, cpu=5, wall=14)
FETCH = Limits(memory=256 * MEGABYTE, cpu=5, wall=12)


def hold(limits: Limits) -> None:
    """Hold this process to its limits: none can be raised again. It writes no file, starts no
    process, leaves no picture of its memory, and ends by itself if nobody ends it.
    """
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        if sys.platform == "linux" or what != resource.RLIMIT_AS:  # elsewhere it cannot be set
            _soft, hard = resource.getrlimit(what)
            held = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (held, held))
    signal.alarm(limits.wall)

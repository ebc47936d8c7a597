"""Where this checkout's embedded servers live. Names only: computing one creates nothing."""

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parents[2]


def instance() -> str:
    """Which set of servers: `demo`, or `test` beside it."""
    return os.environ.get("LEGWORK_INSTANCE") or "demo"


def base() -> Path:
    """The folder of this user and this checkout, in the system's temporary one."""
    wanted = Path(os.environ.get("TMPDIR") or "/tmp")  # noqa: S108 - the folder in it is guarded
    temporary = wanted.absolute() if wanted.is_dir() else Path("/tmp")  # noqa: S108 - likewise
    checkout = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:10]
    return temporary / f"legwork-{os.getuid()}-{checkout}"


def state(instance: str) -> Path:
    """Data, sockets, logs and locks of one set of servers."""
    return base() / instance


def database_url(instance: str) -> str:
    return f"postgresql://legwork@/legwork?host={quote(str(state(instance)), safe='')}"


def redis_url(instance: str) -> str:
    return f"unix://{quote(str(state(instance) / 'valkey.sock'))}?db=0"

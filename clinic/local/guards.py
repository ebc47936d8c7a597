"""What every command stands on: failures of one line, a folder of one's own, a lock."""

import contextlib
import fcntl
import os
import pwd
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path


class Trouble(SystemExit):
    """The end: what is wrong and what to do, in one line; the end of a log may follow."""


class Busy(Trouble):
    """Somebody else holds the lock; the words are theirs."""


def say(words: str) -> None:
    """Print at once; a terminal that is gone must not keep anything from being stopped."""
    with contextlib.suppress(OSError):
        print(words, flush=True)


def run(main: Callable[[], int]) -> None:
    """Leave with the status of `main`; its failures are a line, never a traceback."""
    os.umask(os.umask(0) & 0o077)  # one that locks out its owner would lock us out
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except OSError as fault:
        sys.exit(
            f"{fault.filename or 'System'}: {fault.strerror or str(fault)[-200:]}. Mend that, try again."
        )


def server_user() -> int:
    """PostgreSQL refuses to run as root, so root's runs as `nobody`."""
    try:
        return os.getuid() or pwd.getpwnam("nobody").pw_uid
    except KeyError:
        raise Trouble("There is no user `nobody`: run make as an ordinary user.") from None


def own(folder: Path) -> Path:
    """Make the folder, 0700 whatever the umask; another user's is refused."""
    try:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(0o700)
        found, user = folder.lstat(), server_user()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.getuid(), user):
            raise Trouble(f"{folder} is another user's. Set TMPDIR to a folder of your own.")
        os.chown(folder, user, -1)
        folder.chmod(0o700)
    except OSError as fault:
        hint = "" if os.getuid() else ", or do not run as root: it has to give this to `nobody`"
        raise Trouble(f"{folder}: {fault.strerror}. Set TMPDIR to another folder{hint}.") from None
    return folder


@contextlib.contextmanager
def locked(file: Path, words: str, how: int = fcntl.LOCK_NB) -> Iterator[None]:
    """Hold the file; whoever comes second hears the holder's `words`."""
    with file.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | how)
        except BlockingIOError:
            held.seek(0)
            raise Busy(held.read() or "Another start is under way.") from None
        held.truncate(0)
        held.write(words)
        held.flush()
        yield

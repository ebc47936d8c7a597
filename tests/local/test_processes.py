"""Children: born with a log, ended with their supervisor, known again by number and start."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from clinic.local import places, processes
from clinic.local.guards import Trouble
from clinic.local.processes import Child, Family, end_leftovers, started

ASLEEP = ["sleep", "60"]
DEAF = [sys.executable, "-c", "import signal; signal.signal(15, 1); print('deaf'); signal.pause()"]
SUPERVISOR = """
import os, sys
from pathlib import Path
from clinic.local.processes import Family
family = Family(Path(sys.argv[1]), dict(os.environ))
family.start("child", ["sleep", "60"], stdout=None)
print("born", flush=True)
family.wait(lambda: False)
"""


def _supervisor(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SUPERVISOR, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=places.CHECKOUT)


def test_a_failing_child_names_its_log_and_shows_its_last_words(family: Family) -> None:
    family.start("web", ["sh", "-c", "echo no such module; exit 3"])

    with pytest.raises(Trouble, match=r"web stopped \(status 3\), see .*web\.log:\nno such module"):
        family.wait(lambda: False)


def test_a_server_must_not_end_not_even_well(family: Family) -> None:
    family.start("worker", ["true"])

    with pytest.raises(Trouble, match="worker stopped"):
        family.wait(lambda: False)


def test_a_step_may_end_well(family: Family) -> None:
    step = family.start("migrate", ["echo", "done"], step=True)

    family.finish(step)

    assert step.said() == "done"
    assert family.children == []


def test_a_wait_has_an_end(family: Family) -> None:
    family.start("postgres", ASLEEP)

    with pytest.raises(Trouble, match=r"PostgreSQL does not answer\. See the logs in"):
        family.wait(lambda: False, "PostgreSQL does not answer.", 0.05)


def test_the_youngest_is_stopped_first(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []
    end = Child.end

    def noted(child: Child) -> None:
        ended.append(child.name)
        end(child)

    monkeypatch.setattr(Child, "end", noted)
    for name in ("postgres", "worker", "web"):
        family.start(name, ASLEEP)

    family.stop()

    assert ended == ["web", "worker", "postgres"]


def test_a_child_deaf_to_its_signal_is_ended_all_the_same(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.05)
    child = family.start("worker", DEAF)
    family.wait(lambda: child.said() == "deaf")

    family.stop()

    assert child.returncode == -signal.SIGKILL


def test_what_a_child_left_in_its_session_is_ended_too(family: Family) -> None:
    child = family.start("web", ["sh", "-c", "sleep 60 & echo $!; wait"])
    family.wait(lambda: child.said() != "")
    grandchild = int(child.said())

    family.stop()

    family.wait(lambda: started(grandchild) == "-", "It lives.", 60)


def test_ctrl_c_ends_a_wait(family: Family) -> None:
    os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        family.wait(lambda: False)


def test_a_second_ctrl_c_while_stopping_leaves_nothing_behind(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = [family.start(name, ASLEEP) for name in ("postgres", "web")]
    end = Child.end

    def disturbed(child: Child) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        end(child)

    monkeypatch.setattr(Child, "end", disturbed)

    family.stop()

    assert all(child.returncode is not None for child in children)


def test_a_child_has_a_session_of_its_own(family: Family) -> None:
    child = family.start("web", ASLEEP)

    assert os.getsid(child.pid) == child.pid


@pytest.mark.skipif(sys.platform != "linux", reason="macOS: ended at the next start instead")
def test_children_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with _supervisor(tmp_path) as supervisor:
        assert supervisor.stdout
        assert supervisor.stdout.readline() == "born\n"

        supervisor.kill()

        assert supervisor.stdout.read() == ""  # ends once the child, who holds it too, has


@pytest.mark.skipif(not shutil.which("ps"), reason="only macOS needs it, and has it")
def test_where_there_is_no_proc_ps_tells_processes_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "read_text", absent)

    assert started(os.getpid()) == started(os.getpid()) != "-"
    assert started(2**22 + 1) == "-"


def test_a_leftover_is_ended_at_the_next_start(tmp_path: Path) -> None:
    with subprocess.Popen(ASLEEP) as leftover:
        (tmp_path / "children").write_text(f"{leftover.pid} 15 {started(leftover.pid)}\n")

        end_leftovers(tmp_path)

        assert leftover.wait() == -signal.SIGTERM
    assert not (tmp_path / "children").exists()


def test_a_deaf_leftover_is_ended_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.05)
    with subprocess.Popen(DEAF, stdout=subprocess.PIPE) as leftover:
        assert leftover.stdout
        leftover.stdout.readline()
        (tmp_path / "children").write_text(f"{leftover.pid} 15 {started(leftover.pid)}\n")

        end_leftovers(tmp_path)

        assert leftover.wait() == -signal.SIGKILL


def test_a_foreign_process_of_the_same_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(ASLEEP) as foreign:
        (tmp_path / "children").write_text(f"{foreign.pid} 15 1234567\n")

        end_leftovers(tmp_path)

        assert foreign.poll() is None
        foreign.kill()


def test_a_record_cut_short_by_a_crash_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "children").write_text(f"{os.getpid()} 15 -\n{os.getpid()} 1")

    end_leftovers(tmp_path)

    assert not (tmp_path / "children").exists()

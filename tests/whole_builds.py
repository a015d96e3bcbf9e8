"""Whole collections, built once for all tests of a run: worker processes of pytest share them."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from workforce_grades.cache import CACHE_VARIABLE, cache_folder
from workforce_grades.cli import app

REGIONS = ("London", "North East", "South West")
HARD_CASES = (
    "Kingston upon Thames", "West Northamptonshire", "Cumberland", "City of London", "Isles of Scilly",
    "Westminster", "Barnsley", "Bournemouth, Christchurch and Poole",
)  # fmt: skip


def build(out: Path, *arguments: str) -> Path:
    """Run the command line in this process; the reports still run in worker processes."""
    with pytest.raises(SystemExit) as stopped:
        app(["run", "--out", str(out), *arguments])
    assert stopped.value.code == 0
    return out


ELSEWHERE = {
    "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "4711", "COLUMNS": "40",
    "USER": "somebody-else", "LOGNAME": "somebody-else",
}  # fmt: skip
"""What another person's machine calls itself."""

_LATER = """import datetime, time_machine
time_machine.travel(datetime.datetime.now() + datetime.timedelta(days=400), tick=True).start()
"""
"""Run by every Python process when it starts, workers and kernels included."""

_HOST = ("unshare", "--uts", "--map-root-user", "sh", "-c", 'hostname far-away && exec "$@"', "sh")


def build_elsewhere(out: Path, *arguments: str, cache: Path | None = None) -> Path:
    """Run the command line 400 days from now, as somebody else, in another time zone, locale and home.

    Where the system lets, the host has another name too; `cache` is where results are kept, else as here.
    """
    home = out.parent / "another-home"
    home.mkdir(exist_ok=True)
    (home / "sitecustomize.py").write_text(_LATER)
    own = {"HOME": str(home), "PYTHONPATH": str(home), CACHE_VARIABLE: str(cache or cache_folder())}
    named = subprocess.run([*_HOST, "true"], capture_output=True, check=False).returncode == 0
    command = [sys.executable, "-m", "workforce_grades", "run", "--out", str(out)]
    done = subprocess.run(
        [*(_HOST if named else ()), *command, *arguments],
        env={**os.environ, **ELSEWHERE, **own}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder of this test run; whoever needs it first makes it, the others wait."""
    base = factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            make(shared / "out")
            (shared / "done").touch()
    return shared / "out"

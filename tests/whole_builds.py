"""Whole collections, built once for all tests of a run: worker processes of pytest share them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

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

"""Calls of the command line, and notebooks for it to run."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from workforce_grades.cli import main

NO_SPACE = ". Free some space, or choose another disk, and say the same again"
"""What a refusal for want of room ends with."""


@dataclass(frozen=True)
class Said:
    """What a call came to."""

    code: int
    out: str
    err: str


class Caller:
    """Calls the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str | Path) -> Said:
        with pytest.raises(SystemExit) as stopped:
            main([str(word) for word in words])
        said = self.capsys.readouterr()
        code = stopped.value.code
        return Said(code if isinstance(code, int) else 0, said.out, said.err)


def write(path: Path, cells: Sequence[str], *, parameters: str = "", **declared: str) -> None:
    tagged = new_code_cell(f'data: str = ""\n{parameters}', metadata={"tags": ["parameters"]})
    made = [new_markdown_cell("# Title"), tagged, *(new_code_cell(cell) for cell in cells)]
    nbformat.write(new_notebook(cells=made, metadata={"workforce_grades": declared}), path)


def program(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "workforce_grades", *map(str, words)]


def wait_for(file: Path) -> int:
    deadline = time.monotonic() + 200  # a crowded machine takes its time
    while time.monotonic() < deadline:
        if file.exists() and file.read_text():
            return int(file.read_text())
        time.sleep(0.1)
    pytest.fail("the kernel did not start")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and ") Z" in stat.read_text())

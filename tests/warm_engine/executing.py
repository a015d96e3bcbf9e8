"""Notebooks executed by the warm engine and by Papermill's own, and what both must agree on."""

from __future__ import annotations

import platform
import re
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import papermill
import psutil
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

_VERSION = tuple(map(int, re.findall(r"\d+", platform.release())[:2]))
COPIES_AHEAD = sys.platform == "linux" and _VERSION >= (5, 14)
"""Whether the system makes pages of memory a process's own when it is asked to."""
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


def write(path: Path, cells: Iterable[str | tuple[str, list[str]]]) -> Path:
    """Write a notebook; a cell may come with tags."""
    split = [(cell, []) if isinstance(cell, str) else cell for cell in cells]
    made = [new_code_cell(source, metadata={"tags": tags} if tags else {}) for source, tags in split]
    nbformat.write(new_notebook(cells=made, metadata={"kernelspec": KERNELSPEC}), path)
    return path


def run(path: Path, engine: str = "warm", **options: Any) -> NotebookNode:
    """Return the executed notebook, also of one that failed."""
    out = path.with_name(f"{path.stem}-{engine}.ipynb")
    settings = {"progress_bar": False, "request_save_on_cell_execute": True, "warm_imports": (), **options}
    if engine != "warm":
        settings.pop("warm_imports")
    with suppress(PapermillExecutionError):
        papermill.execute_notebook(str(path), str(out), engine_name=engine, **settings)
    return nbformat.read(out, as_version=4)


def outputs(node: NotebookNode) -> list[list[NotebookNode]]:
    """Return the outputs of each cell."""
    return [cell.outputs for cell in node.cells if cell.cell_type == "code"]


def printed(node: NotebookNode) -> list[str]:
    """Return what each cell wrote to standard output."""
    return ["".join(o.text for o in each if o.get("name") == "stdout") for each in outputs(node)]


def bare(node: NotebookNode) -> NotebookNode:
    """Return a notebook without what differs from run to run.

    Those are times, ids of cells that Papermill adds, and into how many outputs a kernel's thread happens
    to cut what goes to one stream.
    """
    node.metadata.pop("papermill")
    for cell in node.cells:
        for timing in ("papermill", "execution"):
            cell.metadata.pop(timing, None)
        cell.id = ""
        if cell.cell_type == "code":
            cell.outputs = merged(cell.outputs)
    return node


def merged(each: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with neighbours of the same stream as one."""
    found: list[NotebookNode] = []
    for output in each:
        if found and output.get("name") and found[-1].get("name") == output.name:
            found[-1].text += output.text
        else:
            found.append(output)
    return found


def runs(pid: int) -> bool:
    """Return whether a process has not ended."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    return not runs(pid)


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)

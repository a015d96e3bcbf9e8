"""One page made from start to end, in a worker process of its own."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_grades.reports import EngineName
from workforce_grades.reports.links import page_context
from workforce_grades.reports.notebook_format import import_nbformat
from workforce_grades.reports.page_checks import hide_folders, hide_folders_in
from workforce_grades.reports.provenance import Provenance
from workforce_grades.reports.record import WORK, write_whole
from workforce_grades.reports.tasks import Task

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Job:
    """A task with all that a worker needs for it; travels between processes.

    Attributes
    ----------
    task
        The page.
    out
        The output folder.
    provenance
        What the page says about where it comes from.
    private
        Folders of this machine that no page may name.
    expected
        Notes of the loaders, which the run has said once: on a kernel's standard error they are no news.
    names
        Names of this machine and its user, which no page may hold.
    engine
        What runs the notebook.
    """

    task: Task
    out: Path
    provenance: Provenance
    private: tuple[Path, ...]
    expected: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    engine: EngineName = "warm"


@dataclass(frozen=True)
class Result:
    """What became of one task.

    Attributes
    ----------
    sha256
        Hash of the page; empty where the report failed.
    cell, error, cause, kept
        Of a failure: the cell (0 where none), the exception, one line, and where the notebook was kept.
    memory
        Bytes that the notebook's process held at most; 0 where nobody measured it.
    """

    task: Task
    seconds: float
    sha256: str = ""
    notes: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    cell: int = 0
    error: str = ""
    cause: str = ""
    kept: str = ""
    memory: int = 0

    @property
    def is_made(self) -> bool:
        """Whether there is a page."""
        return bool(self.sha256)


def make_page(job: Job) -> Result:
    """Run a task's notebook, render it, check the page and put it in place.

    A failure is a result, not an exception: the notebook is kept below ``failed/``, and a page that an
    earlier run made stays as it is.
    """
    import_nbformat()
    from workforce_grades.reports.engine import CellError, execute
    from workforce_grades.reports.render import render_page

    started = time.perf_counter()
    task = job.task
    work = job.out / WORK
    work.mkdir(parents=True, exist_ok=True)
    executed = None
    with tempfile.TemporaryDirectory(prefix=_prefix(task), dir=work, ignore_cleanup_errors=True):  # says: it has begun
        try:
            done = execute(task.notebook.path, task.parameters, engine=job.engine, scratch=work)
            executed = done.notebook
            html = render_page(executed, page_context(task, job.provenance), private=job.private, names=job.names)
            digest = write_whole(job.out / task.page, html)
        except CellError as error:
            return _failure(job, started, error.executed, error.exception, error.cause, error.cell)
        except Exception as error:  # of this page alone, whatever it is
            return _failure(job, started, executed, type(error).__name__, str(error))
    (job.out / kept_path(task)).unlink(missing_ok=True)
    warnings = tuple(hide_folders(text, job.private) for text in _news(done.warnings, job.expected))
    return Result(task, _since(started), digest, done.notes, warnings, memory=done.memory)


def forget_begun(job: Job) -> bool:
    """Whether a worker had begun a job when it died; what it left of it is taken away."""
    folders = list((job.out / WORK).glob(f"{_prefix(job.task)}*"))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(folders)


def _prefix(task: Task) -> str:
    return f"page-{task.name.replace('/', '-')}_"


def kept_path(task: Task) -> str:
    """Return where the notebook of a failed task is kept, in the output folder."""
    return f"failed/{task.name.replace('/', '-')}.ipynb"


def prepare_worker() -> None:
    """Set a worker process up: heavy imports once, interrupts left to the parent, kernels ended with it.

    Where notebooks cannot share a warm process, that is said once on standard error.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # notebooks may be interrupted
    signal.signal(signal.SIGTERM, _end)
    logging.getLogger("workforce_grades.warm_engine").addHandler(logging.StreamHandler())
    import_nbformat()
    from workforce_grades.reports import engine, exporter, markdown  # noqa: F401 - imported for later


def _end_with(parent: int) -> None:
    """End this process when its parent has ended, which no longer can tell it to."""
    wait([parent])
    _end(0, None)


def _end(_signal: int, _frame: object) -> None:
    kernel = sys.modules.get("workforce_grades.reports.kernel")
    if kernel is not None:
        kernel.kill_kernels()
    os._exit(143)


def _failure(job: Job, started: float, executed: NotebookNode | None, error: str, cause: str, cell: int = 0) -> Result:
    kept = ""
    if executed is not None:
        kept = kept_path(job.task)
        hidden = hide_folders_in(executed, job.private)
        write_whole(job.out / kept, json.dumps(hidden, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    lines = [line.strip() for line in hide_folders(cause, job.private).splitlines() if line.strip()]
    return Result(job.task, _since(started), cell=cell, error=error, cause=lines[0][:400] if lines else "", kept=kept)


def _news(warnings: Iterable[str], expected: frozenset[str]) -> list[str]:
    """Return what cells wrote to standard error, without the lines that are no news."""

    def is_known(line: str) -> bool:
        sentence = line.partition(": ")[2].strip()
        return bool(sentence) and any(note.endswith(sentence) for note in expected)

    texts = ["\n".join(line for line in text.splitlines() if not is_known(line)).strip() for text in warnings]
    return list(dict.fromkeys(text for text in texts if text))


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)

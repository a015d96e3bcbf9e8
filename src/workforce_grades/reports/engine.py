"""The engines that run notebooks: a child of a warm process for each, or a local kernel for each.

Both give the same notebook; the second is the standard way, and what the first falls back on. A notebook
that fails says in which cell, as the cells are numbered in the repository.
"""

from __future__ import annotations

import asyncio
import logging
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from workforce_grades.errors import WorkforceGradesError
from workforce_grades.reports import EngineName
from workforce_grades.reports.kernel import KERNEL_ENVIRONMENT, LocalKernel
from workforce_grades.reports.notebooks import read_notebook
from workforce_grades.reports.parameters import Value
from workforce_grades.reports.warmth import calls_for, imports_of
from workforce_grades.warm_engine.engine import PEAK_MEMORY, WarmEngine

ENGINE_NAME: Final = "workforce-grades"
WARM_ENGINE_NAME: Final = "workforce-grades-warm"
MEMORY_BYTES: Final = 8 << 30
"""How much one notebook may take beside what it shares: one that leaks fails alone."""

CELL_SECONDS: Final = 900
"""How long one cell may run: a notebook that hangs fails alone."""
NOTES_MIME: Final = "application/vnd.workforce-grades+json"
_log = logging.getLogger("workforce_grades.kernel")
_log.addHandler(logging.NullHandler())
_ADDED_BY_PAPERMILL: Final = {"injected-parameters", "papermill-error-cell-tag"}
_ANSI: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class CellError(WorkforceGradesError):
    """A cell of a notebook failed.

    Attributes
    ----------
    cell
        Number of the cell in the notebook as it stands in the repository, from 1; 0 where the kernel
        did not come to run one.
    exception, cause
        Name of the exception and its message.
    traceback
        Text, without colours.
    """

    def __init__(self, notebook: str, cell: int, exception: str, cause: str, traceback: str) -> None:
        self.cell = cell
        self.exception = exception
        self.cause = cause
        self.traceback = traceback
        first = cause.strip().partition("\n")[0]
        super().__init__(f"{notebook}, cell {cell}: {exception}: {first}")


@dataclass(frozen=True)
class Executed:
    """A notebook that ran to its end.

    Attributes
    ----------
    notebook
        With its outputs.
    notes
        What it handed on under the type ``application/vnd.workforce-grades+json``, for example a finding.
    warnings
        What its cells wrote to standard error.
    memory
        Bytes that its process held at most, with what it shared; 0 where nobody measured it.
    """

    notebook: NotebookNode
    notes: dict[str, Any]
    warnings: tuple[str, ...]
    memory: int = 0


class CalmClient(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client for worker processes: it leaves signals to them.

    nbclient's own ends the kernel on an interrupt, and then every signal does what it does in a new process.
    """

    @asynccontextmanager
    async def async_setup_kernel(self, **options: Any) -> AsyncIterator[None]:
        """Prepare the kernel, without handlers of signals."""
        loop: Any = asyncio.get_running_loop()
        loop.add_signal_handler = _refuse
        try:
            async with super().async_setup_kernel(**options):
                yield
        finally:
            del loop.add_signal_handler


def _refuse(*_signal_and_handler: object) -> None:
    """Say, as Python does outside the main thread, that there are no handlers here."""
    raise RuntimeError("signals are handled elsewhere")


class ReportEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own engine on a :class:`LocalKernel`."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        kernel_cwd: str | None = None,
        **_unused: Any,
    ) -> NotebookNode:
        """Run the cells of ``nb_man.nb`` one after the other, in place."""
        with tempfile.TemporaryDirectory(prefix="wg-", ignore_cleanup_errors=True) as folder:
            kernel = LocalKernel(Path(folder))
            client = CalmClient(
                nb_man,
                km=kernel,
                kernel_name=kernel_name,
                timeout=execution_timeout,
                startup_timeout=start_timeout,
                log_output=log_output,
                log=_log,
                shutdown_kernel="immediate",
            )
            LocalKernel.running.add(kernel)
            try:
                with (Path(folder) / "stderr.txt").open("wb") as stderr:
                    client.execute(cleanup_kc=True, cwd=kernel_cwd, stdout=stderr, stderr=stderr)
            finally:
                LocalKernel.running.discard(kernel)
        return nb_man.nb  # type: ignore[no-any-return]

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the name of the one kernel there is, whatever the notebook says."""
        return "python3"

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return the one language there is."""
        return "python"


class WarmReportEngine(WarmEngine):
    """The warm engine for notebooks of this project, in the environment of its kernels."""

    fallback = ReportEngine
    client = CalmClient

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> NotebookNode:
        """Run the cells of ``nb_man.nb`` one after the other, in place.

        The notebook is written once, at its end or failure, and not around each cell: that was half of
        what this process had to do for a page.
        """
        parameters = nb_man.nb.metadata.papermill.get("parameters", {})
        out_path, nb_man.output_path = nb_man.output_path, None
        try:
            return super().execute_managed_notebook(
                nb_man, kernel_name, warm_imports=imports_of(nb_man.nb), warm_calls=calls_for(parameters),
                environment=KERNEL_ENVIRONMENT, memory_limit=MEMORY_BYTES, shutdown_kernel="immediate", **options,
            )  # fmt: skip
        finally:
            nb_man.output_path = out_path

    @classmethod
    def other_kernel(cls, nb: NotebookNode, kernel_name: str) -> str:
        """Return nothing: notebooks of this project run in this Python, whatever they say."""
        return ""

    nb_kernel_name = ReportEngine.nb_kernel_name
    nb_language = ReportEngine.nb_language


papermill_engines.register(ENGINE_NAME, ReportEngine)
papermill_engines.register(WARM_ENGINE_NAME, WarmReportEngine)


def execute(
    notebook: Path,
    parameters: Mapping[str, Value],
    out_path: Path,
    *,
    cwd: Path | None = None,
    cell_seconds: int = CELL_SECONDS,
    engine: EngineName = "warm",
    scratch: Path | None = None,
) -> Executed:
    """Run a notebook with these parameters.

    Parameters
    ----------
    notebook
        The file; it is not changed.
    parameters
        Values of parameters that it declares.
    out_path
        Where to keep the notebook with its outputs, also when it fails.
    cwd
        Working folder of the kernel; the notebook's own folder unless given.
    cell_seconds
        How long one cell may run.
    engine
        "warm", or "kernel" for a kernel of its own.
    scratch
        Where processes may keep what they need only while they last; a folder of the system unless given.

    Raises
    ------
    CellError
        A cell failed, ran for too long, or the kernel died; `out_path` then holds the outputs up to there.
    """
    try:
        node = execute_notebook(
            _verbatim(notebook),
            _verbatim(out_path),
            parameters=dict(parameters),
            engine_name=WARM_ENGINE_NAME if engine == "warm" else ENGINE_NAME,
            kernel_name="python3",
            language="python",
            request_save_on_cell_execute=True,
            autosave_cell_every=0,
            progress_bar=False,
            kernel_cwd=str(cwd or notebook.parent),
            execution_timeout=cell_seconds,
            **({"scratch": str(scratch)} if scratch and engine == "warm" else {}),
        )
    except PapermillExecutionError as error:
        cell = _cell_number(out_path, _has_error)
        raise CellError(
            notebook.name, cell, error.ename, _plain(error.evalue), _plain("\n".join(error.traceback))
        ) from None
    except CellTimeoutError:
        cause = f"not finished after {cell_seconds} seconds"
        raise CellError(notebook.name, _cell_number(out_path, _was_started), "CellTimeout", cause, cause) from None
    except (RuntimeError, TimeoutError) as error:
        raise CellError(
            notebook.name, _cell_number(out_path, _was_started), "KernelDied", str(error), str(error)
        ) from error
    return Executed(node, _notes(node), _stderr(node), int(node.metadata.papermill.get(PEAK_MEMORY, 0)))


def _verbatim(path: Path) -> str:
    """Return a path as Papermill takes it, which fills in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _notes(node: NotebookNode) -> dict[str, Any]:
    notes: dict[str, Any] = {}
    for output in _outputs(node):
        found = output.get("data", {}).get(NOTES_MIME)
        notes |= found if isinstance(found, dict) else {}
    return notes


def _stderr(node: NotebookNode) -> tuple[str, ...]:
    streams = [output.text for output in _outputs(node) if output.get("name") == "stderr"]
    return tuple(_plain(text).strip() for text in streams if text.strip())


def _outputs(node: NotebookNode) -> list[NotebookNode]:
    return [output for cell in node.cells if cell.cell_type == "code" for output in cell.outputs]


def _cell_number(executed: Path, is_it: Callable[[NotebookNode], bool]) -> int:
    """Return the number, from 1 and in the notebook as it was written, of the last cell of a kind; 0 for none."""
    if not executed.is_file():
        return 0
    cells = [
        cell for cell in read_notebook(executed).cells if not set(cell.metadata.get("tags", [])) & _ADDED_BY_PAPERMILL
    ]
    return max((number for number, cell in enumerate(cells, 1) if is_it(cell)), default=0)


def _has_error(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _was_started(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("papermill", {}).get("start_time"))


def _plain(text: str) -> str:
    return _ANSI.sub("", text)

"""Run one notebook with its parameters; one that fails says in which cell, as cells are numbered in the repository."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from workforce_grades.errors import WorkforceGradesError
from workforce_grades.reports import EngineName
from workforce_grades.reports.papermill_engines import ENGINE_NAME, WARM_ENGINE_NAME
from workforce_grades.reports.parameters import Value
from workforce_grades.warm_engine.engine import PEAK_MEMORY

REPORT_SECONDS: Final = 1800
"""How long one notebook may run: one that hangs fails alone."""
NOTES_MIME: Final = "application/vnd.workforce-grades+json"
_KERNEL: Final = {"kernel_name": "python3", "language": "python"}
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
    executed
        The notebook with its outputs up to there.
    """

    def __init__(
        self, notebook: str, cell: int, exception: str, cause: str, traceback: str, executed: NotebookNode | None = None
    ) -> None:
        self.cell = cell
        self.exception = exception
        self.cause = cause
        self.traceback = traceback
        self.executed = executed
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


def execute(
    notebook: Path,
    parameters: Mapping[str, Value],
    *,
    cwd: Path | None = None,
    seconds: int = REPORT_SECONDS,
    engine: EngineName = "warm",
    scratch: Path | None = None,
) -> Executed:
    """Run a notebook with these parameters, as Papermill does, but write it nowhere: pages are made from it in memory.

    Parameters
    ----------
    notebook
        The file; it is not changed.
    parameters
        Values of parameters that it declares.
    cwd
        Working folder of the kernel; the notebook's own folder unless given.
    seconds
        How long it may run, from its first cell on.
    engine
        "warm", or "kernel" for a kernel of its own.
    scratch
        Where processes may keep what they need only while they last; a folder of the system unless given.

    Raises
    ------
    CellError
        A cell failed, the time was up, the kernel died, or what runs it failed.
    """
    node = parameterize_notebook(remove_error_markers(load_notebook_node(str(notebook))), dict(parameters), **_KERNEL)

    def failed(is_it: Callable[[NotebookNode], bool], exception: str, cause: str, traceback: str = "") -> CellError:
        return CellError(
            notebook.name, _cell_number(node, is_it), exception, _plain(cause), _plain(traceback or cause), node
        )

    try:
        papermill_engines.execute_notebook_with_engine(
            WARM_ENGINE_NAME if engine == "warm" else ENGINE_NAME,
            node,
            progress_bar=False,
            kernel_cwd=str(cwd or notebook.parent),
            timeout_func=_countdown(seconds),
            kernel_name=_KERNEL["kernel_name"],
            **({"scratch": str(scratch)} if scratch and engine == "warm" else {}),
        )
        raise_for_execution_errors(node, None)
    except PapermillExecutionError as error:
        raise failed(_has_error, error.ename, error.evalue, "\n".join(error.traceback)) from None
    except CellTimeoutError:
        cause = f"the report was not finished after {seconds} seconds"
        raise failed(_was_started, "CellTimeout", cause) from None
    except (RuntimeError, TimeoutError) as error:
        raise failed(_was_started, "KernelDied", str(error)) from error
    except Exception as error:
        raise failed(_was_started, type(error).__name__, str(error)) from error
    return Executed(node, _notes(node), _stderr(node), int(node.metadata.papermill.get(PEAK_MEMORY, 0)))


def _countdown(seconds: float) -> Callable[[NotebookNode], float]:
    """Return what tells how many of these seconds are left since it was first asked; never none, which is no limit."""
    asked: list[float] = []

    def left(_cell: NotebookNode) -> float:
        asked.append(time.monotonic())
        return max(0.01, asked[0] + seconds - asked[-1])

    return left


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


def _cell_number(node: NotebookNode, is_it: Callable[[NotebookNode], bool]) -> int:
    """Return the number, from 1 and in the notebook as it was written, of the last cell of a kind; 0 for none."""
    cells = [cell for cell in node.cells if not set(cell.metadata.get("tags", [])) & _ADDED_BY_PAPERMILL]
    return max((number for number, cell in enumerate(cells, 1) if is_it(cell)), default=0)


def _has_error(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _was_started(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("papermill", {}).get("start_time"))


def _plain(text: str) -> str:
    return _ANSI.sub("", text)

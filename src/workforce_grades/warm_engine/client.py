"""Papermill's client, without what takes long and changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient


class QuickClient(PapermillNotebookClient):  # type: ignore[misc]
    """Runs no event loop for a cell without code, and parses no time that it has just written.

    Papermill asks both of every cell, also of text: together they take as long as all else that it does.
    """

    def __init__(self, nb_man: Any, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self.nb_man = _Manager(nb_man)

    def execute_cell(self, cell: NotebookNode, cell_index: int, **options: Any) -> NotebookNode:
        """Run one cell."""
        if cell.cell_type != "code" and self.on_cell_start is None:
            return cell
        return super().execute_cell(cell, cell_index, **options)  # type: ignore[no-any-return]


class _Manager:
    """Papermill's manager of a notebook, which works out itself how long a cell took where nothing is saved yet."""

    def __init__(self, manager: Any) -> None:
        self._manager = manager

    def __getattr__(self, name: str) -> Any:
        return getattr(self._manager, name)

    def cell_complete(self, cell: NotebookNode, *told: Any, **more: Any) -> None:
        times = cell.metadata.papermill
        started = None if self._manager.output_path else times["start_time"]
        if not started:
            self._manager.cell_complete(cell, *told, **more)
            return
        times["start_time"] = None  # Papermill's parser of any date there is takes 0.3 ms for it
        try:
            self._manager.cell_complete(cell, *told, **more)
        finally:
            times["start_time"] = started
        taken = datetime.fromisoformat(times["end_time"]) - datetime.fromisoformat(started)
        times["duration"] = taken.total_seconds()

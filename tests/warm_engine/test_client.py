"""What Papermill notes of each cell is noted, though its client does less."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from executing import KERNELSPEC
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.engines import papermill_engines

from workforce_grades.warm_engine.client import _Manager

CELLS = (
    new_markdown_cell("Words"),
    new_code_cell("1"),
    new_markdown_cell("More words"),
    new_code_cell("import time; time.sleep(0.05)"),
)


def executed(engine: str, output: Path | None, *more: str) -> NotebookNode:
    """Return the cells, and after them more code, as an engine leaves them: saved after each where asked."""
    code = [new_code_cell(source) for source in (*more, "2")] if more else []
    cells = [nbformat.from_dict(cell) for cell in (*CELLS, *code)]
    node = new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
    node.metadata["papermill"] = {}
    papermill_engines.execute_notebook_with_engine(
        engine, node, kernel_name="python3", output_path=output and str(output), progress_bar=False,
        **({"warm_imports": ()} if engine == "warm" else {}),
    )  # fmt: skip
    return node


def test_a_cell_that_fails_has_its_times_too() -> None:
    node = executed("warm", None, "1 / 0")
    *before, failed, after = (cell.metadata.papermill for cell in node.cells)
    assert [times["status"] for times in (*before, failed, after)] == [*["completed"] * 4, "failed", "pending"]
    assert failed["start_time"] < failed["end_time"]
    assert after["start_time"] is None


def test_a_start_is_not_lost_where_the_end_cannot_be_told() -> None:
    cell = new_code_cell("1", metadata={"papermill": {"start_time": "2026-01-01T00:00:00+00:00", "end_time": None}})

    class Broken:
        output_path = None

        def cell_complete(self, _cell: NotebookNode, _index: int) -> None:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        _Manager(Broken()).cell_complete(cell, 0)
    assert cell.metadata.papermill["start_time"] == "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("is_saved", [False, True])
def test_each_cell_has_its_times(tmp_path: Path, is_saved: bool) -> None:
    node = executed("warm", tmp_path / "out.ipynb" if is_saved else None)
    for cell in node.cells:
        times = cell.metadata.papermill
        begun, ended = (datetime.fromisoformat(times[name]) for name in ("start_time", "end_time"))
        assert times["duration"] == (ended - begun).total_seconds() >= 0
        assert (times["status"], times["exception"]) == ("completed", False)
    assert node.cells[-1].metadata.papermill["duration"] >= 0.05


def test_the_metadata_are_those_of_the_standard_engine() -> None:
    ours, theirs = (executed(engine, None) for engine in ("warm", "nbclient"))
    for one, other in zip(ours.cells, theirs.cells, strict=True):
        assert list(one.metadata.papermill) == list(other.metadata.papermill)
        assert [type(value) for value in one.metadata.papermill.values()] == [
            type(value) for value in other.metadata.papermill.values()
        ]
    assert ours.metadata.language_info == theirs.metadata.language_info


def test_a_file_that_is_saved_after_each_cell_never_lacks_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from papermill import engines

    saved: list[list[object]] = []
    monkeypatch.setattr(
        engines,
        "write_ipynb",
        lambda node, _path: saved.append([c.metadata.papermill["start_time"] for c in node.cells]),
    )
    executed("warm", tmp_path / "out.ipynb")
    begun = [sum(time is not None for time in times) for times in saved]
    assert begun == sorted(begun)
    assert begun[-1] == len(CELLS)

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import papermill.engines
import pytest

from workforce_grades.reports import EngineName
from workforce_grades.reports.engine import REPORT_SECONDS, CellError, execute
from workforce_grades.reports.kernel import LocalKernel
from workforce_grades.reports.papermill_engines import ENGINE_NAME, ReportEngine
from workforce_grades.reports.papermill_entry import ReportEngineEntry

from .conftest import Shelf

pytestmark = pytest.mark.slow
both = pytest.mark.parametrize("engine", ["warm", "kernel"])

ABOUT_THE_KERNEL = """
import os, sys, json
print(json.dumps([
    sys.executable, os.environ["MPLBACKEND"], os.environ["PYTHONHASHSEED"], os.getcwd(), years, hash("a"),
]))
"""


def test_the_engine_is_registered_with_papermill() -> None:
    assert papermill.engines.papermill_engines.get_engine(ENGINE_NAME) is ReportEngine


@both
def test_a_notebook_runs_in_this_python_with_its_parameters_and_a_fixed_environment(
    engine: EngineName, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    path = shelf.add(
        "01-{a}.ipynb", ABOUT_THE_KERNEL,
        "from IPython.display import display\n"
        "display({'application/vnd.workforce-grades+json': {'finding': 'Lower is better.'}}, raw=True)",
        "import warnings\nwarnings.warn('few rows')",
        parameters='data: str = ""\nyears: int = 3',
    )  # fmt: skip
    done = execute(path, {"data": "", "years": 7}, cwd=tmp_path, engine=engine)
    code = "print(hash('a'))"
    fixed = {**os.environ, "PYTHONHASHSEED": "0"}
    known = int(subprocess.run([sys.executable, "-c", code], env=fixed, capture_output=True, check=True).stdout)
    said = json.loads(done.notebook.cells[3].outputs[0].text)
    assert said == [sys.executable, "module://matplotlib_inline.backend_inline", "0", str(tmp_path), 7, known]
    assert done.notes == {"finding": "Lower is better."}
    assert len(done.warnings) == 1
    assert "few rows" in done.warnings[0]
    assert not LocalKernel.running
    assert not (tmp_path / "home" / ".ipython").exists()


@both
def test_a_failing_cell_is_named_as_it_is_numbered_in_the_notebook(
    engine: EngineName, shelf: Shelf, tmp_path: Path
) -> None:
    path = shelf.add("01-a.ipynb", "## Words", "x = 1", "raise ValueError('no such year\\nsecond line')", "y = 2")
    with pytest.raises(CellError, match=r"01-a\.ipynb, cell 5: ValueError: no such year$") as caught:
        execute(path, {"data": ""}, engine=engine)
    assert caught.value.cell == 5
    assert "ValueError" in caught.value.traceback
    assert "\x1b" not in caught.value.traceback
    executed = caught.value.executed
    assert executed is not None
    assert any("no such year" in str(cell.get("outputs")) for cell in executed.cells)


@both
def test_what_cannot_be_shown_fails_the_report(engine: EngineName, shelf: Shelf, tmp_path: Path) -> None:
    broken = "class Broken:\n    def _repr_html_(self):\n        return 1 / 0\n\n\ndisplay(Broken())"
    path = shelf.add("01-a.ipynb", broken)
    with pytest.raises(CellError, match=r"01-a\.ipynb, cell 3: ZeroDivisionError"):
        execute(path, {"data": ""}, engine=engine)


def test_markers_that_papermill_left_of_an_earlier_error_are_no_part_of_the_page(shelf: Shelf) -> None:
    path = shelf.add("01-a.ipynb", "x = 1", "raise ValueError('first')")
    with pytest.raises(CellError) as caught:
        execute(path, {"data": ""})
    kept = caught.value.executed
    assert kept is not None
    assert "An Exception was encountered" in kept.cells[0].source
    kept.cells[-1].source = "x"
    nbformat.write(kept, path)
    assert execute(path, {"data": ""}).notebook.cells[0].source == "# A title of its own"


def test_what_fails_outside_the_cells_keeps_the_notebook_too(shelf: Shelf) -> None:
    sends = (
        "kernel = get_ipython().kernel\n"
        "kernel.session.send(kernel.iopub_socket, 'display_data', {'data': {}}, parent=kernel.get_parent('shell'))"
    )
    path = shelf.add("01-a.ipynb", "'before'", sends)
    with pytest.raises(CellError, match=r"01-a\.ipynb, cell 4: KeyError") as caught:
        execute(path, {"data": ""})
    assert caught.value.executed is not None
    assert "before" in str(caught.value.executed.cells)


@both
def test_a_kernel_that_dies_is_a_failure_of_the_cell_that_ran(engine: EngineName, shelf: Shelf, tmp_path: Path) -> None:
    path = shelf.add("01-a.ipynb", "x = 1", "import os\nos._exit(9)")
    with pytest.raises(CellError, match=r"01-a\.ipynb, cell 4: KernelDied"):
        execute(path, {"data": ""}, engine=engine)
    assert not LocalKernel.running


@both
def test_a_cell_that_hangs_fails_alone_and_its_kernel_ends(engine: EngineName, shelf: Shelf, tmp_path: Path) -> None:
    path = shelf.add("01-a.ipynb", "x = 1", "import time\ntime.sleep(300)")
    with pytest.raises(
        CellError, match=r"01-a\.ipynb, cell 4: CellTimeout: the report was not finished after 1 seconds"
    ):
        execute(path, {"data": ""}, seconds=1, engine=engine)
    assert not LocalKernel.running
    assert REPORT_SECONDS == 1800


def test_cells_that_each_end_in_time_have_one_time_together(shelf: Shelf, tmp_path: Path) -> None:
    path = shelf.add("01-a.ipynb", *["import time\ntime.sleep(0.5)"] * 9)
    with pytest.raises(CellError, match=r"cell [3-9]: CellTimeout: the report was not finished after 2 seconds"):
        execute(path, {"data": ""}, seconds=2)


def test_a_type_that_papermill_cannot_read_is_no_unknown_parameter(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = shelf.add("01-a.ipynb", "print(years)", parameters='data: str = ""\nyears: int | None = None')
    done = execute(path, {"data": "", "years": 7}, cwd=tmp_path)
    assert "7" in str(done.notebook.cells)
    assert "unknown" not in caplog.text


def test_papermill_finds_the_engine_through_its_entry_point(shelf: Shelf, tmp_path: Path) -> None:
    papermill.engines.papermill_engines.register("by-entry", ReportEngineEntry)
    path = shelf.add("01-a.ipynb", "import sys\nprint(sys.executable)")
    node = papermill.execute_notebook(
        str(path), str(tmp_path / "out.ipynb"), parameters={"data": "x"}, engine_name="by-entry",
        kernel_name="python3", language="python", progress_bar=False,
    )  # fmt: skip
    assert node.cells[-1].outputs[0].text.strip() == sys.executable


def test_papermill_may_import_the_entry_while_it_is_imported_itself() -> None:
    code = "import sys; import workforce_grades.reports.papermill_entry; print('papermill' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""What a warm process holds ready: all that a page of an authority needs, and nothing of the process that asks."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from workforce_grades.pages.local_authority.trends import draw_trend
from workforce_grades.reports import warmth
from workforce_grades.reports.engine import execute
from workforce_grades.reports.notebooks import notebooks_folder, read_notebook
from workforce_grades.study import load_study

NOTEBOOK = notebooks_folder() / "09-local-authority.ipynb"
MODULES = "import sys; print(*sorted(sys.modules))"


@pytest.fixture(scope="module")
def modules(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """Return the modules that a child has at its first cell, and after the last cell of an authority's page."""
    node = read_notebook(NOTEBOOK)
    node.cells = [new_code_cell(MODULES), *node.cells, new_code_cell(MODULES)]
    path = tmp_path_factory.mktemp("modules") / NOTEBOOK.name
    nbformat.write(node, path)
    given = {"data": str(sample), "authority": load_study(sample).authorities.current[0].name}
    first, *_cells, last = (cell for cell in execute(path, given).notebook.cells if cell.cell_type == "code")
    return _printed(first), _printed(last)


def _printed(cell: NotebookNode) -> set[str]:
    return set("".join(output.get("text", "") for output in cell.outputs).split())


def test_a_page_of_an_authority_imports_nothing_in_its_child(modules: tuple[set[str], set[str]]) -> None:
    first, last = modules
    assert "pandas" in first
    assert last - first == set()


def test_a_warm_process_holds_nothing_of_the_one_that_asks_it(modules: tuple[set[str], set[str]]) -> None:
    first, _last = modules
    assert not first & {"papermill", "nbclient", "nbconvert"}


def test_a_trend_drawn_ahead_leaves_no_trace() -> None:
    years = pd.RangeIndex(2020, 2024)
    series = pd.DataFrame({"a": [1.0, 2.0, 3.0, 2.5], "b": [2.0, 2.0, 2.0, 2.0]}, index=years)
    marked = pd.DataFrame({"inspection_date": [pd.Timestamp(2022, 5, 1)], "overall": ["Outstanding"]})
    before = draw_trend(series, ["a", "b"], marked)
    warmth._draw_made_up_trends()
    assert draw_trend(series, ["a", "b"], marked) == before

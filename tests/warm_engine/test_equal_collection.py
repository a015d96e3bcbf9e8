"""Each notebook of the collection is the same, executed by either engine, but for times."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from executing import bare, outputs

from workforce_grades.reports import EngineName
from workforce_grades.reports.engine import execute
from workforce_grades.reports.notebooks import Notebook, load_notebooks, notebooks_folder
from workforce_grades.study import load_study

pytestmark = pytest.mark.slow
NOTEBOOKS = {notebook.report: notebook for notebook in load_notebooks(notebooks_folder())}
QUICK = ("local-authority", "how-to-read")
"""What every test run compares; `make deep` compares all."""


def parameters_of(notebook: Notebook, data: Path) -> dict[str, str]:
    """Return a data folder, and the first of those that the report has a page for each of."""
    given = {"data": str(data)}
    if notebook.foreach == "authority":
        given["authority"] = load_study(data).authorities.current[0].name
    elif notebook.foreach == "region":
        given["region"] = load_study(data).authorities.current[0].region_name
    return given


@pytest.mark.parametrize(
    "report", [pytest.param(name, marks=() if name in QUICK else pytest.mark.deep) for name in NOTEBOOKS]
)
def test_a_report_is_the_same_by_either_engine(report: str, tmp_path: Path, sample: Path) -> None:
    notebook = NOTEBOOKS[report]
    given = parameters_of(notebook, sample)
    warm, standard = (bare(execute(notebook.path, given, engine=engine).notebook) for engine in ("warm", "kernel"))
    assert any(outputs(standard))
    for ours, theirs in zip(warm.cells, standard.cells, strict=True):
        assert ours == theirs
    assert warm == standard


def test_there_are_two_engines() -> None:
    assert set(get_args(EngineName)) == {"warm", "kernel"}

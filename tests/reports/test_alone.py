"""Notebooks outside the collection run only when somebody names them; their pages link to nothing beside them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook

from calling import Caller, write
from workforce_grades.errors import DataError
from workforce_grades.reports.alone import make_page_alone
from workforce_grades.reports.engine import CellError
from workforce_grades.reports.notebooks import load_notebooks, notebooks_folder
from workforce_grades.reports.provenance import provenance
from workforce_grades.sources.folder import DataFolder, sample_folder

SHOW = "from IPython.display import Markdown\nMarkdown('Seven is ' + str(3 + 4))"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A collection with one notebook of it, and two that are not."""
    write(tmp_path / "04-grades.ipynb", ["2 + 2"], title="Grades")
    write(tmp_path / "stray.ipynb", [SHOW], title="Stray")
    write(tmp_path / "05-not.ipynb", ["raise SystemError"], title="Not", collection=False)  # type: ignore[arg-type]
    return tmp_path


def test_a_stray_notebook_is_no_part_of_a_collection(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [notebook.report for notebook in load_notebooks(folder)] == ["grades"]
    said = Caller(capsys)("run", "--notebooks", folder, "--only", "stray", "--out", folder / "out")
    assert (said.code, "report 'stray' is not known" in said.err) == (2, True)
    assert not (folder / "out").exists()
    assert "what-was-revised" not in [notebook.report for notebook in load_notebooks(notebooks_folder())]


def page_of(notebook: Path, file: Path) -> None:
    data = DataFolder(sample_folder())
    parameters = {"data": str(sample_folder())}
    make_page_alone(notebook, parameters, data, file, shown={"data": "sample"}, origin=provenance(data))


@pytest.mark.slow
def test_one_that_is_named_becomes_a_page_that_stands_alone(folder: Path) -> None:
    page_of(folder / "stray.ipynb", folder / "stray.html")
    html = (folder / "stray.html").read_text()
    assert "Seven is 7" in html
    assert 'href="index.html"' not in html
    assert "data/estimates.csv" not in html
    assert "notebooks/stray.ipynb" not in html
    assert str(folder) not in html


@pytest.mark.slow
def test_one_that_fails_or_is_no_report_leaves_no_page(folder: Path) -> None:
    write(folder / "fails.ipynb", ["1 / 0"], title="Fails")
    with pytest.raises(CellError, match="ZeroDivisionError"):
        page_of(folder / "fails.ipynb", folder / "page.html")
    with pytest.raises(DataError, match="declares that it is no report"):
        page_of(folder / "05-not.ipynb", folder / "page.html")
    nbformat.write(new_notebook(), folder / "bare.ipynb")
    with pytest.raises(DataError, match="parameters"):
        page_of(folder / "bare.ipynb", folder / "page.html")
    assert not (folder / "page.html").exists()

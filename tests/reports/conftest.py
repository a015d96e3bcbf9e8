"""Small notebooks, a small data folder and two authorities, all made here."""

from __future__ import annotations

import ast
import contextlib
import io
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from IPython.display import Markdown
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.reports import engine
from workforce_grades.reports.engine import NOTES_MIME, CellError, Executed
from workforce_grades.reports.notebooks import load_notebooks
from workforce_grades.reports.tasks import Collection
from workforce_grades.sources.folder import DataFolder

AUTHORITIES = tuple(
    Authority(key, f"E0600000{key[-1]}", name, code, region, "Unitary", True, date(2009, 4, 1))
    for key, name, code, region in (
        ("801", "Ashby", "E12000004", "East Midlands"),
        ("802", "Bracken Moor", "E12000009", "South West"),
        ("803", "Cobley & Vale", "E12000004", "East Midlands"),
    )
)
SHOW = "from IPython.display import Markdown\n"


REGISTRY = Authorities({authority.la_key: authority for authority in AUTHORITIES}, {}, pd.DataFrame())


@dataclass
class Shelf:
    """A folder of notebooks that a test fills."""

    folder: Path

    def add(self, name: str, *cells: str, parameters: str = 'data: str = ""', **declared: Any) -> Path:
        """Write a notebook; a cell that starts with # is text."""
        made = [new_markdown_cell(cell) if cell.startswith("#") else new_code_cell(cell) for cell in cells]
        tagged = new_code_cell(parameters, metadata={"tags": ["parameters"]})
        node = new_notebook(
            cells=[new_markdown_cell("# A title of its own"), tagged, *made],
            metadata={"workforce_grades": {"title": "A report", "description": "What it is about.", **declared}},
        )
        path = self.folder / name
        nbformat.write(node, path)
        return path

    def add_authority_report(self, *cells: str) -> Path:
        """Write the notebook with one page an authority."""
        return self.add(
            "09-local-authority.ipynb", *(cells or (SHOW + "Markdown(f'For **{authority}**.')",)),
            parameters='data: str = ""\nauthority: str = "Ashby"  # whose page',
            title="{authority}: workforce and grades", foreach="authority",
        )  # fmt: skip

    def add_region_report(self, *cells: str) -> Path:
        """Write the notebook with one page a region."""
        return self.add(
            "10-region.ipynb", *(cells or (SHOW + "Markdown(f'For **{region}**.')",)),
            parameters='data: str = ""\nregion: str = ""  # whose page',
            title="{region}: its authorities", foreach="region",
        )  # fmt: skip


class Inline(Executor):
    """Runs jobs at once in this process: the tests of a run need no worker processes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def run_here(notebook: Path, parameters: dict[str, Any], **_cwd: Any) -> Executed:
    """Stand in for the engine where a test is about the run around it: no kernel, the same result."""
    node = nbformat.read(notebook, as_version=4)
    names: dict[str, Any] = {}
    notes: dict[str, Any] = {}
    stderr = io.StringIO()
    for number, cell in enumerate(node.cells, 1):
        if cell.cell_type != "code":
            continue
        *body, last = ast.parse(cell.source).body
        names["display"] = lambda shown, **_raw: shown
        with contextlib.redirect_stderr(stderr):
            try:
                exec(compile(ast.Module(body, []), "cell", "exec"), names)
                is_value = isinstance(last, ast.Expr)
                value = eval(ast.unparse(last), names) if is_value else exec(ast.unparse(last), names)
            except Exception as error:
                raise CellError(notebook.name, number, type(error).__name__, str(error), "", node) from error
        if isinstance(value, Markdown):
            cell.outputs = [new_output("display_data", data={"text/markdown": value.data})]
        elif hasattr(value, "_repr_html_"):
            cell.outputs = [new_output("display_data", data={"text/html": value._repr_html_()})]
        notes |= value.get(NOTES_MIME, {}) if isinstance(value, dict) else {}
        names |= parameters if "parameters" in cell.metadata.get("tags", []) else {}
    return Executed(node, notes, (stderr.getvalue(),) if stderr.getvalue() else ())


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run cells in this process."""
    monkeypatch.setattr(engine, "execute", run_here)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return an empty folder of notebooks."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    return Shelf(folder)


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """Return a data folder with two of the publishers' files, as far as names go."""
    folder = tmp_path / "publishers"
    folder.mkdir()
    (folder / "csww_indicators_2017_to_2025.csv").write_text("time_period\n2025\n")
    (folder / "las.csv").write_text("code\n801\n")
    return DataFolder(folder)


@pytest.fixture
def collect(shelf: Shelf, data: DataFolder) -> Callable[[], Collection]:
    """Return a function that reads the shelf as it is by then."""
    return lambda: Collection(load_notebooks(shelf.folder), REGISTRY, DataFolder(data.path))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def collection(shelf: Shelf, collect: Callable[[], Collection]) -> Collection:
    shelf.add(
        "01-quality.ipynb",
        SHOW + "Markdown(f'Years: **{years}**.')",
        "display({'application/vnd.workforce-grades+json': {'finding': 'Lower & better.'}}, raw=True)",
        parameters='data: str = ""\nyears: int = 3', title="Quality",
    )  # fmt: skip
    shelf.add_authority_report()
    return collect()

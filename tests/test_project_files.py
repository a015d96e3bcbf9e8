"""The files around the code say the same thing: environment.yml, pyproject.toml, the lock, the README."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, object]:
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


def requirements(lines: list[str]) -> dict[str, str]:
    parsed = [Requirement(line) for line in lines]
    return {canonical(each.name): str(each.specifier) for each in parsed}


def test_conda_and_pip_ask_for_the_same(root: Path, project: dict[str, object]) -> None:
    text = (root / "environment.yml").read_text()
    listed = re.findall(r"^  - ([a-z0-9-]+[<>=].*)$", text, flags=re.MULTILINE)
    conda = requirements(listed)
    assert conda.pop("python") == project["requires-python"]
    assert conda == requirements(project["dependencies"])  # type: ignore[arg-type]
    assert "--no-deps --editable ." in text


def test_every_dependency_is_locked_at_a_version_that_is_asked_for(root: Path, project: dict[str, object]) -> None:
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]+\])?==([^ ;\\]+)", _lock(root), flags=re.MULTILINE))
    versions = {canonical(name): version for name, version in locked.items()}
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["sample"], *extras["dev"]]  # type: ignore[misc, index]
    for line in wanted:
        each = Requirement(line)
        assert each.specifier.contains(versions[canonical(each.name)]), line


def test_the_lock_has_a_hash_for_everything_and_no_address(root: Path) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", _lock(root).strip())
    assert len(entries) > 100
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in _lock(root)


def test_polars_stays_out(root: Path) -> None:
    """Statsmodels imports it when it is there, and it hangs forked children."""
    assert not re.search(r"^polars", _lock(root), flags=re.MULTILINE)


def test_readme_begins_with_the_two_commands_and_names_what_exists(root: Path) -> None:
    text = (root / "README.md").read_text()
    assert re.search(r"\A# Workforce & Grades\n\n    make reports .*\n    make test ", text)
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", text)) - {"it", "the"} <= targets
    for path in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (root / path).exists(), path


def test_ci_runs_the_readmes_commands(root: Path) -> None:
    script = (root / ".ci" / "run").read_text()
    assert "make reports" in script
    assert "make test" in script
    assert (root / ".ci" / "run").stat().st_mode & 0o111


@pytest.mark.parametrize("name", ["01-data-and-quality", "04-turnover-caseload-and-grades", "09-local-authority"])
def test_notebooks_are_committed_as_the_house_style_asks(root: Path, name: str) -> None:
    notebook = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in code) == 1
    assert max(len(cell.source.splitlines()) for cell in code) <= 12
    assert not any(re.search(r"^\s*(def|class) ", cell.source, flags=re.MULTILINE) for cell in code)
    assert notebook.cells[0].cell_type == "markdown"
    assert "Input" in notebook.cells[0].source
    assert "Run time" in notebook.cells[0].source


def _lock(root: Path) -> str:
    return (root / "requirements.lock").read_text()

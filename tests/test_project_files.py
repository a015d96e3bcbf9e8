"""The files around the code say the same thing: environment.yml, pyproject.toml, the lock, the README."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

from command_lines import read_command
from workforce_grades.cli import main
from workforce_grades.models import COLUMNS, parse_spec
from workforce_grades.reports.changes import FEED
from workforce_grades.reports.crate import CRATE
from workforce_grades.reports.notebooks import load_notebooks
from workforce_grades.reports.record import FILE


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
    wanted = [line for group in (project["dependencies"], *extras.values()) for line in group]  # type: ignore[attr-defined]
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


def test_the_readme_is_as_long_as_the_house_style_asks(root: Path) -> None:
    assert 90 <= len(_readme(root).splitlines()) <= 140


def test_programs_and_files_of_the_readmes_commands_exist(root: Path, project: dict[str, object]) -> None:
    programs = {*project["scripts"], "python"}  # type: ignore[misc]
    assert set(re.findall(r"\.venv/bin/([\w-]+)", _readme(root))) == programs
    before, after = _readme(root).split("## What comes out")
    kept = before + after.split("## How it is built")[1]
    named = re.findall(r"(?<![\w/.])((?:benchmarks|docs|notebooks|src|tests)/[\w./-]*|\w+\.(?:yml|toml|lock))", kept)
    assert {"benchmarks/models.py", "environment.yml", "notebooks/"} <= set(named)
    for path in named:
        assert (root / path).exists(), path


def test_every_command_of_the_readme_is_one_that_the_program_takes(root: Path) -> None:
    lines = [shlex.split(line, comments=True) for line in _commands(root)]
    assert {words[0] for words in lines} == {
        "list",
        "plan",
        "run",
        "status",
        "data",
        "estimate",
        "changes",
        "words",
        "clean",
    }
    for words in lines:
        read_command(words)
    for spec in {word for words in lines for word in words if "|" in word}:
        assert str(parse_spec(spec)) == spec


def test_parameters_of_study_pages_are_given_as_the_readme_says(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [words for line in _commands(root) if "-p" in (words := shlex.split(line, comments=True))]
    assert len(given) == 2
    for words in given:
        with pytest.raises(SystemExit) as stopped:
            main(["plan", *words[1:], "--out", str(tmp_path)])
        assert not stopped.value.code
        assert f"{words[words.index('--only') + 1]}-illustrative.html" in capsys.readouterr().out


def test_the_readmes_python_runs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    block = re.search(r"```python\n(.*?)```", _readme(root), flags=re.DOTALL)
    assert block
    exec(block[1], {})
    shown = capsys.readouterr().out
    assert set(shown.splitlines()[0].split()) <= set(COLUMNS)
    assert {"turnover", "caseload"} <= set(shown.split())
    assert "..." not in shown


def test_the_readme_lists_every_page_and_every_folder_of_the_code(root: Path) -> None:
    cells = re.findall(r"^\| (`[^|]+`) \|", _readme(root).split("## What comes out")[1], flags=re.MULTILINE)
    rows = [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    pages = {row.removesuffix(".html").removesuffix("/<name>") for row in rows if row.endswith(".html")}
    assert pages == {notebook.report for notebook in load_notebooks(root / "notebooks")} | {"index", "changes"}
    assert {row for row in rows if not row.endswith(".html")} == {
        "data/*.csv",
        "data/workforce-and-grades.xlsx",
        "notebooks/",
        "failed/",
        FILE,
        CRATE,
        FEED,
    }
    stages = re.search(r"one folder for each stage: (.*?)\.\n", _readme(root), flags=re.DOTALL)
    assert stages
    folders = {path.parent.name for path in (root / "src" / "workforce_grades").glob("*/__init__.py")}
    assert set(re.findall(r"`(\w+)`", stages[1])) == folders - {"sample", "documentation", "workbench"}


def test_the_readme_types_no_result(root: Path) -> None:
    said = _readme(root).split("## What comes out")[1]
    assert not re.search(r"\d+\.\d|\d+ ?%|odds ratio", said.split("## Data and licence")[0])


def test_ci_runs_the_readmes_commands(root: Path) -> None:
    script = (root / ".ci" / "run").read_text()
    assert "make reports" in script
    assert "make test" in script
    assert "apt-get install -q -y chromium poppler-utils" in script
    assert (root / ".ci" / "run").stat().st_mode & 0o111


@pytest.mark.parametrize(
    "name", ["00-start", "01-data-and-quality", "04-turnover-caseload-and-grades", "09-local-authority"]
)
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


def _readme(root: Path) -> str:
    return (root / "README.md").read_text()


def _commands(root: Path) -> list[str]:
    return re.findall(r"^ +\.venv/bin/workforce-grades (.+)$", _readme(root), flags=re.MULTILINE)


@pytest.mark.parametrize("given", ["data=elsewhere", "out=elsewhere", "jobs=1"])
def test_make_reads_no_name_in_small_letters_and_says_so(root: Path, given: str) -> None:
    said = subprocess.run(["make", given, "help"], cwd=root, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "names are in capitals: DATA=DIR OUT=DIR" in said.stderr
    inherited = {**os.environ, "data": "elsewhere"}
    assert subprocess.run(["make", "help"], cwd=root, env=inherited, capture_output=True, check=True).stdout

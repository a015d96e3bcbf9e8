"""Reference pages say what the code holds: every measure, command, option, column and part of the grammar."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from workforce_grades import codebook
from workforce_grades.cli import app
from workforce_grades.documentation.commands import command_names, commands_page
from workforce_grades.documentation.markdown import code, literal, table
from workforce_grades.documentation.reference import (
    PAGES,
    codebook_page,
    files_page,
    grammar_page,
    schemas_page,
    write_reference,
)
from workforce_grades.models import COLUMNS
from workforce_grades.reports.exports import EXPORTS, export_tables
from workforce_grades.sources.published import SOURCES
from workforce_grades.study import load_study


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the rows below a heading."""
    part = page.split(f"{heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_a_table_keeps_its_shape_whatever_the_cells_hold() -> None:
    assert table(("a", "b"), [("x | y", "two\nlines")]).splitlines()[-1] == r"| x \| y | two lines |"
    assert code("") == ""
    assert literal(["as it is"]) == "```text\nas it is\n```\n"


def test_the_codebook_has_every_measure_flag_symbol_and_judgement() -> None:
    page = codebook_page()
    assert [row[0] for row in rows(page, "## Measures")] == [code(name) for name in codebook.MEASURES]
    assert [row[0] for row in rows(page, "## Flags")] == [code(flag) for flag in codebook.FLAG_MEANINGS]
    assert len(rows(page, "## Symbols that the publishers use")) == len(codebook.SYMBOLS)
    for said in (*codebook.OUTCOMES.values(), *codebook.GRADES):
        assert said in page


def test_every_command_stands_there_with_its_options() -> None:
    page = commands_page()
    assert {"list", "plan", "run", "status", "clean", "estimate", "data check"} <= set(command_names())
    for name in command_names():
        assert f"\n## workforce-grades {name}\n" in page
        helped = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": "200"}).output
        options = {word.rstrip(",") for line in helped.splitlines() for word in line.split()[:2]
                   if word.startswith("-")} - {"--help"}  # fmt: skip
        shown = page.split(f"\n## workforce-grades {name}\n")[1].split("\n## ")[0]
        assert [option for option in options if option not in shown] == [], name


def test_the_grammar_is_what_the_program_prints() -> None:
    printed = CliRunner().invoke(app, ["estimate", "--list"]).output.strip()
    assert printed in grammar_page()


def test_every_file_that_is_read_is_listed_with_its_licence() -> None:
    page = files_page()
    for source in SOURCES.values():
        assert f"| {code(source.pattern)} | {source.publisher} |" in page
    assert page.count("| yes |") == sum(source.required for source in SOURCES.values()) == 3
    assert "{year}" not in page


def test_schemas_are_those_of_the_exports(sample: Path) -> None:
    page, tables = schemas_page(), export_tables(load_study(sample))
    assert tuple(tables) == EXPORTS
    for name, frame in tables.items():
        assert isinstance(frame, pd.DataFrame)
        assert [row[0] for row in rows(page, f"## `data/{name}.csv`")] == [code(column) for column in frame]
    assert [row[0] for row in rows(page, "## `data/estimates.csv`")] == [code(column) for column in COLUMNS]
    assert "`last_run`" in page


def test_pages_are_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGES, "schemas.md", lambda: "columns\n")
    files = write_reference(tmp_path / "generated")
    assert {file.name for file in files} == set(PAGES)
    before = {file: file.stat().st_mtime_ns for file in files}
    files[0].write_text("edited", encoding="utf-8")
    write_reference(tmp_path / "generated")
    after = {file: file.stat().st_mtime_ns for file in files}
    assert [file for file in files if before[file] != after[file]] == files[:1]
    assert files[0].read_text(encoding="utf-8") == codebook_page()

"""The command `words`: tables whole or not at all, refusals in one line each, nobody's name, kept by content."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from workforce_grades.authorities import load_authorities
from workforce_grades.cli import app, main
from workforce_grades.codebook import OUTCOMES
from workforce_grades.sample.report_pdfs import FOLDER
from workforce_grades.words import collection
from workforce_grades.words.collection import find_reports, read_folder
from workforce_grades.words.pdf_text import RefusedFileError
from workforce_grades.words.tables import REPORT_COLUMNS, THEME_COLUMNS


@pytest.fixture
def folder(tmp_path: Path, sample: Path) -> Path:
    """Return a folder with three reports, a manifest, a note, and two files that are no reports."""
    reports = tmp_path / "reports"
    (reports / "older").mkdir(parents=True)
    files = sorted((sample / FOLDER).glob("*.pdf"))[:3]
    for file, target in zip(files, (reports, reports, reports / "older"), strict=True):
        shutil.copy(file, target / file.name)
    shutil.copy(sample / FOLDER / "manifest.csv", reports)
    (reports / "page.pdf").write_text("<html>Not found</html>")
    (reports / "empty.PDF").touch()
    (reports / "note.txt").write_text("not a report")
    return reports


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKFORCE_GRADES_CACHE", str(tmp_path / "cache"))


def test_tables_of_a_folder(folder: Path, tmp_path: Path, sample: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["words", str(folder), "--out", str(out), "--data", str(sample)])
    assert done.exit_code == 1
    assert "refused: empty.PDF: it is empty" in done.stderr
    assert "refused: page.pdf: it is a web page under the name of a PDF" in done.stderr
    assert "read 5 of 5" in done.stderr
    assert "3 stand in Ofsted's list of inspections; 0 dates, types or judgements differ" in done.stdout
    assert "\r" not in done.stderr
    reports = pd.read_csv(out / "reports.csv", dtype={"la_key": str})
    themes = pd.read_csv(out / "themes.csv", dtype={"la_key": str})
    sentences = pd.read_csv(out / "sentences.csv")
    assert tuple(reports.columns) == REPORT_COLUMNS
    assert tuple(themes.columns) == THEME_COLUMNS
    assert list(reports["publication_basis"]) == ["manifest", "manifest", "file name"]
    assert reports[["la_key", "authority", "start_date", "overall"]].notna().all(axis=None)
    assert reports["file"].iloc[-1].startswith("older/")
    assert set(themes["file"]) <= set(reports["file"]) == set(sentences["file"])
    assert list(pd.read_csv(out / "refused.csv")["file"]) == ["empty.PDF", "page.pdf"]
    assert "nobody inspected" not in "".join(path.read_text() for path in out.iterdir())


def test_the_list_of_authorities_is_found_beside_the_reports(folder: Path, tmp_path: Path, sample: Path) -> None:
    shutil.copytree(sample, tmp_path / "lists", ignore=shutil.ignore_patterns(FOLDER))
    for name in ("page.pdf", "empty.PDF"):
        (folder / name).unlink()
    done = CliRunner().invoke(app, ["words", str(folder), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert "authorities from lists (the illustrative sample)" in done.stderr


def test_a_second_reading_comes_from_the_cache(folder: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authorities = load_authorities(sample)
    told: list[tuple[int, int, str]] = []
    first = read_folder(folder, authorities, listener=lambda *step: told.append(step))
    assert [step[:2] for step in told] == [(n, 5) for n in range(1, 6)]
    assert sum(bool(step[2]) for step in told) == 2

    def never(file: Path) -> None:
        raise RefusedFileError(file, "it was read again")

    monkeypatch.setattr(collection, "read_report", never)
    again = read_folder(folder, authorities)
    for name in ("reports", "sentences", "themes"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))
    assert set(again.refused["reason"]) == {"it was read again"}


def test_grades_are_ordered_and_dates_are_dates(folder: Path, sample: Path) -> None:
    reports = read_folder(folder, load_authorities(sample)).reports
    assert all(reports[outcome].dtype.ordered for outcome in OUTCOMES)
    assert reports["start_date"].dtype.kind == "M"
    assert (reports["publication_date"] > reports["end_date"]).all()


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_reports_is_a_message_and_exit_code_2(
    name: str, tmp_path: Path, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as stopped:
        main(["words", str(tmp_path / name), "--out", str(out), "--data", str(sample)])
    assert stopped.value.code == 2
    assert "error: " in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are files of Linux")
def test_names_of_broken_bytes_and_control_characters_are_shown_as_escapes(
    folder: Path, tmp_path: Path, sample: Path
) -> None:
    strange = Path(os.fsdecode(os.fsencode(folder) + b"/\xff\n\x1b[31m.pdf"))
    shutil.move(next(folder.glob("illustrative*.pdf")), strange)
    (folder / "two\nlines.pdf").write_text("<html>")
    done = CliRunner().invoke(app, ["words", str(folder), "--out", str(tmp_path / "out"), "--data", str(sample)])
    assert done.exit_code == 1
    assert r"refused: two\nlines.pdf: it is a web page" in done.stderr
    assert "\x1b" not in done.output
    assert r"\udcff\n\x1b[31m.pdf" in set(pd.read_csv(tmp_path / "out" / "reports.csv")["file"])


def test_an_output_that_cannot_be_written_is_told_before_anything_is_read(
    folder: Path, tmp_path: Path, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SystemExit) as stopped:
        main(["words", str(folder), "--out", str(tmp_path / "taken"), "--data", str(sample)])
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert f"error: cannot write {tmp_path / 'taken'}" in told
    assert "read" not in told
    assert not (tmp_path / "cache").exists()


def test_reports_are_found_in_folders_within_whatever_the_case_of_the_ending(folder: Path) -> None:
    names = [path.relative_to(folder).as_posix() for path in find_reports(folder)]
    assert len(names) == 5
    assert {"empty.PDF", "page.pdf"} <= set(names)

"""Bad input: refused with a message that helps, or read with a note; in the library and on the command line."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from bad_input_cases import READ_AS_VALID, READ_WITH_NOTE, REFUSED
from bad_input_damage import HTML, Case, second_release
from builders import WORKFORCE, build_folder, workforce
from workforce_grades.cli import main
from workforce_grades.errors import DataError
from workforce_grades.sources.workforce import combine_releases, load_workforce
from workforce_grades.study import Study, load_study


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which everything is right."""
    return build_folder(tmp_path_factory.mktemp("valid") / "data")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep results of these folders out of the user's cache."""
    monkeypatch.setenv("WORKFORCE_GRADES_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def study(valid: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return the tables of the valid folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKFORCE_GRADES_CACHE", str(tmp_path_factory.mktemp("cache")))
        return load_study(valid)


@pytest.fixture
def damaged(valid: Path, tmp_path: Path, case: Case) -> Path:
    """Return a copy of the valid folder with one thing wrong."""
    folder = tmp_path / "data"
    shutil.copytree(valid, folder)
    case.damage(folder)
    return folder


def each(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test once for each case."""
    return pytest.mark.parametrize("case", cases, ids=[case.name.replace(" ", "-") for case in cases])


def assert_says(message: str, case: Case) -> None:
    """Check that a message holds every pattern, whatever its line breaks."""
    flat = re.sub(r"\s+", " ", message)
    missing = [pattern for pattern in case.says if not re.search(pattern, flat)]
    assert not missing, f"{missing} not in: {flat}"


def notes(study: Study) -> str:
    """Return all notes of a study's loaders."""
    return "\n".join(note for report in study.reports for note in report.notes)


@each(REFUSED)
def test_refused_with_a_message_that_helps(case: Case, damaged: Path) -> None:
    with pytest.raises(DataError) as raised:
        load_study(damaged)

    error = raised.value
    assert_says(str(error), case)
    assert error.expected or error.action, "the message must say what is allowed or what to do"
    assert str(damaged) not in str(error), "folders of a machine stay out of messages"


@each(READ_AS_VALID)
def test_read_as_if_nothing_were_wrong(case: Case, damaged: Path, study: Study) -> None:
    read = load_study(damaged)

    assert_says(notes(read), case)
    published = ["ons_codes_published"]
    pd.testing.assert_frame_equal(read.workforce.drop(columns=published), study.workforce.drop(columns=published))
    judged_columns = [column for column in study.inspections if column != "ons_code_published"]
    pd.testing.assert_frame_equal(read.inspections[judged_columns], study.inspections[judged_columns])


@each(READ_WITH_NOTE)
def test_read_with_a_note_of_what_is_odd(case: Case, damaged: Path) -> None:
    assert_says(notes(load_study(damaged)), case)


def test_the_valid_folder_has_no_notes_but_of_absent_sources(study: Study) -> None:
    assert [note for note in notes(study).splitlines() if "in the folder:" not in note] == []


def test_national_and_regional_rows_never_count_as_authorities(study: Study, valid: Path) -> None:
    report = study.reports[1]
    assert report.dropped == {"regional rows": 6, "national rows": 3}
    assert len(study.workforce) == report.kept == 17
    with pytest.raises(DataError, match="would count two or three times"):
        combine_releases(load_workforce(valid), load_workforce(valid, level="national"))


def test_two_releases_are_not_stacked_unasked(valid: Path, tmp_path: Path) -> None:
    older = shutil.copytree(valid, tmp_path / "older")
    (older / WORKFORCE).rename(older / "csww_indicators_2023_to_2025_revised.csv")
    tables = load_workforce(valid), load_workforce(older)

    with pytest.raises(DataError, match=r"earlier years are revised in later releases.*allow_mixed_releases=True"):
        combine_releases(*tables)
    both = combine_releases(*tables, allow_mixed_releases=True)
    assert both["release"].value_counts().to_dict() == {
        WORKFORCE: 17, "csww_indicators_2023_to_2025_revised.csv": 17,
    }  # fmt: skip


@pytest.mark.parametrize("command", ["estimate overall|turnover", "plan", "data fresher", "data template FILE"])
def test_two_releases_are_in_no_panel_of_any_command(
    valid: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(valid, tmp_path / "data")
    second_release(folder)
    words = [str(tmp_path / "file") if word == "FILE" else word for word in command.split()]
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--data", str(folder)])
    captured = capsys.readouterr()
    assert (stopped.value.code, captured.out) == (2, "")
    assert "one release of each publication, because earlier years are revised in later ones" in captured.err
    assert "`workforce-grades data diff` compares two releases" in captured.err
    assert not (tmp_path / "file").exists()


def test_a_joint_return_reaches_both_members(study: Study) -> None:
    keys = {key for keys in study.workforce["la_keys"] for key in keys}
    assert {"603", "604"} <= keys
    assert study.workforce.loc[study.workforce["is_joint"], "return_group"].unique().tolist() == ["603+604"]


def test_the_workforce_builder_is_what_the_publisher_would_print() -> None:
    assert workforce().shape == (26, 32)
    assert workforce().loc[0, ["geographic_level", "new_la_code"]].tolist() == ["National", ""]


@each(REFUSED)
@pytest.mark.parametrize("command", ["data check", "run"])
def test_command_line_stops_with_the_same_message(
    case: Case, damaged: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = [*command.split(), "--data", str(damaged), *(["--out", str(out)] if command == "run" else [])]

    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    captured = capsys.readouterr()
    assert stopped.value.code == 2
    assert captured.err.startswith("error: ")
    assert_says(captured.err, case)
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert not out.exists()


@each(READ_AS_VALID + READ_WITH_NOTE)
def test_command_line_reads_on_and_shows_the_note(
    case: Case, damaged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as finished:
        main(["data", "check", "--data", str(damaged)])

    captured = capsys.readouterr()
    assert finished.value.code == 0
    assert_says(captured.out, case)
    assert "workforce: read " in captured.out


def test_as_a_program_bad_input_is_a_message_and_exit_code_2(valid: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(valid, tmp_path / "data")
    (folder / WORKFORCE).write_bytes(HTML)
    command = [sys.executable, "-m", "workforce_grades", "run", "--data", str(folder), "--out", str(tmp_path / "out")]

    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert finished.returncode == 2
    assert finished.stderr.startswith(f"error: {WORKFORCE}: this is a web page, not a CSV")
    assert "Traceback" not in finished.stderr
    assert not (tmp_path / "out").exists()

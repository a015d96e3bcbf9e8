"""The command line, as a person or a program calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import workforce_grades
import workforce_grades.study
from calling import NO_SPACE, Caller, Said


def test_the_version_and_the_commands_are_shown(call: Caller) -> None:
    assert call("--version") == Said(0, f"workforce-grades {workforce_grades.__version__}\n", "")
    shown = call("--help").out
    for command in ("list", "plan", "run", "status", "clean", "estimate", "data"):
        assert f"\n  {command} " in shown


def test_help_needs_none_of_the_heavy_packages() -> None:
    code = (
        "import sys\nfrom workforce_grades.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'pandas', 'numpy', 'nbconvert', 'papermill', 'nbformat', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", [["runn"], ["run", "--jobs", "none"], ["run", "--jobs", "0"], ["estimate"]])
def test_a_call_that_makes_no_sense_is_2(call: Caller, words: list[str]) -> None:
    said = call(*words)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_reports_are_listed_for_people_and_programs(call: Caller, notebooks: Path) -> None:
    said = call("list", "--notebooks", notebooks)
    assert said.code == 0
    assert said.out.splitlines()[0] == "grades: Grades"
    assert "    years: int = 3  # how many years" in said.out.splitlines()
    rows = json.loads(call("list", "--notebooks", notebooks, "--json").out)
    assert [row["report"] for row in rows] == ["grades", "local-authority"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["list", "--notebooks", "no-such"], "notebooks folder 'no-such' is not known"),
        (["plan", "--data", "no-such"], "data folder 'no-such' is not known"),
        (["run", "--data", "no-such"], "data folder 'no-such' is not known"),
        (["run", "-p", "years"], "'years' is not NAME=VALUE. Give for example -p "),
        (["run", "-p", "authority=Nowhere Upon Nothing"], "authority 'Nowhere Upon Nothing' is not known"),
        (["run", "-p", "authorty=x"], "Did you mean 'authority'?"),
        (["estimate", "overall|turnovr"], "'turnovr'"),
        (["estimate", "overall|turnover", "--csv", "no-such/e.csv"], "folder"),
        (["clean", "--out", "no-such"], "no build.json here"),
    ],
)
def test_an_error_is_a_sentence_and_2_and_nothing_is_written(
    call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = call(*words)
    assert said.code == 2
    assert said.err.splitlines()[-1].startswith("error: ")
    assert message in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that even root cannot write in")
def test_what_the_system_refuses_is_a_sentence(call: Caller, sample: Path, notebooks: Path) -> None:
    said = call("estimate", "overall|turnover", "--csv", "/proc/e.csv")
    assert said.code == 2
    assert said.err.startswith("error: cannot write /proc/e.csv: ")
    said = call("run", "--data", sample, "--notebooks", notebooks, "--out", "/proc/xx")
    assert said.code == 2
    assert "error: cannot write /proc/xx: " in said.err
    assert "Traceback" not in said.err


def test_a_full_disk_is_a_sentence(call: Caller, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(_out: Path) -> list[str]:
        raise OSError(28, "No space left on device", "build.json")

    monkeypatch.setattr("workforce_grades.reports.tree.clean", full)
    (tmp_path / "build.json").write_text("{}")
    said = call("clean", "--out", tmp_path)
    assert said == Said(2, "", f"error: cannot write {tmp_path}: No space left on device{NO_SPACE}\n")


def test_status_of_an_empty_folder_says_what_to_do(call: Caller, tmp_path: Path) -> None:
    said = call("status", "--out", tmp_path)
    assert said.code == 0
    assert "nothing made" in said.out


@pytest.mark.mirror
def test_data_check_shows_every_loader_and_the_identities(call: Caller, mirror: Path) -> None:
    said = call("data", "check", "--data", mirror)
    assert said.code == 0
    assert "workforce: read " in said.out
    assert "inspections: read " in said.out
    assert "identity turnover_rate: " in said.out


def test_a_date_that_is_none_is_refused_before_anything_runs(tmp_path: Path, call: Caller) -> None:
    said = call("run", "--out", tmp_path / "out", "--only", "what-ofsted-found", "-p", "on=31/03/2022")
    assert said.code == 2
    assert "Parameter 'on' of report 'what-ofsted-found': '31/03/2022' is not allowed." in said.err
    assert "Expected a date such as 2022-03-31, or none." in said.err
    assert not (tmp_path / "out").exists()


def test_a_data_folder_that_is_not_there_is_brought_by_a_command(tmp_path: Path, call: Caller) -> None:
    said = call("plan", "--data", tmp_path / "raw")
    assert said.code == 2
    assert f"There is no folder {tmp_path / 'raw'}. Check the path" in said.err
    assert f"`workforce-grades data fetch --into {tmp_path / 'raw'}` would bring" in said.err


def test_what_is_read_is_said_first(call: Caller) -> None:
    first, *_rest = call("data", "check").out.splitlines()
    assert first == "from the bundled sample: fictional authorities (--data DIR for others)"

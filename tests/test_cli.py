"""The command line, as a person or a program calls it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import workforce_grades
import workforce_grades.study
from workforce_grades.cli import main


@dataclass(frozen=True)
class Said:
    """What a call came to."""

    code: int
    out: str
    err: str


class Caller:
    """Calls the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str | Path) -> Said:
        with pytest.raises(SystemExit) as stopped:
            main([str(word) for word in words])
        said = self.capsys.readouterr()
        code = stopped.value.code
        return Said(code if isinstance(code, int) else 0, said.out, said.err)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(capsys)


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    write(folder / "04-grades.ipynb", ["2 + 2"], parameters="years: int = 3  # how many years", title="Grades")
    whose = "from IPython.display import Markdown\nMarkdown('For ' + authority)"
    write(
        folder / "09-local-authority.ipynb",
        [whose],
        parameters='authority: str = ""',
        title="{authority}",
        foreach="authority",
    )
    return folder


def write(path: Path, cells: Sequence[str], *, parameters: str = "", **declared: str) -> None:
    tagged = new_code_cell(f'data: str = ""\n{parameters}', metadata={"tags": ["parameters"]})
    made = [new_markdown_cell("# Title"), tagged, *(new_code_cell(cell) for cell in cells)]
    nbformat.write(new_notebook(cells=made, metadata={"workforce_grades": declared}), path)


def program(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "workforce_grades", *map(str, words)]


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
        (["run", "-p", "years"], "'years' is not name=value"),
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


@pytest.mark.parametrize("command", ["run", "plan"])
def test_a_damaged_optional_file_is_2_before_anything_is_written(
    call: Caller, sample: Path, notebooks: Path, tmp_path: Path, command: str
) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    shutil.copytree(sample, data)
    for file in data.glob("*csww_headline_measures_*"):
        file.unlink()
    (data / "csww_headline_measures_2017_to_2022.csv").write_text("<!doctype html><html><p>Sign in</p></html>")
    said = call(command, "--data", data, "--notebooks", notebooks, "--out", out)
    assert said.code == 2
    assert "error: csww_headline_measures_2017_to_2022.csv" in said.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "this is not a file that can be written"), ("gone/e.csv", "folder"), ("file/e.csv", "folder")],
)
def test_a_csv_that_cannot_be_written_is_said_before_estimating(
    call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    monkeypatch.setattr(workforce_grades.study, "load_study", lambda _data: pytest.fail("it was going to estimate"))
    (tmp_path / "file").write_text("")
    said = call("estimate", "overall|turnover", "--csv", tmp_path / name)
    assert said.code == 2
    assert message in said.err
    assert "Traceback" not in said.err


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
    said = call("clean", "--out", tmp_path)
    assert said == Said(2, "", "error: cannot read or write build.json: No space left on device\n")


@pytest.mark.slow
def test_estimates_of_the_sample_say_what_they_are_and_what_failed(call: Caller, sample: Path, tmp_path: Path) -> None:
    good, none = "overall|turnover", "overall|caseload|sample=london"
    said = call("estimate", good, none, "--data", sample)
    assert said.code == 1
    assert said.out.splitlines()[:3] == ["Illustrative data: fictional authorities", "", good]
    assert "converge" not in said.out
    assert f"not estimated: {none}: no inspection has all the values it needs" in said.err
    file = tmp_path / "e.csv"
    said = call("estimate", good, none, "--data", sample, "--csv", file)
    assert said.code == 1
    assert f"not estimated: {none}: " in said.err
    assert "note: Illustrative data: fictional authorities. The name e.csv does not say so" in said.err
    said = call("estimate", none, "--data", sample, "--csv", tmp_path / "illustrative.csv")
    assert said.out == f"1 row for 1 specification in {tmp_path / 'illustrative.csv'}\n"
    assert "does not say so" not in said.err
    said = call("estimate", good, "--data", sample, "--csv", file)
    assert (said.code, said.out) == (0, f"4 rows for 1 specification in {file}\n")
    assert "Exit code 1 when a specification has no estimate" in call("estimate", "--help").out


def test_status_of_an_empty_folder_says_what_to_do(call: Caller, tmp_path: Path) -> None:
    said = call("status", "--out", tmp_path)
    assert said.code == 0
    assert "nothing made" in said.out


@pytest.mark.mirror
def test_wrong_names_are_said_before_anything_is_written(
    call: Caller, mirror: Path, notebooks: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    common = ("--data", mirror, "--notebooks", notebooks, "--out", out)
    for words, nearest in (
        (("--only", "grade"), "'grades'"),
        (("--authority", "Derbi"), "'Derby'"),
        (("-p", "year=3"), "'years'"),
        (("-p", "years=three"), "a whole number"),
    ):
        said = call("run", *common, *words)
        assert said.code == 2, words
        assert nearest in said.err
    assert not out.exists()


@pytest.mark.mirror
@pytest.mark.slow
def test_run_status_plan_and_clean_on_the_publishers_files(
    mirror: Path, notebooks: Path, tmp_path: Path, call: Caller
) -> None:
    out = tmp_path / "out"
    common = ("--data", mirror, "--notebooks", notebooks, "--out", out)
    write(notebooks / "05-broken.ipynb", ["1 / 0"], title="Broken")
    environment = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(
        program("run", *common, "--limit", "2"), capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("4 to make, 0 unchanged, ")
    assert "3 made, 0 unchanged, 1 failed in " in lines[-2]
    assert lines[-1] == str(out / "index.html")
    assert "\r" not in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert (
        f"failed: broken, cell 3: ZeroDivisionError: division by zero Notebook: {out / 'failed/broken.ipynb'}"
        in done.stderr
    )
    assert sorted(path.name for path in (out / "data").iterdir()) == [
        "estimates.csv", "inspections.csv", "linked.csv", "workforce.csv",
    ]  # fmt: skip
    index = (out / "index.html").read_text()
    assert index.count('<th scope="row"><a href="local-authority/') == 2
    assert len(index.encode()) < 60_000

    assert "failed: broken, cell 3" in call("status", "--out", out).out
    (notebooks / "05-broken.ipynb").unlink()
    assert "3 made, 0 unchanged, 0 failed" in call("run", *common, "--limit", "2").out
    assert "broken.html" not in (out / "grades.html").read_text()
    events = call("run", *common, "--limit", "2", "--json")
    assert [json.loads(line)["event"] for line in events.out.splitlines()] == ["start", "end"]
    planned = json.loads(call("plan", *common, "--authority", "Derby", "--json").out)
    assert planned[0]["page"] == "local-authority/derby.html"
    assert planned[0]["reasons"] == ["new"]
    assert call("clean", "--out", out).code == 0
    assert not (out / "index.html").exists()


@pytest.mark.mirror
@pytest.mark.slow
def test_an_interrupt_is_130_and_leaves_no_kernel_behind(mirror: Path, notebooks: Path, tmp_path: Path) -> None:
    out, pid_file = tmp_path / "out", tmp_path / "pid"
    sleeps = f"import os, pathlib, time\npathlib.Path({str(pid_file)!r}).write_text(str(os.getpid()))\ntime.sleep(300)"
    write(notebooks / "01-slow.ipynb", [sleeps], title="Slow")
    words = program("run", "--data", mirror, "--notebooks", notebooks, "--out", out, "--only", "slow", "-j", "1")
    # A shell that runs the tests in the background has its children ignore interrupts.
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:  # fmt: skip
        kernel = wait_for(pid_file)
        running.send_signal(signal.SIGINT)
        _out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "stopped: the pages that were finished are kept" in err
    assert "Traceback" not in err
    assert (out / "build.json").exists()
    deadline = time.monotonic() + 10
    while is_running(kernel) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(kernel)


@pytest.mark.mirror
def test_estimates_are_printed_rounded_and_written_in_full(call: Caller, mirror: Path, tmp_path: Path) -> None:
    spec = "overall|turnover+caseload"
    said = call("estimate", spec, "--data", mirror)
    assert said.code == 0
    assert re.match(r"overall\|turnover\+caseload\n  26\d inspections, 1\d\d clusters, \d+ dropped", said.out)
    file = tmp_path / "estimates.csv"
    assert call("estimate", spec, f"{spec}|sample=all", "--data", mirror, "--csv", file).code == 0
    rows = file.read_text().splitlines()
    assert rows[0].startswith("spec_id,outcome,family,sample,lag,lead,effects,term,estimate,")
    assert len(rows) == 1 + 2 * 5
    estimate = rows[1].split(",")[8]
    assert len(estimate.replace("-", "").replace(".", "").lstrip("0")) > 10


@pytest.mark.mirror
def test_data_check_shows_every_loader_and_the_identities(call: Caller, mirror: Path) -> None:
    said = call("data", "check", "--data", mirror)
    assert said.code == 0
    assert "workforce: read " in said.out
    assert "inspections: read " in said.out
    assert "identity turnover_rate: " in said.out


def wait_for(file: Path) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if file.exists() and file.read_text():
            return int(file.read_text())
        time.sleep(0.1)
    pytest.fail("the kernel did not start")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and ") Z" in stat.read_text())

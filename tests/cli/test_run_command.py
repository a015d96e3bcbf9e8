"""`run` with `plan`, `status` and `clean`, on small notebooks."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from calling import Caller, is_running, program, wait_for, write
from workforce_grades.reports import session
from workforce_grades.reports.cluster import ClusterError
from workforce_grades.reports.lock import FILE
from workforce_grades.reports.run_state import Options


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


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_cluster_is_asked_while_the_output_folder_is_held(
    call: Caller, sample: Path, notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_refused: bool
) -> None:
    out, asked = tmp_path / "new" / "out", []

    @contextmanager
    def elsewhere(address: str, options: Options, *_shared: object, **_named: object) -> Iterator[Options]:
        asked.append((address, (out / FILE).is_file()))
        if is_refused:
            raise ClusterError("the worker does not see the output folder")
        yield options

    monkeypatch.setattr(session, "on_cluster", elsewhere)
    words = ("--scheduler", "tcp://host:1", "--only", "grades", "--jobs", "1")
    said = call("run", "--data", sample, "--notebooks", notebooks, "--out", out, *words)
    assert asked == [("tcp://host:1", True)]
    assert said.code == (2 if is_refused else 0), said.err
    assert (out / "grades-illustrative.html").is_file() == (not is_refused)
    assert (tmp_path / "new").exists() == (not is_refused)


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
    assert lines[0] == f"from {mirror}: the publishers' files"
    assert lines[1].startswith("4 to make, 0 unchanged, ")
    assert sorted(path.name for path in (out / "notebooks").iterdir()) == sorted(
        path.name for path in notebooks.glob("*.ipynb")
    )
    assert "3 made, 0 unchanged, 1 failed in " in lines[-2]
    assert lines[-1] == str(out / "index.html")
    assert "\r" not in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert (
        f"failed: broken, cell 3: ZeroDivisionError: division by zero Notebook: {out / 'failed/broken.ipynb'}"
        in done.stderr
    )
    assert sorted(path.name for path in (out / "data").iterdir()) == [
        "comparisons.csv", "comparisons.csv-metadata.json",
        "estimates.csv", "estimates.csv-metadata.json", "inspections.csv", "inspections.csv-metadata.json",
        "linked.csv", "linked.csv-metadata.json", "workforce-and-grades.xlsx",
        "workforce.csv", "workforce.csv-metadata.json",
    ]  # fmt: skip
    index = (out / "index.html").read_text()
    assert index.count("<th scope=row><a href=local-authority/") == 2
    assert len(index.encode()) < 60_000

    assert "failed: broken, cell 3" in call("status", "--out", out).out
    (notebooks / "05-broken.ipynb").unlink()
    assert "0 made, 3 unchanged, 0 failed" in call("run", *common, "--limit", "2").out
    pages = [page for page in out.rglob("*.html") if page.name != "index.html"]
    assert not [page for page in pages if "broken.html" in page.read_text(encoding="utf-8")]
    assert "broken.html" not in (out / "grades.html").read_text()
    events = call("run", *common, "--limit", "2", "--json")
    assert [json.loads(line)["event"] for line in events.out.splitlines()] == ["start", "end"]
    planned = json.loads(call("plan", *common, "--authority", "Derby", "--json").out)
    assert planned[0]["page"] == "local-authority/derby.html"
    assert planned[0]["reasons"] == ["new"]
    assert call("clean", "--out", out).out.endswith(f" files deleted from {out}, and the folder, empty then\n")
    assert not (out / "index.html").exists()


@pytest.mark.mirror
@pytest.mark.slow
def test_an_interrupt_is_130_and_leaves_no_kernel_behind(
    mirror: Path, notebooks: Path, tmp_path: Path, call: Caller
) -> None:
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
    assert "stopped: 0 of the 1 pages that were due are made" in call("status", "--out", out).out
    deadline = time.monotonic() + 10
    while is_running(kernel) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(kernel)


@pytest.mark.slow
def test_ctrl_c_while_workers_start_is_told_in_one_line(sample: Path, notebooks: Path, tmp_path: Path) -> None:
    words = program("run", "--data", sample, "--notebooks", notebooks, "--out", tmp_path / "out", "--jobs", "2")
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert any("to make" in line for line in iter(running.stdout.readline, ""))
        time.sleep(0.3)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to all of its processes
        _out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert len(err.splitlines()) == 1
    assert err.startswith("stopped: the pages that were finished are kept")


@pytest.mark.slow
@pytest.mark.mirror
def test_pages_of_the_sample_make_way_for_real_ones_and_not_the_reverse(
    mirror: Path, sample: Path, notebooks: Path, tmp_path: Path, call: Caller
) -> None:
    out = tmp_path / "out"
    common = ("--notebooks", notebooks, "--out", out, "--only", "grades")
    assert call("run", "--data", sample, *common).code == 0
    assert [path.name for path in (out / "notebooks").iterdir()] == [
        path.name for path in notebooks.glob("*-grades.ipynb")
    ]
    planned = call("plan", *common, "--data", mirror).out.splitlines()
    said = call("run", *common, "--data", mirror)
    assert said.code == 0
    [gone] = re.findall(r"removed (\d+) files that an earlier run had made from other data", said.out)
    assert planned[0] == f"from {mirror}: the publishers' files"
    assert planned[-1] == f"{gone} files that were made from other data would be removed first"
    assert [path.name for path in out.glob("grades*.html")] == ["grades.html"]
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    for command in ("run", "plan"):
        said = call(command, *common, "--data", sample)
        assert said.code == 2
        assert "out: this folder holds pages made from the publishers' data" in said.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert call("run", *common, "--data", sample, "--replace").code == 0
    assert [path.name for path in out.glob("grades*.html")] == ["grades-illustrative.html"]

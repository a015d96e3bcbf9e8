"""The benchmark of pages: what it compares are the same pages, and it compares within a round."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import psutil
import pytest
from rich.console import Console

from workforce_grades.study import load_study


@pytest.fixture(scope="module")
def benchmark(root: Path) -> ModuleType:
    """Return ``benchmarks/reports.py`` as a module."""
    found = importlib.util.spec_from_file_location("benchmark_of_reports", root / "benchmarks" / "reports.py")
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module  # dataclasses look their module up
    found.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_limit_makes_the_very_pages_that_we_make(benchmark: ModuleType, sample: Path, tmp_path: Path) -> None:
    names = tuple(authority.name for authority in load_study(sample).authorities.current[:2])
    pages = []
    for way in (benchmark.ONE_JOB, benchmark.LIMIT):
        out = tmp_path / str(len(pages))
        out.mkdir()
        with tempfile.TemporaryFile("w+") as complaints:
            runner = benchmark.Runner(way, benchmark.Work(sample, names, out), complaints)
            turn = runner.take_turn(names)
            runner.end()
        assert turn.clock > 0.05
        pages.append({file.name.removeprefix("local-authority-"): file.read_bytes() for file in out.rglob("*.html")})
    assert pages[0] == pages[1]
    assert len(pages[0]) == 2


def test_a_way_that_fails_says_why(benchmark: ModuleType, sample: Path, tmp_path: Path) -> None:
    with tempfile.TemporaryFile("w+") as complaints:
        runner = benchmark.Runner(benchmark.LIMIT, benchmark.Work(sample, ("Nowhere",), tmp_path), complaints)
        with pytest.raises(SystemExit, match=r"(?s)the way limit ended: Traceback.*Error: .*Nowhere"):
            runner.take_turn(["Nowhere"])
        with pytest.raises(SystemExit, match="the way limit ended"):
            runner.take_turn(["Nowhere"])
        runner.end()


BURN = "import time\nwhile time.process_time() < 0.5: pass\nprint('burnt', flush=True)\n"


@pytest.mark.parametrize("end", ["", "input()"], ids=["ended and waited for", "still there"])
def test_what_children_use_counts(benchmark: ModuleType, end: str) -> None:
    wait = "" if end else "; child.wait()"
    parent = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdin=subprocess.PIPE, "
        f"stdout=subprocess.PIPE); child.stdout.readline(){wait}; print('ready', flush=True); input()"
    )
    runner = benchmark.Runner.__new__(benchmark.Runner)
    runner._process = subprocess.Popen(
        [sys.executable, "-c", parent, BURN + end], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert runner._process.stdout.readline() == "ready\n"
    own = sum(psutil.Process(runner._process.pid).cpu_times()[:2])
    assert runner._used() - own > 0.45
    runner._process.communicate("\n")


@pytest.mark.parametrize(
    ("words", "said"), [(["--rounds", "0"], "invalid choice: 0"), (["--data", "nowhere"], "nowhere")]
)
def test_what_cannot_be_measured_is_refused_in_words(root: Path, words: list[str], said: str) -> None:
    script = [sys.executable, str(root / "benchmarks" / "reports.py"), *words]
    refused = subprocess.run(script, capture_output=True, text=True)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_ratios_are_of_the_same_round(benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    turn, heard = benchmark.Turn, io.StringIO()
    found = {  # the machine is half as fast in the second round
        benchmark.COMMANDS: [turn(8, 10), turn(16, 20), turn(8, 10)],
        benchmark.ONE_JOB: [turn(0.5, 0.5), turn(1, 1), turn(0.6, 0.5)],
        benchmark.TWO_JOBS: [turn(0.6, 0.4), turn(1.2, 0.8), turn(0.6, 0.4)],
        benchmark.LIMIT: [turn(0.4, 0.4), turn(0.8, 0.8), turn(0.4, 0.4)],
    }
    monkeypatch.setattr(benchmark, "Console", lambda: Console(file=heard, width=200))
    benchmark.show(found)
    told = heard.getvalue()
    assert "25.00 times as fast as the commands with 2 jobs, by the clock (25.00 to 25.00 in 3 rounds; goal" in told
    assert "1.25 times the limit with 1 job, of the processor (1.25 to 1.50 in 3 rounds; goal: at most 1.3)" in told

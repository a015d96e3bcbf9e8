"""The benchmark's own arithmetic; what it measures is for a quiet machine."""

from __future__ import annotations

import importlib.util
import io
import time
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

from workforce_grades.models import Panel, design_frame


@pytest.fixture(scope="module")
def benchmark(root: Path) -> ModuleType:
    """Return ``benchmarks/models.py`` as a module."""
    found = importlib.util.spec_from_file_location("benchmark_of_models", root / "benchmarks" / "models.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_times_are_those_of_one_run(benchmark: ModuleType) -> None:
    def busy() -> None:
        begun = time.process_time()
        while time.process_time() - begun < 0.01:
            pass

    assert 0.009 < benchmark.best(busy, batches=2, runs=3) < 0.05


def test_times_stand_beside_ours_as_multiples(benchmark: ModuleType, simulated: Panel) -> None:
    designs = {"2 terms": design_frame("overall|turnover+caseload", simulated)}
    times = {("2 terms", "fit"): 0.002, ("2 terms", "from id"): 0.003, ("2 terms", "bootstrap"): 0.6,
             ("2 terms", "clm"): 0.007, ("curve", "ours"): 4.0, ("2 terms", "log_likelihood"): -9.0}  # fmt: skip
    console = Console(width=200, file=io.StringIO())
    console.print(benchmark.table_of(times, designs))
    assert "7.0 ms (3.5x)" in console.file.getvalue()
    assert benchmark.verdicts(times)[0].endswith("goal 0.01 s: reached")
    assert benchmark.verdicts(times)[1] == "cluster bootstrap of 1,000: 0.6 s, goal 0.5 s: MISSED"
    (line,) = benchmark.accuracy(times, designs)
    assert "from the maximum" in line
    assert "against clm" in line
    assert "statsmodels" not in line


def test_without_r_nothing_of_r_is_timed(benchmark: ModuleType, monkeypatch) -> None:
    monkeypatch.setattr(benchmark.shutil, "which", lambda _: None)
    assert benchmark.r_times({}) == {}

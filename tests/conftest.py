"""Fixtures that every test may use: the bundled sample, and the publishers' real files where they are.

Where ``WORKFORCE_GRADES_REQUIRE_MIRROR`` is set, as in CI beside the real files, a run in which a test of
the real files was skipped, or none was run, fails.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from whole_builds import HARD_CASES, REGIONS, build, made_once
from workforce_grades.reports.notebooks import load_notebooks, notebooks_folder
from workforce_grades.sources.folder import sample_folder
from workforce_grades.study import Study, load_study

ROOT = Path(__file__).resolve().parents[1]
MIRROR = ROOT.parent / "shared" / "open-data"
MUST_RUN = bool(os.environ.get("WORKFORCE_GRADES_REQUIRE_MIRROR"))
settings.register_profile("any machine", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("any machine")
_PASSED: list[str] = []
_SKIPPED: list[str] = []


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Path:
    """Return the folder of the bundled sample."""
    return sample_folder()


@pytest.fixture(scope="module")
def study(sample: Path) -> Study:
    """Return the tables of the bundled sample."""
    return load_study(sample)


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Return the folder of the publishers' real files; skip where it is not beside the checkout."""
    if not MIRROR.is_dir():
        pytest.skip("the publishers' files are not beside this checkout")
    return MIRROR


@pytest.fixture(scope="session")
def illustrative(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return every study page of the sample, with three authorities and three regions."""
    return made_once(tmp_path_factory, "illustrative", lambda out: build(out, "--limit", "3", "--jobs", "2"))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Path:
    """Return every study page of the real files, with the authorities and regions that are hard to get right."""
    studies = ",".join(book.report for book in load_notebooks(notebooks_folder()) if not book.foreach)
    chosen = [word for name in HARD_CASES for word in ("--authority", name)]
    chosen += [word for name in REGIONS for word in ("--region", name)]

    def make(out: Path) -> None:
        build(out, "--data", str(mirror), "--only", studies)
        build(out, "--data", str(mirror), *chosen)

    return made_once(tmp_path_factory, "real", make)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Path:
    """Return the whole collection of the real files: every study, authority and region; minutes, for deep tests."""
    return made_once(tmp_path_factory, "whole", lambda out: build(out, "--data", str(mirror)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the tests of the real files; with xdist the controller hears of every worker's."""
    if "mirror" in report.keywords:
        if report.when == "call" and report.passed:
            _PASSED.append(report.nodeid)
        if report.skipped:
            _SKIPPED.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that had to test the real files and did not."""
    is_worker = hasattr(session.config, "workerinput")
    if MUST_RUN and not is_worker and (_SKIPPED or not _PASSED) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests of the real files ran."""
    terminalreporter.write_line(f"real files: {len(_PASSED)} tests ran, {len(_SKIPPED)} skipped")

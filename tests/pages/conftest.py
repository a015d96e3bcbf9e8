"""What tests of pages look at: the national findings of the sample, and the real study."""

from __future__ import annotations

from pathlib import Path

import pytest

from workforce_grades.pages.findings import Findings, main_findings
from workforce_grades.study import Study, load_study


@pytest.fixture(scope="module")
def real(mirror: Path) -> Study:
    """Return the tables of the publishers' real files."""
    return load_study(mirror)


@pytest.fixture(scope="module")
def findings(study: Study) -> Findings:
    """Return the national findings of the sample."""
    return main_findings(study)

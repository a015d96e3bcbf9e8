"""Fixtures that every test may use: the bundled sample, and the publishers' real files where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from workforce_grades.sources.folder import sample_folder

ROOT = Path(__file__).resolve().parents[1]
MIRROR = ROOT.parent / "shared" / "open-data"


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Path:
    """Return the folder of the bundled sample."""
    return sample_folder()


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Return the folder of the publishers' real files; skip where it is not beside the checkout."""
    if not MIRROR.is_dir():
        pytest.skip("the publishers' files are not beside this checkout")
    return MIRROR

"""One simulated country for all tests of the generator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workforce_grades.sample.publication import Published, publish
from workforce_grades.sample.simulation import Simulation, simulate
from workforce_grades.sample.writing import write_sample


@pytest.fixture(scope="session")
def country() -> Simulation:
    """Return the country of the bundled sample, before publication."""
    return simulate()


@pytest.fixture(scope="session")
def published(country: Simulation) -> Published:
    """Return what its publisher prints of the censuses."""
    return publish(country)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with the sample, written anew."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    yield folder

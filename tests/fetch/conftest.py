"""The stand-in of the official sites, and a folder to fetch into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from official_sites import OfficialSites
from places import standing_in

from calling import Caller
from workforce_grades.sources.folder import REFERENCE_FACTS


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(capsys)


@pytest.fixture
def sites(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficialSites]:
    """The stand-in, filled from the sample; this process goes through it."""
    yield from standing_in(OfficialSites(sample), tmp_path, monkeypatch)


@pytest.fixture
def raw(sample: Path, tmp_path: Path) -> Path:
    """An empty folder of downloads, but for what is said about fictional authorities."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for name in REFERENCE_FACTS:
        shutil.copyfile(sample / name, folder / name)
    return folder

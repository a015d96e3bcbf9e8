"""A caller of the command line, and a folder of two notebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from calling import Caller, write


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

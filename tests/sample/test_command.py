"""The command that writes the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from workforce_grades.authorities import load_authorities
from workforce_grades.sample.__main__ import main
from workforce_grades.sources.folder import open_folder


def test_it_writes_as_many_authorities_as_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "small"), "--authorities", "60", "--seed", "8"]) == 0
    assert "60 authorities" in capsys.readouterr().out
    assert open_folder(tmp_path / "small").is_illustrative
    authorities = load_authorities(tmp_path / "small")
    assert len(authorities.current) == 60
    assert len({member.region_name for member in authorities.current}) == 9


@pytest.mark.parametrize("authorities", ["5", "521"])
def test_too_few_or_many_are_refused_with_exit_2_and_nothing_written(
    authorities: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none"), "--authorities", authorities]) == 2
    assert "give 60 to 520" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()

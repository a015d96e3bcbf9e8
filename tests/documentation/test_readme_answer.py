"""The README's answer is what the command writes, on the publishers' files where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from workforce_grades.documentation.__main__ import main
from workforce_grades.documentation.answer import BEGIN, END, answer_block, with_answer
from workforce_grades.errors import DataError


def test_only_what_is_between_the_marks_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text(f"before\n\n{BEGIN}\nold \\1\n{END}\n\nafter\n")
    assert with_answer(file, r"new \g<0>") == f"before\n\n{BEGIN}\nnew \\g<0>\n{END}\n\nafter\n"


@pytest.mark.parametrize("text", ["no marks", f"{BEGIN}\n", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_file_without_a_place_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "README.md"
    file.write_text(text)
    with pytest.raises(DataError, match=r"README\.md: no place for the answer"):
        with_answer(file, "answer")


def test_the_sample_gives_no_answer(tmp_path: Path, sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "README.md"
    file.write_text(f"{BEGIN}\n{END}\n")
    assert main(["answer", str(file), "--data", str(sample)]) == 2
    assert "generated data" in capsys.readouterr().err
    assert file.read_text() == f"{BEGIN}\n{END}\n"


def test_the_diagram_is_written_by_the_command(tmp_path: Path, root: Path) -> None:
    assert main(["diagram", str(tmp_path / "modules.svg")]) == 0
    assert (tmp_path / "modules.svg").read_bytes() == (root / "docs" / "modules.svg").read_bytes()


@pytest.mark.mirror
def test_the_readme_says_what_the_study_gives_today(root: Path, mirror: Path) -> None:
    file = root / "README.md"
    answer = answer_block(mirror)
    assert file.read_text(encoding="utf-8") == with_answer(file, answer), "run `make answer DATA=../shared/open-data`"
    assert "264 inspections" in answer
    assert max(map(len, answer.splitlines())) <= 119

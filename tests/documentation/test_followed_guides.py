"""Guides to additions, followed to their end in a copy: each snippet is pasted as it stands where its step says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from command_lines import program_calls, shell_lines

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^ *```(python|text)\n(.*?)^ *```", flags=re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`((?:src|tests)/[\w/]+\.py)`")
MEASURE_ENDS = {
    "src/workforce_grades/codebook.py": ")  # fmt: skip\n\nMEASURES",
    "src/workforce_grades/sample/measures.py": "    }\n    made = ",
    "src/workforce_grades/sources/workforce_checks.py": ")  # fmt: skip\n\n\ndef identity_differences",
    "tests/builders.py": "    }  # fmt: skip\n    return {column: round",
}
COVARIATE_ENDS = {
    "src/workforce_grades/models/spec.py": "]\nFamily",
    "src/workforce_grades/models/columns.py": "}\nCONTEXT_OF",
    "src/workforce_grades/reports/grammar_text.py": "}\n\n\ndef grammar_lines",
    "tests/models/test_design.py": "",
}
"""What follows the tuple, dictionary or file that a snippet is added to, by file in the order of the steps."""

_OF_THE_TESTS = ("WORKFORCE_GRADES", "PYTEST", "COV")
"""Variables of this run of the tests: it does not measure a copy."""


def guide(name: str) -> str:
    return (ROOT / "docs" / "how-to" / name).read_text(encoding="utf-8")


def snippets(text: str) -> list[tuple[str, str]]:
    """Return each Python block with the file that its step names last before it."""
    return [
        (FILE.findall(text[: block.start()])[-1], textwrap.dedent(block[2]))
        for block in BLOCK.finditer(text)
        if block[1] == "python"
    ]


def in_text_blocks(text: str) -> list[str]:
    return [textwrap.dedent(block[2]).strip() for block in BLOCK.finditer(text) if block[1] == "text"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the code, the tests and the sample."""
    for name in ("src", "tests", "data/sample"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "data/sources.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def follow(text: str, ends: dict[str, str], copy: Path) -> None:
    """Paste every snippet of a guide at the end of what its step names."""
    found = snippets(text)
    assert [file for file, _snippet in found] == list(ends)
    for file, snippet in found:
        code = (copy / file).read_text(encoding="utf-8")
        assert code.count(ends[file]) == 1 or not ends[file], file
        at = code.index(ends[file]) if ends[file] else len(code)
        (copy / file).write_text(f"{code[:at]}\n{snippet}{code[at:]}", encoding="utf-8")


def said(copy: Path, *words: str) -> str:
    """Run a module in the copy, as a reader does, and return what it said."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_TESTS)}
    run = subprocess.run(
        [sys.executable, "-m", *words], cwd=copy, env={**known, "PYTHONPATH": f"{copy}/src:{copy}/tests"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2_000:] + run.stdout[-2_000:]
    return run.stdout


def test_the_guide_to_a_measure_leads_to_a_measure_of_the_sample(copy: Path) -> None:
    text = guide("add-a-measure.md")
    follow(text, MEASURE_ENDS, copy)
    assert "Wrote 150 authorities" in said(copy, "workforce_grades.sample", "data/sample")
    checked = said(copy, "workforce_grades", "data", "check")
    assert in_text_blocks(text)
    assert all(line in checked.splitlines() for line in in_text_blocks(text))
    asked = "from builders import workforce_2022_layout, workforce; print(*workforce(), *workforce_2022_layout())"
    assert said(copy, "timeit", "-n1", "-r1", asked).split().count("starters_rate_fte") == 1


@pytest.mark.mirror
def test_the_example_of_a_measure_is_made_up_because_every_published_column_is_one(mirror: Path) -> None:
    from workforce_grades.sources.folder import DataFolder
    from workforce_grades.sources.workforce_layouts import IDENTIFIERS, LAYOUT_2022, LAYOUT_2025

    for source, layout in (("workforce", LAYOUT_2025), ("workforce_2022", LAYOUT_2022)):
        header = DataFolder(mirror).require(source).read_text(encoding="utf-8-sig").split("\n", 1)[0].strip()
        assert set(header.split(",")) == {*IDENTIFIERS, *layout.columns}
    assert "**the example is made up**" in guide("add-a-measure.md")


def test_the_guide_to_a_covariate_leads_to_an_estimate(copy: Path) -> None:
    text = guide("add-a-covariate.md")
    follow(text, COVARIATE_ENDS, copy)
    on_the_sample = next(words for words in program_calls(shell_lines(text)) if "--data" not in words)
    rows = [line.split()[0] for line in said(copy, "workforce_grades", *on_the_sample).splitlines() if line.strip()]
    assert rows.index("cover") == rows.index("caseload") + 1
    assert "1 passed" in said(copy, "pytest", "-q", "tests/models/test_design.py", "-k", "test_cover_is")

"""The answer that the study gives on the publishers' files, written into the README between two marks."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Final

from workforce_grades.errors import DataError
from workforce_grades.pages.findings import main_findings
from workforce_grades.study import Study, load_study

BEGIN: Final = "<!-- answer: written by `make answer`, not by hand -->"
END: Final = "<!-- end of answer -->"
_WIDTH: Final = 119


def answer_block(data: Path) -> str:
    """Return the finding on the files of a folder, wrapped, with the releases it rests on.

    Parameters
    ----------
    data
        Folder with the publishers' files.

    Raises
    ------
    DataError
        The folder holds the sample: its numbers are no findings, or a file is not what it must be.
    """
    study = load_study(data)
    if study.illustrative:
        raise DataError(data, "generated data", expected="the publishers' files", action="Name their folder")
    findings = main_findings(study)
    paragraphs = (
        f"On {_releases(study)}: {findings.one_line()}",
        " ".join(findings.per_quartiles(term) for term in ("caseload", "turnover")),
    )
    return "\n\n".join(textwrap.fill(text, _WIDTH, break_long_words=False) for text in paragraphs)


def with_answer(file: Path, answer: str) -> str:
    """Return the text of a file with the answer between its marks.

    Parameters
    ----------
    file
        A text with :data:`BEGIN` and :data:`END` once each, on lines of their own.
    answer
        What is to stand there.

    Raises
    ------
    DataError
        The marks are not there.
    """
    text = file.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise DataError(file, "no place for the answer", expected=f"one line '{BEGIN}' and one '{END}'")
    marks = re.compile(rf"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return marks.sub(lambda _old: f"{BEGIN}\n{answer}\n{END}", text)


def _releases(study: Study) -> str:
    cited = [study.folder.cited(source_id) for source_id in ("workforce", "inspections")]
    released = [f"{each.release[:1].lower()}{each.release[1:]}" for each in cited]
    return " and ".join(
        f"{each.title} ({each.publisher}, {release})" for each, release in zip(cited, released, strict=True)
    )

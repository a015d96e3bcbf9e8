"""The sample's inspection reports as PDF files, in the layout of Ofsted's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any, Final

import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.sample.report_texts import SECTIONS, FictionalReport, fictional_reports
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.writers import write_csv

FOLDER: Final = "inspection-reports"
_CARE_LEAVERS: Final = "in care and care leavers"
_LABELS: Final = {
    "leaders": "The impact of leaders on social work practice with children and families",
    "help_protection": "The experiences and progress of children who need help and protection",
    "in_care": "The experiences and progress of children in care",
    "care_leavers": "The experiences and progress of care leavers",
    "overall": "Overall effectiveness",
}
_TO_IMPROVE: Final = (
    "How soon health assessments are done.",
    "How plans are written, so that families can follow them.",
)
_END: Final = (
    "The Office for Standards in Education, Children’s Services and Skills is a real body and did not write this.",
    "This report was generated. The authority in it does not exist, and nothing in it is about a real place or person.",
)


def write_reports(simulation: Simulation, out: Path) -> list[Path]:
    """Write one PDF a report and a manifest to `inspection-reports` in a folder; files there before are replaced.

    Returns
    -------
    list of pathlib.Path
        The PDFs. The same simulation gives the same bytes with one version of reportlab and zlib.
    """
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.pdf"):
        old.unlink()
    rows: list[tuple[str, str, str]] = []
    files = []
    for report in fictional_reports(simulation):
        published = f"{report.inspection['published']:%Y-%m-%d}"
        file = folder / f"illustrative_{report.member.key}_{published}.pdf"
        file.write_bytes(report_pdf(report))
        rows.append((file.name, report.member.name, published))
        files.append(file)
    write_csv(folder / "manifest.csv", [("file", "authority", "publication_date"), *rows])
    return files


def report_pdf(report: FictionalReport) -> bytes:
    """Return one report as a PDF: title, dates, table of judgements, what to improve, findings, end matter."""
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    rl_config.useA85 = 0
    stream = io.BytesIO()
    header = _title(report)

    def decorate(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 8)
        if document.page > 1:
            canvas.drawString(60, A4[1] - 40, header)
        canvas.drawRightString(A4[0] - 60, 40, str(document.page))

    document = SimpleDocTemplate(stream, pagesize=A4, title=f"Illustrative: {header}", invariant=1, pageCompression=1)
    document.build(list(_story(report)), onFirstPage=decorate, onLaterPages=decorate)
    return stream.getvalue()


def _title(report: FictionalReport) -> str:
    return f"Inspection of {report.member.name} local authority children’s services"


def _story(report: FictionalReport) -> Iterator[Any]:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Spacer

    styles = getSampleStyleSheet()
    body, heading = styles["BodyText"], styles["Heading3"]
    yield _paragraph(_title(report), styles["Heading1"])
    yield _paragraph(f"Inspection dates: {_dates(report.inspection)}", body)
    yield _paragraph("Lead inspector: nobody, because nobody inspected it", body)
    yield _judgements(report.inspection)
    yield Spacer(1, 8)
    yield _paragraph(_together(report, "summary"), body)
    yield _paragraph("What needs to improve?", heading)
    yield from (_paragraph(text, body, bulletText="•") for text in _TO_IMPROVE)
    number = 0
    for section in SECTIONS:
        lines = [line.text for line in report.lines if line.section == section]
        if not lines:
            continue
        yield _paragraph(f"{_label(section, report.inspection)}: {_grade(report.inspection[section]).lower()}", heading)
        for at in range(0, len(lines), 3):
            number += 1
            yield _paragraph(f"{number}. {' '.join(lines[at : at + 3])}", body)
    yield from (_paragraph(text, body) for text in _END)


def _paragraph(text: str, style: Any, **options: Any) -> Any:
    """Return text as it stands: reportlab takes it for markup."""
    from reportlab.platypus import Paragraph

    return Paragraph(escape(text, quote=False), style, **options)


def _together(report: FictionalReport, section: str) -> str:
    return " ".join(line.text for line in report.lines if line.section == section)


def _label(outcome: str, found: pd.Series) -> str:
    joint = outcome == "in_care" and pd.isna(found["care_leavers"])
    return _LABELS["in_care"].replace("in care", _CARE_LEAVERS) if joint else _LABELS[outcome]


def _grade(value: float) -> str:
    grade = GRADES[int(value) - 1]
    return "Requires improvement to be good" if grade == "Requires improvement" else grade


def _judgements(found: pd.Series) -> Any:
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Table

    body = getSampleStyleSheet()["BodyText"]
    rows = [["Judgement", "Grade"]]
    rows += [
        [_paragraph(_label(outcome, found), body), _paragraph(_grade(found[outcome]), body)]
        for outcome in _LABELS
        if not pd.isna(found[outcome])
    ]
    return Table(rows, colWidths=[300, 140], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)])


def _dates(found: pd.Series) -> str:
    """Return the dates in one of the ways that reports print them."""
    start = found["date"]
    end = start + timedelta(days=4 if found["type"] == "short" else 11)
    if start.month == end.month:
        return f"{start.day} to {end.day} {end:%B %Y}"
    if start.year == end.year:
        return f"{start.day} {start:%B} to {end.day} {end:%B %Y}"
    return f"{start.day} {start:%B %Y} to {end.day} {end:%B %Y}"

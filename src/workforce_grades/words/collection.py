"""A folder of reports read: each PDF once, kept by its content, several at a time, with progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.cache import cached
from workforce_grades.errors import DataError
from workforce_grades.sources.folder import existing_folder
from workforce_grades.sources.hashes import file_sha256
from workforce_grades.words.coder import Mention, code_report
from workforce_grades.words.identity import Identities
from workforce_grades.words.manifest import read_manifest
from workforce_grades.words.pdf_text import MOST_BYTES, RefusedFileError, shown_name
from workforce_grades.words.report import Report, read_report
from workforce_grades.words.tables import Place, refused_table, report_row, reports_table, sentence_rows, theme_rows

WORKERS: Final = 2

Listener = Callable[[int, int, str], None]
"""Told after each file: how many are done, how many there are, and why this one was refused (or nothing)."""


@dataclass(frozen=True)
class Reading:
    """What a folder of reports says.

    Attributes
    ----------
    reports
        One row a report: authority, dates, judgements, pages; see `words.tables`.
    sentences
        One row a sentence.
    themes
        One row a sentence and theme, with polarity and rule.
    refused
        One row a file that could not be read, with the reason.
    """

    reports: pd.DataFrame
    sentences: pd.DataFrame
    themes: pd.DataFrame
    refused: pd.DataFrame


def find_reports(folder: Path) -> list[Path]:
    """Return the PDFs of a folder and the folders in it, in order.

    Raises
    ------
    UnknownNameError, DataError
        There is no such folder, or no PDF in it.
    """
    existing_folder(folder, "folder of reports")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".pdf")
    if not files:
        raise DataError(
            folder.name or str(folder), "no PDF in this folder", expected="inspection reports as Ofsted publishes them",
            action="Save reports from reports.ofsted.gov.uk into the folder",
        )  # fmt: skip
    return files


def read_folder(
    folder: Path, authorities: Authorities, *, history: pd.DataFrame | None = None, listener: Listener | None = None
) -> Reading:
    """Read, parse and code every report of a folder.

    Parameters
    ----------
    folder
        PDFs, perhaps with a `manifest.csv` beside them.
    authorities
        Who is who.
    history
        Ofsted's own list of inspections; supplies publication dates that neither report nor manifest gives.
    listener
        Told after each file.

    Raises
    ------
    UnknownNameError, DataError
        There is no such folder, or no PDF in it. A file that cannot be read is a row of `refused`, no error.
    """
    files = find_reports(folder)
    place = Place(read_manifest(folder), Identities(authorities), authorities, history)
    reports, sentences, themes, refused = [], [], [], []
    for done, (name, outcome) in enumerate(read_each(files, folder), start=1):
        if isinstance(outcome, RefusedFileError):
            refused.append({"file": name, "reason": outcome.reason})
        else:
            report, mentions = outcome
            row = report_row(name, report, place)
            reports.append(row)
            sentences += sentence_rows(row, report)
            themes += theme_rows(row, mentions)
        if listener:
            listener(done, len(files), str(outcome) if isinstance(outcome, RefusedFileError) else "")
    return Reading(*reports_table(reports, sentences, themes), refused_table(refused))


Coded = tuple[Report, list[Mention]]


def read_each(files: Sequence[Path], folder: Path) -> Iterator[tuple[str, Coded | RefusedFileError]]:
    """Yield each file's name in its folder, and its report with its mentions or why it was refused."""
    with ThreadPoolExecutor(WORKERS) as pool:
        outcomes = pool.map(_read, files)
        for file, outcome in zip(files, outcomes, strict=True):
            yield shown_name(file.relative_to(folder).as_posix()), outcome


def _read(file: Path) -> Coded | RefusedFileError:
    try:
        if not file.is_file() or file.stat().st_size > MOST_BYTES:
            return _code(file)
        digest = file_sha256(file)
        return cached(f"report-{digest[:20]}", {"report": digest}, lambda: _code(file))
    except RefusedFileError as error:
        return error
    except OSError as error:
        return RefusedFileError(file, f"it cannot be opened: {error.strerror or error}")


def _code(file: Path) -> Coded:
    report = read_report(file)
    return report, code_report(report.sentences)

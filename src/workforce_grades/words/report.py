"""One report: its pages of text in, what they say out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workforce_grades.words.characters import mend_words, plain
from workforce_grades.words.front_page import FrontPage, read_front
from workforce_grades.words.furniture import without_furniture
from workforce_grades.words.pdf_text import RefusedFileError, read_pages
from workforce_grades.words.sections import read_paragraphs
from workforce_grades.words.sentences import Sentence, split_report


@dataclass(frozen=True, slots=True)
class Report:
    """What one PDF says.

    Attributes
    ----------
    front
        Kind, names, dates, judgements.
    sentences
        From the summary to the end of the findings.
    pages
        How many the PDF has.
    """

    front: FrontPage
    sentences: tuple[Sentence, ...]
    pages: int


def read_report(file: Path) -> Report:
    """Return what a PDF says.

    Raises
    ------
    RefusedFileError
        It cannot be read, or is no report on an authority's services for children.
    """
    return parse_report(read_pages(file), file)


def parse_report(pages: Sequence[str], file: str | Path) -> Report:
    """Return what the text of a report's pages says; the name of the file is for the message.

    Raises
    ------
    RefusedFileError
        It is no report on an authority's services for children, or has no date or no text.
    """
    lines = without_furniture(mend_words([plain(page) for page in pages]))
    front = read_front(lines) if any(lines) else None
    if front is None:
        raise RefusedFileError(file, "it is not an Ofsted report on a local authority's children's services")
    if front.visit is None:
        raise RefusedFileError(file, "it prints no inspection date that can be read")
    sentences = split_report(read_paragraphs(lines), front.inspectors)
    if not sentences:
        raise RefusedFileError(file, "it has a title page but no findings: it may be cut off")
    return Report(front, tuple(sentences), len(pages))

"""Paragraphs split into sentences, none with a person's name in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from workforce_grades.words.personal_names import without_names
from workforce_grades.words.sections import Paragraph, Section

_ABBREVIATIONS: Final = frozenset((
    "e.g", "i.e", "etc", "vs", "no", "nos", "approx", "dr", "mr", "mrs", "ms", "st", "jr", "sr", "prof", "cllr", "rev",
    "inc", "ltd", "co", "fig", "para", "paras", "p", "pp", "vol", "ed", "a.m", "p.m",
))  # fmt: skip
# A stop between digits is within a number (2.5 FTE, 1500.5 FTE), or else before a footnote's mark: behind a year, and
# where a word of a new sentence follows (17.1 The council).
_STOP: Final = re.compile(
    r"((?!(?<=\d)(?<!(?:19|20)\d\d)\.\d+ (?![A-Z][a-z]))[.!?…]+[’”\")\]]*\d{0,2})\s+(?=[‘“\"(\[]?[A-Z0-9])"
)
_LAST_WORD: Final = re.compile(r"([A-Za-z][A-Za-z.]*)\.[’”\")\]]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it stands; numbers run through the report."""

    section: Section
    number: int
    paragraph: int
    text: str
    is_bullet: bool


def split_report(paragraphs: Iterable[Paragraph], inspectors: Iterable[str] = ()) -> list[Sentence]:
    """Return the sentences of a report in order.

    Parameters
    ----------
    paragraphs
        From :func:`workforce_grades.words.sections.read_paragraphs`.
    inspectors
        Names that must not stand in any of them; people with a title before their name are left out too.
    """
    names = tuple(inspectors)
    texts = [
        (paragraph, sentence)
        for paragraph in paragraphs
        for text in split(paragraph.text)
        if (sentence := without_names(text, names))
    ]
    return [
        Sentence(paragraph.section, number, paragraph.number, text, paragraph.is_bullet)
        for number, (paragraph, text) in enumerate(texts, start=1)
    ]


def split(text: str) -> list[str]:
    """Return the sentences of a text; joined by a space they are the text again.

    A stop after an abbreviation, an initial, a paragraph's number or within a number ends no sentence.

    Examples
    --------
    >>> split("Caseloads are high. Staff, e.g. Newly qualified ones, leave.")
    ['Caseloads are high.', 'Staff, e.g. Newly qualified ones, leave.']
    """
    return list(_pieces(re.sub(r"\s+", " ", text).strip()))


def _pieces(text: str) -> Iterator[str]:
    begins = 0
    for stop in _STOP.finditer(text):
        piece = text[begins : stop.end(1)]
        last = _LAST_WORD.search(piece)
        is_short = last and (last[1].lower() in _ABBREVIATIONS or re.fullmatch(r"[A-Z]", last[1]))
        if is_short or not any(letter.isalpha() for letter in piece):
            continue
        yield piece
        begins = stop.end()
    if text[begins:]:
        yield text[begins:]

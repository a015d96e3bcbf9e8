"""A report's lines brought into sections and paragraphs: headings, numbers and bullets told from text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workforce_grades.words.characters import BULLET
from workforce_grades.words.judgement_table import GRADE

Section = str
SUMMARY: Final[Section] = "summary"
IMPROVE: Final[Section] = "what_needs_to_improve"

_JUDGED: Final = rf"(?:\s*[:.–-]?\s*(?:(?:is|are|requires?)\b\s*[:.–-]?\s*)?{GRADE})?"
_HEADINGS: Final[tuple[tuple[str, Section], ...]] = (
    (r"what needs to (?:be )?improved?(?: in this area(?: of social work practice)?)?(?: and by when)?", IMPROVE),
    (r"areas? for (?:improvement|development)|recommendations|required improvements?", IMPROVE),
    (r"areas? for priority action|priority (?:and immediate )?actions?|immediate (?:and )?priority actions?", "priority_action"),  # noqa: E501
    (r"(?:the )?impact of leaders on social work practice(?: with children(?: and families)?)?", "leaders"),
    (r"leadership,? management and governance", "leaders"),
    (r"(?:the )?(?:experiences and progress of )?children (?:who|in) need (?:of )?help and protection", "help_protection"),  # noqa: E501
    (r"(?:the )?experiences and progress of children in care and care leavers", "in_care"),
    (r"(?:the )?experiences and progress of (?:children in care|children looked after)", "in_care"),
    (r"children looked after and achieving permanence|children looked after", "in_care"),
    (r"(?:the graded judge?ment for )?adoption performance", "adoption"),
    (r"(?:the )?(?:graded judge?ment (?:for|about) (?:the )?)?(?:experiences? and progress of )?care leavers", "care_leavers"),  # noqa: E501
    (r"(?:the )?local safeguarding children board(?: \(lscb\))?", "safeguarding_board"),
    (r"executive summary|summary(?: of (?:key )?findings)?|headline findings|main findings|overview|key findings", SUMMARY),  # noqa: E501
    (r"what does the (?:local authority|lscb) need to improve", IMPROVE),
    (r"the local authority[’']s strengths|progress since the last inspection", "strengths"),
    (r"inspection judge?ments about the local authority", "findings"),
    (r"findings and evaluation of social work practice", "findings"),
    (r"summary for children and young people", "summary_for_children"),
    (r"information about this local authority area\d?|information about this (?:local )?area", "about_the_area"),
)  # fmt: skip
_HEADING: Final = tuple(
    (re.compile(rf"(?:\d(?:\.\d)?\.?\s+)?(?:{words}){_JUDGED}\s*[?:.]*\d?", re.IGNORECASE), section)
    for words, section in _HEADINGS
)
_MOST_HEADING_LINES: Final = 4
_FRONT_LINES: Final = 14
_LONGEST_HEADING: Final = 170
_ENDS: Final = re.compile(
    r"the office for standards in education,? children[’']s services and skills"
    r"|information about (?:this|the) (?:inspection|review)\b|(?:the )?inspection team\b|our inspection team\b"
    r"|what the inspection judge?ments mean|if you would like a copy of this document"
    r"|any complaints about the inspection"
    r"|yours sincerely|yours faithfully",
    re.IGNORECASE,
)
_TABLE: Final = re.compile(r"\bJudge?ment\s+Grade\b", re.IGNORECASE)
_LABEL_ENDS: Final = re.compile(rf"overall effectiveness\s*[:.]?(?:\s*{GRADE})?\s*", re.IGNORECASE)
_REST_OF_GRADE: Final = re.compile(
    rf"{GRADE}|(?:requires? )?improvement(?: to(?: be)?)?|requires?|(?:to )?be(?: good)?|to", re.IGNORECASE
)
_FRONT: Final = re.compile(
    r"inspection (?:of|dates?)\b|re-?inspection\b|report published|lead inspectors?\b|h(?:er|is) majesty[’']s inspector"
    r"|ofsted\b|raising standards|improving lives|dear\b|www\.|https?:|t(?:elephone)?:? 0\d|e(?:mail)?: |judge?ment\b",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"(\d{1,3})(?:\.\s*|\s+)(?=[A-Z‘“\"(]|\d+-)")
_CONTENTS: Final = re.compile(r"\.{4,}|(?:\. ){4,}|_{4,}")
_STOPPED: Final = re.compile(r"[.!?:;][’”\")]*\d{0,2}$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph, a bullet, or text between headings.

    Attributes
    ----------
    section
        Where it stands: `summary`, `what_needs_to_improve`, `help_protection`, `in_care`,
        `care_leavers`, `leaders` and the like.
    number
        As printed; 0 where there is none.
    text
        One line.
    is_bullet
        Whether it is an item of a list.
    """

    section: Section
    number: int
    text: str
    is_bullet: bool


def read_paragraphs(pages: Sequence[Sequence[str]]) -> list[Paragraph]:
    """Return the paragraphs of a report, from the end of its title page to the start of its end matter.

    Parameters
    ----------
    pages
        Lines of each page, without headers and footers.
    """
    lines = [line for page in pages for line in _without_contents(page)]
    lines = lines[_begins(lines) : _stops(lines)]
    return [paragraph for paragraph in _walk(lines) if _is_prose(paragraph.text)]


def _without_contents(page: Sequence[str]) -> list[str]:
    """Return the lines of a page but for those of a table of contents."""
    listed = any(re.fullmatch(r"contents", line, re.IGNORECASE) for line in page)
    return [
        line
        for line in page
        if not (_CONTENTS.search(line) or (listed and re.search(r"^contents$|\D \d{1,3}$", line, re.IGNORECASE)))
    ]


def _begins(lines: Sequence[str]) -> int:
    """Return the first line after the title and the table of judgements."""
    table = next((at for at, line in enumerate(lines[:60]) if _TABLE.search(line)), None)
    if table is None:
        summary = (
            at for at, line in enumerate(lines) if (found := _heading(lines, at, after="")) and found[0] == SUMMARY
        )
        front = [at for at, line in enumerate(lines[:_FRONT_LINES]) if _FRONT.match(line)]
        return next(summary, front[-1] + 1 if front else 0)
    overall = [at for at in range(table, min(table + 30, len(lines))) if _LABEL_ENDS.fullmatch(lines[at])]
    after = overall[0] + 1 if overall else _after_last_grade(lines, table)
    while after < len(lines) and _REST_OF_GRADE.fullmatch(lines[after]):
        after += 1
    return after


def _after_last_grade(lines: Sequence[str], table: int) -> int:
    """Return the line after the table of a report without an overall judgement."""
    ends = table + 1
    for at in range(table + 1, min(table + 20, len(lines))):
        if _REST_OF_GRADE.fullmatch(lines[at]) or re.search(rf"\s{GRADE}$", lines[at], re.IGNORECASE):
            ends = at + 1
    return ends


def _stops(lines: Sequence[str]) -> int:
    """Return where the end matter begins, which holds addresses and names."""
    from_here = len(lines) // 3
    return next((at for at in range(from_here, len(lines)) if _ENDS.match(lines[at])), len(lines))


def _walk(lines: Sequence[str]) -> Iterator[Paragraph]:
    section, number, held, is_bullet, last = SUMMARY, 0, "", False, 0
    at = 0
    while at < len(lines):
        heading = _heading(lines, at, after=held)
        numbered = _numbered(lines[at], last, held)
        if heading or numbered or lines[at].startswith(BULLET):
            if held:
                yield Paragraph(section, number, held, is_bullet)
            number, held, is_bullet = 0, "", False
        if heading:
            section, taken = heading
            at += taken
            continue
        line = lines[at]
        if numbered:
            number = last = int(numbered[1])
            line = line[numbered.end() :]
        elif line.startswith(BULLET):
            is_bullet, line = True, line[len(BULLET) :].strip()
        held = f"{held} {line}".strip()
        at += 1
    if held:
        yield Paragraph(section, number, held, is_bullet)


def _heading(lines: Sequence[str], at: int, *, after: str) -> tuple[Section, int] | None:
    """Return the section that begins here and how many lines its heading takes; the longest form counts."""
    if after and not _STOPPED.search(after) and lines[at][:1].islower():
        return None
    for taken in range(min(_MOST_HEADING_LINES, len(lines) - at), 0, -1):
        words = " ".join(lines[at : at + taken])
        if len(words) <= _LONGEST_HEADING:
            for form, section in _HEADING:
                if form.fullmatch(words):
                    return section, taken
    return None


def _numbered(line: str, last: int, held: str) -> re.Match[str] | None:
    """Return the paragraph number a line begins with: the next one, or with a stop, one soon after."""
    found = _NUMBERED.match(line)
    if not found:
        return None
    step = int(found[1]) - last
    has_stop = "." in found[0]
    ended = not held or bool(_STOPPED.search(held))
    return (
        found
        if (step == 1 and (has_stop or ended)) or (has_stop and ended and (1 < step <= 5 or found[1] == "1"))
        else None
    )


def _is_prose(text: str) -> bool:
    """Whether there are words in it, not only a page number or the cell of a table."""
    return len(re.findall(r"[A-Za-z]{2,}", text)) >= 3

"""What kind of report it is, of whom, when, and with which judgements: read from the first pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from workforce_grades.words.inspection_dates import Visit, find_publication, find_visit
from workforce_grades.words.judgement_table import Judgements, find_judgements

Framework = Literal["ILACS", "SIF", "SIF re-inspection", "LSCB review", "JTAI"]

_SIF_TITLE: Final = r"inspection of services for children in need of help and protection"
_KINDS: Final[tuple[tuple[str, Framework, str], ...]] = (
    (r"\bfocus(?:s)?ed visit (?:to|of|in)\b", "ILACS", "focused visit"),
    (r"\bmonitoring visit (?:to|of|in)\b|\bmonitoring visit (?:to )?.{0,80}children[’']s services", "ILACS", "monitoring visit"),  # noqa: E501
    (r"\bjoint (?:targeted )?area (?:targeted |child protection )?inspection of\b|\bjoint targeted area inspection\b", "JTAI", "JTAI"),  # noqa: E501
    (rf"\bre-?{_SIF_TITLE}|\bre-?inspection of .{{0,80}}children[’']s services", "SIF re-inspection", "re-inspection"),
    (_SIF_TITLE, "SIF", "single"),
    (r"\binspection of (?:the )?.{2,120}? ?children[’']s (?:social care )?services", "ILACS", ""),
    (r"\binspection of children[’']s (?:social care )?services", "ILACS", ""),
    (r"\breview of the effectiveness of the (?:local safeguarding children board|.{2,80} safeguarding children board)",
     "LSCB review", "board"),
)  # fmt: skip
_TITLES: Final = (
    re.compile(r"inspection of (?:the )?(.{2,90}?)[’']?s?,? (?:local authority,? )children[’']s", re.IGNORECASE),
    re.compile(r"(?:focus+ed|monitoring) visit (?:to|of|in) (?:the )?(.{2,90}?)(?: local authority)?,? children[’']s", re.IGNORECASE),  # noqa: E501
    re.compile(r"inspection of (?:the )?(.{2,90}?)(?: local authority)?,? children[’']s (?:social care )?services", re.IGNORECASE),  # noqa: E501
    re.compile(r"children[’']s (?:social care )?services in (?:the )?([A-Z].{2,60}?)(?= Inspection| Re-inspection| Lead|\n|$)"),  # noqa: E501
    re.compile(r"joint (?:targeted )?area (?:targeted )?inspection of .{0,120} in (?:the )?([A-Z].{2,60}?)(?= Inspection|\n|$)", re.IGNORECASE),  # noqa: E501
)  # fmt: skip
_TITLE_ENDS: Final = re.compile(
    r"inspection dates?\b|report published|lead inspector|\bJudge?ment\s+Grade\b", re.IGNORECASE
)
_NOT_A_NAME: Final = re.compile(r"ofsted|raising standards|improving lives|^\d|www|http|piccadilly", re.IGNORECASE)
_LEAD: Final = re.compile(
    r"(?i:lead inspectors?|inspectors|inspection team)\s*:\s*([A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){1,3}?)"
    r"(?=,|\s+H(?:er|is) Majesty|\s+HMI|\s+Ofsted|\s+Senior|\s*\n|\s*$)"
)
_LONGEST_SHORT: Final = 8
_PAGES_WITH_JUDGEMENTS: Final = 6


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the first pages of a report say of the inspection.

    Attributes
    ----------
    framework, inspection_type
        As in Ofsted's history: ILACS standard or short, SIF single, re-inspection; and visits, joint
        inspections and board reviews, which have none of the five judgements.
    names
        What may be the authority's name, likeliest first.
    visit, published
        When inspectors were there; the printed day of publication, where there is one.
    judgements
        As printed.
    inspectors
        Names on the first page, only so that they can be kept out of everything else.
    """

    framework: Framework
    inspection_type: str
    names: tuple[str, ...]
    visit: Visit | None
    published: date | None
    judgements: Judgements
    inspectors: tuple[str, ...]


def read_front(pages: Sequence[Sequence[str]]) -> FrontPage | None:
    """Return what the first pages say; None where it is no report on children's services.

    Parameters
    ----------
    pages
        Lines of each page, without headers and footers.
    """
    lines = list(pages[0]) or [line for page in pages[:2] for line in page]
    first = " ".join([*lines, *(pages[1][:40] if len(pages) > 1 and len(lines) < 12 else [])])
    kind = _kind(first[:1_500])
    if kind is None:
        return None
    framework, inspection_type = kind
    visit = find_visit(first) or find_visit(" ".join(line for page in pages[:3] for line in page))
    return FrontPage(
        framework,
        inspection_type or _length(visit, first),
        tuple(dict.fromkeys(_names(lines, first))),
        visit,
        find_publication(first),
        _judgements(pages, first, framework, inspection_type),
        tuple(name.strip() for name in _LEAD.findall("\n".join(lines))),
    )


def _kind(words: str) -> tuple[Framework, str] | None:
    """Return the kind whose title comes first: a later sentence may speak of other visits."""
    found = [
        (match.start(), order, framework, inspection_type)
        for order, (pattern, framework, inspection_type) in enumerate(_KINDS)
        if (match := re.search(pattern, words, re.IGNORECASE))
    ]
    if not found:
        return None
    _at, _order, framework, inspection_type = min(found)
    return framework, inspection_type


def _length(visit: Visit | None, first: str) -> str:
    """Return which ILACS inspection it is: a short one has a week on site, a standard one two."""
    printed = re.search(r"\b(standard|short) inspection\b", first[:600], re.IGNORECASE)
    if printed:
        return printed[1].lower()
    return "" if visit is None else "short" if visit.days < _LONGEST_SHORT else "standard"


def _judgements(pages: Sequence[Sequence[str]], first: str, framework: Framework, inspection_type: str) -> Judgements:
    if framework == "JTAI" or inspection_type in ("focused visit", "monitoring visit"):
        return Judgements()
    reach = 2 if framework == "ILACS" else _PAGES_WITH_JUDGEMENTS
    text = " ".join(line for page in pages[:reach] for line in page)
    found = find_judgements(text, sif=framework != "ILACS")
    return Judgements(board=found.board) if framework == "LSCB review" else found


def _names(lines: Sequence[str], first: str) -> Iterator[str]:
    for form in _TITLES:
        for found in form.finditer(first[:1_500]):
            yield found[1].strip(" ,.–-")
    ends = next((at for at, line in enumerate(lines) if _TITLE_ENDS.search(line)), min(len(lines), 12))
    title = [line for line in lines[:ends] if not _NOT_A_NAME.search(line)]
    yield from title
    yield from (f"{one} {two}" for one, two in pairwise(title))

"""Dates on the first page: of the visit, and of publication where it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<{0}month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)(?:day)?\.?,?\s+)?"
_DAY: Final = r"(?P<{0}day>\d{{1,2}})(?:\s?(?:st|nd|rd|th)\b)?"
_WORDS: Final = _WEEKDAY + _DAY + r"(?:(?:\s+of)?\s*" + _MONTH + r"(?:,?\s*(?P<{0}year>(?:19|20)\d\d)\b)?)"
_NUMBERS: Final = r"(?P<{0}d>\d{{1,2}})[/.](?P<{0}m>\d{{1,2}})[/.](?P<{0}y>(?:20)?\d\d)\b"
_BARE: Final = _WEEKDAY.replace("{", "{{").replace("}", "}}") + r"(?P<{0}bare>\d{{1,2}})(?:st|nd|rd|th)?"
_TO: Final = r"\s*(?:to|and|until|through|–|-)+\s*"


def _one(prefix: str, *, bare: bool) -> str:
    forms = [_NUMBERS.format(prefix), _WORDS.format(prefix)] + ([_BARE.format(prefix)] if bare else [])
    return "(?:" + "|".join(forms) + ")"


_RANGE: Final = re.compile(_one("a", bare=True) + _TO + _one("b", bare=False), re.IGNORECASE)
_SINGLE: Final = re.compile(_one("a", bare=False), re.IGNORECASE)
_VISITED: Final = re.compile(
    r"\b(?:re-?inspection|inspection|visit|review)\s+dates?\s*[:.–-]?\s*|\bdates?\s+of\s+(?:the\s+)?(?:inspection|visit|review)"
    r"\s*[:.–-]?\s*|\binspected\s+(?:on|from|between)\s+",
    re.IGNORECASE,
)
_IN_A_SENTENCE: Final = re.compile(
    r"\b(?:visit|inspection|review)\b[^.]{0,140}?\b(?:on|from|between)\s+(?=(?:[a-z]+day,? )?\d)", re.IGNORECASE
)
_PUBLISHED: Final = re.compile(
    r"\b(?:report\s+)?(?:published(?:\s+on)?|publication\s+date|date\s+of\s+publication)\s*[:.–-]?\s*", re.IGNORECASE
)
_REACH: Final = 120


@dataclass(frozen=True, slots=True)
class Visit:
    """First and last day of an inspection's first stretch on site."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Days from the first to the last, both counted."""
        return (self.end - self.start).days + 1


def find_visit(text: str) -> Visit | None:
    """Return when the inspectors were there, from the words of a first page; None where they do not say.

    A range may leave out the month or year of its first day; a range over New Year begins in the year
    before. Of several stretches the first counts, as in Ofsted's own list.

    Examples
    --------
    >>> find_visit("Inspection dates: 29 November to 10 December 2021")
    Visit(start=datetime.date(2021, 11, 29), end=datetime.date(2021, 12, 10))
    """
    for label in (*_VISITED.finditer(text), *_IN_A_SENTENCE.finditer(text)):
        visit = _visit_at(text[label.end() : label.end() + _REACH])
        if visit:
            return visit
    return None


def find_publication(text: str) -> date | None:
    """Return the printed day of publication, if there is one."""
    for label in _PUBLISHED.finditer(text):
        found = _SINGLE.match(text[label.end() : label.end() + _REACH])
        if found and (day := _date(found, "a")):
            return day
    return None


def _visit_at(text: str) -> Visit | None:
    found = _RANGE.match(text)
    if found:
        end = _date(found, "b") or _date(found, "b", year=_year(found, "a"))
        start = end and _start(found, end)
        return Visit(start, end) if start and end and start <= end else None
    single = _SINGLE.match(text)
    day = single and _date(single, "a")
    return Visit(day, day) if day else None


def _start(found: re.Match[str], end: date) -> date | None:
    if found["abare"]:
        return _make(end.year, end.month, int(found["abare"]))
    start = _date(found, "a") or _date(found, "a", year=end.year)
    if start and start > end and not _year(found, "a"):
        return _date(found, "a", year=end.year - 1)
    return start


def _year(found: re.Match[str], which: str) -> int | None:
    year = found[f"{which}y"] or found[f"{which}year"]
    return None if year is None else int(year) + (2000 if len(year) == 2 else 0)


def _date(found: re.Match[str], which: str, *, year: int | None = None) -> date | None:
    year = year or _year(found, which)
    if year is None:
        return None
    if found[f"{which}d"]:
        return _make(year, int(found[f"{which}m"]), int(found[f"{which}d"]))
    month = _MONTHS.index(found[f"{which}month"][:3].lower()) + 1
    return _make(year, month, int(found[f"{which}day"]))


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""What stands on every page: headers, footers and page numbers, taken out so that sentences run on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_EDGE: Final = 4
_SHARE: Final = 0.3
_KNOWN: Final = re.compile(
    r"(?:page )?\d{1,3}(?: of \d{1,3})?|(?:page )?\d{1,3}"
    r"|inspection of .{3,90} local authority children[’']s services(?: \d{1,3})?"
    r"|(?:focused visit|monitoring visit) (?:to|of) .{3,90}children[’']s services(?: \d{1,3})?"
    r"|\d{1,2}(?: [a-z]+)?(?: \d{4})? (?:to|–|-) \d{1,2} [a-z]+ \d{4}(?: \d{1,3})?",
    re.IGNORECASE,
)
_PAGE_NUMBER_BEFORE_TEXT: Final = re.compile(r"^\d{1,3}(?=\n)")


def without_furniture(pages: list[str]) -> list[list[str]]:
    """Return the lines of each page but for headers, footers and page numbers.

    A line at the edge of a page is one of them where it stands, but for its digits, on three pages in
    ten or more; the known forms are so on every page but the first, whose title has the same words.
    Where one is glued to the text that follows, the text stays.

    Parameters
    ----------
    pages
        Text of each page, as :func:`workforce_grades.words.characters.plain` returns it.
    """
    lines = [[line for line in page.split("\n") if line] for page in pages]
    repeated = _repeated(lines)
    return [[*_kept(page, repeated, first=number == 0)] for number, page in enumerate(lines)]


def _repeated(pages: list[list[str]]) -> set[str]:
    seen = Counter(mask for page in pages for mask in {_mask(line) for line in _edges(page)})
    return {mask for mask, times in seen.items() if times >= max(3, _SHARE * len(pages)) and len(mask) > 1}


def _edges(page: list[str]) -> list[str]:
    return page if len(page) <= 2 * _EDGE else page[:_EDGE] + page[-_EDGE:]


def _mask(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold().strip(" .")


def _kept(page: list[str], repeated: set[str], *, first: bool) -> Iterable[str]:
    for at, line in enumerate(page):
        at_edge = at < _EDGE or at >= len(page) - _EDGE
        if not at_edge:
            yield line
        elif _is_number(line) or (not first and (_mask(line) in repeated or _KNOWN.fullmatch(line))):
            continue
        else:
            yield line if first else _unglued(line, repeated)


def _is_number(line: str) -> bool:
    return bool(re.fullmatch(r"(?:page )?\d{1,3}(?: of \d{1,3})?", line, re.IGNORECASE))


def _unglued(line: str, repeated: set[str]) -> str:
    """Return a line without a header that runs into its text."""
    for mask in sorted(repeated, key=len, reverse=True):
        if len(mask) > 20:
            form = r"\d+".join(re.escape(part) for part in mask.split("#"))
            line = re.sub(rf"^{form}(?=\S)", "", line, flags=re.IGNORECASE)
    return line

"""The numbers that a reader finds on a part of a page, in order, each line of text and each row of a table alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag

from workforce_grades.codebook import FLAG_MEANINGS

Line = tuple[str, tuple[str, ...]]
"""What a line is about (the kind of text, or the first cell of a row), and its numbers; a cell without has ""."""

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
LINES = ("p", "li", "h3", "summary", "figcaption", "dt", "dd", "caption")
_CODES = re.compile("|".join((r"\bE\d{8}\b", *(re.escape(words) for words in FLAG_MEANINGS.values() if words))))
"""Codes of places, and the codebook's words for a symbol, are no numbers of the page."""


def numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of a text as they are shown, without the commas of thousands."""
    return tuple(found.replace(",", "") for found in NUMBER.findall(_CODES.sub("", text)))


def lines(html: str) -> list[Line]:
    """Return every line of a part of a page that has a number in it; pictures by the text in their place."""
    return [line for line in _lines(BeautifulSoup(html, "html.parser")) if any(line[1])]


def _lines(tag: Tag) -> Iterator[Line]:
    for child in tag.children:
        if not isinstance(child, Tag):
            continue
        if child.name == "svg":
            yield "picture", numbers(str(child.get("aria-label", "")))
        elif child.name == "tr":
            cells = child.find_all(["th", "td"])
            yield cells[0].get_text(), tuple(" ".join(numbers(cell.get_text(" "))) for cell in cells)
        elif child.name in LINES:
            yield child.name, numbers(child.get_text(" "))
        else:
            yield from _lines(child)


def mutations(html: str) -> Iterator[tuple[str, BeautifulSoup]]:
    """Yield each number that is read, and the part while that number alone stands changed in its last shown digit."""
    soup = BeautifulSoup(html, "html.parser")
    for text in soup.find_all(string=NUMBER):
        for found in NUMBER.finditer(str(text)):
            other = NavigableString(_other(str(text), found))
            text.replace_with(other)
            yield found[0], soup
            other.replace_with(text)
    for picture in soup.find_all("svg", attrs={"aria-label": NUMBER}):
        label = str(picture["aria-label"])
        for found in NUMBER.finditer(label):
            picture["aria-label"] = _other(label, found)
            yield found[0], soup
        picture["aria-label"] = label


def _other(text: str, found: re.Match[str]) -> str:
    decimals = len(found[0].partition(".")[2])
    changed = float(found[0].replace(",", "")) + 10**-decimals
    return f"{text[: found.start()]}{changed:.{decimals}f}{text[found.end() :]}"

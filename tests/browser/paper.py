"""A page printed to A4 by Chromium, read back with poppler: where each word stands, and what each sheet looks like."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.image import imread
from visits import Visit

A4 = (595.0, 842.0)
MARGIN = 14 / 25.4 * 72
"""Points, left and right, as page.css asks."""

MARKED = """() => {
  const sign = name => {
    const made = document.createElement("span");
    made.textContent = " " + name + " ";
    made.style.fontSize = "1px";
    return made;
  };
  const shown = each => each.checkVisibility({ contentVisibilityAuto: true });
  const hidden = each => each && (getComputedStyle(each).clipPath.startsWith("inset") || hidden(each.parentElement));
  const found = { words: [], tables: [] }, walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const each = walker.currentNode.parentElement;
    if (shown(each) && !hidden(each) && each.localName !== "script") found.words.push(walker.currentNode.textContent);
  }
  for (const each of [...document.querySelectorAll("h1, h2, h3, h4, dt")].filter(shown)) each.append(sign("@heading"));
  [...document.querySelectorAll("table")].filter(shown).forEach((table, at) => {
    found.tables.push([...table.tHead.rows[0].cells].map(cell => cell.innerText || cell.dataset.name));
    table.caption.append(sign("@caption" + at));
    [...table.tBodies[0].rows].filter(shown).forEach(row => row.cells[0].prepend(sign("@row" + at)));
  });
  return found;
}"""
"""Signs one pixel high behind headings and captions and before rows: they take no room and are found in the print."""


@dataclass(frozen=True)
class Word:
    """One word on a sheet; points from its top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_sign(self) -> bool:
        """Whether the test put it there."""
        return self.text.startswith("@")


@dataclass(frozen=True)
class Printed:
    """A printed page: the words of each sheet from the top, its pictures, what stood on the screen, tables' headers."""

    sheets: tuple[tuple[Word, ...], ...]
    pictures: tuple[np.ndarray[Any, Any], ...]
    said: str
    tables: tuple[str, ...]

    def places(self, sign: str) -> Iterator[tuple[int, float]]:
        """Yield sheet and height of each place where a sign stands."""
        for number, words in enumerate(self.sheets):
            yield from ((number, word.bottom) for word in words if word.text == sign)


def printed(visit: Visit, folder: Path) -> Printed:
    """Print an open page as its own style sheet asks."""
    file = folder / "page.pdf"
    visit.page.emulate_media(media="print")
    found = visit.ask(MARKED)
    visit.page.pdf(path=file, prefer_css_page_size=True)
    boxes = _run("pdftotext", "-bbox", str(file), "-").decode()
    sheets = tuple(_words(sheet) for sheet in ET.fromstring(boxes).iter("{http://www.w3.org/1999/xhtml}page"))
    _run("pdftoppm", "-gray", "-png", "-r", "36", str(file), str(folder / "sheet"))
    pictures = tuple(np.asarray(imread(sheet)) for sheet in sorted(folder.glob("sheet-*.png")))
    return Printed(sheets, pictures, " ".join(found["words"]), tuple(" ".join(heads) for heads in found["tables"]))


def _run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def _words(sheet: ET.Element) -> tuple[Word, ...]:
    found = [
        Word(str(word.text), *(float(word.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax"))) for word in sheet
    ]
    return tuple(sorted(found, key=lambda word: (word.top, word.left)))

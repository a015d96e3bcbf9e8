"""Colours that can be told apart: the palette by arithmetic, every text of every page as Chromium draws it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from visits import visiting

from workforce_grades.pages.figures import LETTERS, PALETTE
from workforce_grades.reports.render import stylesheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEXT, LARGE, GRAPHIC = 4.5, 3.0, 3.0
"""WCAG 2.2, 1.4.3 and 1.4.11."""

DRAWN = """() => {
  const solid = colour => colour && colour !== "none" && !/, 0\\)$/.test(colour);
  const behind = each => {
    for (let at = each; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (solid(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const painted = (each, picture) => {
    const box = each.getBoundingClientRect();
    const under = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const shape = under.find(one => picture.contains(one) && !one.closest("text") && solid(getComputedStyle(one).fill)
      && one !== picture);
    return shape ? getComputedStyle(shape).fill : behind(picture);
  };
  const found = new Map();
  const keep = (ink, ground, large, text) => found.set([ink, ground, large].join("|"), [ink, ground, large, text]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), each = walker.currentNode.parentElement;
    if (!text || each.closest("script, style, svg") || !each.getClientRects().length) continue;
    const style = getComputedStyle(each), size = parseFloat(style.fontSize);
    keep(style.color, behind(each), size >= 24 || (size >= 18.66 && style.fontWeight >= 700), text.slice(0, 60));
  }
  for (const picture of document.querySelectorAll("svg")) {
    picture.scrollIntoView({ block: "center", behavior: "instant" });
    for (const each of picture.querySelectorAll("text")) {
      keep(getComputedStyle(each).fill, painted(each, picture), false, each.textContent.trim().slice(0, 60));
    }
  }
  return [...found.values()];
}"""


def luminance(colour: tuple[float, ...]) -> float:
    """Return the relative luminance of sRGB in 0 to 255 (WCAG 2.2, definitions)."""
    shares = [part / 255 for part in colour[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return how far two colours are apart, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def parts(colour: str) -> tuple[float, ...]:
    """Return red, green and blue of `#abc`, `#aabbcc` or `rgb(…)`."""
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return tuple(float(part) for part in re.findall(r"[\d.]+", colour))


def variable(name: str) -> tuple[float, ...]:
    """Return a colour that the pages' style sheet gives a name."""
    found = re.search(rf"--{name}:(#\w+)", str(stylesheet()))
    assert found, name
    return parts(found[1])


WHITE = parts("#fff")


def test_known_contrasts() -> None:
    assert contrast(WHITE, parts("#000")) == pytest.approx(21)
    assert contrast(WHITE, parts("#767676")) == pytest.approx(4.54, abs=0.01)
    assert parts("rgb(18, 67, 109)") == parts("#12436d")


@pytest.mark.parametrize("colour", PALETTE)
def test_the_palette_stands_out_from_paper(colour: str) -> None:
    assert contrast(parts(colour), WHITE) >= GRAPHIC
    assert contrast(parts(LETTERS.get(colour, colour)), WHITE) >= TEXT


@pytest.mark.parametrize("ground", ["paper", "shade"])
@pytest.mark.parametrize("ink", ["ink", "soft", "blue", "plum"])
def test_words_can_be_read_on_every_ground(ink: str, ground: str) -> None:
    assert contrast(variable(ink), variable(ground)) >= TEXT


def test_focus_stands_out_from_the_page_and_from_its_own_glow() -> None:
    assert contrast(variable("ink"), variable("paper")) >= GRAPHIC
    assert contrast(variable("ink"), variable("focus")) >= GRAPHIC


def test_every_text_of_every_page_figures_included_can_be_read(browser: Browser, kinds: dict[str, Path]) -> None:
    faint = []
    for kind, path in kinds.items():
        with visiting(browser, path) as visit:
            visit.open_details()
            drawn = visit.ask(DRAWN)
        assert len(drawn) >= 4, kind
        for ink, ground, large, text in drawn:
            by = contrast(parts(ink), parts(ground))
            if by < (LARGE if large else TEXT):
                faint.append(f"{kind}: {ink} on {ground} is {by:.2f}: {text}")
    assert faint == []

"""Every kind of page on A4: nothing is lost or cut off, no heading stands alone, long tables repeat their header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from paper import A4, MARGIN, Printed, printed
from visits import visiting

from needed import need_program
from workforce_grades.reports.render import stylesheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def on_paper(browser: Browser, path: Path, folder: Path) -> Printed:
    need_program("pdftotext", "poppler-utils")
    folder.mkdir(exist_ok=True)
    with visiting(browser, path) as visit:
        return printed(visit, folder)


def lost(paper: Printed) -> list[str]:
    """Return signs that stood on the screen and are not on paper; repeated headers may only add."""
    there = Counter("".join(word.text for sheet in paper.sheets for word in sheet if not word.is_sign))
    said = Counter("".join(paper.said.split()))
    gone = {sign: count - there[sign] for sign, count in said.items() if sign.isalnum() and count > there[sign]}
    return [f"lost: {gone}"] if gone else []


def cut_off(paper: Printed) -> list[str]:
    """Return words that reach into the margins, and sheets with ink there."""
    words = [
        f"sheet {number}: '{word.text[:40]}' reaches {word.right:.0f} of {A4[0]:.0f}"
        for number, sheet in enumerate(paper.sheets, 1)
        for word in sheet
        if word.left < MARGIN - 2 or word.right > A4[0] - MARGIN + 2 or word.bottom > A4[1] - 2
    ]
    edge = int(MARGIN / 2) - 2
    inked = [
        f"sheet {number} has ink in its margin"
        for number, picture in enumerate(paper.pictures, 1)
        if min(picture[:, :edge].min(), picture[:, -edge:].min(), picture[:edge].min(), picture[-edge:].min()) < 1
    ]
    return words + inked


def stranded(paper: Printed) -> list[str]:
    """Return the sheets that end with a heading, and the tables whose first row is not under their caption."""
    found = []
    for number, bottom in paper.places("@heading"):
        sheet = paper.sheets[number]
        if not any(word.top > bottom and not word.is_sign for word in sheet):
            last = [word.text for word in sheet if word.top < bottom <= word.bottom and not word.is_sign]
            found.append(f"sheet {number + 1} ends with '{' '.join(last)}'")
    for table in range(len(paper.tables)):
        captions, rows = ({sheet for sheet, _bottom in paper.places(f"@{what}{table}")} for what in ("caption", "row"))
        if captions != {min(rows)}:
            found.append(f"table {table} has its caption on sheet {captions}, rows on {rows}")
    return found


def headless(paper: Printed) -> list[str]:
    """Return the sheets on which a table goes on without its header above its first row."""
    wrong = []
    for table, heads in enumerate(paper.tables):
        places = list(paper.places(f"@row{table}"))
        for number in sorted({sheet for sheet, _bottom in places}):
            first = min(bottom for sheet, bottom in places if sheet == number)
            above = " ".join(word.text for word in paper.sheets[number] if word.bottom < first)
            if missing := Counter(re.findall(r"\w+", heads)) - Counter(re.findall(r"\w+", above)):
                wrong.append(f"table {table} on sheet {number + 1} lacks {' '.join(missing)}")
    return wrong


def hollow(paper: Printed) -> list[str]:
    """Return the sheets that end above their middle because a table was kept for the next."""
    found = []
    for table in range(len(paper.tables)):
        number, bottom = min(paper.places(f"@caption{table}"))
        begins = not any(word.top < bottom - 40 and not word.is_sign for word in paper.sheets[number])
        if begins and number and (low := max(word.bottom for word in paper.sheets[number - 1])) < A4[1] / 2:
            found.append(f"sheet {number} is empty below {low:.0f} of {A4[1]:.0f}: table {table} waits for the next")
    return found


def torn(paper: Printed) -> list[str]:
    """Return columns too narrow for their words, which stand in them letter below letter."""
    thin = [word for sheet in paper.sheets for word in sheet if len(word.text) == 1 and word.text.islower()]
    lefts = Counter(round(word.left) for word in thin)
    return [f"{count} letters below one another at {left}" for left, count in lefts.items() if count > 9]


def faults(paper: Printed) -> list[str]:
    """Return all that is wrong with a printed page."""
    empty = [f"sheet {number} is empty" for number, sheet in enumerate(paper.sheets, 1) if len(sheet) < 4]
    return empty + lost(paper) + cut_off(paper) + stranded(paper) + headless(paper) + hollow(paper) + torn(paper)


def test_every_kind_of_page_prints_whole(browser: Browser, kinds: dict[str, Path], tmp_path: Path) -> None:
    wrong = {}
    for kind, path in kinds.items():
        paper = on_paper(browser, path, tmp_path / kind)
        assert 2 <= len(paper.sheets) == len(paper.pictures) <= 30, kind
        wrong |= {kind: found} if (found := faults(paper)) else {}
    assert wrong == {}


@pytest.mark.mirror
@pytest.mark.parametrize("name", ["case-studies", "region/london", "local-authority/barnsley"])
def test_the_longest_and_widest_real_pages_print_whole(real: Path, browser: Browser, tmp_path: Path, name: str) -> None:
    assert faults(on_paper(browser, real / f"{name}.html", tmp_path / "paper")) == []


def table_of(rows: int, height: str = "auto", kind: str = "number") -> str:
    """Return a table of years."""
    return (
        "<table><caption>Years</caption><thead><tr><th>Year</th><th>Rate</th></tr></thead><tbody>"
        + f'<tr style="height:{height}"><th>2025</th><td class="{kind}">17.1</td></tr>' * rows
        + "</tbody></table>"
    )


TABLE = table_of(70)
BAD: dict[str, tuple[Callable[[Printed], list[str]], str]] = {
    "ends with 'Alone'": (stranded, '<div style="height:250mm">.</div><h2>Alone</h2><p>Text'),
    "lacks": (headless, f"<style>thead {{ display: table-row-group }}</style>{TABLE}"),
    "ink in its margin": (cut_off, "<style>@page { margin: 0 }</style><h1>Outside</h1>"),
    "reaches": (
        cut_off,
        '<div style="overflow:hidden"><p style="margin-left:175mm;white-space:nowrap">Beyond here',
    ),
    "lost": (lost, '<p style="height:0;overflow:hidden">1234567890'),
    "waits for the next": (hollow, f'<p style="height:90mm">Text</p><div style="break-inside:avoid">{table_of(34)}'),
    "letters below": (torn, '<p style="width:1px;overflow-wrap:anywhere">abcdefghijklmnopq'),
}


@pytest.mark.parametrize("said", BAD)
def test_what_prints_badly_is_noticed(browser: Browser, tmp_path: Path, said: str) -> None:
    check, body = BAD[said]
    page = tmp_path / "page.html"
    style = "<style>@page { size: A4; margin: 16mm 14mm } body { margin: 0 }</style>"
    page.write_text(f"<!doctype html>{style}{body}", encoding="utf-8")
    assert any(said in fault for fault in check(on_paper(browser, page, tmp_path / "paper")))
    page.write_text(f"<!doctype html>{style}<h1>Good</h1><p>Text</p>{TABLE}", encoding="utf-8")
    assert faults(on_paper(browser, page, tmp_path / "good")) == []


@pytest.mark.parametrize(
    ("rows", "kind", "room", "sheets"),
    [
        pytest.param(9, "number", 120, [0, 9], id="a short table stays whole"),
        pytest.param(9, "words", 120, [6, 3], id="a short one of words is as long"),
        pytest.param(10, "number", 120, [6, 4], id="a longer one begins where it stands"),
        pytest.param(10, "number", 210, [0, 10], id="no first row alone below its caption"),
        pytest.param(10, "number", 60, [8, 2], id="no last row alone over the leaf"),
    ],
)
def test_a_long_table_breaks_between_rows(
    browser: Browser, tmp_path: Path, rows: int, kind: str, room: float, sheets: list[int]
) -> None:
    page = tmp_path / "page.html"
    body = f'<main><p style="height:{room}mm">Text</p>{table_of(rows, "20mm", kind)}</main>'
    page.write_text(f"<!doctype html><style>{stylesheet()}</style>{body}", encoding="utf-8")
    paper = on_paper(browser, page, tmp_path / "paper")
    stood = Counter(number for number, _bottom in paper.places("@row0"))
    assert [stood[number] for number in range(len(paper.sheets))] == sheets
    assert stranded(paper) + headless(paper) == []

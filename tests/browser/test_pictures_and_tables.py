"""What a screen reader says of pictures and tables, and what is left of a page without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from visits import visiting

from workforce_grades.pages.figures import MIN_ALT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLACEHOLDERS = (
    "image",
    "figure",
    "chart",
    "plot",
    "graph",
    "picture",
    "no description",
    "alt text",
    "todo",
    "untitled",
)
NAMED = """() => [...document.querySelectorAll("svg, img")]
  .filter(each => each.getAttribute("aria-hidden") !== "true")
  .map(each => [each.getAttribute("role") || each.localName, each.getAttribute("alt") || each.ariaLabel || ""])"""
BEYOND = """() => [...document.querySelectorAll(".table-scroll, .scroll")]
  .filter(each => each.scrollWidth > each.clientWidth).map(each => each.querySelector("caption").textContent)"""
BESIDE = """() => [".key", ".key > :last-child", ".key + figure"].map(
  each => document.querySelector(".figures " + each).getBoundingClientRect().bottom)"""
TABLES = """() => [...document.querySelectorAll("table")].map(table => ({
  caption: table.caption?.textContent.trim() || "",
  heads: [...table.tHead?.rows[0].cells || []].map(cell => [cell.scope, cell.textContent.trim()]),
  rows: [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => [cell.scope, cell.textContent.trim()])),
}))"""


def nameless(pictures: list[tuple[str, str]]) -> list[str]:
    """Return the pictures whose words would not help a reader who cannot see them."""
    names = [name for _role, name in pictures]
    wrong = [f"not told as a picture: {name[:40]}" for role, name in pictures if role not in ("img",)]
    wrong += [f"too short: {name}" for name in names if len(name.strip()) < MIN_ALT]
    wrong += [f"a placeholder: {name}" for name in names if name.casefold().startswith(PLACEHOLDERS)]
    return wrong + [f"twice: {name}" for name in set(names) if names.count(name) > 1]


def incomplete(table: dict[str, Any]) -> list[str]:
    """Return what a table lacks: a caption, a header for each column, a name for each row."""
    heads, name = table["heads"], table["caption"][:50]
    wrong = [] if table["caption"] else ["a table without caption"]
    wrong += [f"{name}: header '{text}' has scope '{scope}'" for scope, text in heads if scope != "col" or not text]
    wrong += [f"{name}: {len(row)} cells under {len(heads)} headers" for row in table["rows"] if len(row) != len(heads)]
    wrong += [f"{name}: a row without name" for row in table["rows"] if row[0][0] != "row" or not row[0][1]]
    return wrong if table["rows"] else [*wrong, f"{name}: no rows"]


def test_every_picture_says_what_it_shows_once_and_in_full(browser: Browser, kinds: dict[str, Path]) -> None:
    found, wrong = 0, {}
    for kind, path in kinds.items():
        with visiting(browser, path) as visit:
            pictures = [tuple(each) for each in visit.ask(NAMED)]
        found += len(pictures)
        wrong |= {kind: lacking} if (lacking := nameless(pictures)) else {}
    assert wrong == {}
    assert found >= 20


def test_no_column_of_what_if_is_beyond_the_edge_of_a_laptop(browser: Browser, kinds: dict[str, Path]) -> None:
    with visiting(browser, kinds["what-if"]) as visit:
        visit.open_details()
        assert visit.ask(BEYOND) == []


def test_the_key_of_the_trends_is_as_tall_as_the_figure_beside_it(browser: Browser, kinds: dict[str, Path]) -> None:
    with visiting(browser, kinds["local-authority"]) as visit:
        key, words, figure = visit.ask(BESIDE)
        assert key == pytest.approx(figure, abs=1)
        assert key - words < 160
        visit.open_details()
        key, _words, figure = visit.ask(BESIDE)
        assert key == pytest.approx(figure, abs=1)


def test_tables_are_whole_without_javascript(browser: Browser, kinds: dict[str, Path]) -> None:
    wrong = {}
    for kind, path in kinds.items():
        with visiting(browser, path, scripts=False) as visit:
            tables = visit.ask(TABLES)
            assert not visit.complaints, kind
        captions = [table["caption"] for table in tables]
        lacking = [each for table in tables for each in incomplete(table)]
        lacking += [f"caption twice: {caption}" for caption in set(captions) if captions.count(caption) > 1]
        wrong |= {kind: lacking} if lacking else {}
    assert wrong == {}


def test_the_index_holds_the_same_with_javascript_and_is_the_only_page_that_has_any(
    browser: Browser, kinds: dict[str, Path]
) -> None:
    with visiting(browser, kinds["index"], scripts=False) as visit:
        tables = visit.ask(TABLES)
    with visiting(browser, kinds["index"]) as visit:
        assert visit.ask(TABLES) == tables
    assert [kind for kind, path in kinds.items() if "<script>" in path.read_text(encoding="utf-8")] == ["index"]


def test_without_javascript_the_index_shows_every_authority_and_no_control_that_does_nothing(
    browser: Browser, kinds: dict[str, Path]
) -> None:
    with visiting(browser, kinds["index"], scripts=False) as visit:
        rows = visit.page.locator("#authorities-table tbody tr")
        assert rows.count() == visit.page.locator(".tiles li").count() >= 100
        assert all(row.is_visible() for row in rows.all()[::25])
        assert visit.page.locator("button:visible, input:visible, select:visible").count() == 0


@pytest.mark.parametrize(
    "name", ["", "Figure 1", "Turnover by year", "Chart of the turnover rate in all the years there are"]
)
def test_a_poor_name_is_noticed(name: str) -> None:
    assert nameless([("img", name)])
    assert nameless([("img", "Turnover fell from 17.1 to 15.2 per cent between 2022 and 2025.")] * 2)


def test_a_poor_table_is_noticed() -> None:
    good = {"caption": "Turnover", "heads": [["col", "Year"], ["col", "Rate"]], "rows": [[["row", "2025"], ["", "1"]]]}
    assert incomplete(good) == []
    for change in (
        {"caption": ""},
        {"heads": [["col", ""], ["col", "Rate"]]},
        {"rows": []},
        {"rows": [[["", "2025"]]]},
    ):
        assert incomplete(good | change)

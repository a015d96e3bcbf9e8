"""Pages of hostile data, opened: all of it is shown as text, nothing runs, nothing is asked for, the layout holds."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import openpyxl
import pytest
from hostile_sample import NAMES, write_hostile
from test_every_page import spills
from test_print import cut_off, on_paper
from visits import Visit, need_browser, visiting

from whole_builds import build, made_once
from workforce_grades.reports.exports import FORMULA_SIGNS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGE, SCRIPT, MERGED = "504", "505", "508"
"""DfE codes of authorities whose pages are made: the last has a formula and an endless word in its name."""

RUNS = """() => ({
  scripts: [...document.scripts].filter(each => each.type !== "application/ld+json").length,
  strange: document.querySelectorAll("img, iframe, object, embed, base, form, [onload], [onerror], [onclick]").length,
  links: [...document.querySelectorAll("[href]")].filter(each => /^(javascript|vbscript):/.test(each.href)).length,
  styled: getComputedStyle(document.body).display,
})"""


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return pages made from the hostile sample: three authorities, the region of two, a study, the index."""
    need_browser()

    def make(out: Path) -> None:
        data = str(write_hostile(out.parent / "data"))
        whose = [word for code in (IMAGE, SCRIPT, MERGED) for word in ("--authority", code)]
        build(out, "--data", data, *whose, "--region", "Westerlow")
        build(out, "--data", data, "--only", "data-and-quality")

    return made_once(tmp_path_factory, "hostile", make)


@pytest.fixture(scope="session")
def hostile_pages(hostile: Path) -> list[Path]:
    return sorted(hostile.rglob("*.html"))


@pytest.fixture
def visits(browser: Browser, hostile_pages: list[Path], width: int) -> Iterator[Iterator[tuple[Path, Visit]]]:
    def each() -> Iterator[tuple[Path, Visit]]:
        for path in hostile_pages:
            with visiting(browser, path, width) as visit:
                visit.open_details()
                yield path, visit

    yield each()


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_runs_and_the_layout_holds(visits: Iterator[tuple[Path, Visit]]) -> None:
    for path, visit in visits:
        harm: dict[str, Any] = visit.ask(RUNS)
        assert harm == {"scripts": path.stem == "index", "strange": 0, "links": 0, "styled": "block"}, path.name
        assert spills(visit) == [], path.name
        assert visit.complaints == [], path.name
        assert visit.requests == [path.resolve().as_uri()], path.name


def test_names_are_shown_as_they_are(browser: Browser, hostile: Path) -> None:
    with visiting(browser, hostile / "index.html") as visit:
        shown = visit.page.locator("#authorities-table tbody th").all_inner_texts()
        links = visit.page.locator("#authorities-table a")
        pages = links.evaluate_all("all => all.map(each => [each.innerText, each.href])")
    assert {NAMES[0], NAMES[6], NAMES[8], NAMES[9]} <= set(shown)
    assert max(map(len, shown)) > 10_000
    assert not any(mark in name for name in shown for mark in "\u202e\u2066")
    assert len(pages) == 3
    for name, address in pages:
        with visiting(browser, Path(unquote(urlsplit(address).path))) as visit:
            assert visit.page.locator("h1").inner_text().startswith(name)
            block = visit.page.locator("script[type$=json]").text_content()
            assert json.loads(str(block))["name"].startswith(name)


def test_the_index_still_searches_and_sorts(browser: Browser, hostile: Path) -> None:
    with visiting(browser, hostile / "index.html", 320) as visit:
        visit.page.get_by_label("Name", exact=True).fill(NAMES[0])
        rows = visit.page.locator("#authorities-table tbody tr:visible")
        assert {row.locator("th").inner_text()[: len(NAMES[0])] for row in rows.all()} == {NAMES[0]}
        visit.page.locator("#authorities-table thead button").first.click()
        assert visit.complaints == []


def test_files_keep_to_their_folder_and_to_a_length_that_any_system_takes(hostile: Path) -> None:
    files = [path for path in hostile.rglob("*") if path.is_file()]
    assert len(files) > 15
    assert all(path.resolve().is_relative_to(hostile.resolve()) for path in files)
    assert max(len(path.name.encode()) for path in files) < 200


def test_no_cell_of_the_tables_is_a_formula(hostile: Path) -> None:
    tables = sorted((hostile / "data").glob("*.csv"))
    texts = [path.read_text(encoding="utf-8") for path in tables]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA_SIGNS) and not _is_number(cell)] == []
    assert any(cell.startswith("'=cmd|") for cell in cells)
    (file,) = (hostile / "data").glob("*.xlsx")
    book = openpyxl.load_workbook(file)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any(str(cell).startswith("=cmd|") for row in book["workforce"].iter_rows(values_only=True) for cell in row)
    with zipfile.ZipFile(file) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_on_paper_too(browser: Browser, hostile: Path, tmp_path: Path) -> None:
    (region,) = (hostile / "region").glob("*.html")
    assert cut_off(on_paper(browser, region, tmp_path)) == []


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

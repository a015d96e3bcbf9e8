"""JupyterLab in Chromium: it opens on the start notebook, cells run, a choice changes the figure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from laboratory import Laboratory, laboratory
from visits import need_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

START = "00-start.ipynb"
OTHERS = ("04-turnover-caseload-and-grades.ipynb", "09-local-authority.ipynb")


@pytest.fixture(scope="module")
def on_the_sample(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    need_browser()
    with laboratory(root, tmp_path_factory.mktemp("laboratory")) as running:
        yield running


@pytest.fixture(scope="module")
def on_the_real_files(root: Path, tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Iterator[Laboratory]:
    need_browser()
    with laboratory(root, tmp_path_factory.mktemp("laboratory"), mirror.resolve()) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page as wide as a laptop's screen."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    yield context.new_page()
    context.close()


def explore(running: Laboratory, page: Page) -> None:
    """Run the start notebook as it opens by itself; choose other things; save."""
    running.open(page)
    assert START in page.url
    running.run_all_cells(page, START)
    shown = page.locator(".wg-explored").first
    headline, picture = shown.locator("h3").inner_text(), shown.locator("svg").inner_html()
    page.locator(".widget-dropdown select").nth(1).select_option(label="Caseload")
    page.wait_for_function("said => !document.querySelector('.wg-explored h3').innerText.includes(said)", arg=headline)
    assert "Caseload" in shown.locator("h3").inner_text()
    assert shown.locator("svg").inner_html() != picture
    table = shown.locator("tbody").inner_text()
    page.locator(".widget-dropdown select").nth(2).select_option(label="all of England")
    page.wait_for_function("said => document.querySelector('.wg-explored tbody').innerText !== said", arg=table)
    page.get_by_role("button", name="Save figure and table").click()
    page.wait_for_selector("text=Saved in")
    assert {file.suffix for file in (running.folder / "explored").iterdir()} == {".csv", ".html"}


def test_the_explorer_at_work(on_the_sample: Laboratory, page: Page) -> None:
    explore(on_the_sample, page)


def test_links_of_the_start_notebook_open_notebooks(on_the_sample: Laboratory, page: Page) -> None:
    on_the_sample.open(page, START)
    page.locator(".jp-Notebook a", has_text="09 local-authority").click()
    page.wait_for_selector(".lm-TabBar-tabLabel:has-text('09-local-authority.ipynb')")


@pytest.mark.deep
@pytest.mark.parametrize("notebook", OTHERS)
def test_notebooks_run_in_jupyterlab(on_the_sample: Laboratory, page: Page, notebook: str) -> None:
    on_the_sample.open(page, notebook)
    cells = on_the_sample.run_all_cells(page, notebook)
    assert any("<svg" in str(output) for cell in cells for output in cell.outputs)


@pytest.mark.deep
@pytest.mark.mirror
def test_the_explorer_on_the_real_files(on_the_real_files: Laboratory, page: Page) -> None:
    explore(on_the_real_files, page)
    assert not any("illustrative" in file.name for file in (on_the_real_files.folder / "explored").iterdir())


@pytest.mark.deep
@pytest.mark.mirror
@pytest.mark.parametrize("notebook", OTHERS)
def test_notebooks_run_in_jupyterlab_on_the_real_files(
    on_the_real_files: Laboratory, page: Page, notebook: str
) -> None:
    on_the_real_files.open(page, notebook)
    cells = on_the_real_files.run_all_cells(page, notebook)
    assert not any("Illustrative" in str(output) for cell in cells for output in cell.outputs)

"""Every kind of page in Chromium, as wide as a laptop and as narrow as a phone or a page zoomed to 400%."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from visits import SPACING, WIDTHS, Visit, need_browser, visiting

from workforce_grades.reports.notebooks import load_notebooks, notebooks_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = {"color-contrast": {"enabled": False}}
"""By far the slowest rule: once for each page as it opens, at one width; test_contrast has every text."""

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """() => [...document.querySelectorAll("main *, footer *, header *")].filter(each => {
  const style = getComputedStyle(each);
  const hides = [style.overflowX, style.overflowY].some(way => way === "hidden" || way === "clip");
  return hides && !each.closest("svg") && !style.clipPath.startsWith("inset") && each.offsetParent !== null
    && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
}).map(each => each.outerHTML.slice(0, 120))"""


def violations(visit: Visit, **options: Any) -> list[str]:
    """Return what axe-core finds against: WCAG 2.2 A and AA, and best practice."""
    from axe_playwright_python.sync_playwright import Axe

    asked = {"runOnly": list(RULES), "resultTypes": ["violations"], "preload": False, **options}
    found = Axe().run(visit.page, options=asked).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def spills(visit: Visit) -> list[str]:
    """Return by how much a page is too wide, with the publisher's spacing of letters and with a reader's own."""
    found = {"": visit.ask(OVERFLOW)}
    visit.restyle(SPACING)
    found[" with text spacing"] = visit.ask(OVERFLOW)
    cut = [f"cut off with text spacing: {html}" for html in visit.ask(CUT_OFF)]
    visit.restyle("")
    return [f"{by} px too wide{how}" for how, by in found.items() if by > 0] + cut


def problems(browser: Browser, pages: dict[str, Path], width: int, check: Callable[[Visit], list[str]]) -> list[str]:
    """Open each page, then everything that unfolds; return all that is wrong."""
    found = []
    for kind, path in pages.items():
        with visiting(browser, path, width) as visit:
            wrong = check(visit)
            visit.open_details()
            wrong += spills(visit) + visit.complaints
            wrong += [f"asks for {address}" for address in visit.requests if address != path.resolve().as_uri()]
            found += [f"{kind} at {width} px: {each}" for each in wrong]
    return found


def test_there_is_a_page_of_every_kind(kinds: dict[str, Path]) -> None:
    reports = {notebook.report for notebook in load_notebooks(notebooks_folder())}
    assert set(kinds) == reports | {"index", "changes-illustrative"}
    assert all(path.is_file() for path in kinds.values())
    index = kinds["index"].read_text(encoding="utf-8")
    assert "1 failed" in index
    assert 'href="changes-illustrative.html"' in index
    changes = kinds["changes-illustrative"].read_text(encoding="utf-8")
    assert all(f"{what} that were revised</span></caption>" in changes for what in ("Grades", "Rates"))


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_inaccessible_too_wide_or_asked_of_the_network(
    browser: Browser, kinds: dict[str, Path], width: int
) -> None:
    def check(visit: Visit) -> list[str]:
        if width == WIDTHS[0]:
            return violations(visit)
        visit.open_details()
        return violations(visit, rules=COLOURS)

    assert problems(browser, kinds, width, check) == []


@pytest.mark.mirror
def test_no_real_page_is_too_wide_or_complains(real: Path, browser: Browser) -> None:
    pages = {path.stem: path for path in sorted(real.rglob("*.html"))}
    assert problems(browser, pages, WIDTHS[-1], lambda _visit: []) == []


@pytest.mark.deep
@pytest.mark.mirror
@pytest.mark.parametrize("width", WIDTHS)
def test_every_rule_holds_on_real_pages(real: Path, browser: Browser, width: int) -> None:
    def check(visit: Visit) -> list[str]:
        visit.open_details()
        return violations(visit)

    assert problems(browser, {path.stem: path for path in sorted(real.rglob("*.html"))}, width, check) == []


@pytest.mark.parametrize("broken", ["<img>", '<a href="#s"></a>', "<p style='width:2000px'>.</p>", "<h6>Low</h6>"])
def test_what_is_wrong_is_found(browser: Browser, tmp_path: Path, broken: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(f'<!doctype html><html lang="en"><title>T</title><main><h1>H</h1>{broken}</main></html>')
    assert problems(browser, {"broken": page}, 320, violations)


def test_a_request_and_an_error_are_found(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><img src="gone.png"><script>throw new Error("no")</script>')
    found = problems(browser, {"broken": page}, 320, lambda _visit: [])
    assert any("asks for" in each for each in found)
    assert any("no" in each for each in found)


def test_without_a_browser_tests_skip_and_in_ci_they_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visits.CHROMIUM", Path("/nowhere/chromium"))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        need_browser()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI must have it"):
        need_browser()

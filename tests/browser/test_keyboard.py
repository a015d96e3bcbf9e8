"""With the keyboard alone: everything is reached, in order, and one sees where one is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from visits import Visit, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CONTROLS = """() => {
  const chosen = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const shown = each => each.checkVisibility({ visibilityProperty: true }) && !each.closest("[hidden]");
  window.controls = [...document.querySelectorAll(chosen)].filter(shown);
  return window.controls.length;
}"""
FOCUSED = """() => {
  const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [window.controls.indexOf(each), ring && seen && box.width > 0, each.outerHTML.slice(0, 100)];
}"""
WIDE = 1280


def walk(visit: Visit) -> list[str]:
    """Go through a page with the tab key; return what is not reached, out of order, or without visible focus."""
    count = visit.ask(CONTROLS)
    reached, wrong = [], []
    for _step in range(count):
        visit.page.keyboard.press("Tab")
        number, clear, html = visit.ask(FOCUSED)
        reached.append(number)
        wrong += [] if clear else [f"no visible focus: {html}"]
    wrong += [] if reached == list(range(count)) else [f"{count} controls, reached {reached}"]
    return wrong


@pytest.mark.parametrize("width", [WIDE, 320])
def test_tab_reaches_every_control_in_order_with_visible_focus(
    browser: Browser, kinds: dict[str, Path], width: int
) -> None:
    found = {}
    chosen = kinds if width == WIDE else {kind: kinds[kind] for kind in ("index", "local-authority")}
    for kind, path in chosen.items():
        with visiting(browser, path, width) as visit:
            visit.ask("() => document.documentElement.style.scrollBehavior = 'auto'")
            found[kind] = walk(visit)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_a_control_that_cannot_be_reached_or_seen_is_noticed(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<a href="#" tabindex="-1">x</a><a href="#" style="outline:none">y</a>')
    with visiting(browser, page) as visit:
        assert any("no visible focus" in each for each in walk(visit))


def test_the_first_tab_offers_to_skip_to_the_content(browser: Browser, kinds: dict[str, Path]) -> None:
    for path in kinds.values():
        with visiting(browser, path, 375) as visit:
            visit.page.keyboard.press("Tab")
            visit.page.keyboard.press("Enter")
            assert visit.ask("() => document.activeElement.id") == "main"


def test_a_figures_table_unfolds_with_the_keyboard_and_can_be_scrolled(
    browser: Browser, kinds: dict[str, Path]
) -> None:
    with visiting(browser, kinds["local-authority"], 320) as visit:
        summary = visit.page.locator("details summary").first
        summary.focus()
        visit.page.keyboard.press("Enter")
        assert visit.ask("() => document.querySelector('details').open")
        visit.page.locator("details [tabindex='0']").first.focus()
        before = visit.ask("() => document.activeElement.scrollLeft")
        wider = visit.ask("() => document.activeElement.scrollWidth > document.activeElement.clientWidth")
        for _press in range(5):
            visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_timeout(300)
        assert (visit.ask("() => document.activeElement.scrollLeft") > before) == wider


def test_the_page_does_not_jump_for_those_who_asked_for_less_motion(browser: Browser, kinds: dict[str, Path]) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(kinds["index"].as_uri())
    assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    context.close()

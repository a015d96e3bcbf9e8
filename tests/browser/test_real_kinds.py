"""Real pages that differ most from the sample's, one of each kind: read, narrowed, walked through with the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_every_page import COLOURS, problems, spills, violations
from test_keyboard import walk
from visits import WIDTHS, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KINDS = {
    "an ordinary authority": "local-authority/barnsley",
    "a joint return": "local-authority/kingston-upon-thames",
    "a new unitary with a joint return": "local-authority/west-northamptonshire",
    "the City of London": "local-authority/city-of-london",
    "the Isles of Scilly": "local-authority/isles-of-scilly",
    "a region": "region/south-west",
    "case studies": "case-studies",
    "the index": "index",
}


@pytest.mark.mirror
@pytest.mark.parametrize("kind", KINDS)
def test_a_real_page_of_each_kind_can_be_read_and_used(real: Path, browser: Browser, kind: str) -> None:
    path, wrong = real / f"{KINDS[kind]}.html", []
    with visiting(browser, path, WIDTHS[-1]) as visit:
        visit.ask("() => document.documentElement.style.scrollBehavior = 'auto'")
        wrong += walk(visit)
        visit.open_details()
        for width in reversed(WIDTHS):
            visit.page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"at {width} px: {each}" for each in [*violations(visit, rules=COLOURS), *spills(visit)]]
        assert visit.complaints == []
        assert visit.requests == [path.resolve().as_uri()]
    assert wrong == []


@pytest.mark.deep
@pytest.mark.mirror
def test_every_real_page_can_be_read(whole: Path, browser: Browser) -> None:
    pages = {path.relative_to(whole).as_posix(): path for path in sorted(whole.rglob("*.html"))}
    assert len(pages) > 150
    assert problems(browser, pages, WIDTHS[-1], violations) == []

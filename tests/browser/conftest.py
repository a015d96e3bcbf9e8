"""A browser for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from visits import CHROMIUM, FLAGS, need_browser, page_kinds

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium without a window; a module's own, since Playwright keeps an event loop running."""
    need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def kinds(request: pytest.FixtureRequest) -> dict[str, Path]:
    """Return one page of each kind, made from the sample."""
    need_browser()
    return page_kinds(request.getfixturevalue("illustrative"))

"""A browser for the tests of this folder, and a page of every kind for it to open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from later_release import renew
from visits import CHROMIUM, FLAGS, need_browser, page_kinds

from whole_builds import made_once

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
def kinds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return one page of each kind, made from the sample: on a later release, after a report that failed."""
    need_browser()
    made = request.getfixturevalue("illustrative")
    return page_kinds(made_once(tmp_path_factory, "later-release", lambda out: renew(made, out)))

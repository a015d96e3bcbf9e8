"""One visit to one page in Chromium: what it asks of the network, what it complains of, what is on it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needed import need

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
WIDTHS = (1280, 375, 320)
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""WCAG 2.2, 1.4.12: what readers may set without losing anything."""


@dataclass
class Visit:
    """An open page, with what it has done since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, script: str, value: Any = None) -> Any:
        """Return what a function of JavaScript finds on the page."""
        return self.page.evaluate(script, value)

    def restyle(self, css: str) -> None:
        """Add rules as a reader's own style sheet does, past the page's policy."""
        self.ask(
            "css => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own]; }",
            css,
        )

    def open_details(self) -> None:
        """Open everything that unfolds."""
        self.ask("() => document.querySelectorAll('details').forEach(each => { each.open = true; })")


def need_browser() -> None:
    """Skip or fail unless Chromium and what drives it are there."""
    if not importlib.util.find_spec("playwright"):
        need("the extra `browser` is not installed: make setup")
    if not CHROMIUM.is_file():
        need(f"no Chromium at {CHROMIUM}: apt-get install chromium")


@contextmanager
def visiting(browser: Browser, path: Path, width: int = 1280, *, scripts: bool = True) -> Iterator[Visit]:
    """Open a page from disk at a width, in a context of its own."""
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    visit = Visit(context.new_page())
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("console", lambda message: visit.complaints.append(f"{message.type}: {message.text}"))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("dialog", lambda dialog: visit.complaints.append(f"dialog: {dialog.message}") or dialog.dismiss())
    try:
        visit.page.goto(path.resolve().as_uri())
        yield visit
    finally:
        context.close()


def page_kinds(out: Path) -> dict[str, Path]:
    """Return one page of each kind that a run has made: by its report, or by its name where no notebook made it."""
    record = json.loads((out / "build.json").read_text(encoding="utf-8"))
    kinds: dict[str, Path] = {}
    for path, page in record["pages"].items():
        kinds.setdefault(page["report"], out / path)
    others = [path for path in record["files"] if path.endswith(".html") and path not in record["pages"]]
    return kinds | {Path(path).stem: out / path for path in others}

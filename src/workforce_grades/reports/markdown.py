"""Markdown to HTML for pages: headings with ids, tables that scroll, nothing loaded from elsewhere."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any, Final

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_TAG: Final = re.compile(r"<[^>]+>")
_FIRST_HEADING: Final = re.compile(r"\A\s*#[ \t]+[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: its words, level and the id that links go to."""

    text: str
    level: int
    id: str


class PageMarkdown:
    """Renders the texts of one page, whose headings are numbered and named across all of them."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self._tables = 0

    def render(self, source: str, *, trusted: bool) -> str:
        """Return HTML.

        Parameters
        ----------
        source
            The Markdown text.
        trusted
            Whether HTML in it stays HTML: so in text cells, which are written by hand. What code puts
            out may hold text from data, and is escaped.
        """
        return MarkdownWithMath(renderer=_PageRenderer(self, escape=not trusted)).render(source)

    def heading(self, text: str, level: int) -> Heading:
        """Record a heading and give it an id that no other has."""
        words = html.unescape(_TAG.sub("", text)).strip()
        stem = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "section"
        taken = {heading.id for heading in self.headings}
        number = next(n for n in range(1, len(taken) + 2) if _numbered(stem, n) not in taken)
        self.headings.append(Heading(words, level, _numbered(stem, number)))
        return self.headings[-1]

    def table_label(self) -> str:
        """Return the name of the next table's scroll region."""
        self._tables += 1
        under = self.headings[-1].text if self.headings else "this page"
        return f"Table {self._tables}, {under}"


class _PageRenderer(IPythonRenderer):
    """nbconvert's renderer with our headings and tables, and with links that only lead to pages."""

    def __init__(self, page: PageMarkdown, *, escape: bool) -> None:
        super().__init__(escape=escape, allow_harmful_protocols=False, exclude_anchor_links=True)
        self._page = page

    def heading(self, text: str, level: int, **_attrs: Any) -> str:
        heading = self._page.heading(text, level)
        return f'<h{level} id="s-{heading.id}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        harmful = self.safe_url(url).startswith("#harmful")
        return text if harmful else str(super().link(text, url, title))

    def table(self, text: str) -> str:
        label = html.escape(self._page.table_label())
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>\n{text}</table></div>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        start = '<th scope="col"' if head else "<td"
        shown = f' class="{align}"' if align else ""
        return f"  {start}{shown}>{text}</{'th' if head else 'td'}>\n"


def without_title(source: str) -> str:
    """Return a text cell without its heading of the first level, which the page's title replaces."""
    return _FIRST_HEADING.sub("", source, count=1)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"

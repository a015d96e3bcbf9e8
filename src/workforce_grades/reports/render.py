"""An executed notebook as one self-contained HTML page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workforce_grades.reports.linked_data import report_data
from workforce_grades.reports.page_checks import Elements, PageError, check_page
from workforce_grades.reports.provenance import Provenance

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from workforce_grades.reports.markdown import PageMarkdown

TEMPLATES: Final = Path(__file__).resolve().parent / "template"
BASE_TEMPLATE: Final = "base.html.j2"
PAGE_TEMPLATE: Final = "page.html.j2"
SHOW_OUTPUT_TAG: Final = "show-output"
NOTEBOOK_ONLY_TAG: Final = "notebook-only"
DOWNLOADS: Final = ("comparisons", "estimates", "linked", "inspections", "workforce")
"""The exported tables that every page links to, without their `.csv`."""

POLICY_MARK: Final = "content-security-policy-of-this-page"
DISPLAY_ORDER: Final = ("text/html", "text/markdown", "image/svg+xml", "image/png", "text/plain")
"""Of what an output offers, a page shows the first of these."""

_PLACE: Final = re.compile(r'<a data-place="([^"]+)"(?: href="[^"]*")?>')
_NAVIGATION: Final = {
    (PAGE_TEMPLATE, "navigation"): re.compile(r'<nav class="pages".*?</nav>', re.DOTALL),
    (BASE_TEMPLATE, "guides"): re.compile(r'<nav class="guides".*?</nav>', re.DOTALL),
}
"""The blocks of the templates that link to other pages, and how to find what they wrote."""

_WIDGET: Final = "application/vnd.jupyter.widget-view+json"
_CSS_SPACE: Final = re.compile(r'("[^"]*")|\s*([{};,>])\s*|(:)\s+|\s+')
_ANSI: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page or file: address relative to this one, words, and what a download is saved as."""

    href: str
    text: str
    saved_as: str = ""


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page says around its notebook's own cells.

    Attributes
    ----------
    title, description
        In words, without any mark-up.
    provenance
        Where everything comes from.
    to_root
        Prefix of links to the top of the output tree, "" or "../".
    notebook
        File name of the notebook.
    parameters
        Values it ran with, as text.
    previous, following
        Neighbouring pages of the same report.
    region
        The page of the authority's region.
    places
        Address of the page of each authority and region that has one, by what links name it by.
    studies, guides
        The other pages that are about all authorities, and those about the pages themselves.
    stands_alone
        Whether no other page or file is beside it, so that it links to none.
    """

    title: str
    description: str
    provenance: Provenance
    to_root: str = ""
    notebook: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    previous: Link | None = None
    following: Link | None = None
    region: Link | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    studies: tuple[Link, ...] = ()
    guides: tuple[Link, ...] = ()
    stands_alone: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page, in HTML that is safe to put in."""

    html: Markup


def render_page(
    notebook: NotebookNode, page: PageContext, *, private: Iterable[Path] = (), names: Iterable[str] = ()
) -> str:
    """Return the page of an executed notebook.

    The same notebook and context give the same bytes. Code is left out, with standard output, unless
    a cell is tagged `show-output`, and so are cells tagged `notebook-only`.

    Parameters
    ----------
    notebook
        With outputs. Text cells and ``text/html`` outputs go in as they stand; everything else is escaped.
    page
        Title, provenance and links.
    private
        Folders of this machine that no page may name.
    names
        Names of this machine and its user, which no page may hold either.

    Raises
    ------
    PageError
        The page cannot be published; says why.
    """
    from workforce_grades.reports.exporter import export
    from workforce_grades.reports.markdown import PageMarkdown

    text = PageMarkdown()
    blocks = page_blocks(notebook, text)
    contents = [heading for heading in text.headings if heading.level == 2]
    html = export(notebook, {"blocks": blocks, "contents": contents, **template_values(page)})
    html = _with_places(html, page)
    return with_policy(html, check_page(html, private=private, names=names))


def page_blocks(notebook: NotebookNode, text: PageMarkdown) -> list[Block]:
    """Return what a page shows of a notebook, in order."""
    from workforce_grades.reports.markdown import without_title

    blocks: list[Block] = []
    for number, cell in enumerate(notebook.cells, 1):
        if NOTEBOOK_ONLY_TAG in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            source = cell.source if blocks else without_title(cell.source)
            shown = [Markup(text.render(source, trusted=True))]  # noqa: S704 - written by hand in the notebook
        elif cell.cell_type == "code":
            shown = [_output(output, cell, number, text) for output in cell.outputs]
        else:
            shown = []
        blocks += [Block(html) for html in shown if html.strip()]
    return blocks


def with_policy(html: str, elements: Elements) -> str:
    """Return a page with its Content-Security-Policy: nothing is loaded, only its own styles and scripts apply.

    Style attributes, which Matplotlib's SVG has, and scripts are allowed one by one through their hashes;
    blocks of data do not run and need no leave.

    Parameters
    ----------
    html
        The page, with a mark where its policy goes.
    elements
        What it holds, from :func:`workforce_grades.reports.page_checks.check_page`.
    """
    styles = _hashes(elements.styles)
    attributes = _hashes(elements.style_attributes)
    parts = ["default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'", f"style-src {styles}"]
    if attributes:
        parts.append(f"style-src-attr 'unsafe-hashes' {attributes}")
    if elements.scripts:
        parts.append(f"script-src {_hashes(elements.scripts)}")
    return html.replace(POLICY_MARK, "; ".join(parts), 1)


def with_navigation(html: str, page: PageContext) -> str:
    """Return a page whose links to other pages are those of `page`; everything else is as it was.

    Within its text a page links to authorities and regions with :func:`workforce_grades.pages.words.link_to`.
    """
    values = template_values(page)
    for (name, block), pattern in _NAVIGATION.items():
        template = environment().get_template(name)
        shown = "".join(template.blocks[block](template.new_context(values))).strip()
        html = pattern.sub(shown.replace("\\", r"\\"), html, count=1)
    return _with_places(html, page)


def _with_places(html: str, page: PageContext) -> str:
    """Give each link to an authority or a region its address; one without a page stays mere text."""

    def linked(found: re.Match[str]) -> str:
        href = page.places.get(found[1])
        return f'<a data-place="{found[1]}"' + (f' href="{href}">' if href else ">")

    return _PLACE.sub(linked, html)


@cache
def environment() -> Environment:
    """Return the templates, with everything escaped that is not marked as safe."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def stylesheet(name: str = "page.css") -> Markup:
    """Return a style sheet, `page.css` being that of every page, without its comments and needless space."""
    css = re.sub(r"/\*.*?\*/", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    return Markup(_CSS_SPACE.sub(_without_space, css).replace(";}", "}").strip())  # noqa: S704 - our own file


@cache
def script(name: str) -> Markup:
    """Return one of our own scripts without its indents and lines of comment."""
    lines = (line.strip() for line in (TEMPLATES / name).read_text(encoding="utf-8").splitlines())
    return Markup("\n".join(line for line in lines if line and not line.startswith("//")))  # noqa: S704 - our own file


def template_values(page: PageContext) -> dict[str, Any]:
    """Return what the base template of every page needs."""
    origin = page.provenance
    tables = [download(f"{page.to_root}data/{name}.csv", illustrative=origin.illustrative) for name in DOWNLOADS]
    return {
        "page": page,
        "origin": origin,
        "downloads": tables,
        "css": stylesheet(),
        "report_css": stylesheet("report.css"),
        "policy": POLICY_MARK,
        "data_block": report_data(page.title, page.description, origin),
    }


def download(href: str, *, illustrative: bool) -> Link:
    """Return the link to an exported table; an illustrative one is saved under a name that says so."""
    name = href.rpartition("/")[2]
    return Link(href, name, name.replace(".csv", "-illustrative.csv") if illustrative else "")


def _without_space(found: re.Match[str]) -> str:
    return next((kept for kept in found.groups() if kept), " ")


def _output(output: NotebookNode, cell: NotebookNode, number: int, text: PageMarkdown) -> Markup:
    if output.output_type == "stream":
        shown = output.name == "stdout" and SHOW_OUTPUT_TAG in cell.metadata.get("tags", [])
        return _plain(output.text) if shown else Markup()
    data = output.get("data", {})
    kind = next((kind for kind in DISPLAY_ORDER if kind in data), "")
    if not kind or _WIDGET in data:
        return Markup()
    content = "".join(data[kind]) if isinstance(data[kind], list) else str(data[kind])
    match kind:
        case "text/html":
            return Markup(content)  # noqa: S704 - made by the project's own figures and tables, escaped there
        case "text/markdown":
            return Markup(text.render(content, trusted=False))  # noqa: S704 - escaped by the renderer
        case "image/svg+xml" | "image/png":
            return _image(kind, content, output.get("metadata", {}), number)
    return _plain(content)


def _image(kind: str, content: str, metadata: Mapping[str, Any], number: int) -> Markup:
    about = metadata.get(kind)
    alt = str((about.get("alt") if isinstance(about, Mapping) else "") or metadata.get("alt") or "").strip()
    if not alt:
        raise PageError(
            f"Cell {number} shows a picture without alt text. Show it with the figure helper, which asks for one."
        )
    plain = kind == "image/png"
    encoded = content.replace("\n", "") if plain else base64.b64encode(content.encode()).decode()
    return Markup('<figure><img src="data:{};base64,{}" alt="{}"></figure>').format(kind, encoded, alt)


def _plain(content: str) -> Markup:
    return Markup('<pre class="scroll" tabindex="0">{}</pre>').format(_ANSI.sub("", content).rstrip())


def _hashes(texts: Iterable[str]) -> str:
    digests = {hashlib.sha256(text.encode()).digest() for text in texts}
    return " ".join(sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workforce_grades.reports.exports import EXPORTS
from workforce_grades.reports.page_checks import PageError
from workforce_grades.reports.provenance import Provenance, SourceUsed
from workforce_grades.reports.render import (
    DOWNLOADS,
    Link,
    PageContext,
    render_page,
    stylesheet,
    with_navigation,
)

SOURCE = SourceUsed(
    "Indicators & <more>", "DfE", "Reporting year 2025", "https://example.org/p", "f.csv", "a" * 64, True
)
REAL = Provenance(
    False, (SOURCE,), "version 1 (commit abc)", ("Open Government Licence v3.0.",), "https://example.org/l"
)
MADE_UP = Provenance(True, (), "version 1", ("Generated data.",), "")
PAGE = PageContext(
    "Turnover & grades", "What it says.", REAL, "../", "04-grades.ipynb", {"years": "3"},
    Link("a.html", "Ashby"), Link("c.html", "Cobley & Vale"),
)  # fmt: skip
FIGURE = (
    '<figure><svg role="img" aria-label="Turnover by year" viewBox="0 0 9 9">'
    '<g style="fill: #12436D"></g></svg></figure>'
)


def shown(data: dict[str, str], **more: object) -> NotebookNode:
    return new_notebook(cells=[new_code_cell("secret_code()", outputs=[new_output("display_data", data=data, **more)])])


class Opened(HTMLParser):
    """The elements of a page in order, with attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def test_a_page_has_its_landmarks_title_and_provenance() -> None:
    html = render_page(shown({"text/html": FIGURE}), PAGE)
    page = Opened(html)
    assert html.startswith('<!doctype html>\n<html lang="en-GB">')
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1", "title")] == [1, 1, 1, 1, 1]
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert "<title>Turnover &amp; grades – Workforce &amp; Grades</title>" in html
    assert 'content="What it says."' in html
    links = [attrs["href"] for attrs in page.all("a")]
    for href in ("../index.html", "a.html", "c.html", "../notebooks/04-grades.ipynb", "https://example.org/p"):
        assert href in links
    for words in ("Indicators &amp; &lt;more&gt;", "a" * 64, "version 1 (commit abc)", "years: 3", "Open Government"):
        assert words in html
    assert "secret_code" not in html
    assert FIGURE in html


def test_a_real_page_says_research_and_an_illustrative_one_says_so_everywhere() -> None:
    real = render_page(new_notebook(), PAGE)
    made_up = render_page(new_notebook(), PageContext("Turnover", "What.", MADE_UP))
    assert "Research, not official statistics." in real
    assert "illustrative" not in real.replace(str(stylesheet("report.css")), "").lower()
    assert "<title>Turnover (illustrative data)" in made_up
    assert "<strong>Illustrative data.</strong>" in made_up
    assert re.search(r"<h1>Turnover <span[^>]*>illustrative data</span></h1>", made_up)


def test_every_page_leads_to_the_studies_and_to_the_data() -> None:
    page = replace(PAGE, provenance=replace(REAL, vintage="returns to 2025"), studies=(Link("../a.html", "All & one"),))
    html = render_page(new_notebook(), page)
    assert '<li><a href="../a.html">All &amp; one</a></li>' in html
    assert (
        '<p class="vintage">Data: returns to 2025. Download: <a href="../data/comparisons.csv">comparisons.csv</a>,'
        in html
    )
    for name in DOWNLOADS:
        assert html.count(f'<a href="../data/{name}.csv">') == 1
    assert {f"{name}" for name in EXPORTS} == set(DOWNLOADS)
    made_up = render_page(new_notebook(), PageContext("Turnover", "What.", MADE_UP))
    assert '<a href="data/linked.csv" download="linked-illustrative.csv">linked.csv</a>' in made_up


def test_the_title_of_the_page_replaces_the_notebooks_own() -> None:
    html = render_page(new_notebook(cells=[new_markdown_cell("# My title\n\nFirst words.\n\n## Part")]), PAGE)
    assert "My title" not in html
    assert "<p>First words.</p>" in html
    assert '<h2 id="s-part">Part</h2>' in html


def test_a_title_cell_that_stays_in_the_notebook_leaves_one_first_heading() -> None:
    title = new_markdown_cell("# My title\n\nFor whoever runs it.", metadata={"tags": ["notebook-only"]})
    html = render_page(new_notebook(cells=[title, new_markdown_cell("## Part")]), PAGE)
    assert len(Opened(html).all("h1")) == 1
    assert "For whoever runs it." not in html


def test_captions_stay_within_what_is_seen_of_a_wide_table() -> None:
    html = render_page(new_notebook(), PAGE)
    assert "<caption><span>Files that this page was made from</span></caption>" in html
    rules = str(stylesheet())
    assert re.search(r"\.scroll,\.table-scroll\{container-type:inline-size\}", rules)
    assert re.search(r"caption span\{[^}]*position:sticky;[^}]*max-width:100cqi", rules)


def test_headings_get_ids_of_their_own_and_contents() -> None:
    cells = [new_markdown_cell(f"## {text}") for text in ("What we saw", "What we saw", "Limits & <em>so on</em>")]
    html = render_page(new_notebook(cells=cells), PAGE)
    for name in ("what-we-saw", "what-we-saw-2", "limits-so-on"):
        assert f'<a href="#s-{name}">' in html
        assert f'<h2 id="s-{name}">' in html


def test_text_that_code_puts_out_is_escaped() -> None:
    bad = "Hi <img src=x onerror=alert(1)> [go](javascript:alert(1))"
    for kind in ("text/markdown", "text/plain"):
        html = render_page(shown({kind: bad}), PAGE)
        assert "<img" not in html
        assert "&lt;img src=x" in html
        assert 'href="javascript' not in html


def test_of_several_forms_the_richest_is_shown_and_widgets_are_not() -> None:
    html = render_page(shown({"text/html": "<p>rich</p>", "text/plain": "poor"}), PAGE)
    assert "rich" in html
    assert "poor" not in html
    widget = {"application/vnd.jupyter.widget-view+json": "{}", "text/plain": "Dropdown()"}
    assert "Dropdown" not in render_page(shown(widget), PAGE)
    assert "Lower is" not in render_page(shown({"application/vnd.workforce-grades+json": "Lower is"}), PAGE)


@pytest.mark.parametrize(
    ("name", "tags", "is_shown"), [("stdout", [], 0), ("stdout", ["show-output"], 1), ("stderr", ["show-output"], 0)]
)
def test_streams_stay_out_unless_the_cell_is_tagged(name: str, tags: list[str], is_shown: int) -> None:
    cell = new_code_cell(
        "", metadata={"tags": tags}, outputs=[new_output("stream", name=name, text="\x1b[31m<b>loud</b>")]
    )
    html = render_page(new_notebook(cells=[cell]), PAGE)
    assert html.count('<pre class="scroll" tabindex="0">&lt;b&gt;loud&lt;/b&gt;</pre>') == is_shown
    assert html.count("loud") == is_shown


def test_pictures_need_alt_text() -> None:
    png = base64.b64encode(b"picture").decode()
    html = render_page(shown({"image/png": png + "\n"}, metadata={"image/png": {"alt": 'The "line" rises'}}), PAGE)
    assert f'<img src="data:image/png;base64,{png}" alt="The &#34;line&#34; rises">' in html
    with pytest.raises(PageError, match="Cell 1 shows a picture without alt text"):
        render_page(shown({"image/png": png}), PAGE)


def test_tables_in_text_scroll_and_their_headers_have_a_scope() -> None:
    html = render_page(new_notebook(cells=[new_markdown_cell("## Rates\n\n|Year|Rate|\n|--|--:|\n|2025|14.8|")]), PAGE)
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Table 1, Rates">' in html
    assert '<th scope="col" class="right">Rate</th>' in html


def test_the_policy_allows_the_pages_own_styles_and_nothing_else() -> None:
    html = render_page(shown({"text/html": FIGURE}), PAGE)
    policy = next(attrs["content"] for attrs in Opened(html).all("meta") if "http-equiv" in attrs)
    assert policy is not None
    assert policy.startswith(
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src 'sha256-"
    )
    assert "unsafe-inline" not in policy
    for style in (str(stylesheet()), str(stylesheet("report.css")), "fill: #12436D"):
        assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_the_same_notebook_gives_the_same_bytes_whatever_its_ids_and_times() -> None:
    first, second = shown({"text/html": FIGURE}), shown({"text/html": FIGURE})
    second.cells[0].metadata["papermill"] = {"start_time": "2026-11-22T03:00:00", "duration": 1.5}
    assert first.cells[0].id != second.cells[0].id
    assert render_page(first, PAGE) == render_page(second, PAGE)


def test_the_style_sheet_is_small() -> None:
    assert len(str(stylesheet()).encode()) < 12_000


def test_style_sheets_lose_space_but_no_word_of_what_they_show() -> None:
    rules = str(stylesheet("index.css"))
    assert 'content:": requires improvement"' in rules
    assert "clamp(24px,3.4vw,34px)" in rules
    assert "calc(5 * var(--tile))" in rules
    assert ".tiles a:is(:hover,:focus-visible) i{" in rules
    assert not re.search(r"/\*|\n| \{|; ", rules)


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_no_text_of_the_data_can_add_an_element(text: str) -> None:
    blank = [name for name, _attrs in Opened(render_page(shown({"text/plain": "x"}), PAGE)).elements]
    page = PageContext("x" + text, text, REAL, parameters={"name": text})
    html = render_page(shown({"text/plain": "x" + text}), page)
    allowed = {*blank, "pre", "a"}
    assert {name for name, _attrs in Opened(html).elements} <= allowed


def test_below_every_page_stand_its_citation_and_the_pages_about_the_pages() -> None:
    page = replace(PAGE, guides=(Link("../how.html", "How & why"),))
    html = render_page(new_notebook(), page)
    footer = html[html.index("<footer>") :]
    assert '<h2 id="cite-this-page">Cite this page</h2>\n<p>Workforce &amp; Grades contributors (' in footer
    assert '<pre class="cite">@misc{workforce-grades-turnover-grades,' in footer
    assert '<li><a href="../how.html">How &amp; why</a></li>' in footer
    elsewhere = with_navigation(html, replace(page, guides=(Link("a.html", "A"), Link("b.html", "B"))))
    assert '<li><a href="b.html">B</a></li>' in elsewhere
    assert "../how.html" not in elsewhere
    assert with_navigation(elsewhere, page) == html

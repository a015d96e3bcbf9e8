"""Parts of the renderer: the policy, style sheets without space, what a cell shows, links that follow the pages."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from workforce_grades.reports import render
from workforce_grades.reports.markdown import PageMarkdown
from workforce_grades.reports.page_checks import PageError, read_elements
from workforce_grades.reports.render import (
    POLICY_MARK,
    Link,
    PageContext,
    download,
    page_blocks,
    script,
    stylesheet,
    template_values,
    with_navigation,
    with_policy,
)

from .test_workbook import MADE_UP, REAL

PAGE = PageContext("Title", "What.", REAL)


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def blocks(*cells: Any) -> list[str]:
    return [str(block.html).strip() for block in page_blocks(new_notebook(cells=list(cells)), PageMarkdown())]


def shown(data: dict[str, str], tags: tuple[str, ...] = (), **more: Any) -> Any:
    output = new_output("display_data", data=data, **more)
    return new_code_cell("1", outputs=[output], metadata={"tags": list(tags)})


def test_the_policy_names_each_style_once_and_in_order() -> None:
    elements = read_elements('<style>b</style><style>a</style><style>b</style><p style="x:y" id="p">')
    html = with_policy(f"<head>{POLICY_MARK}</head>{POLICY_MARK}", elements)
    styles = " ".join(sorted([digest("a"), digest("b")]))
    assert html.startswith(
        "<head>default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src {styles}; style-src-attr 'unsafe-hashes' {digest('x:y')}</head>"
    )
    assert html.endswith(POLICY_MARK), "a page's own words stay"


def test_scripts_have_leave_one_by_one_and_blocks_of_data_need_none() -> None:
    data = '<script type="application/ld+json">{}</script>'
    assert "script-src" not in with_policy(POLICY_MARK, read_elements(data))
    html = with_policy(POLICY_MARK, read_elements(f"{data}<script>go()</script>"))
    assert html.endswith(f"; script-src {digest('go()')}")
    assert "style-src-attr" not in html


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a { b : c ; }", "a{b :c}"),
        ("/* why */ a,\n  b > c { d: e; f: g; }", "a,b>c{d:e;f:g}"),
        ('a::after { content: ": a,  b; " }', 'a::after{content:": a,  b; "}'),
        ("a { width: calc(1px  +  2px); }\n\nb {}", "a{width:calc(1px + 2px)}b{}"),
        ("@media (x: y) { a { b: c; } }", "@media (x:y){a{b:c}}"),
        ("a :hover { b: c }", "a :hover{b:c}"),
        ("/* one */ /* two\nlines */", ""),
    ],
)
def test_style_sheets_lose_needless_space_only(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, css: str, small: str
) -> None:
    (tmp_path / "a.css").write_text(css)
    monkeypatch.setattr(render, "TEMPLATES", tmp_path)
    assert stylesheet.__wrapped__("a.css") == small


def test_scripts_lose_indents_and_lines_of_comment_only(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text("// why\nif (a) {\n    // how\n\n    b = 'http://x'; // c\n}\n")
    monkeypatch.setattr(render, "TEMPLATES", tmp_path)
    assert script.__wrapped__("a.js") == "if (a) {\nb = 'http://x'; // c\n}"


@pytest.mark.parametrize(
    ("href", "illustrative", "link"),
    [
        ("data/linked.csv", False, Link("data/linked.csv", "linked.csv", "")),
        ("../data/linked.csv", True, Link("../data/linked.csv", "linked.csv", "linked-illustrative.csv")),
        ("a.csv", True, Link("a.csv", "a.csv", "a-illustrative.csv")),
    ],
)
def test_a_download_of_made_up_data_is_saved_under_a_name_that_says_so(
    href: str, illustrative: bool, link: Link
) -> None:
    assert download(href, illustrative=illustrative) == link


def test_templates_get_addresses_from_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "DOWNLOADS", ("b", "a"))
    values = template_values(replace(PAGE, to_root="../../"))
    assert [link.href for link in values["downloads"]] == ["../../data/b.csv", "../../data/a.csv"]
    assert (values["policy"], values["origin"], values["page"].title) == (POLICY_MARK, REAL, "Title")
    assert '"name":"Title"' in values["data_block"]
    assert template_values(replace(PAGE, provenance=MADE_UP))["downloads"][0].saved_as == "b-illustrative.csv"


@pytest.mark.parametrize(
    ("data", "html"),
    [
        ({"text/plain": "a < b\n"}, '<pre class="scroll" tabindex="0">a &lt; b</pre>'),
        ({"text/plain": "\x1b[1;31mred\x1b[0m"}, '<pre class="scroll" tabindex="0">red</pre>'),
        ({"text/html": "<b>x</b>", "text/markdown": "*y*", "text/plain": "z"}, "<b>x</b>"),
        ({"text/markdown": "*y*", "text/plain": "z"}, "<p><em>y</em></p>"),
        ({"image/svg+xml": "<svg/>", "text/markdown": "y"}, "<p>y</p>"),
    ],
)
def test_an_output_is_shown_in_its_richest_form(data: dict[str, str], html: str) -> None:
    assert blocks(shown(data)) == [html]


@pytest.mark.parametrize(
    "data",
    [
        {"application/json": "{}"},
        {"text/html": "  \n"},
        {"application/vnd.jupyter.widget-view+json": "{}", "text/html": "<b>x</b>"},
    ],
)
def test_what_a_page_cannot_show_leaves_no_block(data: dict[str, str]) -> None:
    assert blocks(shown(data), new_code_cell("1"), new_raw_cell("raw")) == []


@pytest.mark.parametrize(
    "metadata", [{"alt": " Rates rise "}, {"image/svg+xml": {"alt": "Rates rise"}, "alt": "worse"}]
)
def test_a_picture_is_embedded_with_its_alt_text(metadata: dict[str, Any]) -> None:
    picture = base64.b64encode(b"<svg>\n</svg>").decode()
    assert blocks(shown({"image/svg+xml": "<svg>\n</svg>"}, metadata=metadata)) == [
        f'<figure><img src="data:image/svg+xml;base64,{picture}" alt="Rates rise"></figure>'
    ]


def test_content_in_lines_is_put_together() -> None:
    assert blocks(shown({"text/html": ["<p>one", " two</p>"]})) == ["<p>one two</p>"]  # type: ignore[dict-item]
    lines = {"image/png": ["aGVs\n", "bG8="]}
    assert "base64,aGVsbG8=" in blocks(shown(lines, metadata={"alt": "x"}))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("metadata", [
    {}, {"alt": " "}, {"image/png": {"alt": "of another form"}}, {"image/svg+xml": "no mapping"},
])  # fmt: skip
def test_a_picture_without_alt_text_names_its_cell(metadata: dict[str, Any]) -> None:
    cells = [new_markdown_cell("Text"), new_code_cell("1"), shown({"image/svg+xml": "<svg/>"}, metadata=metadata)]
    with pytest.raises(PageError, match=r"Cell 3 shows a picture without alt text\. Show it with the figure helper"):
        blocks(*cells)


def test_cells_of_the_notebook_only_are_left_out_with_what_they_show() -> None:
    only = ("notebook-only",)
    text = new_markdown_cell("How to run", metadata={"tags": list(only)})
    assert blocks(text, shown({"text/plain": "x"}, only), new_markdown_cell("Kept")) == ["<p>Kept</p>"]


def test_only_the_first_heading_of_a_page_is_its_title() -> None:
    assert blocks(new_markdown_cell("# Title"), new_markdown_cell("# Own\nText"), new_markdown_cell("# Later")) == [
        "<p>Text</p>", '<h1 id="s-later">Later</h1>',
    ]  # fmt: skip


PLACED = '<p><a data-place="authority/801">A</a> <a data-place="region/E1" href="old.html">R</a></p>'


@pytest.mark.parametrize(
    ("places", "html"),
    [
        ({}, '<p><a data-place="authority/801">A</a> <a data-place="region/E1">R</a></p>'),
        ({"authority/801": "../a.html"},
         '<p><a data-place="authority/801" href="../a.html">A</a> <a data-place="region/E1">R</a></p>'),
        ({"region/E1": "r.html", "authority/999": "x.html"},
         '<p><a data-place="authority/801">A</a> <a data-place="region/E1" href="r.html">R</a></p>'),
    ],
)  # fmt: skip
def test_links_to_places_follow_the_pages_that_are_there(places: dict[str, str], html: str) -> None:
    assert with_navigation(PLACED, replace(PAGE, places=places)) == html


def test_navigation_is_renewed_once_and_a_backslash_stays_one() -> None:
    html = '<nav class="pages"><b>old\n</b></nav><nav class="pages">text</nav><nav class="guides">x</nav>'
    page = replace(PAGE, previous=Link("a.html", r"A\1\g<0> & B"), guides=(Link("g.html", "Guide"),))
    renewed = with_navigation(html, page)
    assert r"A\1\g&lt;0&gt; &amp; B" in renewed
    assert "old" not in renewed
    assert renewed.count('<nav class="pages">text</nav>') == 1
    assert re.search(r'<nav class="guides".*<a href="g.html">Guide</a>.*</nav>$', renewed, re.DOTALL)
    assert with_navigation(renewed, page) == renewed

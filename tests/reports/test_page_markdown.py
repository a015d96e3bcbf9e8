"""Markdown of notebooks to HTML of pages: headings with ids of their own, tables with names, links that lead safely."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.reports.markdown import Heading, PageMarkdown, without_title

LETTERS = st.text(st.characters(categories=["L", "N", "Z", "P"]), max_size=20)


def rendered(source: str, *, trusted: bool = True) -> str:
    return PageMarkdown().render(source, trusted=trusted)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("What we saw", "what-we-saw"),
        ("  Turnover: 14.8% ", "turnover-14-8"),
        ("<em>Limits</em> &amp; more", "limits-more"),
        ("100 %", "100"),
        ("…", "section"),
        ("", "section"),
        ("Ünder Æge", "nder-ge"),
    ],
)
def test_an_id_is_made_of_small_letters_and_digits(words: str, name: str) -> None:
    assert PageMarkdown().heading(words, 2).id == name


def test_the_words_of_a_heading_are_without_marks_and_escapes() -> None:
    heading = PageMarkdown().heading("Less &lt; <strong>more</strong> &amp; so on ", 3)
    assert heading == Heading("Less < more & so on", 3, "less-more-so-on")


def test_a_repeated_heading_is_numbered_past_every_id_that_is_taken() -> None:
    page = PageMarkdown()
    names = [page.heading(words, 2).id for words in ("Part", "Part 2", "Part", "part!", "Part 2")]
    assert names == ["part", "part-2", "part-3", "part-4", "part-2-2"]
    assert [heading.id for heading in page.headings] == names


@given(st.lists(LETTERS, max_size=8))
def test_no_two_headings_have_one_id(texts: list[str]) -> None:
    page = PageMarkdown()
    for text in texts:
        page.heading(text, 2)
    names = [heading.id for heading in page.headings]
    assert len(set(names)) == len(texts)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


def test_headings_count_on_over_the_texts_of_one_page() -> None:
    page = PageMarkdown()
    first, second = page.render("## Part", trusted=True), page.render("### Part", trusted=False)
    assert first.strip() == '<h2 id="s-part">Part</h2>'
    assert second.strip() == '<h3 id="s-part-2">Part</h3>'
    assert [(heading.level, heading.id) for heading in page.headings] == [(2, "part"), (3, "part-2")]


def test_a_table_is_named_by_its_number_and_the_heading_above_it() -> None:
    page = PageMarkdown()
    assert page.table_label() == "Table 1, this page"
    page.heading("Rates & so on", 2)
    assert page.table_label() == "Table 2, Rates & so on"
    html = page.render("|A|\n|--|\n|1|", trusted=True)
    assert 'aria-label="Table 3, Rates &amp; so on"' in html


@pytest.mark.parametrize(
    ("rule", "shown"),
    [("--", ""), (":--", ' class="left"'), (":-:", ' class="center"'), ("--:", ' class="right"')],
)
def test_cells_carry_their_alignment_as_a_class_and_no_style(rule: str, shown: str) -> None:
    html = rendered(f"|Rate|\n|{rule}|\n|14.8|")
    assert f'<th scope="col"{shown}>Rate</th>' in html
    assert f"<td{shown}>14.8</td>" in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[a](https://example.org/x)", '<a href="https://example.org/x">a</a>'),
        ("[a](region/x.html)", '<a href="region/x.html">a</a>'),
        ('[a](b.html "Title")', '<a href="b.html" title="Title">a</a>'),
        ("[a](#s-part)", '<a href="#s-part">a</a>'),
        ("[a](javascript:alert(1))", "a"),
        ("[a](JavaScript:alert(1))", "a"),
        ("[a](vbscript:x)", "a"),
        ("[a](file:///etc/passwd)", "a"),
        ("[**a**](data:text/html,x)", "<strong>a</strong>"),
    ],
)
def test_a_link_leads_to_a_page_or_is_mere_text(source: str, shown: str) -> None:
    assert rendered(source).strip() == f"<p>{shown}</p>"


def test_mark_up_stays_in_texts_written_by_hand_and_is_escaped_in_what_code_puts_out() -> None:
    source = "Of <em>these</em> & those"
    assert rendered(source).strip() == "<p>Of <em>these</em> &amp; those</p>"
    assert rendered(source, trusted=False).strip() == "<p>Of &lt;em&gt;these&lt;/em&gt; &amp; those</p>"
    assert "<script" not in rendered("<script>x</script>", trusted=False)


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("# Title\n\nText", "\nText"),
        ("# Title", ""),
        ("\n\n #  Title #\nText", "Text"),
        ("#\tTitle\nText", "Text"),
        ("## Part\nText", "## Part\nText"),
        ("#hashtag", "#hashtag"),
        ("Text\n# Title", "Text\n# Title"),
        ("# One\n# Two", "# Two"),
        ("", ""),
    ],
)
def test_only_a_first_heading_of_the_first_level_is_the_title(source: str, left: str) -> None:
    assert without_title(source) == left

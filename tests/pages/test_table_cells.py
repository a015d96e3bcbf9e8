"""Tables of a page cell by cell: numbers, days, words, gaps, markup, the row it is about, ids and notes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from workforce_grades.pages.tables import ODDS_DECIMALS, ODDS_HEADERS, Table, definition_list


def cell(value: object, **options: Any) -> str:
    """Return the one cell beside a row's name, without its row."""
    data = pd.DataFrame({"name": ["Ashby"], "x": pd.Series([value], dtype="object")})
    (found,) = re.findall(r"<td.*?</td>", Table(data, "A caption", **options)._repr_html_())
    return str(found)


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (1234, "<td>1,234</td>"), (np.int64(1234), "<td>1,234</td>"), (np.float32(0.25), "<td>0.2</td>"),
        (1234.56, "<td>1,234.6</td>"), (-0.04, "<td>0.0</td>"), (-3.25, "<td>−3.2</td>"),
        (np.float64(2.25), "<td>2.2</td>"), (float("nan"), "<td>–</td>"), (None, "<td>–</td>"), (pd.NaT, "<td>–</td>"),
        ("", "<td>–</td>"), ("[x]", "<td>[x]</td>"),
        (pd.Timestamp(2024, 2, 9), '<td class="date">9 February 2024</td>'),
        ("x" * 30, f"<td>{'x' * 30}</td>"), ("x" * 31, f'<td class="words">{"x" * 31}</td>'),
        (Markup("<b>bold</b>"), "<td><b>bold</b></td>"), ("a < b & c", "<td>a &lt; b &amp; c</td>"),
        (True, "<td>True</td>"), ("2024", "<td>2024</td>"),
    ],
    ids=repr,
)  # fmt: skip
def test_each_kind_of_cell(value: object, html: str) -> None:
    assert cell(value) == html


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(3, 1, "3.0"), (3, 0, "3"), (3.456, 2, "3.46"), (1234.5, 0, "1,234"), ("[c]", 1, "[c]"), ("", 1, "–"),
     (None, 1, "–"), (np.float64(1200), 0, "1,200"), (np.int64(1200), 1, "1,200.0")],
)  # fmt: skip
def test_a_column_with_decimals_is_one_of_numbers_whatever_stands_in_it(
    value: object, decimals: int, text: str
) -> None:
    assert cell(value, decimals={"x": decimals}) == f'<td class="number">{text}</td>'


@pytest.mark.parametrize("count", [[1200, 3], pd.array([1200, 3], dtype="Int64"), np.array([1200, 3], dtype="int32")])
@pytest.mark.parametrize("other", [[0.5, 0.25], [7, 8]], ids=["beside shares", "beside counts"])
def test_counts_stay_counts_in_a_table_of_numbers_alone(count: Any, other: list[float]) -> None:
    html = Table(pd.DataFrame({"year": [2024, 2025], "count": count, "x": other}), "A caption")._repr_html_()
    assert re.findall(r"</th><td class=.number.>(.*?)</td>", html) == ["1,200", "3"]


@settings(max_examples=30)
@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=5), st.integers(0, 3))
def test_numbers_of_a_column_have_as_many_decimals(values: list[float], decimals: int) -> None:
    data = pd.DataFrame({"name": [str(at) for at, _value in enumerate(values)], "x": values})
    html = Table(data, "A caption", decimals={"x": decimals})._repr_html_()
    shown = re.findall(r'<td class="number">(.*?)</td>', html)
    assert {len(text.partition(".")[2]) for text in shown} == {decimals}


def test_a_numeric_column_is_marked_in_head_and_cells() -> None:
    data = pd.DataFrame({"name": ["Ashby"], "kind": ["unitary"], "count": [3], "share": [0.5]})
    html = Table(data, "A caption", headers={"count": "How many"})._repr_html_()
    assert re.findall(r'<th scope="col"( class="number")?>(.*?)</th>', html) == [
        ("", "name"), ("", "kind"), (' class="number"', "How many"), (' class="number"', "share"),
    ]  # fmt: skip
    assert re.findall(r'<td class="number">(.*?)</td>', html) == ["3", "0.5"]


@pytest.mark.parametrize(
    ("first", "html"),
    [("Ashby & Co", "Ashby &amp; Co"), (Markup("<a>Ashby</a>"), "<a>Ashby</a>"), (2024, "2,024"), (0.25, "0.2"),
     (pd.Timestamp(2024, 9, 30), "30 September 2024"), (None, "–")],
    ids=str,
)  # fmt: skip
def test_the_first_column_names_the_row(first: object, html: str) -> None:
    data = pd.DataFrame({"name": pd.Series([first], dtype="object"), "x": ["y"]})
    assert f'<tr><th scope="row">{html}</th><td>y</td></tr>' in Table(data, "A caption")._repr_html_()


@pytest.mark.parametrize(
    ("own_row", "marked"), [("Ashby", ["Ashby"]), ("", []), ("ashby", []), ("Elmshire", ["Elmshire"]), ("England", [])]
)
def test_one_row_is_this_authority_where_it_is_there(own_row: str, marked: list[str]) -> None:
    data = pd.DataFrame({"name": ["Ashby", "Elmshire", ""], "x": [1, 2, 3]})
    html = Table(data, "A caption", own_row=own_row)._repr_html_()
    found = re.findall(
        r'<tr class="own"><th scope="row">(.*?)<span class="own-note"> \(this authority\)</span></th>', html
    )
    assert found == marked
    assert html.count("<tr") == 1 + 3


def test_the_name_of_the_own_row_is_escaped() -> None:
    html = Table(pd.DataFrame({"name": ["<A>"], "x": [1]}), "A caption", own_row="<A>")._repr_html_()
    assert '<th scope="row">&lt;A&gt;<span class="own-note">' in html


@pytest.mark.parametrize(
    ("note", "html"), [("", ""), ("A dash & more.", '<p class="table-note">A dash &amp; more.</p>')]
)
def test_a_note_stands_below_the_table(note: str, html: str) -> None:
    shown = Table(pd.DataFrame({"name": ["Ashby"]}), "A caption", note=note)._repr_html_()
    assert shown.endswith(f"</tbody></table></div>{html}")


def test_caption_and_region_share_an_id_that_is_the_caption() -> None:
    html = Table(pd.DataFrame({"name": ["Ashby"]}), "Rates & grades, 2024 <now>")._repr_html_()
    (key,) = re.findall(r'aria-labelledby="([^"]+)"', html)
    assert f'<caption id="{key}"><span>Rates &amp; grades, 2024 &lt;now&gt;</span></caption>' in html
    assert key == "table-rates-and-grades-2024-now"


def test_a_table_without_rows_has_its_head() -> None:
    html = Table(pd.DataFrame({"name": [], "x": []}), "Nothing", headers={"name": "Who"})._repr_html_()
    assert "<tbody></tbody>" in html
    assert ">Who</th>" in html


def test_headers_and_columns_from_data_are_escaped() -> None:
    html = Table(pd.DataFrame({"name": ["Ashby"], "<x>": [1]}), "A caption", headers={"name": "<i>"})._repr_html_()
    assert "<x>" not in html
    assert "<i>" not in html


def test_odds_ratios_have_three_decimals_in_each_of_their_columns() -> None:
    data = pd.DataFrame([("caseload", 0.95, 0.9, 1.0)], columns=["term", *ODDS_HEADERS])
    html = Table(data, "Odds", headers=ODDS_HEADERS, decimals=ODDS_DECIMALS)._repr_html_()
    assert re.findall(r'<td class="number">(.*?)</td>', html) == ["0.950", "0.900", "1.000"]
    assert re.findall(r'<th scope="col" class="number">(.*?)</th>', html) == ["Odds ratio", "95% from", "95% to"]


@pytest.mark.parametrize(
    ("pairs", "html"),
    [({}, "<dl></dl>"), ({"A": "one"}, "<dl><dt>A</dt><dd>one</dd></dl>"),
     ({"B": "x & y", "A": Markup("<i>z</i>")}, "<dl><dt>B</dt><dd>x &amp; y</dd><dt>A</dt><dd><i>z</i></dd></dl>")],
    ids=["none", "one", "two in their order"],
)  # fmt: skip
def test_definitions_are_terms_with_their_meaning(pairs: dict[str, str], html: str) -> None:
    assert definition_list(pairs)._repr_html_() == html

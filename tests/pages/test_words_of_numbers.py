"""Numbers, places, years and intervals in words at their edges, and the laws that hold for all of them."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from workforce_grades.codebook import MEASURES
from workforce_grades.pages.words import (
    Html,
    Prose,
    bullets,
    change_words,
    compare,
    day,
    interval,
    is_clear,
    lead,
    link_to,
    listed,
    number,
    odds_words,
    ordinal,
    p_cell,
    p_value,
    place_words,
    plain_name,
    plural,
    say,
    sentence,
    shown,
    spoken,
    value_with_unit,
    years_words,
)

VALUES = st.floats(-1e5, 1e5, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 1, "0.0"), (1234567.891, 2, "1,234,567.89"), (-1234.5, 1, "−1,234.5"), (0.05, 1, "0.1"), (0.25, 1, "0.2"),
        (0.35, 1, "0.3"), (-0.5, 0, "0"), (-1.5, 0, "−2"), (999.95, 1, "1,000.0"), (np.float32(2.5), 1, "2.5"),
        ("3.14159", 3, "3.142"), (True, 0, "1"), (None, 1, "–"), (float("nan"), 0, "–"),
    ],
    ids=str,
)  # fmt: skip
def test_numbers_as_they_are_printed(value: Any, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


@given(VALUES, VALUES, st.integers(0, 3))
def test_a_change_is_between_the_printed_numbers_and_turns_with_its_ends(now: float, then: float, places: int) -> None:
    there, back = change_words(now, then, places), change_words(then, now, places)
    assert {there.split()[0], back.split()[0]} in ({"up", "down"}, {"no"})
    assert there.split()[1:] == back.split()[1:]
    assert (there == "no change") == (compare(now, then, places) == "the same as")


@given(VALUES, VALUES)
def test_what_is_above_another_has_the_other_below(value: float, other: float) -> None:
    turned = {"above": "below", "below": "above", "the same as": "the same as"}
    assert compare(value, other) == turned[compare(other, value)]


@given(VALUES, st.integers(0, 4))
def test_what_is_shown_is_shown_again_as_it_is(value: float, decimals: int) -> None:
    once = shown(value, decimals)
    assert shown(once, decimals) == once
    assert math.isclose(once, value, abs_tol=0.5 * 10**-decimals * (1 + 1e-6))


@pytest.mark.parametrize(
    ("now", "before", "decimals", "said"),
    [(15.0, 15.0, 1, "no change"), (2.449, 2.401, 1, "no change"), (2.46, 2.44, 1, "up 0.1"),
     (10, 1010, 0, "down 1,000"),
     (0.3, 0.1, 1, "up 0.2"), (1.004, 1.0, 2, "no change"), (float("nan"), 1.0, 1, "no earlier value")],
)  # fmt: skip
def test_changes_in_words(now: float, before: float, decimals: int, said: str) -> None:
    assert change_words(now, before, decimals) == said


@pytest.mark.parametrize(
    ("value", "other", "decimals", "said"),
    [(1.4, 0.6, 0, "the same as"), (1.6, 1.4, 0, "above"), (0.994, 0.996, 2, "below"), (0.9949, 0.9941, 3, "above")],
)
def test_comparisons_are_of_as_many_decimals_as_are_shown(value: float, other: float, decimals: int, said: str) -> None:
    assert compare(value, other, decimals) == said


@pytest.mark.parametrize(
    ("measure", "text"),
    [("turnover_rate", "1,234.6%"), ("caseload", "1,234.6 cases"), ("cases", "1,235 cases"),
     ("inpost_fte", "1,234.6 FTE"), ("inpost_headcount", "1,235 people"), ("working_days_lost", "1,234.6 days")],
)  # fmt: skip
def test_a_value_has_its_own_decimals_and_unit(measure: str, text: str) -> None:
    assert value_with_unit(1234.56, measure) == text


def test_every_measure_without_a_value_is_not_available() -> None:
    assert {value_with_unit(float("nan"), name) for name in MEASURES} == {"not available"}


@given(st.integers(1, 200), st.data())
def test_places_from_below_and_above_meet_in_the_middle(count: int, data: st.DataObject) -> None:
    alike = data.draw(st.integers(1, count))
    lower = data.draw(st.integers(0, count - alike))
    higher = count - lower - alike
    here, mirrored = place_words(lower, alike, count), place_words(higher, alike, count)
    assert here.startswith("Joint") == (alike > 1)
    assert here.lower().endswith("lowest") == (lower <= higher)
    rank = 1 + min(lower, higher)
    assert re.findall(r"\d+", here) == ([str(rank)] if rank > 1 else [])
    if lower != higher:
        assert mirrored.lower() == here.lower().replace("lowest", "x").replace("highest", "lowest").replace(
            "x", "highest"
        )


@given(st.integers(1, 10_000))
def test_an_ordinal_begins_with_its_number(position: int) -> None:
    number_part, ending = re.fullmatch(r"(\d+)(st|nd|rd|th)", ordinal(position)).groups()  # type: ignore[union-attr]
    assert int(number_part) == position
    assert (ending == "th") == (position % 10 not in (1, 2, 3) or position // 10 % 10 == 1)


@pytest.mark.parametrize(
    ("years", "text"),
    [([], ""), ([2020], "2020"), ([2021, 2020], "2020 and 2021"), ([2020, 2022], "2020 and 2022"),
     ([2022, 2020, 2021], "2020 to 2022"), ([2019, 2020, 2022], "2019, 2020 and 2022"), ([2020, 2020, 2020], "2020"),
     (range(2017, 2026), "2017 to 2025"), (["2020", "2021"], "2020 and 2021"), (np.array([2024.0]), "2024")],
    ids=str,
)  # fmt: skip
def test_years_are_a_span_from_three_on(years: Any, text: str) -> None:
    assert years_words(years) == text


@given(st.lists(st.text("abc", min_size=1), max_size=6))
def test_a_list_has_one_and_at_most(items: list[str]) -> None:
    said = listed(items)
    assert said.count(" and ") == (len(items) > 1)
    assert said.replace(" and ", ", ").split(", ") == (items or [""])


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 authorities"), (1, "1 authority"), (2, "2 authorities"), (1000, "1,000 authorities")]
)
def test_counts_agree_with_their_noun(count: int, text: str) -> None:
    assert plural(count, "authority", "authorities") == text


@pytest.mark.parametrize(
    ("name", "plain", "said"),
    [
        ("Bristol, City of", "Bristol", "Bristol"), ("City of York", "City of York", "the City of York"),
        ("Isle of Wight", "Isle of Wight", "the Isle of Wight"),
        ("East of England", "East of England", "the East of England"),
        ("East Riding of Yorkshire", "East Riding of Yorkshire", "the East Riding of Yorkshire"),
        ("North East", "North East", "the North East"), ("South East", "South East", "the South East"),
        ("West Midlands", "West Midlands", "the West Midlands"),
        ("Southend-on-Sea", "Southend-on-Sea", "Southend-on-Sea"),
        ("South West London", "South West London", "South West London"),
        ("Inner London", "Inner London", "Inner London"),
        ("Bristol, City of / Hull, City of", "Bristol / Hull", "Bristol / Hull"),
        ("Somewhere, City offices", "Somewhere, City offices", "Somewhere, City offices"),
    ],
)  # fmt: skip
def test_names_as_they_are_written_and_spoken(name: str, plain: str, said: str) -> None:
    assert (plain_name(name), spoken(name)) == (plain, said)


@pytest.mark.parametrize(
    ("p", "text", "cell"),
    [(0.0, "p < 0.001", "<\u00a00.001"), (0.00099, "p < 0.001", "<\u00a00.001"), (0.001, "p = 0.001", "0.001"),
     (0.0994, "p = 0.099", "0.099"), (0.1, "p = 0.10", "0.10"), (0.999, "p = 1.00", "1.00")],
)  # fmt: skip
def test_p_values_in_sentences_and_cells(p: float, text: str, cell: str) -> None:
    assert (p_value(p), p_cell(p)) == (text, cell)


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [(0.5, 0.99, True), (0.5, 1.0, False), (1.0, 1.5, False), (1.01, 1.5, True), (0.9, 1.1, False),
     (float("nan"), float("nan"), False)],
)  # fmt: skip
def test_an_interval_is_clear_where_it_excludes_one(low: float, high: float, *, clear: bool) -> None:
    for row in ({"or_ci_low": low, "or_ci_high": high}, pd.Series({"or_ci_low": low, "or_ci_high": high})):
        assert is_clear(row) is clear


@pytest.mark.parametrize(
    ("odds", "low", "high", "said"),
    [(0.92, 0.855, 0.994, ("0.92", "0.85 to 0.99")), (0.92, 0.855, 0.996, ("0.920", "0.855 to 0.996")),
     (1.2, 1.004, 1.5, ("1.200", "1.004 to 1.500")), (1.2, 1.006, 1.5, ("1.20", "1.01 to 1.50")),
     (1.0, 0.5, 2.0, ("1.00", "0.50 to 2.00"))],
)  # fmt: skip
def test_odds_have_a_third_decimal_where_a_bound_would_read_as_one(
    odds: float, low: float, high: float, said: tuple[str, str]
) -> None:
    assert odds_words(odds, low, high) == said


def test_intervals_and_days() -> None:
    assert interval(-1.234, 1000, 1) == "−1.2 to 1,000.0"
    assert [day(pd.Timestamp(2024, 2, 29)), day(pd.Timestamp(2021, 12, 1, 23, 59))] == [
        "29 February 2024",
        "1 December 2021",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("it fell", "It fell."), ("  it fell.  ", "It fell."), ("did it?", "Did it?"), ("it did!", "It did!"),
     ("DfE says so", "DfE says so."), ("ILACS ended (SIF)", "ILACS ended (SIF).")],
)  # fmt: skip
def test_sentences_begin_large_and_end_once(text: str, said: str) -> None:
    assert sentence(text) == said


@pytest.mark.parametrize(
    ("prose", "html", "text"),
    [
        (say("A & b.", "", "C."), "<p>A &amp; b.</p>\n<p>C.</p>", "A & b.\n\nC."),
        (lead("A.", ""), '<p class="lead">A.</p>', "A."),
        (bullets(["A.", "<b>"]), "<ul><li>A.</li><li>&lt;b&gt;</li></ul>", "A.\n\n<b>"),
        (bullets([Markup("<b>A</b>")]), "<ul><li><b>A</b></li></ul>", "A"),
        (say(), "", ""),
        (Prose(("A.",), kind='x"y'), '<p class="x&#34;y">A.</p>', "A."),
    ],
    ids=["say", "lead", "bullets", "markup", "nothing", "hostile kind"],
)  # fmt: skip
def test_prose_on_the_page_and_as_text(prose: Prose, html: str, text: str) -> None:
    assert prose._repr_html_() == html
    assert str(prose) == text


def test_markup_that_is_safe_already_stays_and_links_are_escaped() -> None:
    assert Html(Markup("<i>x</i>"))._repr_html_() == "<i>x</i>"
    assert link_to("region", 'E1"', "A & B") == '<a data-place="region/E1&#34;">A &amp; B</a>'

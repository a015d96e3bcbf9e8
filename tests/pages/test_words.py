from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.pages.words import (
    beside,
    bullets,
    change_with_unit,
    change_words,
    compare,
    day,
    interval,
    lead,
    listed,
    number,
    odds_words,
    ordinal,
    p_value,
    place_words,
    plural,
    say,
    sentence,
    spoken,
    value_with_unit,
)


def test_number_has_constant_decimals_and_a_true_minus() -> None:
    assert number(14) == "14.0"
    assert number(1355, 0) == "1,355"
    assert number(-3.25, 1) == "−3.2"
    assert number(float("nan")) == "–"


@pytest.mark.parametrize("value", [-0.04, -0.0, 0.0, 0.04])
def test_nothing_is_shown_as_minus_zero(value: float) -> None:
    assert number(value) == "0.0"


@given(st.floats(-1e6, 1e6, allow_nan=False), st.integers(0, 4))
def test_number_reads_back_as_the_rounded_value(value: float, decimals: int) -> None:
    shown = number(value, decimals).replace(",", "").replace("−", "-")
    assert math.isclose(float(shown), round(value, decimals), abs_tol=10**-decimals)
    assert re.fullmatch(r"-?\d+(\.\d+)?", shown)


def test_comparison_is_of_what_is_shown() -> None:
    assert compare(15.24, 15.16) == "the same as"
    assert compare(15.26, 15.24) == "above"
    assert compare(15.1, 15.2) == "below"
    assert compare(np.float64(15.0), np.float64(15.05)) == "below" or number(15.05) == "15.0"


def test_what_is_missing_is_compared_with_nothing() -> None:
    for pair in ((15.0, math.nan), (math.nan, 15.0), (math.nan, math.nan)):
        with pytest.raises(ValueError, match="a missing value"):
            compare(*pair)
    assert (beside(15.0, math.nan, "England"), beside(15.0, 14.0, "England")) == ("", "above England (14.0)")


@given(st.floats(0, 100).map(np.float64), st.integers(0, 2000).map(lambda tenths: np.float64(tenths / 20)))
def test_comparison_never_contradicts_the_printed_numbers(value: float, other: float) -> None:
    shown = (float(number(value)), float(number(other)))
    words = {"above": shown[0] > shown[1], "below": shown[0] < shown[1], "the same as": shown[0] == shown[1]}
    assert words[compare(value, other)]


def test_change_words() -> None:
    assert change_words(15.2, 8.8) == "up 6.4"
    assert change_words(8.8, 15.2) == "down 6.4"
    assert change_words(8.84, 8.81) == "no change"
    assert change_words(8.8, float("nan")) == "no earlier value"


def test_a_change_of_a_rate_is_in_points_and_that_of_a_caseload_in_cases() -> None:
    assert change_with_unit(15.2, 8.8, "turnover_rate") == "up 6.4 points"
    assert change_with_unit(15.2, 16.2, "caseload") == "down 1.0 cases"
    assert change_with_unit(8.84, 8.81, "agency_rate") == "no change"
    assert change_with_unit(8.8, float("nan"), "agency_rate") == "no earlier value"


@pytest.mark.parametrize(
    ("position", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (22, "22nd"), (101, "101st"), (111, "111th"), (112, "112th")],
)  # fmt: skip
def test_ordinal(position: int, words: str) -> None:
    assert ordinal(position) == words


@pytest.mark.parametrize(
    ("lower", "alike", "count", "words"),
    [
        (0, 1, 10, "Lowest"), (9, 1, 10, "Highest"), (0, 6, 149, "Joint lowest"), (146, 2, 148, "Joint highest"),
        (3, 1, 10, "4th lowest"), (7, 1, 10, "3rd highest"), (4, 1, 9, "5th lowest"), (5, 2, 12, "Joint 6th lowest"),
    ],
)  # fmt: skip
def test_places_are_counted_from_the_nearer_end(lower: int, alike: int, count: int, words: str) -> None:
    assert place_words(lower, alike, count) == words


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Kingston upon Hull, City of", "Kingston upon Hull"), ("Herefordshire, County of", "Herefordshire"),
        ("City of London", "the City of London"), ("Isles of Scilly", "the Isles of Scilly"),
        ("East Midlands", "the East Midlands"), ("South West", "the South West"), ("London", "London"),
        ("North Yorkshire", "North Yorkshire"), ("North East Lincolnshire", "North East Lincolnshire"),
        ("Yorkshire and The Humber", "Yorkshire and The Humber"), ("Derby", "Derby"),
        ("Bournemouth, Christchurch and Poole", "Bournemouth, Christchurch and Poole"),
    ],
)  # fmt: skip
def test_a_places_name_in_a_sentence(name: str, said: str) -> None:
    assert spoken(name) == said


def test_plural_and_lists() -> None:
    assert plural(1, "inspection") == "1 inspection"
    assert plural(2, "authority", "authorities") == "2 authorities"
    assert plural(1355, "return") == "1,355 returns"
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_values_carry_their_unit() -> None:
    assert value_with_unit(14.84, "turnover_rate") == "14.8%"
    assert value_with_unit(16.3, "caseload") == "16.3 cases"
    assert value_with_unit(float("nan"), "caseload") == "not available"


def test_statistics_in_words() -> None:
    assert p_value(0.0002) == "p < 0.001"
    assert p_value(0.0072) == "p = 0.007"
    assert p_value(0.031) == "p = 0.031"
    assert p_value(0.214) == "p = 0.21"
    assert odds_words(0.952, 0.918, 0.987) == ("0.95", "0.92 to 0.99")
    assert odds_words(0.95, 0.9, 0.9991) == ("0.950", "0.900 to 0.999")
    assert interval(0.918, 0.987) == "0.92 to 0.99"


def test_dates_and_sentences() -> None:
    assert day(pd.Timestamp(2023, 4, 3)) == "3 April 2023"
    assert day(pd.NaT) == "–"  # type: ignore[arg-type]
    assert sentence("turnover fell") == "Turnover fell."
    assert sentence("Did it?") == "Did it?"


def test_prose_escapes_what_comes_from_data() -> None:
    hostile = '<img src=x onerror="alert(1)"> & more'
    for prose in (say(hostile), lead(hostile), bullets([hostile])):
        html = prose._repr_html_()
        assert "<img" not in html
        assert "&lt;img" in html
        assert "&amp; more" in html
    assert lead("One.")._repr_html_() == '<p class="lead">One.</p>'
    assert str(say("One.", "", "Two.")) == "One.\n\nTwo."

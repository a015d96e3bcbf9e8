"""Rates and headcounts of the sample worked out by hand: of many, of few, of nobody, in leap years and others."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.errors import ParameterError
from workforce_grades.sample.measures import COUNTS, PUBLISHED, add_rates, with_rates
from workforce_grades.sample.publication import as_printed

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {
    "inpost_fte": 200, "inpost_headcount": 250, "starters_fte": 24, "starters_headcount": 25, "leavers_fte": 30,
    "leavers_headcount": 35, "agency_fte": 50, "agency_headcount": 60, "agency_cover_fte": 42, "vacancy_fte": 40,
    "case_holders_fte": 160, "cases": 2_500, "working_days_lost_fte": 1_771,
}  # fmt: skip


def rates(year: int = 2023, **counts: float) -> pd.Series:
    table = pd.DataFrame([{**PLAIN, **counts}]).astype("float64")
    return add_rates(table, year).iloc[0]


@pytest.mark.parametrize(
    ("rate", "value"),
    [
        ("turnover_rate_fte", 15.0),  # 30 of 200
        ("turnover_rate_headcount", 14.0),  # 35 of 250
        ("agency_rate_fte", 20.0),  # 50 of 250
        ("agency_rate_headcount", 19.4),  # 60 of 310
        ("agency_cover_rate_fte", 84.0),  # 42 of 50
        ("vacancy_rate_fte", 16.7),  # 40 of 240
        ("vacancy_agency_cover_rate_fte", 105.0),  # 42 of 40
        ("caseload_fte", 15.6),  # 2,500 over 160
        ("absence_rate_fte", 3.5),  # 1,771 of 200 times 253
    ],
)
def test_a_rate_of_plain_counts(rate: str, value: float) -> None:
    assert rates()[rate] == value


@pytest.mark.parametrize(("year", "rate"), [(2019, 25.1), (2020, 25.0), (2021, 25.1), (2024, 25.0), (2025, 25.1)])
def test_absence_is_of_254_working_days_in_leap_years_and_253_in_others(year: int, rate: float) -> None:
    assert rates(year, working_days_lost_fte=12_700)["absence_rate_fte"] == rate


@pytest.mark.parametrize(
    ("counts", "nothing", "whole"),
    [
        ({"inpost_fte": 0}, ["turnover_rate_fte", "absence_rate_fte"], ["agency_rate_fte", "vacancy_rate_fte"]),
        ({"inpost_headcount": 0}, ["turnover_rate_headcount"], ["agency_rate_headcount"]),
        ({"inpost_fte": 0, "agency_fte": 0}, ["agency_rate_fte", "agency_cover_rate_fte"], []),
        ({"inpost_fte": 0, "vacancy_fte": 0}, ["vacancy_rate_fte", "vacancy_agency_cover_rate_fte"], []),
        ({"case_holders_fte": 0}, ["caseload_fte"], []),
        ({"agency_cover_fte": 50, "vacancy_fte": 50}, [], ["agency_cover_rate_fte", "vacancy_agency_cover_rate_fte"]),
    ],
)
def test_a_rate_of_nobody_is_none_and_all_of_somebody_is_100(
    counts: dict[str, float], nothing: list[str], whole: list[str]
) -> None:
    found = rates(**counts)
    assert found[nothing].isna().all()
    assert (found[whole] == 100).all()


@pytest.mark.parametrize("count", ["leavers_fte", "agency_fte", "vacancy_fte", "cases", "working_days_lost_fte"])
def test_a_rate_of_nothing_among_somebody_is_zero(count: str) -> None:
    rate = {"leavers_fte": "turnover_rate_fte", "agency_fte": "agency_rate_fte", "vacancy_fte": "vacancy_rate_fte",
            "cases": "caseload_fte", "working_days_lost_fte": "absence_rate_fte"}[count]  # fmt: skip
    assert rates(**{count: 0})[rate] == 0


def test_years_may_differ_from_row_to_row() -> None:
    table = pd.DataFrame([{**PLAIN, "working_days_lost_fte": 12_700.0}] * 3)
    found = add_rates(table, pd.Series([2019, 2020, 2021]))
    assert found["absence_rate_fte"].tolist() == [25.1, 25.0, 25.1]


def test_a_measure_that_nothing_makes_is_named_with_the_places_that_could() -> None:
    counts = pd.DataFrame([PLAIN]).drop(columns="starters_headcount")
    with pytest.raises(ParameterError, match=r"makes no 'starters_headcount' \(`starters_headcount`\), ") as raised:
        add_rates(counts, 2023)
    places = re.findall(r"`(?:\w+\.)?(\w+)`(?: and people in `(\w+)`)? of (src/[\w/.]+)", str(raised.value))
    for rate, people, file in places:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert [name for name in (rate, people) if name and f"def {name}(" not in text] == [], file
    assert len(places) == 2


def test_rates_follow_from_counts_in_the_publishers_order() -> None:
    assert set(PLAIN) == set(COUNTS)
    assert list(rates().index) == list(PUBLISHED)
    assert rates()[list(COUNTS)].to_dict() == PLAIN


positive = st.floats(0.5, 5_000, allow_nan=False)


@settings(max_examples=30)
@given(positive, positive, st.floats(0.1, 50, allow_nan=False))
def test_a_rate_does_not_depend_on_the_size_of_an_authority(inpost: float, agency: float, times: float) -> None:
    one = rates(inpost_fte=inpost, agency_fte=agency)["agency_rate_fte"]
    other = rates(inpost_fte=inpost * times, agency_fte=agency * times)["agency_rate_fte"]
    assert one == pytest.approx(other, abs=0.1001)
    assert 0 <= one <= 100


@settings(max_examples=30)
@given(positive, positive, positive)
def test_more_agency_workers_never_lower_the_agency_rate(inpost: float, agency: float, more: float) -> None:
    few, many = (rates(inpost_fte=inpost, agency_fte=fte)["agency_rate_fte"] for fte in (agency, agency + more))
    assert few <= many


@pytest.mark.parametrize(
    ("fte", "people_per_fte", "heads"),
    [(10.4, 1.0, 11), (10.4, 1.1, 11), (10.4, 1.3, 14), (10.0, 1.0, 10), (0.0, 1.2, 0), (0.2, 1.0, 1), (2.5, 1.0, 3)],
)
def test_there_are_never_fewer_people_than_ftes(fte: float, people_per_fte: float, heads: int) -> None:
    counts = pd.DataFrame([{name: fte for name in COUNTS if name.endswith("_fte")} | {"cases": 10.0}])
    found = with_rates(counts, lambda _what: np.array([people_per_fte]), 2023).iloc[0]
    for what in ("inpost", "starters", "leavers", "agency"):
        assert found[f"{what}_headcount"] == heads, what


def test_each_kind_of_people_has_its_own_people_per_fte() -> None:
    counts = pd.DataFrame([{**PLAIN, "inpost_fte": 100.0, "starters_fte": 100.0, "leavers_fte": 100.0}])
    per_fte = {"inpost": 1.1, "starters": 1.2, "leavers": 1.3, "agency": 1.4}
    found = with_rates(counts, lambda what: np.array([per_fte[what]]), 2023).iloc[0]
    assert found[[f"{what}_headcount" for what in per_fte]].tolist() == [110, 120, 130, 70]


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0.0, "0"), (14.0, "14"), (14.04, "14"), (14.06, "14.1"), (0.04, "0"), (0.06, "0.1"), (99.96, "100"),
     (1234.5, "1234.5"), (100.0, "100"), (10.0, "10"), (math.nan, "z")],
)  # fmt: skip
def test_numbers_as_they_are_printed(value: float, printed: str) -> None:
    assert as_printed(value) == printed

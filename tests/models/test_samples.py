"""The named samples, row by row: who is outside, in which words, and at which edge."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workforce_grades.models.samples import outside_sample
from workforce_grades.models.spec import CHOICES

SMALL, TINY = "fewer than 20 FTE in post", "fewer than 50 FTE in post"


def inspected(**columns: list[object]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    frame = pd.DataFrame(
        {
            "la_key": [f"{at}" for at in range(n)],
            "inspection_date": pd.Timestamp(2022, 1, 1),
            "inspection_type": "standard",
            "in_london": False,
            "inpost_fte": 100.0,
            "in_covid_census": False,
        },
        index=[f"i{at}" for at in range(n)],
    )
    return frame.assign(**{name: pd.Series(values, index=frame.index) for name, values in columns.items()})


@pytest.mark.parametrize(
    ("sample", "fte", "said"),
    [
        ("primary", [0.0, 19.99, 20.0, 49.9, 50.0, np.nan], [SMALL, SMALL, "", "", "", SMALL]),
        ("all", [0.0, 19.99, 20.0, 49.9, 50.0, np.nan], ["", "", "", "", "", ""]),
        ("fte50", [0.0, 19.99, 20.0, 49.9, 50.0, np.nan], [TINY, TINY, TINY, TINY, "", TINY]),
    ],
)
def test_how_many_in_post_each_sample_needs(sample: str, fte: list[object], said: list[str]) -> None:
    assert outside_sample(inspected(inpost_fte=fte), sample).tolist() == said


@pytest.mark.parametrize(
    ("sample", "column", "values", "kept"),
    [
        ("london", "in_london", [True, False], [True, False]),
        ("no_london", "in_london", [True, False], [False, True]),
        ("no_covid", "in_covid_census", [True, False], [False, True]),
        ("standard", "inspection_type", ["standard", "short"], [True, False]),
        ("short", "inspection_type", ["standard", "short"], [False, True]),
        ("primary", "in_london", [True, False], [True, True]),
        ("primary", "in_covid_census", [True, False], [True, True]),
    ],
)
def test_who_is_chosen(sample: str, column: str, values: list[object], kept: list[bool]) -> None:
    said = outside_sample(inspected(**{column: values}), sample)
    assert said.tolist() == ["" if inside else f"not in sample {sample}" for inside in kept]


def test_outside_comes_before_too_small() -> None:
    rows = inspected(in_london=[True, True, False], inpost_fte=[100.0, 5.0, 5.0])
    assert outside_sample(rows, "no_london").tolist() == ["not in sample no_london"] * 2 + [SMALL]


@pytest.mark.parametrize(
    ("sample", "kept"), [("first", ["i1", "i3"]), ("latest", ["i2", "i4"])], ids=["first", "latest"]
)
def test_one_each_by_day_and_then_by_id(sample: str, kept: list[str]) -> None:
    days = pd.to_datetime(["2021-01-01", "2019-01-01", "2023-01-01", "2020-05-05", "2020-05-05"]).tolist()
    rows = inspected(la_key=["a", "a", "a", "b", "b"], inspection_date=days)
    for order in (rows, rows.iloc[::-1], rows.iloc[[4, 2, 0, 1, 3]]):
        said = outside_sample(order, sample)
        assert list(said.index) == list(order.index)
        assert sorted(said.index[said == ""]) == kept


def test_the_latest_of_an_authority_is_chosen_before_its_size_is_looked_at() -> None:
    days = pd.to_datetime(["2019-01-01", "2023-01-01"]).tolist()
    rows = inspected(la_key=["a", "a"], inspection_date=days, inpost_fte=[100.0, 5.0])
    assert outside_sample(rows, "latest").tolist() == ["not in sample latest", SMALL]


@pytest.mark.parametrize("sample", CHOICES["sample"])
def test_of_nothing_there_is_nothing_to_say(sample: str) -> None:
    assert outside_sample(inspected(la_key=["a"]).iloc[:0], sample).empty

"""Ofsted's published numbers in words and as a table, from comparisons made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from workforce_grades.pages.judgements import published
from workforce_grades.study import Study

ON = pd.Timestamp(2024, 3, 31)
STUDY = cast(Study, SimpleNamespace(illustrative=False, inspections=None, authorities=None))


def compared(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {
        "which": "in force",
        "outcome": "overall",
        "quantity": "good or outstanding",
        "region": "",
        "on": ON,
        "value": 56,
        "unit": "percent",
        "ours": 56.4,
        "graded": 149,
        "existing": 151,
        "difference": 0.0,
        "fits": "graded",
        "title": "A <title>",
        "source": "https://example.org/?a=1&b=2",
    }
    return pd.DataFrame([usual | row for row in rows])


@pytest.mark.parametrize(
    ("fits", "said"),
    [
        (
            ["graded"],
            "These data give 1 of 1 published number within rounding. 1 of the 1 shares fits only as a share of the "
            "authorities "
            "with a grade.",
        ),
        (
            ["graded", "graded", "existing", "neither"],
            "These data give 3 of 4 published numbers within rounding. 2 of the 4 shares fit only "
            "as a share of the authorities with a grade and 1 of the 4 shares fits only as a share of all "
            "authorities that existed.",
        ),
        (["either", "neither"], "These data give 1 of 2 published numbers within rounding. "),
    ],
)
def test_published_numbers_are_counted_by_what_they_fit(
    monkeypatch: pytest.MonkeyPatch, fits: list[str], said: str
) -> None:
    monkeypatch.setattr(published, "compare_published", lambda *_: compared(*({"fits": one} for one in fits)))
    assert published.published_in_words(STUDY) == said
    monkeypatch.setattr(published, "compare_published", lambda *_: pd.DataFrame())
    assert published.published_table(STUDY) is None
    assert "reach back to none of the dates" in published.published_in_words(STUDY)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ({}, ["Good or outstanding", "56%", "56.4%", "149 with a grade"]),
        ({"fits": "existing", "ours": 56.0}, ["Good or outstanding", "56%", "56%", "all 151 that existed"]),
        ({"fits": "either"}, ["Good or outstanding", "56%", "56.4%", "149 with a grade, or all 151 that existed"]),
        ({"fits": "either", "graded": 151}, ["Good or outstanding", "56%", "56.4%", "all 151"]),
        ({"fits": "neither", "unit": "authorities"}, ["Good or outstanding", "56", "56", "neither"]),
        (
            {"unit": "authorities", "which": "first to latest ILACS", "quantity": "improved"},
            ["Improved (first to latest ILACS)", "56", "56", "a count"],
        ),
        ({"which": "first SIF"}, ["Good or outstanding (first SIF)", "56%", "56.4%", "every first SIF (149)"]),
        (
            {"outcome": "in_care", "region": "London"},
            ["Good or outstanding for children in care, London", "56%", "56.4%", "149 with a grade"],
        ),
    ],
)
def test_each_published_number_says_what_it_is_and_of_what(row: dict[str, Any], cells: list[str]) -> None:
    shown = published.table_published(compared(row)).data
    assert shown[["what", "published", "ours", "fits"]].iloc[0].tolist() == cells
    assert shown["source"].item() == '<a href="https://example.org/?a=1&amp;b=2">A &lt;title&gt;</a>'
    assert shown[["on", "difference"]].iloc[0].tolist() == ["31 March 2024", "0"]

"""What if, in words and tables, from predictions made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from workforce_grades.analyses.what_if import SHARES, WhatIf
from workforce_grades.pages.what_if import tables
from workforce_grades.pages.what_if import words as page
from workforce_grades.pages.what_if.figures import figure_differences
from workforce_grades.study import Study

MADE = cast(Study, SimpleNamespace(illustrative=False))
CAP, TURNOVER, ALL = (
    "Caseload at most 18",
    "Turnover at the national median",
    "All three: caseload at most 16, and more",
)
GOOD, WORST = "Good or outstanding", "Inadequate"


def what_if(
    *rows: tuple[str, str, float, float, float, float], ranges: dict[str, tuple[float, float]] | None = None,
    failed: int = 0, unseen: tuple[str, ...] = (), moved: int = 30,
) -> WhatIf:  # fmt: skip
    """Predictions by place and scenario: observed, then difference with its bounds, the same for every grade."""
    table = pd.DataFrame(
        [{"place": place, "scenario": scenario, "grade": grade, "observed": observed, "probability": observed + change,
          "probability_low": observed + low, "probability_high": observed + high, "difference": change,
          "difference_low": low, "difference_high": high, "moved": moved, "n": 264}
         for place, scenario, observed, change, low, high in rows for grade in SHARES]
    )  # fmt: skip
    lowest, highest = zip(*(ranges or {"caseload": (9.0, 25.0)}).values(), strict=True)
    known = pd.DataFrame({"lowest": lowest, "highest": highest}, index=list(ranges or {"caseload": ()}))
    return WhatIf(table, known, 264, 152, 1000, failed, unseen)


@pytest.mark.parametrize(
    ("cap", "name"), [(18.0, "Caseload at most 18"), (18.25, "Caseload at most 18.25"), (9.0, "Caseload at most 9")]
)
def test_a_cap_is_named_without_needless_decimals(cap: float, name: str) -> None:
    assert page.cap_name(cap) == name


def test_the_difference_is_that_of_the_two_numbers_that_are_printed() -> None:
    """55.04 and 58.06 print as 55.0 and 58.1: their difference is said to be 3.1, not 3.0."""
    found = what_if(("England", CAP, 0.5504, 0.0302, -0.0149, 0.0751))
    text = page.answer(found, 18.0)[0]
    assert text.startswith(
        "At caseloads of at most 18, the model predicts 58.1 of 100 inspections good or outstanding, beside "
        "55.0 at the caseloads that 264 inspections had (difference 3.1, 95% interval −1.5 to 7.5);"
    )
    assert text.endswith("and 58.1 inadequate, beside 55.0 (difference 3.1, 95% interval −1.5 to 7.5).")


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [
        pytest.param(0.0006, 0.05, True, id="above zero as shown"),
        pytest.param(0.0004, 0.05, False, id="zero as shown"),
        pytest.param(-0.05, -0.0006, True, id="below zero as shown"),
        pytest.param(-0.05, -0.0004, False, id="minus zero"),
        pytest.param(-0.01, 0.05, False, id="zero inside"),
    ],
)
def test_a_lever_is_clear_where_its_printed_interval_leaves_zero_out(low: float, high: float, clear: bool) -> None:
    (said,) = page.levers_in_words(what_if(("England", TURNOVER, 0.5, (low + high) / 2, low, high), moved=1))
    assert ("which is not clearly different" in said) != clear
    assert said.startswith(f"{TURNOVER}: ")
    assert said.endswith("; the values of 1 inspection of 264 move.")


def test_levers_are_of_england_and_not_of_caseload() -> None:
    rows = [(place, name, 0.5, 0.01, 0.0, 0.02) for place in ("England", "London") for name in (CAP, TURNOVER, ALL)]
    said = page.levers_in_words(what_if(*rows))
    assert [text.partition(": ")[0] for text in said] == [TURNOVER, "All three"]


@pytest.mark.parametrize(
    ("unseen", "named"),
    [(("London",), "in London:"), (("London", "North East", "South West"), "in London, North East and South West:")],
)
def test_regions_without_an_inadequate_grade(unseen: tuple[str, ...], named: str) -> None:
    said = page.regions_in_words(what_if(("England", CAP, 0.5, 0.0, 0.0, 0.0), unseen=unseen))
    assert said.startswith(f"No inspection in the sample was inadequate {named} what the model expects there")


@pytest.mark.parametrize(
    ("failed", "lost"), [(0, "draws of whole authorities."), (1, "(1 draw could not"), (7, "(7 draws could not")]
)
def test_the_method_counts_draws_and_gives_every_range(failed: int, lost: str) -> None:
    ranges = {"turnover": (0.0, 43.25), "caseload": (9.04, 25.06)}
    said = page.method_in_words(what_if(("England", CAP, 0.5, 0.0, 0.0, 0.0), ranges=ranges, failed=failed))
    assert "264 inspections of 152 authorities; 1,000 bootstrap draws" in said
    assert lost in said
    assert said.endswith("Observed ranges: turnover 0.0 to 43.2 and caseload 9.0 to 25.1.")


def test_englands_table_has_the_observed_grades_first_and_nobody_moved_there() -> None:
    found = what_if(
        ("London", CAP, 0.9, 0.0, 0.0, 0.0),
        ("England", TURNOVER, 0.2, 0.05, 0.0, 0.1),
        ("England", CAP, 0.2, -0.1, 0.0, 0.1),
    )
    shown = tables.table_england(found).data
    assert shown["scenario"].tolist() == ["As observed", TURNOVER, CAP]
    assert list(shown)[1:] == [*SHARES, "moved"]
    assert shown[GOOD].tolist() == pytest.approx([20.0, 25.0, 10.0])
    assert shown[WORST].tolist() == pytest.approx([20.0, 25.0, 10.0])
    assert shown["moved"].tolist() == [0, 30, 30]


def test_regions_stand_in_rows_caps_in_one_table_and_medians_in_the_other() -> None:
    found = what_if(
        ("England", CAP, 0.2, 0.05, 0.0, 0.1),
        ("England", TURNOVER, 0.2, 0.01, 0.0, 0.02),
        ("England", ALL, 0.2, -0.05, -0.1, 0.0),
        ("London", CAP, 0.4, 0.025, 0.01, 0.04),
        ("London", TURNOVER, 0.4, 0.02, 0.0, 0.04),
        ("London", ALL, 0.4, 0.0, -0.01, 0.01),
    )
    caps, levers = tables.table_caps(found), tables.table_levers(found)
    assert list(caps.data) == ["place", "n", "observed", CAP]
    assert list(levers.data) == ["place", "observed", TURNOVER, "All three"]
    assert caps.data["n"].tolist() == [264, 264]
    for shown in (caps.data, levers.data):
        assert shown["place"].tolist() == ["England", "London"]
        assert shown["observed"].tolist() == pytest.approx([20.0, 40.0])
    assert said(caps.data[CAP]) == ["5.0 (0.0 to 10.0)", "2.5 (1.0 to 4.0)"]
    assert said(levers.data["All three"]) == ["−5.0 (−10.0 to 0.0)", "0.0 (−1.0 to 1.0)"]
    assert levers.headers[TURNOVER] == "Turnover at median"
    assert levers.note == f"Median: the national median of all returns at the same census. {ALL}."


def said(changes: pd.Series) -> list[str]:
    """Return what a reader hears of cells whose interval stands on a line of its own."""
    assert all(' <span class="interval">(' in cell for cell in changes)
    return [cell.striptags() for cell in changes]


@pytest.mark.parametrize(
    ("cap", "every", "said"),
    [
        pytest.param(0.03, 0.062, "The largest difference, 6 of 100, goes with all three", id="the last is largest"),
        pytest.param(
            0.07, 0.062, "The largest difference, 7 of 100, goes with caseload at most 18", id="the first is largest"
        ),
        pytest.param(0.01, -0.08, "The largest difference, −8 of 100, goes with all three", id="the largest is a fall"),
        pytest.param(-0.05, -0.01, "The largest difference, −5 of 100, goes with caseload at most 18", id="all fall"),
    ],
)
def test_the_headline_names_the_largest_difference_whichever_way(cap: float, every: float, said: str) -> None:
    rows = [
        ("England", CAP, 0.5, cap, cap - 0.01, cap + 0.01),
        ("England", ALL, 0.5, every, every - 0.01, every + 0.01),
    ]
    figure = figure_differences(MADE, what_if(*rows, ("London", CAP, 0.5, 0.4, 0.3, 0.5)))
    assert figure.headline == said
    shown = [f"{100 * change:.1f}".replace("-", "−") for change in (cap, every)]
    assert figure.alt.endswith(f"Caseload at most 18: {shown[0]} and All three: {shown[1]}.")
    assert figure.data.data["scenario"].tolist() == [CAP, ALL]
    assert figure.data.data["difference"].tolist() == pytest.approx([100 * cap, 100 * every])

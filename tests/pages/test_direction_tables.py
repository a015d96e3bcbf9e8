"""Tables and figures of the page on direction, from lags, leads and event studies made by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import pytest
from made_direction import CLEAR, UNCLEAR, contrast, event, lags, results, variant

from workforce_grades.pages.direction import figures, tables
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.words import Prose
from workforce_grades.study import Study

MADE = cast(Study, SimpleNamespace(illustrative=False))
AGENCY = ("turnover", "caseload", "agency")
CENSUSES = ["3rd before", "2nd before", "last before", "first after", "2nd after"]


def test_each_term_has_five_censuses_with_both_samples_side_by_side() -> None:
    table = tables.table_distances(results({("base", "primary"): lags("turnover", "caseload", before=CLEAR)}))
    shown = table.data
    assert shown["term"].tolist() == [
        f"{term}: {census}" for term in ("Turnover, per point", "Caseload, per case") for census in CENSUSES
    ]
    assert shown.iloc[2, 1:].tolist() == [0.9, 0.8, 0.95, 120, pytest.approx(0.89), 0.8, 0.95, 122]
    assert shown.iloc[0, 1:].tolist() == [0.97, 0.96, 0.98, 120, pytest.approx(0.96), 0.96, 0.98, 122]
    assert table.decimals["n"] == table.decimals["n_own"] == 0
    assert tables.table_distances(results()).data.empty


def test_comparisons_name_term_sample_and_model() -> None:
    found = results({("base", "primary"): lags("turnover", "caseload", p=0.0312, outermost=0.0001),
                     ("base", "all"): lags("turnover", "caseload", n=130)})  # fmt: skip
    shown = tables.table_comparisons(found).data
    assert len(shown) == 12
    assert shown["term"].tolist()[:4] == [
        "Turnover, per point: primary, two models", "Turnover, per point: primary, one model with both",
        "Turnover, per point: primary, 3rd before, 2nd after", "Turnover, per point: all authorities, two models",
    ]  # fmt: skip
    assert shown["p"].tolist()[:4] == ["0.031", "0.031", "<\u00a00.001", "0.50"]
    assert shown["n"].tolist()[:4] == [120, 120, 120, 130]
    difference = math.log(0.9) - math.log(0.99)
    assert shown.iloc[0, 1:6].tolist() == pytest.approx(
        [math.log(0.99), math.log(0.9), difference, difference - 0.1, difference + 0.1]
    )


def test_each_event_time_has_its_row_and_the_reference_no_p_value() -> None:
    shown = tables.table_events(results(events=[event("caseload", contrast(2.0), apart=[1])])).data
    assert shown["time"].tolist() == [f"Caseload: {time}" for time in ("−3", "−2", "−1", "0", "+1", "+2", "+3")]
    assert shown["p"].tolist() == ["0.50", "0.50", "", "0.50", "0.010", "0.50", "0.50"]
    assert shown["estimate"].tolist() == [-1.0, -1.0, 0.0, 2.0, 2.0, 2.0, 2.0]
    assert shown["events"].tolist() == [34, 33, 32, 31, 32, 33, 34]
    assert tables.table_events(results()).data.empty


def test_variants_are_named_and_a_missing_test_is_a_dash() -> None:
    variants = [
        variant("caseload", "main", 1.0, pre=0.0312),
        variant("turnover_rate", "stacked", math.nan, pre=math.nan),
    ]
    table = tables.table_variants(results(variants=variants))
    assert table.data["variant"].tolist() == [
        "Caseload: Main: authority and year effects, first ILACS grade, by inspection date",
        "Turnover rate: Stacked, never-graded comparison only",
    ]
    assert table.data["pre"].tolist() == ["0.031", ""]
    assert table.data[["events", "never"]].to_numpy().tolist() == [[46, 101], [46, 101]]
    assert "at event times 0 to 3 under" in table.caption
    assert table._repr_html_().count('<td class="number">–</td>') == 3


@pytest.mark.parametrize(
    ("models", "rows"),
    [
        ({("base", "primary"): lags("turnover")}, [["3rd before: no census", 30], ["2nd after: no census yet", 41]]),
        ({("agency", "primary"): lags(*AGENCY)}, [["3rd before: no census", 30], ["2nd after: no census yet", 41]]),
        ({("base", "all"): lags("turnover")}, []),
    ],
    ids=["turnover's", "agency's", "other sample"],
)
def test_who_is_left_out_is_told_by_census(models: Any, rows: list[list[Any]]) -> None:
    assert tables.table_left_out(results(models)).data.to_numpy().tolist() == rows


HEADLINES = [
    ((0.9, 0.8, 0.95), (0.8, 0.7, 0.9), 0.01, "Turnover and caseload differ clearly between before and after"),
    (CLEAR, CLEAR, 0.5, "Turnover and caseload go with the grade on both sides of the inspection"),
    (UNCLEAR, CLEAR, 0.5, "No measure differs clearly between before and after the inspection"),
]


@pytest.mark.parametrize(
    ("before", "after", "p", "said"), HEADLINES, ids=["differ", "both sides", "no clear difference"]
)
def test_the_headline_follows_the_sides(before: Any, after: Any, p: float, said: str) -> None:
    model = lags("turnover", "caseload", before=before, after=after, p=p, n=1)
    figure = figures.figure_distances(MADE, results({("base", "primary"): model}))
    assert isinstance(figure, Figure)
    assert figure.headline == said
    assert "; the same 1 inspection throughout;" in figure.subtitle
    told = f"3rd before 0.97 (0.96 to 0.98), 2nd before 0.97 (0.96 to 0.98), last before {before[0]:.2f} "
    assert f"Caseload: {told}({before[1]:.2f} to {before[2]:.2f}), first after {after[0]:.2f}" in figure.alt
    assert figure.alt.startswith("One panel each for turnover and caseload: dots")
    assert figure.data.data["census"].tolist() == CENSUSES * 2


def test_a_term_that_differs_is_named_before_those_on_both_sides() -> None:
    found = {("base", "primary"): lags("turnover", "caseload", before=CLEAR, after=CLEAR),
             ("agency", "primary"): lags(*AGENCY, before=(0.9, 0.8, 0.95), after=(0.8, 0.7, 0.9), p=0.01)}  # fmt: skip
    figure = figures.figure_distances(MADE, results(found))
    assert isinstance(figure, Figure)
    assert figure.headline == "The agency rate differs clearly between before and after"
    alone = figures.figure_distances(MADE, results({("agency", "primary"): lags(*AGENCY, before=CLEAR, after=CLEAR)}))
    assert isinstance(alone, Figure)
    assert alone.headline == "The agency rate goes with the grade on both sides of the inspection"
    assert set(alone.data.data["term"]) == {"Agency rate, per point"}


def test_events_that_are_clear_are_told_by_their_way() -> None:
    found = results(
        events=[
            event("turnover_rate", contrast(2.0, 0.01)),
            event("agency_rate", contrast(-1.04, 0.049)),
            event("caseload", contrast(1.0, 0.01)),
            event("vacancy_rate", contrast(5.0, 0.05)),
            event("absence_rate", contrast(9.0, 0.001)),
        ]
    )
    figure = figures.figure_events(MADE, found)
    assert isinstance(figure, Figure)
    assert figure.headline == (
        "Turnover and caseload rose more and the agency rate fell more after an inadequate grade than where none "
        "was given"
    )
    assert "46 authorities graded inadequate, 101 never;" in figure.subtitle
    assert figure.alt.startswith("A panel each for turnover, the agency rate, the vacancy rate and caseload: dots")
    assert "The agency rate: −1.0 at −3, −1.0 at −2, −1.0 at 0, −1.0 at +1, −1.0 at +2 and −1.0 at +3." in figure.alt
    assert len(figure.data.data) == 28
    assert "Absence" not in "".join(figure.data.data["measure"].unique())


def test_a_single_measure_is_drawn_alone_and_none_is_a_sentence() -> None:
    figure = figures.figure_events(MADE, results(events=[event("caseload", contrast(1.0))]))
    assert isinstance(figure, Figure)
    assert figure.headline == "No measure moves clearly otherwise after an inadequate grade than where none was given"
    assert figure.svg.count('id="axes_') == 1
    for make in (figures.figure_events, figures.figure_distances):
        assert str(make(MADE, results())) == "There is nothing to draw: no model could be estimated on these data."
        assert isinstance(make(MADE, results(events=[event("absence_rate", contrast(1.0))])), Prose)

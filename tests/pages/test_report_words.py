"""What inspectors said, in words: halo, headline and scope from what is made by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from workforce_grades.analyses.inspectors_words import Agreement, Halo
from workforce_grades.analyses.words_by_grade import GradeShares, RaisedGap
from workforce_grades.pages.inspectors_words.figures import figure_raised
from workforce_grades.pages.inspectors_words.halo import halo_in_words
from workforce_grades.pages.inspectors_words.page import InspectorsWords, label, measures_in_words
from workforce_grades.shares import Share
from workforce_grades.study import Study

NAN = math.nan


@pytest.mark.parametrize(
    ("tone", "said"),
    [
        pytest.param(
            Halo(0.456, 40, 0.3, 20, 0.12, 0.05),
            [
                "rank correlation 0.46 in 40 reports.",
                "is 0.30 (20 reports); among "
                "reports of the same grade it is 0.12 (p = 0.050, shuffling the words among reports of one grade). "
                "So once "
                "the earlier grade is known, the earlier words say nothing clear about the next grade.",
            ],
            id="nothing more",
        ),
        pytest.param(
            Halo(-0.4, 40, 0.3, 1, 0.4, 0.0499),
            [
                "rank correlation −0.40 in 40 reports.",
                "is 0.30 (1 report); among "
                "reports of the same grade it is 0.40 (p = 0.050, shuffling the words among reports of one grade). "
                "So even "
                "among reports of one grade, the earlier words go with the next grade.",
            ],
            id="something more",
        ),
        pytest.param(
            Halo(0.4, 40, NAN, 3, NAN, NAN),
            ["in 40 reports.", "Only 3 reports have a later grade: too few to test what comes next."],
            id="few have a next grade",
        ),
        pytest.param(
            Halo(0.4, 40, NAN, 1, NAN, NAN),
            ["in 40 reports.", "Only 1 report has a later grade: too few to test what comes next."],
            id="one has a next grade",
        ),
    ],
)
def test_what_the_tone_goes_with(tone: Halo, said: list[str]) -> None:
    told = halo_in_words(tone).paragraphs
    assert len(told) == len(said)
    assert told[0].startswith(
        "The tone of a report, its scores averaged over the four themes with a direction, goes with its own"
    )
    assert [text.endswith(ending) for text, ending in zip(told, said, strict=True)] == [True] * len(said)


@pytest.mark.parametrize(("reports", "counted"), [(0, "0 reports"), (1, "1 report"), (7, "7 reports")])
def test_a_correlation_that_could_not_be_worked_out_is_not_claimed(reports: int, counted: str) -> None:
    told = halo_in_words(Halo(NAN, reports, NAN, 0, NAN, NAN)).paragraphs
    assert told[0] == (
        "Whether the tone of a report, its scores averaged over the four themes with a direction, goes with its own "
        "overall "
        f"grade cannot be told from {counted}."
    )
    assert told[1] == "Only 0 reports have a later grade: too few to test what comes next."
    assert "–" not in " ".join(told)


def share_of(percent: float) -> Share:
    return Share(percent / 100, max(percent - 10, 0) / 100, min(percent + 10, 100) / 100, 20)


def shares(grade: str, theme: str, raised: float, reports: int) -> GradeShares:
    return GradeShares(theme, grade, reports, share_of(50), share_of(raised), share_of(0))


GIVEN = [
    shares("Good", "caseload", 10.4, 20),
    shares("Good", "turnover", 25, 20),
    shares("Inadequate", "caseload", 100, 1),
    shares("Inadequate", "supervision", 40, 1),
]
NAMES = {"caseload": "Caseloads", "turnover": "Changes"}


@pytest.mark.parametrize(
    ("gap", "headline"),
    [
        (None, "How often reports raise each theme"),
        (
            RaisedGap(0.6, 0.2, 0.4, 0.001, 0.5, 40, 30),
            "Reports with the two lower grades raise 60% of these themes on average, the "
            "others 20% (difference 0 to 50 points, 95% interval)",
        ),
        (
            RaisedGap(0.3, 0.2, 0.1, -0.05, 0.25, 40, 30),
            "Reports with the two lower grades raise 30% of these themes on average, the "
            "others 20%: not clearly apart (difference −5 to 25 points, 95% interval)",
        ),
        (
            RaisedGap(0.2, 0.3, -0.1, -0.2, -0.01, 40, 30),
            "Reports with the two lower grades raise 20% of these themes on average, the "
            "others 30% (difference −20 to −1 points, 95% interval)",
        ),
        (
            RaisedGap(0.2, 0.2, 0.0, 0.0, 0.2, 40, 30),
            "Reports with the two lower grades raise 20% of these themes on average, the "
            "others 20%: not clearly apart (difference 0 to 20 points, 95% interval)",
        ),
    ],
    ids=["one side only", "more", "zero inside", "less", "touches zero"],
)
def test_the_headline_says_whether_the_grades_are_clearly_apart(gap: RaisedGap | None, headline: str) -> None:
    figure = figure_raised(GIVEN, NAMES, gap, illustrative=False)
    assert figure.headline == headline


def test_points_are_told_worst_grade_first_and_themes_without_direction_stay_out() -> None:
    figure = figure_raised(GIVEN, NAMES, None, illustrative=True)
    assert figure.alt == (
        "Points with intervals. Share of reports that raise each theme. Caseloads: 100% of 1 report graded "
        "Inadequate and 10% of "
        "20 reports graded Good. Changes: 25% of 20 reports graded Good."
    )
    assert figure.data.data["theme"].tolist() == ["Caseloads", "Changes", "Caseloads"]
    assert figure.data.data.iloc[2].tolist() == ["Caseloads", "Inadequate", 1, 100.0, pytest.approx(90.0), 100.0]
    assert figure.illustrative


class Made(InspectorsWords):
    """The page with its reports and results given by hand."""

    def __init__(self, reports: pd.DataFrame, agreed: list[Agreement], **counts: int) -> None:
        told = {"reports": reports, "unmatched": 0, "refused": 0} | counts
        self.__dict__.update(study=cast(Study, None), words=SimpleNamespace(**told), agreed=agreed)


def page(agreed: list[Agreement], *, silent: tuple[str, ...] = (), **counts: Any) -> Made:
    reports = pd.DataFrame(
        {"la_key": ["601", "602", "601"], "start_date": pd.to_datetime(["2023-05-08", "2022-01-10", "2024-11-04"])}
    )
    made = Made(reports, agreed, **counts)
    themes = ["caseload", "turnover", "changes_of_worker", "agency", "supervision", "leadership", "recruitment"]
    judged = pd.DataFrame(
        {
            theme: ["not mentioned"] * (2 if theme in silent else 1) + ["praised"] * (1 if theme in silent else 2)
            for theme in themes
        }
    )
    made.__dict__["judged"] = judged
    return made


def agreement(theme: str, measure: str, rho: float, low: float, high: float) -> Agreement:
    return Agreement(theme, measure, rho, low, high, 30, 25)


@pytest.mark.parametrize(
    ("rho", "low", "high", "told"),
    [
        (-0.456, -0.6, -0.001, "goes with a lower caseload at the census before (rank correlation −0.46)"),
        (0.3, 0.01, 0.5, "goes with a higher caseload at the census before (rank correlation 0.30)"),
        (-0.2, -0.5, 0.0, "does not clearly go with the caseload at the census before (−0.20)"),
        (0.2, 0.0, 0.5, "does not clearly go with the caseload at the census before (0.20)"),
    ],
)
def test_praise_goes_with_a_measure_where_the_interval_leaves_zero_out(
    rho: float, low: float, high: float, told: str
) -> None:
    answer = page(
        [agreement("caseload", "caseload", rho, low, high), agreement("agency", "agency_rate", -0.9, -1.0, -0.8)]
    ).answer()
    assert answer.paragraphs[0] == f"In 3 inspection reports, praise of caseloads {told}."
    stable = page([agreement("turnover", "turnover_rate", -0.4, -0.6, -0.2)]).answer().paragraphs[0]
    assert stable.startswith("In 3 inspection reports, praise of a stable workforce goes with a lower turnover rate")


def test_too_few_reports_to_hold_against_figures_are_not_said_to_be_none() -> None:
    few = page([])
    assert few.answer().paragraphs[0] == "3 inspection reports read: too few to hold against the figures."
    assert str(few.agreement_table()) == "Nothing to show: the reports are too few to hold against the figures."


def test_rank_correlations_are_shown_with_their_interval() -> None:
    table: Any = page([agreement("agency", "agency_rate", -0.456, -0.61, 0.0)]).agreement_table()
    assert table.data.to_numpy().tolist() == [[label("agency"), "Agency rate", 30, 25, -0.456, "−0.61 to 0.00"]]


@pytest.mark.parametrize(
    ("unmatched", "refused", "told"),
    [
        (0, 0, "not a drawn sample of all."),
        (1, 0, "not a drawn sample of all. 1 report of no graded inspection in Ofsted's list stays out."),
        (
            2,
            1,
            "not a drawn sample of all. 2 reports of no graded inspection in Ofsted's list stay out. 1 file could "
            "not be read.",
        ),
        (0, 3, "not a drawn sample of all. 3 files could not be read."),
    ],
)
def test_the_scope_counts_reports_authorities_and_what_stays_out(unmatched: int, refused: int, told: str) -> None:
    scope = page([], unmatched=unmatched, refused=refused, silent=("agency",)).scope().paragraphs
    assert scope[0].startswith(
        "Read: reports of 3 graded ILACS inspections of 2 authorities, begun 10 January 2022 to 4 November 2024. "
        "They are the"
    )
    assert scope[0].endswith(told)


def test_the_two_themes_that_most_are_silent_on_are_named() -> None:
    told = page([], silent=("supervision", "agency")).scope().paragraphs[1]
    assert told.endswith(f"2 are silent on {label('agency').lower()}, 2 are silent on {label('supervision').lower()}.")
    one = page([]).scope().paragraphs[1]
    assert one.count("1 is silent on") == 2


def test_each_theme_is_told_with_its_measure() -> None:
    told = measures_in_words()
    assert told.startswith(f"Beside each theme stands a DfE measure. {label('caseload')}: caseload; ")
    assert told.endswith(f"{label('agency').lower()}: agency rate.")

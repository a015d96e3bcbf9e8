"""Verdicts, shares, agreement, disagreement and the halo, on hand-written reports with known answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from workforce_grades.analyses.inspectors_words import (
    agreements,
    disagreements,
    halo,
    verdicts,
)
from workforce_grades.analyses.words_by_grade import raised_gap, shares_by_grade
from workforce_grades.codebook import GRADES
from workforce_grades.sources.grades import GRADE_DTYPE


def mentions(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["inspection_id", "theme", "polarity"])


def reports(**grades: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"inspection_id": list(grades), "overall": pd.Categorical(list(grades.values()), dtype=GRADE_DTYPE)}
    )


def test_a_report_that_says_nothing_is_a_kind_of_its_own() -> None:
    said = mentions(
        ("a", "caseload", "positive"), ("a", "caseload", "unclear"), ("b", "caseload", "negative"),
        ("b", "caseload", "positive"), ("c", "caseload", "mixed"), ("d", "caseload", "unclear"),
        ("e", "supervision", "mentioned"),
    )  # fmt: skip
    held = reports(a="Good", b="Good", c="Good", d="Good", e="Good")
    judged = verdicts(held, said, ["caseload", "supervision"])
    assert list(judged["caseload"]) == ["praised", "both", "both", "unclear", "not mentioned"]
    assert list(judged["supervision"]) == ["not mentioned"] * 4 + ["mentioned"]


def test_shares_are_of_all_reports_of_a_grade_with_wilson_intervals() -> None:
    held = reports(a="Good", b="Good", c="Good", d="Good", e="Inadequate")
    said = mentions(("a", "caseload", "positive"), ("b", "caseload", "mixed"), ("e", "caseload", "negative"))
    found = {one.grade: one for one in shares_by_grade(verdicts(held, said, ["caseload"]), held)}
    good = found["Good"]
    assert (good.reports, good.praised.value, good.raised.value, good.not_mentioned.value) == (4, 0.5, 0.25, 0.5)
    assert (good.praised.low, good.praised.high) == (pytest.approx(0.1500, abs=1e-4), pytest.approx(0.8500, abs=1e-4))
    assert (found["Inadequate"].raised.value, found["Inadequate"].raised.high) == (1.0, 1.0)
    assert set(found) == {"Good", "Inadequate"}


def test_the_gap_between_lower_and_higher_grades_draws_whole_authorities() -> None:
    held = reports(**{f"low{at}": "Inadequate" for at in range(10)}, **{f"high{at}": "Good" for at in range(10)})
    held["la_key"] = [f"{at // 2:03}" for at in range(20)]
    raising = [("low" + str(at), "caseload", "negative") for at in range(8)] + [("high0", "caseload", "mixed")]
    judged = verdicts(held, mentions(*raising), ["caseload", "agency"])
    found = raised_gap(judged, held)
    assert found is not None
    assert (found.lower, found.higher, found.gap) == (0.4, 0.05, pytest.approx(0.35))
    assert 0 < found.low < found.gap < found.high <= 0.5
    assert (found.reports, found.authorities) == (20, 10)
    assert raised_gap(judged[:10], held) is None


@pytest.fixture
def linked() -> pd.DataFrame:
    n = 20
    return pd.DataFrame({
        "inspection_id": [f"i{at}" for at in range(n)], "la_key": [f"{at // 2:03}" for at in range(n)],
        "inspection_date": pd.Timestamp(2022, 1, 1), "census_year": 2021, "caseload": np.arange(n) + 10.0,
        "turnover_rate": np.nan, "agency_rate": 20.0,
    })  # fmt: skip


def test_praise_where_the_measure_is_low_is_a_correlation_below_zero(linked: pd.DataFrame) -> None:
    verdict = ["praised"] * 8 + ["both"] * 4 + ["raised"] * 6 + ["not mentioned", "unclear"]
    judged = pd.DataFrame({"caseload": verdict, "turnover": verdict, "agency": verdict}, index=linked["inspection_id"])
    (found,) = agreements(judged, linked)
    assert (found.theme, found.reports, found.authorities) == ("caseload", 18, 9)
    outside = spearmanr([1] * 8 + [0] * 4 + [-1] * 6, range(18)).statistic
    assert found.rho == pytest.approx(outside)
    assert -1 <= found.low < found.rho < found.high < 0
    assert agreements(judged, linked) == [found]


def test_disagreements_are_praise_in_the_top_fifth_and_worry_in_the_bottom_fifth(linked: pd.DataFrame) -> None:
    verdict = pd.Series("unclear", index=linked["inspection_id"])
    verdict[["i0", "i5"]] = "raised"
    verdict[["i19", "i10"]] = "praised"
    workforce = linked[["caseload", "agency_rate", "turnover_rate"]].assign(year=2021)
    found = disagreements(verdict.to_frame("caseload"), linked, workforce)
    assert list(zip(found["inspection_id"], found["verdict"], strict=True)) == [("i0", "raised"), ("i19", "praised")]
    assert list(found["above"]) == [0.0, 0.95]
    assert set(found["returns"]) == {20}


def history(own: list[int], later: list[int]) -> pd.DataFrame:
    rows = [
        (f"i{at}" if turn == 0 else f"later{at}", f"{at:03}", pd.Timestamp(2018 + 3 * turn, 1, 1), GRADES[grade])
        for at, pair in enumerate(zip(own, later, strict=True))
        for turn, grade in enumerate(pair)
    ]
    table = pd.DataFrame(rows, columns=["inspection_id", "la_key", "inspection_date", "overall"])
    return table.assign(overall=pd.Categorical(table["overall"], dtype=GRADE_DTYPE))


def toned(scores: list[int]) -> pd.DataFrame:
    words = {1: "praised", 0: "both", -1: "raised"}
    return pd.DataFrame({"caseload": [words[score] for score in scores]}, index=[f"i{at}" for at in range(len(scores))])


def test_a_halo_alone_says_nothing_of_the_next_grade_within_grades() -> None:
    own = [0] * 20 + [3] * 20
    scores = [-1] * 15 + [1] * 5 + [1] * 15 + [-1] * 5
    later = [0, 1] * 10 + [2, 3] * 10
    found = halo(toned(scores), history(own, later))
    assert found.own_rho > 0.4
    assert found.next_rho > 0.2
    assert (found.own_reports, found.pairs) == (40, 40)
    assert abs(found.within_rho) < 0.2
    assert found.p > 0.2


def test_words_that_do_foretell_the_next_grade_are_found() -> None:
    scores = [-1, 1] * 20
    found = halo(toned(scores), history([1] * 40, [0 if score < 0 else 3 for score in scores]))
    assert found.within_rho == pytest.approx(1.0)
    assert found.p < 0.01


def test_too_few_pairs_are_not_tested() -> None:
    found = halo(toned([1, -1, 1]), history([1, 2, 3], [1, 2, 3]))
    assert np.isnan([found.own_rho, found.next_rho, found.within_rho, found.p]).all()

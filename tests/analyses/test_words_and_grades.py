"""Words by grade and words beside figures: verdicts from every mixture, edges of fifths and counts, gaps by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from workforce_grades.analyses.inspectors_words import FEWEST, agreements, disagreements, halo, verdicts
from workforce_grades.analyses.words_by_grade import raised_gap, shares_by_grade
from workforce_grades.codebook import GRADES
from workforce_grades.sources.grades import GRADE_DTYPE

BAD, RI, GOOD, BEST = GRADES


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred draws do for what these tests ask."""
    for name in ("inspectors_words.REPLICATES", "inspectors_words.PERMUTATIONS", "words_by_grade.REPLICATES"):
        monkeypatch.setattr(f"workforce_grades.analyses.{name}", 99)


def said(*polarities: str) -> pd.DataFrame:
    rows = [("a", "caseload", polarity) for polarity in polarities]
    return pd.DataFrame(rows, columns=["inspection_id", "theme", "polarity"])


@pytest.mark.parametrize(
    ("polarities", "verdict"),
    [
        ((), "not mentioned"),
        (("positive",), "praised"),
        (("negative",), "raised"),
        (("unclear",), "unclear"),
        (("mixed",), "both"),
        (("mentioned",), "mentioned"),
        (("positive", "negative"), "both"),
        (("positive", "unclear", "positive"), "praised"),
        (("negative", "unclear"), "raised"),
        (("mixed", "negative"), "both"),
        (("mixed", "unclear", "positive"), "both"),
    ],
)
def test_a_verdict_from_every_mixture(polarities: tuple[str, ...], verdict: str) -> None:
    found = verdicts(pd.DataFrame({"inspection_id": ["a", "b"]}), said(*polarities), ["caseload", "agency"])
    assert found.loc["a"].tolist() == [verdict, "not mentioned"]
    assert found.loc["b"].tolist() == ["not mentioned"] * 2
    assert found.index.name == "inspection_id"


def judged(scores: list[str], theme: str = "caseload") -> pd.DataFrame:
    return pd.DataFrame({theme: scores}, index=pd.Index([f"i{at}" for at in range(len(scores))], name="inspection_id"))


def linked(values: list[float], measure: str = "caseload", **columns: object) -> pd.DataFrame:
    n = len(values)
    table = pd.DataFrame({"inspection_id": [f"i{at}" for at in range(n)], "la_key": [f"{at}" for at in range(n)]})
    blank = dict.fromkeys(["caseload", "turnover_rate", "agency_rate"], np.nan)
    return table.assign(**blank, inspection_date=pd.Timestamp(2022, 1, 1), census_year=2021).assign(
        **{measure: values, **columns}
    )


THEMES = {
    "caseload": "caseload", "turnover": "turnover_rate", "changes_of_worker": "turnover_rate", "agency": "agency_rate",
}  # fmt: skip


@pytest.mark.parametrize(("theme", "measure"), THEMES.items())
def test_a_theme_is_held_against_its_measure(theme: str, measure: str) -> None:
    values = [12.0, 14.0, 13.0, 19.0, 16.0, 21.0, 15.0, 11.0, 18.0]
    words = ["praised", "praised", "both", "raised", "both", "raised", "praised", "raised", "praised"]
    (found,) = agreements(judged(words, theme), linked(values, measure))
    scores = [{"praised": 1, "both": 0, "raised": -1}[word] for word in words]
    assert (found.theme, found.measure, found.reports, found.authorities) == (theme, measure, 9, 9)
    assert found.rho == pytest.approx(spearmanr(scores, values).statistic)
    assert found.low < found.rho < found.high


@pytest.mark.parametrize(
    ("words", "values", "given"),
    [
        (["praised", "raised"] * 4, list(range(8)), True),
        (["praised", "raised"] * 3 + ["praised"], list(range(7)), False),
        (["praised", "raised"] * 4 + ["unclear"] * 9, list(range(17)), True),
        (["praised"] * 3 + ["raised"] * 4 + ["not mentioned"] * 9, list(range(16)), False),
        (["praised", "raised"] * 4, [*range(7), np.nan], False),
        (["praised"] * 9, list(range(9)), False),
        (["praised", "raised"] * 4, [16.0] * 8, False),
    ],
    ids=["eight", "seven", "unclear are none", "unmentioned are none", "a missing value", "all praised", "all equal"],
)
def test_a_correlation_needs_eight_reports_that_differ(words: list[str], values: list[float], given: bool) -> None:
    assert FEWEST == 8
    assert bool(agreements(judged(words), linked(values))) is given


def test_reports_of_one_authority_are_drawn_together() -> None:
    """With all reports in two authorities a draw is one, the other or both: the interval is as wide as they differ."""
    words, values = ["praised", "raised", "praised", "raised"] * 3, [float(at) for at in range(12)]
    (alone,) = agreements(judged(words), linked(values))
    (pairs,) = agreements(judged(words), linked(values, la_key=[f"{at // 6}" for at in range(12)]))
    assert (pairs.rho, pairs.authorities, alone.authorities) == (alone.rho, 2, 12)
    halves = [spearmanr([1, -1, 1, -1, 1, -1], range(6)).statistic] * 2
    assert min(pairs.low, *halves) == pytest.approx(pairs.low)
    assert pairs.high - pairs.low < alone.high - alone.low


@pytest.mark.parametrize(
    ("word", "lower", "told"),
    [
        ("praised", 8, True), ("praised", 7, False), ("raised", 1, True), ("raised", 2, False), ("raised", 0, True),
        ("both", 9, False), ("unclear", 9, False), ("praised", 0, False), ("raised", 9, False),
    ],
)  # fmt: skip
def test_fifths_of_ten_returns(word: str, lower: int, told: bool) -> None:
    """Above 8 of 10 is the highest fifth, above fewer than 2 the lowest."""
    workforce = pd.DataFrame({"year": [2021] * 10 + [2020] * 10, "caseload": [*range(10), *[50] * 10]})
    found = disagreements(judged([word]), linked([float(lower)]), workforce)
    assert len(found) == told
    if told:
        assert found.loc[0, ["theme", "measure", "census_year", "above", "returns"]].tolist() == [
            "caseload", "caseload", 2021, lower / 10, 10,
        ]  # fmt: skip


def test_changes_of_worker_have_no_measure_to_disagree_with_and_no_value_says_nothing() -> None:
    workforce = pd.DataFrame({"year": 2021, "turnover_rate": range(10), "caseload": range(10)})
    changes = judged(["praised"], "changes_of_worker")
    assert disagreements(changes, linked([9.0], "turnover_rate"), workforce).empty
    missing = disagreements(judged(["praised"]), linked([np.nan]), workforce)
    assert missing.empty
    assert "above" in missing


def graded(grades: list[str | None], keys: list[str] | None = None) -> pd.DataFrame:
    names = keys or [f"{at}" for at in range(len(grades))]
    return pd.DataFrame(
        {"inspection_id": [f"i{at}" for at in range(len(grades))], "la_key": names,
         "overall": pd.Categorical(grades, dtype=GRADE_DTYPE)}
    )  # fmt: skip


def test_shares_come_best_grade_first_and_count_both_on_both_sides() -> None:
    words = ["praised", "both", "raised", "not mentioned", "unclear", "praised"]
    found = shares_by_grade(judged(words), graded([BEST, BEST, RI, RI, BEST, None]))
    assert [(row.grade, row.reports) for row in found] == [(BEST, 3), (RI, 2)]
    best, worse = found
    assert (best.praised.value, best.raised.value, best.not_mentioned.value) == (2 / 3, 1 / 3, 0.0)
    assert (worse.praised.value, worse.raised.value, worse.not_mentioned.value) == (0.0, 0.5, 0.5)
    assert {share.n for row in found for share in (row.praised, row.raised)} == {3, 2}


def test_a_mention_without_direction_is_neither_praise_nor_worry() -> None:
    (row,) = shares_by_grade(judged(["mentioned", "not mentioned"], "supervision"), graded([GOOD, GOOD]))
    assert (row.praised.value, row.raised.value, row.not_mentioned.value) == (0.0, 0.0, 0.5)


def test_the_gap_by_hand_and_its_draws_by_whole_authorities() -> None:
    """Shares of two themes raised: 1, 1/2, 0 among the lower grades, 1/2, 0 among the higher; one has no grade."""
    words = pd.DataFrame(
        {"caseload": ["raised", "both", "praised", "raised", "praised", "raised"],
         "turnover": ["both", "praised", "unclear", "not mentioned", "praised", "raised"]},
        index=pd.Index([f"i{at}" for at in range(6)], name="inspection_id"),
    )  # fmt: skip
    found = raised_gap(words, graded([BAD, RI, RI, GOOD, BEST, None], ["a", "a", "b", "b", "c", "c"]))
    assert found is not None
    assert (found.lower, found.higher, found.gap) == (0.5, 0.25, 0.25)
    assert (found.reports, found.authorities) == (5, 3)
    assert found.low <= 0.25 <= found.high
    assert found.low >= -0.5
    assert found.high <= 0.75


@pytest.mark.parametrize("grades", [[BAD, RI, RI], [GOOD, BEST, GOOD], [None, None, GOOD]])
def test_no_gap_without_both_sides(grades: list[str | None]) -> None:
    assert raised_gap(judged(["raised", "praised", "both"]), graded(grades)) is None


def test_the_halo_of_own_and_next_grades_by_hand() -> None:
    own, later = [0, 1, 1, 2, 2, 3, 3, 2, 1, 0], [1, 1, 2, 2, 1, 3, 2, 3, 0, 1]
    words = ["raised", "raised", "both", "praised", "both", "praised", "praised", "raised", "both", "unclear"]
    rows = []
    for at, pair in enumerate(zip(own, later, strict=True)):
        rows += [(f"i{at}" if turn == 0 else f"z{at}", f"{at}", pd.Timestamp(2018 + turn, 1, 1), GRADES[code])
                 for turn, code in enumerate(pair)]  # fmt: skip
    history = pd.DataFrame(rows, columns=["inspection_id", "la_key", "inspection_date", "overall"])
    history["overall"] = pd.Categorical(history["overall"], dtype=GRADE_DTYPE)
    found = halo(judged(words), history.sample(frac=1, random_state=1))
    tone = [{"praised": 1, "both": 0, "raised": -1}[word] for word in words[:9]]
    assert (found.own_reports, found.pairs) == (9, 9)
    assert found.own_rho == pytest.approx(spearmanr(tone, own[:9]).statistic)
    assert found.next_rho == pytest.approx(spearmanr(tone, later[:9]).statistic)
    ranked = pd.DataFrame({"own": own[:9], "tone": tone, "next": later[:9]})
    ranked[["tone", "next"]] = ranked[["tone", "next"]].rank()
    away = ranked[["tone", "next"]] - ranked.groupby("own").transform("mean")
    within = (away["tone"] * away["next"]).sum() / np.sqrt((away**2).sum().prod())
    assert found.within_rho == pytest.approx(within)
    assert 0 < found.p <= 1

"""The page on predictions: verdicts by its own rule, words that follow the numbers, and data that are too few."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from workforce_grades.analyses.prediction import HEADLINE, OWN
from workforce_grades.analyses.scores import calibration_groups
from workforce_grades.errors import EstimationError, ParameterError
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.prediction import figures as prediction_figures
from workforce_grades.pages.prediction import findings as prediction
from workforce_grades.pages.prediction import reporting as prediction_reporting
from workforce_grades.pages.prediction import tables as prediction_tables
from workforce_grades.pages.prediction.findings import LABELS, PredictionFindings, prediction_findings
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose
from workforce_grades.study import Study, load_study

BAD_ENGLISH = re.compile(r"\bnan\b|(?-i:\bNone\b)|NaT|\b(\w+) \1\b|\(\)|  |\.\.|, ,|;\.|\{|\}|_", re.IGNORECASE)
WORDS = (
    prediction.answer_in_words,
    prediction.comparison_in_words,
    prediction.holds_in_words,
    prediction_reporting.method_in_words,
)
TABLES = (
    prediction_tables.table_comparisons,
    prediction_tables.table_scores,
    prediction_tables.table_calibration,
    prediction_tables.table_holds,
    prediction_reporting.table_reporting,
)
FIGURES = (
    prediction_figures.figure_skill,
    prediction_figures.figure_calibration,
    prediction_figures.figure_by_year,
)
Change = Callable[..., PredictionFindings]


@pytest.fixture(scope="module")
def findings(study: Study) -> PredictionFindings:
    return prediction_findings(study)


@pytest.fixture
def changed(findings: PredictionFindings) -> Change:
    """Findings with one comparison set to a skill and its bounds, of the difference too."""

    def change(
        predictor: str, reference: str, low: float, skill: float, high: float, *, of: PredictionFindings = findings
    ) -> PredictionFindings:
        rows = of.evaluated().comparisons.copy()
        at = (rows["predictor"] == predictor) & (rows["reference"] == reference)
        rows.loc[at, ["skill_low", "skill", "skill_high"]] = [low, skill, high]
        rows.loc[at, ["low", "difference", "high"]] = [-0.2 * high, -0.2 * skill, -0.2 * low]
        return replace(of, evaluation=replace(of.evaluated(), comparisons=rows))

    return change


@pytest.mark.parametrize(
    ("low", "skill", "high", "expected"),
    [
        (0.01, 0.08, 0.15, "better"),
        (0.01, 0.05, 0.09, "better"),
        (0.01, 0.049, 0.09, "barely better"),
        (-0.01, 0.08, 0.15, "not clearly better"),
        (-0.15, -0.08, 0.01, "not clearly better"),
        (-0.15, -0.08, -0.01, "worse"),
    ],
)
def test_verdicts_follow_the_rule(low: float, skill: float, high: float, expected: str, changed: Change) -> None:
    found = changed("workforce", "base_rate", low, skill, high).compared("workforce", "base_rate")
    assert prediction.verdict(found) == expected


def test_the_answer_follows_the_rule(changed: Change) -> None:
    pairs = {"alone": ("workforce_agency", "previous_grade"), "added": ("previous_workforce_agency", "previous_grade"),
             "base": ("workforce_agency", "base_rate")}  # fmt: skip
    better, barely, unclear = (0.02, 0.1, 0.2), (0.01, 0.03, 0.05), (-0.1, 0.03, 0.15)
    expected = {
        (better, unclear, unclear): "In part",
        (unclear, better, unclear): "In part",
        (unclear, barely, better): "Barely",
        (unclear, unclear, better): "No better than from the previous grade",
        (unclear, unclear, barely): "No better than from the previous grade",
        (unclear, unclear, unclear): "No",
    }
    for kinds, said in expected.items():
        found = changed(*pairs["alone"], *kinds[0])
        found = changed(*pairs["added"], *kinds[1], of=found)
        found = changed(*pairs["base"], *kinds[2], of=found)
        assert prediction.answer(found) == said
        assert str(prediction.answer_in_words(found)).startswith(f"{said}. Over ")
        assert "the answer is the same" in str(prediction.answer_in_words(found))


def test_the_answer_with_the_own_return_is_said_where_it_differs(findings: PredictionFindings) -> None:
    rows = findings.evaluated().comparisons.copy()
    own = rows["information"] == OWN
    rows.loc[own, ["low", "high"]] = [-0.01, 0.01]
    rows.loc[~own, ["low", "high", "skill"]] = [-0.03, -0.01, 0.2]
    found = replace(findings, evaluation=replace(findings.evaluated(), comparisons=rows))
    text = str(prediction.answer_in_words(found))
    assert text.startswith("In part.")
    assert "the answer is 'No'" in text
    assert "own latest return in 0." in str(prediction.holds_in_words(found))


def test_words_say_what_the_numbers_say(changed: Change) -> None:
    worse = changed("workforce_agency", "base_rate", -0.3, -0.2, -0.1)
    text = str(prediction.answer_in_words(worse))
    assert "did worse than the mix of past grades (skill −20%, 95% interval −30 to −10%)" in text
    unclear = str(prediction.comparison_in_words(changed("previous_grade", "base_rate", -0.1, 0.1, 0.3)))
    assert "The previous grade by itself could not be told apart from the mix of past grades (skill 10%" in unclear
    headline = prediction_figures.figure_skill(Illustrative, worse)
    assert isinstance(headline, Figure)
    assert re.search(r"\d of 5 predictors did clearly better than the base rate", headline.headline)


def test_the_page_rests_on_the_censuses_published_before_the_inspection(findings: PredictionFindings) -> None:
    performance = findings.evaluated().performance.set_index(["information", "predictor"])
    published, own = (performance.loc[(name, "workforce"), "rps"] for name in (HEADLINE, OWN))
    assert findings.scored().loc["workforce", "rps"] == published != own
    table = prediction_tables.table_holds(findings)
    assert isinstance(table, Table)
    for name, information in (("rps", HEADLINE), ("own", OWN)):
        skill = 100 * findings.compared("workforce", "base_rate", information=information)["skill"]
        assert table.data.loc[1, name].startswith(prediction.number(skill, 0) + " (")


def test_what_reaches_a_prediction_is_said_as_it_is(root: Path, findings: PredictionFindings) -> None:
    notebook = nbformat.read(root / "notebooks" / "07-could-you-have-known.ipynb", as_version=4)
    method = next(cell["source"] for cell in notebook.cells if cell["source"].startswith("## Method"))
    assert "No later report, grade or census" not in method
    assert "reports had been published before that day" in method
    assert "known on that inspection's first day" in method
    assert "may have come out after the cut" in method
    assert "already published when the inspectors came" in notebook.metadata["workforce_grades"]["description"]
    table = prediction_reporting.table_reporting(findings)
    assert isinstance(table, Table)
    assert findings.forecasts is not None
    told = table.data.set_index("item")["said"]["Predictors"]
    assert told.startswith("Those known on the first day of the inspection")
    assert f"For {findings.forecasts.census_after_origin} of {findings.evaluated().n} inspections" in told


@pytest.mark.parametrize(
    ("skills", "lows", "said"),
    [
        ([0.2, 0.3, -0.1], [0.1, 0.2, -0.3], "in 2 of 3 years, clearly in 2"),
        ([0.2, 0.3, 0.1], [0.1, 0.004, -0.3], "in 3 of 3 years, clearly in 1"),
        ([0.2, 0.3, 0.004], [-0.1, -0.2, -0.3], "in 2 of 3 years, clearly in none"),
        ([-0.2, 0.0, -0.1], [-0.3, -0.2, -0.3], "in none of 3 years"),
    ],
)
def test_the_headline_by_year_counts_clear_years_apart(
    skills: list[float], lows: list[float], said: str, findings: PredictionFindings
) -> None:
    rows = findings.evaluated().by_year
    rows = rows[(rows["year"] <= 2023)].copy()
    fullest = (rows["information"] == HEADLINE) & (rows["predictor"] == "previous_workforce_agency")
    rows.loc[fullest, "skill"], rows.loc[fullest, "skill_low"] = skills, lows
    figure = prediction_figures.figure_by_year(
        Illustrative, replace(findings, evaluation=replace(findings.evaluated(), by_year=rows))
    )
    assert isinstance(figure, Figure)
    assert figure.headline.endswith(f"better than the base rate {said}")


class Illustrative:
    """Stands for a study of fictional data."""

    illustrative = True


def test_everything_reads_like_english_on_the_sample(study: Study, findings: PredictionFindings) -> None:
    texts = [str(part(findings)) for part in WORDS]
    tables = [part(findings) for part in TABLES]
    figures = [part(study, findings) for part in FIGURES]
    for table in tables:
        assert isinstance(table, Table)
        texts += [table.caption, table.note, *table.headers.values(), *table.data.astype("str").to_numpy().ravel()]
        assert set(table.headers) == set(table.data)
    for figure in figures:
        assert isinstance(figure, Figure)
        assert figure.illustrative
        texts += [figure.headline, figure.subtitle, figure.alt, figure.data.caption]
    for text in texts:
        assert BAD_ENGLISH.search(text) is None, text
    assert len({table.caption for table in tables if isinstance(table, Table)}) == len(TABLES)


def test_tables_hold_every_predictor_and_the_scores_they_name(findings: PredictionFindings) -> None:
    scores = prediction_tables.table_scores(findings)
    assert isinstance(scores, Table)
    assert scores.data["predictor"].tolist() == list(LABELS.values())
    row = findings.scored().loc["workforce"]
    assert scores.data["rps"][2] == f"{row['rps']:.3f} ({row['rps_low']:.3f} to {row['rps_high']:.3f})"
    compared = prediction_tables.table_comparisons(findings)
    assert isinstance(compared, Table)
    assert len(compared.data) == 9
    assert (compared.data["skill"] == 100 * findings.evaluated().comparisons["skill"].iloc[:9]).all()


def test_whether_the_prior_was_needed_is_said(findings: PredictionFindings) -> None:
    assert findings.forecasts is not None
    never, twice = (replace(findings, forecasts=replace(findings.forecasts, separated=count)) for count in (0, 2))
    origins = findings.forecasts.table["origin"].nunique()
    assert "finite estimate without the prior at every origin" in str(prediction_reporting.method_in_words(never))
    assert f"At 2 of {origins} origins an ordered logit" in str(prediction_reporting.method_in_words(twice))


def test_reporting_counts_add_up(findings: PredictionFindings) -> None:
    table = prediction_reporting.table_reporting(findings)
    assert isinstance(table, Table)
    said = table.data.set_index("item")["said"]
    begun, scored = (int(found) for found in re.findall(r"(\d+) (?:graded|scored)", said["Participants"]))
    left_out = sum(int(found) for found in re.findall(r"\((\d+)\)", said["Participants"]))
    assert begun == scored + left_out
    assert sum(int(found) for found in re.findall(r"(\d+) [a-z]", said["Outcome"])) == scored
    assert scored == findings.evaluated().n


def test_figure_of_calibration_shows_the_groups(study: Study, findings: PredictionFindings) -> None:
    figure = prediction_figures.figure_calibration(study, findings)
    assert isinstance(figure, Figure)
    assert findings.forecasts is not None
    rows = findings.forecasts.table
    rows = rows[(rows["information"] == HEADLINE) & (rows["predictor"] == "workforce_agency")]
    good = rows["p:Good"] + rows["p:Outstanding"]
    expected = calibration_groups(good.to_numpy(), (rows["grade"] >= 2).to_numpy())
    shown = figure.data.data.iloc[: len(expected)]
    assert shown["observed"].tolist() == pytest.approx((100 * expected["observed"]).tolist())
    assert shown["n"].tolist() == expected["n"].tolist()


def test_too_few_inspections_say_so_everywhere(study: Study) -> None:
    few = replace(study, inspections=study.inspections.groupby("framework", observed=True).head(40))
    with pytest.raises(EstimationError, match="too few"):
        PredictionFindings(None, None, "too few").evaluated()
    findings = prediction._forecast(few, 2021)
    assert findings.evaluation is None
    parts: list[object] = [part(findings) for part in (*WORDS, *TABLES)]
    parts += [part(few, findings) for part in FIGURES]
    for part in parts:
        assert isinstance(part, Prose)
        assert "too few to learn from" in str(part)


def test_a_first_origin_that_is_not_allowed_is_an_error_with_those_that_are(study: Study) -> None:
    with pytest.raises(ParameterError, match=r"first_origin=2018: .* These data allow 20\d\d to 20\d\d"):
        prediction_findings(study, 2018)


@pytest.mark.mirror
def test_the_real_answer_is_in_part(mirror: Path) -> None:
    findings = prediction_findings(load_study(mirror))
    text = str(prediction.answer_in_words(findings))
    assert text.startswith(
        "In part. Over 163 inspections, each predicted from the census and the grade already published"
    )
    assert "the answer is the same" in text
    assert "At 7 of 9 origins" in str(prediction_reporting.method_in_words(findings))
    assert isinstance(findings.evaluated().performance, pd.DataFrame)

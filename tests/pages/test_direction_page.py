"""The page on direction: verdicts from the numbers, and what it says where nothing can be estimated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from builders import build_folder
from workforce_grades.analyses.event_study import Contrast, Wald
from workforce_grades.errors import ParameterError
from workforce_grades.pages.direction import events as event_study
from workforce_grades.pages.direction import figures as direction_figures
from workforce_grades.pages.direction import lags as direction
from workforce_grades.pages.direction import tables as direction_tables
from workforce_grades.pages.direction.lags import DirectionResults, direction_results
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.words import Prose, bullets, say
from workforce_grades.study import Study, load_study

TABLES = (
    direction_tables.table_distances,
    direction_tables.table_comparisons,
    direction_tables.table_events,
    direction_tables.table_variants,
    direction_tables.table_left_out,
)


@pytest.fixture(scope="module")
def study(sample: Path) -> Study:
    return load_study(sample)


@pytest.fixture(scope="module")
def results(study: Study) -> DirectionResults:
    return direction_results(study)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, DirectionResults]:
    study = load_study(build_folder(tmp_path_factory.mktemp("tiny") / "data"))
    return study, direction_results(study)


def with_sides(
    results: DirectionResults, term: str, before: tuple[float, float], after: tuple[float, float], p: float
) -> DirectionResults:
    """The same results with other bounds of a term's odds ratios and another test of their difference."""
    name = direction.MODEL_OF[term]
    found = results.models[name, "primary"]
    estimates, comparisons = found.estimates.copy(), found.comparisons.copy()
    for at, bounds in (("lag0", before), ("lead1", after)):
        here = (estimates["term"] == term) & (estimates["distance"] == at)
        estimates.loc[here, ["or_ci_low", "or_ci_high"]] = bounds
        estimates.loc[here, "odds_ratio"] = sum(bounds) / 2
    here = comparisons["term"] == term
    comparisons.loc[here, ["before", "after", "p"]] = [sum(before) / 2 - 1, sum(after) / 2 - 1, p]
    changed = replace(found, estimates=estimates, comparisons=comparisons)
    return replace(results, models={**results.models, (name, "primary"): changed})


def with_event(
    results: DirectionResults, measure: str, *, after: float, after_p: float, pre_p: float
) -> DirectionResults:
    found = results.events[measure]
    contrast = Contrast(after, 1.0, after - 2, after + 2, after_p)
    changed = replace(found, after=contrast, pre_trend=Wald(1.0, 2, pre_p))
    return replace(results, events={**results.events, measure: changed})


@pytest.mark.parametrize(
    ("before", "after", "p", "verdict"),
    [
        ((0.8, 0.9), (0.7, 0.8), 0.01, "after"),
        ((0.7, 0.8), (0.9, 1.1), 0.01, "before"),
        ((0.8, 0.9), (0.8, 0.9), 0.6, "both"),
        ((0.9, 1.1), (0.8, 0.9), 0.2, "only after"),
        ((1.1, 1.2), (0.9, 1.1), 0.2, "only before"),
        ((0.9, 1.1), (0.9, 1.1), 0.9, "neither"),
    ],
)
def test_a_side_is_named_only_where_the_test_says_so(
    results: DirectionResults, before: tuple[float, float], after: tuple[float, float], p: float, verdict: str
) -> None:
    changed = with_sides(results, "caseload", before, after, p)
    found = changed.of("caseload")
    assert found is not None
    assert direction.side(found, "caseload") == verdict
    text = " ".join(direction.sides_in_words(changed))
    assert ("do not clearly differ" in text.split("Caseload: ")[1].split("The agency")[0]) == (
        verdict in ("both", "only after", "only before")
    )
    assert "aseload" in direction.answer(changed)


@pytest.mark.parametrize(
    ("before", "after", "p", "said"),
    [
        ((0.9, 1.0), (0.6, 0.7), 0.01, "caseload goes clearly more strongly with it"),
        ((0.6, 0.7), (0.9, 1.0), 0.01, "caseload goes clearly less strongly with it"),
        ((0.9, 1.0), (0.6, 0.7), 0.06, "turnover, caseload and the agency rate do not clearly change"),
    ],
)
def test_a_drift_is_named_with_its_direction(
    results: DirectionResults, before: tuple[float, float], after: tuple[float, float], p: float, said: str
) -> None:
    for term in ("turnover", "agency"):
        results = with_sides(results, term, (0.8, 0.9), (0.8, 0.9), 0.9)
    assert said in direction.answer(with_sides(results, "caseload", before, after, p))


def test_the_sentence_shows_the_numbers_of_the_models(results: DirectionResults) -> None:
    found = results.of("agency")
    assert found is not None
    row = direction.estimate(found, "agency", "lead1")
    text = direction.sides_in_words(results)[2]
    assert text.startswith("The agency rate: odds ratio ")
    assert (
        f"{row['odds_ratio']:.2f} (95% interval {row['or_ci_low']:.2f} to {row['or_ci_high']:.2f}) at the first one"
        in text
    )
    assert f"{found.n} inspections of {found.n_clusters} authorities" in direction.sample_in_words(results)


def test_roles_follow_from_both_tests(results: DirectionResults) -> None:
    def role(after: float, after_p: float, pre_p: float) -> str:
        return event_study.role(
            with_event(results, "agency_rate", after=after, after_p=after_p, pre_p=pre_p).events["agency_rate"]
        )

    assert role(5.0, 0.001, 0.5) == "follows an inadequate grade: no clear movement before, higher afterwards"
    assert role(-5.0, 0.001, 0.5).endswith("lower afterwards")
    assert role(5.0, 0.001, 0.01).startswith("leads and follows an inadequate grade: it was already ")
    assert role(5.0, 0.5, 0.01).startswith("leads an inadequate grade")
    assert role(5.0, 0.5, 0.5) == "moves clearly neither before nor after an inadequate grade"


def test_what_was_moving_is_named_with_its_direction(results: DirectionResults) -> None:
    changed = with_event(results, "agency_rate", after=5.0, after_p=0.001, pre_p=0.01)
    found = changed.events["agency_rate"]
    for earlier, words in ((-4.0, "rising"), (4.0, "falling")):
        table = found.estimates.assign(
            estimate=found.estimates["estimate"].where(found.estimates["event_time"] >= -1, earlier)
        )
        own = replace(changed, events={**changed.events, "agency_rate": replace(found, estimates=table)})
        assert f"the agency rate had already been {words}" in event_study.answer(own)
    assert "the agency rate was 5.0 percentage points higher than at the last census before it" in event_study.answer(
        changed
    )


def test_variants_that_disagree_are_told(results: DirectionResults) -> None:
    variants = results.variants.copy()
    mine = variants["measure"] == "vacancy_rate"
    variants.loc[mine, "pre_trend_p"] = 0.2
    variants.loc[mine & (variants["variant"] == "stacked"), "pre_trend_p"] = 0.01
    changed = with_event(replace(results, variants=variants), "vacancy_rate", after=0.1, after_p=0.9, pre_p=0.2)
    told = next(text for text in event_study.roles_in_words(changed) if text.startswith("The vacancy rate"))
    assert told.endswith("though the pre-trend test is below 0.05 in 1 of 7 variants.")


def test_agreement_counts_signs_and_clear_estimates(results: DirectionResults) -> None:
    variants = results.variants.copy()
    mine = variants["measure"] == "caseload"
    variants.loc[mine, ["estimate", "p"]] = [1.0, 0.5]
    variants.loc[mine & variants["variant"].isin(["stacked", "publication"]), ["estimate", "p"]] = [-1.0, 0.01]
    told = event_study.agreement_in_words(replace(results, variants=variants))
    assert "caseload, 4 of 6 with the same sign and 2 clear of zero" in told


def test_tables_hold_the_estimates(results: DirectionResults) -> None:
    distances = direction_tables.table_distances(results).data
    found = results.of("turnover")
    assert found is not None
    assert len(distances) == 15
    assert distances["odds_ratio"][2] == direction.estimate(found, "turnover", "lag0")["odds_ratio"]
    assert set(distances["n"]) == {found.n}
    assert (distances["n_own"] >= distances["n"]).all()
    events = direction_tables.table_events(results).data
    assert len(events) == 5 * 7
    assert events["events"].max() == next(iter(results.events.values())).n_events
    for table in TABLES:
        assert "nan" not in table(results)._repr_html_()


@pytest.mark.parametrize("make", [direction_figures.figure_distances, direction_figures.figure_events])
def test_figures_are_illustrative_and_the_same_twice(study: Study, results: DirectionResults, make: object) -> None:
    figures = [make(study, results) for _ in range(2)]  # type: ignore[operator]
    assert isinstance(figures[0], Figure)
    assert figures[0].illustrative
    assert figures[0].svg == figures[1].svg
    assert figures[0]._repr_html_()


def test_the_headline_of_the_events_names_what_is_clear(study: Study, results: DirectionResults) -> None:
    changed = results
    for name in results.events:
        changed = with_event(changed, name, after=0.1, after_p=0.9, pre_p=0.9)
    figure = direction_figures.figure_events(study, changed)
    assert isinstance(figure, Figure)
    assert figure.headline == "No measure is clearly different after an inadequate grade"
    changed = with_event(changed, "agency_rate", after=4.0, after_p=0.001, pre_p=0.9)
    changed = with_event(changed, "caseload", after=-1.0, after_p=0.001, pre_p=0.9)
    figure = direction_figures.figure_events(study, changed)
    assert isinstance(figure, Figure)
    assert figure.headline == "The agency rate was higher and caseload was lower after an inadequate grade"


def test_nothing_is_drawn_where_nothing_can_be_estimated(nothing: tuple[Study, DirectionResults]) -> None:
    study, results = nothing
    assert (results.models, results.events) == ({}, {})
    assert results.problems
    assert "could not be estimated" in direction.answer(results)
    assert "could not be estimated" in event_study.answer(results)
    assert "could not be estimated" in direction.sample_in_words(results)
    for figure in (direction_figures.figure_distances, direction_figures.figure_events):
        assert isinstance(figure(study, results), Prose)
    for table in TABLES:
        assert isinstance(table(results).data, pd.DataFrame)
        assert "nan" not in table(results)._repr_html_()
    assert str(bullets(direction.sides_in_words(results))) == ""
    assert str(say(event_study.agreement_in_words(results), event_study.limits_in_words(results))) == ""
    assert "no inspection has all the values" in str(say(*direction.problems_in_words(results))).lower()


def test_a_window_that_the_censuses_do_not_reach_is_refused(study: Study) -> None:
    with pytest.raises(ParameterError, match="2017 to 2025"):
        direction_results(study, before=12)

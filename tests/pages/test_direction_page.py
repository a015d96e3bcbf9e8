"""The page on direction: verdicts from the numbers, and what it says where nothing can be estimated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from builders import build_folder
from workforce_grades.analyses.event_errors import Contrast, Wald
from workforce_grades.analyses.event_study import event_study as estimate_events
from workforce_grades.analyses.event_years import EventYears
from workforce_grades.codebook import EXPOSURES
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
    contrast = Contrast(after, 1.0, after - 2, after + 2, after_p, 30.0)
    changed = replace(found, after=contrast, pre_trend=Wald(1.0, 2, 29.0, pre_p))
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

    follows = (
        "follows an inadequate grade: no clear movement before, and it {} more afterwards than where none was given"
    )
    assert role(5.0, 0.001, 0.5) == follows.format("rose")
    assert role(-5.0, 0.001, 0.5) == follows.format("fell")
    assert role(5.0, 0.001, 0.01).startswith("leads and follows an inadequate grade: it was already ")
    assert role(5.0, 0.001, 0.01).endswith("and rose more afterwards, than where none was given")
    assert role(5.0, 0.5, 0.01).startswith("leads an inadequate grade")
    assert role(5.0, 0.5, 0.5) == "moves on average clearly neither before nor after an inadequate grade"


def test_what_was_moving_is_named_with_its_direction(results: DirectionResults) -> None:
    changed = with_event(results, "agency_rate", after=5.0, after_p=0.001, pre_p=0.01)
    found = changed.events["agency_rate"]
    for earlier, words in ((-4.0, "rising"), (4.0, "falling")):
        table = found.estimates.assign(
            estimate=found.estimates["estimate"].where(found.estimates["event_time"] >= -1, earlier)
        )
        own = replace(changed, events={**changed.events, "agency_rate": replace(found, estimates=table)})
        assert f"the agency rate had already been {words}" in event_study.answer(own)
    said = "he agency rate rose by 5.0 percentage points more than where no inadequate grade was given"
    assert said in event_study.answer(changed)


def test_variants_that_disagree_are_told(results: DirectionResults) -> None:
    variants = results.variants.copy()
    mine = variants["measure"] == "vacancy_rate"
    variants.loc[mine, "pre_trend_p"] = 0.2
    variants.loc[mine & (variants["variant"] == "stacked"), "pre_trend_p"] = 0.01
    changed = with_event(replace(results, variants=variants), "vacancy_rate", after=0.1, after_p=0.9, pre_p=0.2)
    table = changed.events["vacancy_rate"]
    still = replace(table, step=Contrast(0.0, 1.0, -2.0, 2.0, 0.9, 30.0), estimates=table.estimates.assign(p=0.5))
    changed = replace(changed, events={**changed.events, "vacancy_rate": still})
    told = next(text for text in event_study.roles_in_words(changed) if text.startswith("The vacancy rate"))
    assert told.endswith("though the pre-trend test is below 0.05 in 1 of 7 variants.")


def test_a_mean_that_is_not_clear_is_qualified_by_what_is(results: DirectionResults) -> None:
    """Caseload may step up clearly, and be clearly lower at +3, while its mean is not clear."""
    for name in results.events:
        results = with_event(results, name, after=0.1, after_p=0.9, pre_p=0.9)
    found = results.events["caseload"]
    step = Contrast(1.5, 0.7, 0.1, 3.0, 0.04, 30.0)
    table = found.estimates.assign(p=found.estimates["p"].mask(found.estimates["event_time"] == 3, 0.02))
    table["p"] = table["p"].where(table["event_time"].isin([-1, 3]), 0.5)
    variants = results.variants.assign(pre_trend_p=0.5)
    moved = replace(found, step=step, estimates=table)
    changed = replace(results, variants=variants, events={"caseload": moved})
    part = "in its step from −1 to 0 (+1.5, 95% interval +0.1 to +3.0) and at +3"
    assert event_study.roles_in_words(changed) == [
        f"Caseload moves on average clearly neither before nor after an inadequate grade, though it does {part}."
    ]
    assert f"caseload did not move clearly otherwise on average (though caseload did {part})" in event_study.answer(
        changed
    )
    close = replace(changed, events={"caseload": replace(moved, step=replace(step, ci_low=0.02))})
    assert "(+1.5, 95% interval +0.02 to +3.00)" in event_study.answer(close)
    quiet = replace(moved, step=replace(step, p=0.5), estimates=table.assign(p=0.5))
    assert "though" not in event_study.answer(replace(changed, events={"caseload": quiet}))


def test_a_rise_made_after_the_grade_is_found_to_follow_it(results: DirectionResults) -> None:
    """Agency use six points higher from the event on, nothing before: the estimates themselves give the words."""
    rng = np.random.default_rng(8)
    grid = pd.MultiIndex.from_product([range(70), range(2017, 2026)], names=["la_key", "year"]).to_frame(index=False)
    grid["event_year"] = grid["la_key"].map(lambda unit: 2020.0 + unit % 3 if unit < 30 else np.nan)
    grid["event_time"] = grid["year"] - grid["event_year"]
    still = {name: 10 + rng.normal(size=len(grid)) for name in EXPOSURES}
    rows = grid.assign(la_key=grid["la_key"].astype("str"), **still)
    rows["agency_rate"] += 6 * (rows["event_time"] >= 0)
    years = EventYears(rows, rows, {})
    made = replace(results, events={name: estimate_events(years, name) for name in ("agency_rate", "vacancy_rate")})
    assert event_study.role(made.events["agency_rate"]).startswith("follows an inadequate grade: no clear movement")
    assert event_study.role(made.events["vacancy_rate"]).startswith("moves on average clearly neither")
    text = event_study.answer(made)
    assert text.startswith("Exploratory too: after an inadequate grade, the agency rate rose by 6.")
    assert "none had clearly moved otherwise before it" in text.lower()


def test_the_answers_are_labelled_and_the_errors_named(results: DirectionResults) -> None:
    assert direction.answer(results).startswith("Exploratory: ")
    assert event_study.answer(results).startswith("Exploratory too: ")
    assert "CR2" in event_study.errors_in_words(results)
    assert event_study.errors_in_words(replace(results, events={})) == ""


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
    assert figure.headline == "No measure moves clearly otherwise after an inadequate grade than where none was given"
    changed = with_event(changed, "agency_rate", after=4.0, after_p=0.001, pre_p=0.9)
    changed = with_event(changed, "caseload", after=-1.0, after_p=0.001, pre_p=0.9)
    figure = direction_figures.figure_events(study, changed)
    assert isinstance(figure, Figure)
    expected = "The agency rate rose more and caseload fell more after an inadequate grade than where none was given"
    assert figure.headline == expected
    assert "less the change where no inadequate grade was given" in figure.subtitle


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

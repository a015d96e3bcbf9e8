"""The page on Ofsted's judgements: words that agree with its tables, and with data that have little to say."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.analyses.judgements import (
    SIF_TO_ILACS,
    WITHIN_ILACS,
    consecutive,
    in_force,
    rating_day,
    years_in_force,
)
from workforce_grades.analyses.waits import waits
from workforce_grades.codebook import GRADES, OUTCOMES, OUTCOMES_SHORT
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.judgements import figures as judgement_figures
from workforce_grades.pages.judgements import page as judgements
from workforce_grades.pages.judgements import published as published_judgements
from workforce_grades.pages.words import Prose
from workforce_grades.study import Study, load_study


def one_inspection_each(study: Study) -> Study:
    """Return the study as it was when each authority had one ILACS inspection at most."""
    ilacs = study.inspections[study.inspections["framework"] == "ILACS"]
    return replace(study, inspections=ilacs.groupby("la_key").head(1).reset_index(drop=True))


def test_the_answer_gives_the_counts_of_the_table(study: Study) -> None:
    held = in_force(study.inspections, study.authorities, rating_day("", study.inspections))
    table = judgements.table_in_force(held).data.set_index("grade")
    good = table.loc[["Good", "Outstanding"], "authorities"].sum()
    told = judgements.answer_in_words(study, held)
    assert f"{good} of {len(held.grades)} authorities with an overall grade" in told[0]
    assert table["share"].sum() == pytest.approx(100)


def test_a_stated_change_is_that_of_the_two_shares_as_shown(study: Study) -> None:
    years = years_in_force(study.inspections, study.authorities)
    table = judgement_figures.figure_in_force(study)
    assert isinstance(table, Figure)
    held = in_force(study.inspections, study.authorities, rating_day("", study.inspections))
    said = judgements.answer_in_words(study, held)[0]
    first, last, change = map(
        float, re.search(r"from (\d+\.\d)% of .+ to (\d+\.\d)% of .+: up (\d+\.\d) perc", said).groups()
    )  # type: ignore[union-attr]
    assert change == pytest.approx(last - first)
    assert [first, last] == years["share"].iloc[[0, -1]].round(1).tolist()
    assert f"{last}% of authorities" in table.headline and f"up {change} points" in table.headline
    assert table.alt.count(f"{first}% in") == 1 == table.alt.count(f"{last}% in")


def test_both_pages_use_one_table_of_short_names(study: Study) -> None:
    assert list(OUTCOMES_SHORT) == list(OUTCOMES)
    table = judgements.table_sub_judgements(study.inspections).data
    assert table["outcome"].tolist() == list(OUTCOMES_SHORT.values())


def test_authorities_without_a_grade_are_named(study: Study) -> None:
    held = in_force(study.inspections, study.authorities, pd.Timestamp(2022, 3, 31))
    assert 0 < len(held.without) <= 6
    text = judgements.without_in_words(study, held)
    assert all(study.authorities[key].name in text for key in held.without)
    assert f"of the {held.existing} that existed that day" in text
    many = replace(held, without=tuple(member.la_key for member in study.authorities)[:7])
    assert "had no grade of their own. Of all" in judgements.without_in_words(study, many)
    one = replace(held, without=held.without[:1])
    assert "1 authority of the" in judgements.without_in_words(study, one)
    assert "had no grade of its own" in judgements.without_in_words(study, one)


def test_a_date_on_which_nobody_had_a_grade(study: Study) -> None:
    held = in_force(study.inspections.iloc[:0], study.authorities, pd.Timestamp(2020, 1, 1))
    assert judgements.answer_in_words(study, held)[0].startswith("On 1 January 2020 no authority had an overall grade.")
    assert "nan" not in judgements.table_in_force(held)._repr_html_()


def test_the_check_counts_what_differs(study: Study) -> None:
    of = len(study.as_at)
    assert f"for {of} of {of} authorities" in judgements.check_in_words(study)
    changed = study.as_at.copy()
    changed.loc[0, "leaders"] = next(grade for grade in GRADES if grade != changed.loc[0, "leaders"])
    assert f"for {of - 1} of {of} authorities" in judgements.check_in_words(replace(study, as_at=changed))


def test_moves_are_told_by_how_many_grades() -> None:
    pairs = pd.DataFrame({"transition": WITHIN_ILACS, "steps": [2, 1, 1, 0, -1]})
    assert judgements.moves_in_words(pairs) == [
        "Within ILACS (5 inspections): 3 ended in a better grade (2 by one grade and 1 by two grades), "
        "1 ended in a worse grade (1 by one grade) and 1 in the same."
    ]
    steady = judgements.moves_in_words(pairs[pairs["steps"] == 0])
    assert "none ended in a better grade, none ended in a worse grade and 1 in the same" in steady[0]


def test_waits_from_sif_are_told_apart() -> None:
    pairs = pd.DataFrame({"transition": [SIF_TO_ILACS] * 3 + [WITHIN_ILACS], "gap_months": [40.0, 50.0, 60.0, 99.0]})
    text = judgements.earlier_waits_in_words(pairs)
    assert "from SIF to ILACS about 50 months (middle half 45 to 55; 3 pairs)." in text
    assert judgements.earlier_waits_in_words(pairs.iloc[3:]) == ""


def test_the_matrix_adds_up_to_the_pairs(study: Study) -> None:
    pairs = consecutive(study.inspections)
    data = judgements.table_transitions(pairs).data
    assert data["of"].sum() == len(pairs)
    for row in data.to_dict("records"):
        assert sum(int(row[grade].split(" ")[0]) for grade in GRADES) == row["of"]


def test_the_judgement_that_differs_most_is_named(study: Study) -> None:
    table = judgements.table_sub_judgements(study.inspections).data
    table = table.assign(differs=(table["better"] + table["worse"]) / table["judged"]).set_index("outcome")
    most = str(table["differs"].idxmax())
    assert judgements.sub_judgements_in_words(study.inspections).startswith(f"The judgement on {most.lower()} differs")
    none = study.inspections.assign(overall=study.inspections["overall"].where(study.inspections["overall"].isna()))
    assert "No inspection has both" in judgements.sub_judgements_in_words(none)


def test_figures_are_illustrative_and_the_same_twice(study: Study) -> None:
    for make in (judgement_figures.figure_by_year, judgement_figures.figure_in_force, judgement_figures.figure_waits):
        first, second = make(study), make(study)
        assert isinstance(first, Figure) and isinstance(second, Figure)
        assert first.illustrative
        assert first.svg == second.svg


def test_the_figure_of_waits_shows_its_table(study: Study) -> None:
    figure = judgement_figures.figure_waits(study)
    assert isinstance(figure, Figure)
    rows = waits(study.inspections, study.authorities)
    for row in rows.to_dict("records"):
        assert f"{row['grade'].lower()} {row['median']:.0f} months" in figure.alt
    assert figure.data.data["followed"].tolist() == rows["followed"].tolist()
    assert f"{rows['followed'].sum()} of {rows['inspections'].sum()} ILACS inspections" in judgements.waiting_in_words(
        study
    )


def test_names_above_the_bars_keep_apart() -> None:
    for shares in ([97.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 97.0], [20.0, 39.0, 27.0, 14.0], [0.0, 0.0, 100.0, 0.0]):
        series = pd.Series(shares, index=list(GRADES))
        places = list(judgement_figures._label_places(series.cumsum() - series / 2).values())
        gaps = [after - before for before, after in pairwise(places)]
        assert all(gap >= least - 1e-9 for gap, least in zip(gaps, judgement_figures._NAMES_APART, strict=True))
        assert places[0] >= judgement_figures._FIRST_NAME and places[-1] <= judgement_figures._LAST_NAME


def test_data_without_repeats_or_sif_still_make_a_page(study: Study) -> None:
    small = one_inspection_each(study)
    pairs = consecutive(small.inspections)
    assert judgements.moves_in_words(pairs) == ["No authority has been inspected twice in these data."]
    assert judgements.table_transitions(pairs).data.empty
    assert "No ILACS inspection" in str(judgement_figures.figure_waits(small))
    held = in_force(small.inspections, small.authorities, rating_day("", small.inspections))
    assert judgements.answer_in_words(small, held)[1] == ""
    figure = judgement_figures.figure_by_year(small)
    assert isinstance(figure, Figure)
    assert figure.headline.endswith("of ILACS inspections ended in good or outstanding")


def test_a_single_31_march_is_no_series(study: Study) -> None:
    early = study.inspections[study.inspections["inspection_date"] < "2018-03-01"].assign(
        as_at=pd.Timestamp(2018, 4, 1)
    )
    small = replace(study, inspections=early)
    assert isinstance(judgement_figures.figure_in_force(small), Prose)


def test_the_sample_is_not_compared_with_what_ofsted_published(study: Study) -> None:
    assert published_judgements.published_table(study) is None
    assert "not compared" in published_judgements.published_in_words(study)


@pytest.mark.mirror
def test_the_real_page_says_which_denominator_each_share_has(mirror: Path) -> None:
    study = load_study(mirror)
    text = published_judgements.published_in_words(study)
    assert text == (
        "These data give 30 of 30 published numbers within rounding. 4 of the 22 shares fit only as a share of the "
        "authorities with a grade."
    )
    table = published_judgements.published_table(study)
    assert table is not None
    base = {(row["what"], row["on"]): row["fits"] for row in table.data.to_dict("records")}
    assert base["Good or outstanding", "31 August 2019"] == "149 with a grade"
    assert base["Good or outstanding, North West", "31 March 2024"] == "22 with a grade"
    assert base["Good or outstanding", "31 March 2020"] == "149 with a grade, or all 151 that existed"
    assert set(table.data["difference"]) == {"0"}


@pytest.mark.mirror
def test_the_real_answer(mirror: Path) -> None:
    study = load_study(mirror)
    held = in_force(study.inspections, study.authorities, rating_day("", study.inspections))
    told = " ".join(judgements.answer_in_words(study, held))
    assert "On 31 March 2025, 103 of 153 authorities with an overall grade (67.3%)" in told
    assert "the share went from 37.5% of 152 to 67.3% of 153: up 29.8 percentage points." in told
    figure = judgement_figures.figure_in_force(study)
    assert isinstance(figure, Figure)
    assert figure.headline.startswith("67.3% of authorities") and figure.headline.endswith("up 29.8 points since 2018")
    assert "Of 115 ILACS inspections that followed another, 46 ended in a better grade" in told
    early = in_force(study.inspections, study.authorities, pd.Timestamp(2022, 3, 31))
    assert "North Northamptonshire and West Northamptonshire" in judgements.without_in_words(study, early)

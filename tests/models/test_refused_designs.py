"""What cannot be estimated: each reason alone, at its edge, in its sentence; and how parameters are named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from cells import cell_design

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError
from workforce_grades.models import Design, cluster_bootstrap, fit_design, parse_spec
from workforce_grades.models.estimation import graded_likelihood, parameter_names
from workforce_grades.models.generalised import check_ordered_logit
from workforce_grades.models.separation import collinear_terms

THRESHOLDS = [
    "threshold:Inadequate/Requires improvement",
    "threshold:Requires improvement/Good",
    "threshold:Good/Outstanding",
]


@pytest.mark.parametrize(
    ("family", "names", "levels", "link"),
    [
        ("ordered_logit", ["turnover", *THRESHOLDS], 4, "logit"),
        ("ordered_logit_re", ["turnover", *THRESHOLDS, "sd:authority"], 4, "logit"),
        ("ordered_probit", ["turnover", *THRESHOLDS], 4, "probit"),
        ("logit_good_or_better", ["turnover", THRESHOLDS[1]], 2, "logit"),
        ("logit_not_inadequate", ["turnover", THRESHOLDS[0]], 2, "logit"),
        ("ols_grade", ["turnover", "intercept"], 4, "logit"),
    ],
)
def test_parameters_by_family(family: str, names: list[str], levels: int, link: str) -> None:
    design = cell_design(family=family)
    assert parameter_names(design) == names
    found = graded_likelihood(design)
    assert (found.levels, found.link) == (levels, link)


@pytest.mark.parametrize(
    ("family", "codes"), [("logit_good_or_better", [0, 0, 1, 1]), ("logit_not_inadequate", [0, 1, 1, 1])]
)
def test_where_the_line_is_drawn(family: str, codes: list[int]) -> None:
    assert graded_likelihood(cell_design([[1] * 4], family)).y.tolist() == codes


def of_clusters(design: Design, clusters: int) -> Design:
    """The same inspections in so many clusters."""
    names = pd.Series([f"{at % clusters}" for at in range(len(design.x))], index=design.x.index)
    return replace(design, cluster=names)


@pytest.mark.parametrize("family", ["ordered_logit", "ols_grade", "logit_good_or_better"])
def test_ten_clusters_are_enough_and_nine_are_not(family: str) -> None:
    design = cell_design(family=family)
    assert fit_design(of_clusters(design, 10)).n_clusters == 10
    parameters = len(parameter_names(design))
    with pytest.raises(EstimationError) as caught:
        fit_design(of_clusters(design, 9))
    assert str(caught.value) == (f"{design.spec}: 9 clusters are too few for {parameters} parameters; it needs 10.")


def with_columns(design: Design, **columns: object) -> Design:
    return replace(design, x=design.x.assign(**columns))


@pytest.mark.parametrize("clusters", [11, 12])
def test_no_fewer_clusters_than_parameters(clusters: int) -> None:
    rng = np.random.default_rng(2)
    design = cell_design()
    many = with_columns(design, **{f"x{at}": rng.normal(size=len(design.x)) for at in range(8)})
    assert len(parameter_names(many)) == 12
    if clusters == 12:
        assert fit_design(of_clusters(many, 12)).converged
    else:
        with pytest.raises(EstimationError, match="11 clusters are too few for 12 parameters; it needs 12"):
            fit_design(of_clusters(many, 11))


def ungraded(design: Design, *grades: str) -> Design:
    kept = ~design.grade.isin(grades)
    return replace(design, x=design.x[kept], grade=design.grade[kept], cluster=design.cluster[kept])


@pytest.mark.parametrize(
    ("grades", "said"),
    [
        (["Inadequate"], "is graded Inadequate."),
        (["Good"], "is graded Good."),
        (["Requires improvement", "Outstanding"], "is graded Requires improvement or Outstanding."),
    ],
)
def test_absent_grades_are_named(grades: list[str], said: str) -> None:
    design = ungraded(cell_design(), *grades)
    with pytest.raises(EstimationError) as caught:
        fit_design(design)
    assert str(caught.value) == f"overall|turnover: none of its {len(design.x)} inspections {said}"


@pytest.mark.parametrize(
    ("family", "absent", "said"),
    [
        ("logit_good_or_better", GRADES[:2], "below the line"),
        ("logit_good_or_better", GRADES[2:], "above the line"),
        ("logit_not_inadequate", GRADES[:1], "below the line"),
    ],
)
def test_a_yes_or_no_needs_both_sides(family: str, absent: tuple[str, ...], said: str) -> None:
    with pytest.raises(EstimationError, match=f"inspections is graded {said}"):
        fit_design(ungraded(cell_design(family=family), *absent))


def test_a_yes_or_no_does_not_need_every_grade() -> None:
    assert fit_design(ungraded(cell_design(family="logit_good_or_better"), "Outstanding")).converged


@pytest.mark.parametrize("family", ["ordered_logit", "ols_grade"])
@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ({"copy": lambda x: x["turnover"]}, "copy"),
        ({"other": lambda x: 1 - x["turnover"]}, "other"),
        ({"same": 3.0}, "same"),
        ({"nothing": 0.0, "double": lambda x: 2 * x["turnover"]}, "nothing, double"),
    ],
    ids=["copy", "complement", "constant", "two"],
)
def test_collinear_terms_are_named_the_later_ones(family: str, columns: dict[str, object], named: str) -> None:
    design = with_columns(cell_design(family=family), **columns)
    with pytest.raises(EstimationError) as caught:
        fit_design(design)
    assert str(caught.value) == f"{design.spec}: {named} cannot be told from the other terms (exactly collinear)."


def test_a_sum_of_three_is_found_whichever_comes_last() -> None:
    rng = np.random.default_rng(3)
    x = pd.DataFrame(rng.normal(size=(30, 2)) * [1, 1e5], columns=["a", "b"])
    x["c"] = x["a"] + x["b"] / 1e5 + 4
    assert collinear_terms(x) == ["c"]
    assert collinear_terms(x[["c", "b", "a"]]) == ["a"]
    assert collinear_terms(x.assign(c=x["c"] + 1e-3 * rng.normal(size=30))) == []


@pytest.mark.parametrize(
    ("family", "those_with"),
    [
        ("ordered_logit", [0, 0, 0, 8]),
        ("ordered_probit", [7, 0, 0, 0]),
        ("logit_good_or_better", [0, 0, 14, 8]),
        ("logit_not_inadequate", [0, 5, 14, 8]),
    ],
)
def test_an_empty_corner_of_the_table_is_separation(family: str, those_with: list[int]) -> None:
    """Everybody with the term is on one side of every line: its odds ratio has no end."""
    with pytest.raises(EstimationError) as caught:
        fit_design(cell_design([[9, 20, 30, 11], those_with], family))
    assert str(caught.value) == (
        f"overall|turnover{'' if family == 'ordered_logit' else f'|family={family}'}: the grades are separated by "
        "turnover: no finite estimate exists."
    )


@pytest.mark.parametrize("those_with", [[4, 0, 14, 8], [0, 0, 14, 8], [0, 9, 0, 0]])
def test_while_two_grades_are_left_or_one_in_the_middle_nothing_is_separated(those_with: list[int]) -> None:
    """The upper line holds back what the lower one lets go."""
    assert fit_design(cell_design([[9, 20, 30, 11], those_with])).converged


def test_nothing_at_all_is_said_first() -> None:
    nothing = ungraded(cell_design(), *GRADES)
    with pytest.raises(EstimationError, match=r"^overall\|turnover: no inspection has all the values it needs\.$"):
        fit_design(nothing)


@pytest.mark.parametrize("family", ["ordered_probit", "ordered_logit_re", "logit_good_or_better", "ols_grade"])
def test_proportional_odds_are_asked_of_an_ordered_logit_only(family: str) -> None:
    check_ordered_logit(cell_design())
    with pytest.raises(EstimationError) as caught:
        check_ordered_logit(cell_design(family=family))
    assert str(caught.value) == (
        f"{parse_spec(f'overall|turnover|family={family}')}: proportional odds are a property of "
        "family=ordered_logit only."
    )


def test_a_bootstrap_of_what_is_separated_is_refused_with_the_same_reason() -> None:
    with pytest.raises(EstimationError, match="separated by turnover"):
        cluster_bootstrap(cell_design([[9, 20, 30, 11], [0, 0, 0, 8]]), replicates=2)

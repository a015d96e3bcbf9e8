"""Tables and figures of the certainty page, their rows worked out by hand from small checks."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from made_certainty import AUTHORITIES, certainty, clear_in, estimate, imputed, moves, simulation

from workforce_grades.analyses.certainty import IMPUTED
from workforce_grades.pages.certainty import figures, tables
from workforce_grades.study import Study

MADE = cast(Study, SimpleNamespace(illustrative=False, authorities=AUTHORITIES))


def test_shares_are_percentages_of_all_and_odds_ratios_of_the_ordered_logits() -> None:
    rows = [
        estimate("caseload", "a", odds=0.8),
        estimate("caseload", "b", odds=0.9, clear=False),
        estimate("caseload", "c", odds=0.7, same=False),
        estimate("caseload", "d", odds=0.1, family="ols_grade", same=False),
        estimate("turnover", "a", odds=0.97),
    ]
    shown = tables.table_shares(certainty(rows)).data
    assert shown.to_numpy().tolist() == [
        ["Turnover", 1, 100.0, 100.0, 0.0, 0.97, 0.97, 0.97], ["Caseload", 4, 50.0, 25.0, 50.0, 0.8, 0.7, 0.9],
    ]  # fmt: skip


def test_choices_stand_in_their_order_with_the_words_of_their_values() -> None:
    rows = [
        estimate("turnover", "a", sample="all"),
        estimate("turnover", "b", clear=False, sample="all", lag="mean3"),
        estimate("caseload", "a", sample="all", family="ols_grade"),
        estimate("caseload", "b", outcome="leaders", sample="all"),
    ]
    table = tables.table_choices(certainty(rows))
    shown = table.data.set_index("choice")
    assert shown.index.tolist() == [
        "Judgement: Overall effectiveness", "Judgement: Impact of leaders", "Terms: base", "Model: ordered logit",
        "Model: linear, grade as 1 to 4", "Sample: all authorities", "Censuses: latest before the inspection",
        "Censuses: mean of three censuses", "Effects: none", "Turnover: counted in full-time equivalents",
    ]  # fmt: skip
    assert shown.loc["Sample: all authorities"].tolist() == [50.0, 100.0]
    assert shown.loc["Censuses: latest before the inspection"].tolist() == [100.0, 100.0]
    assert shown.loc["Censuses: mean of three censuses", "turnover"] == 0.0
    assert math.isnan(shown.loc["Judgement: Impact of leaders", "turnover"])
    assert '<td class="number">–</td>' in table._repr_html_()


def test_a_choice_without_words_keeps_its_name() -> None:
    shown = tables.table_choices(certainty([estimate("turnover", "a", sample="fte100")])).data
    assert "Sample: fte100" in shown["choice"].tolist()


def test_errors_go_by_term_and_keep_their_own_order() -> None:
    rows = pd.DataFrame(
        [(errors, term, 0.9, 0.8, 0.95, 264, n) for errors, n in (("quoted", 152), ("by return", 149))
         for term in ("turnover", "caseload")],
        columns=["errors", "term", "odds_ratio", "low", "high", "n", "n_clusters"],
    )  # fmt: skip
    shown = tables.table_intervals(certainty(intervals=rows)).data
    assert shown[["errors", "n_clusters"]].to_numpy().tolist() == [
        ["Caseload, quoted", 152],
        ["Caseload, by return", 149],
        ["Turnover, quoted", 152],
        ["Turnover, by return", 149],
    ]


def test_the_five_that_move_turnover_most_are_named_in_each_sample() -> None:
    keys = ("601", "602", "603", "604", "605")
    everybody = moves(*((key, "turnover", 0.91 + at / 100, (-1) ** at * at, False) for at, key in enumerate(keys)),
                      ("601", "caseload", 0.5, 99.0, True), ("601", "turnover", 0.9, 0.5, False))  # fmt: skip
    influence = {"primary": "too few", "all": everybody}
    shown = tables.table_influence(certainty(influence=influence), AUTHORITIES).data
    assert shown["left_out"].tolist() == ["Elmshire (all)", "Dunmere (all)", "Cotterdale (all)", "Birchwater (all)",
                                          "Alderbrook (all)"]  # fmt: skip
    assert shown["change"].tolist() == [4.0, -3.0, 2.0, -1.0, 0.5]
    assert shown.loc[0, ["odds_ratio", "low", "high"]].tolist() == pytest.approx([0.95, 0.90, 1.0])
    assert shown["inspections"].tolist() == [2] * 5


def test_imputed_terms_that_are_followed_stand_beside_complete_cases() -> None:
    base, full, context = IMPUTED
    found = [
        imputed(base, ("turnover", 0.9, 0.95), ("deprivation", 0.5, 0.5)),
        "too few",
        imputed(full, ("agency", 0.8, 0.7)),
        imputed(context, ("caseload", 0.6, 0.65)),
    ]
    shown = tables.table_imputed(certainty(imputed=found)).data
    assert shown["term"].tolist() == ["Turnover, base", "Agency, full", "Caseload, agency and circumstances"]
    assert shown.iloc[0, 1:].tolist() == pytest.approx([0.95, 264, 0.9, 0.8, 1.0, 12.5, 280])


def test_a_model_of_another_size_is_named_by_its_id() -> None:
    spec = "overall|turnover+caseload+agency"
    assert tables.table_imputed(certainty(imputed=[imputed(spec, ("agency", 0.8, 0.7))])).data["term"].tolist() == [
        f"Agency, {spec}"
    ]


def test_p_values_of_judgements_are_printed_without_their_letter() -> None:
    rows = pd.DataFrame(
        [
            {
                "outcome": "care_leavers",
                "term": "caseload",
                "odds_ratio": 0.9,
                "or_ci_low": 0.8,
                "or_ci_high": 1.0,
                "p_cluster": 0.0004,
                "p_holm": 0.052,
                "p_false_discovery": 0.31,
                "n": 190,
            }
        ]
    )
    shown = tables.table_judgements(certainty(judgements=rows)).data
    assert shown.to_numpy().tolist() == [
        ["Care leavers: caseload", 0.9, 0.8, 1.0, "<\u00a00.001", "0.052", "0.31", 190]
    ]


def test_simulated_terms_are_shown_as_odds_ratios_and_percentages() -> None:
    drawn = {
        "alike": simulation({"term": "caseload", "truth": math.log(0.9), "mean_estimate": math.log(0.89)}),
        "lost": "no",
    }
    shown = tables.table_simulations(certainty(simulations=drawn)).data
    assert shown["term"].tolist() == ["Caseload, alike"]
    assert shown.iloc[0, 1:].tolist() == pytest.approx([0.9, 0.89, 95.0, 94.0, 96.0, 25.0])


def test_without_simulations_and_influence_the_tables_are_empty() -> None:
    for table in (tables.table_simulations(certainty()), tables.table_influence(certainty(), AUTHORITIES)):
        assert table.data.empty
        assert "<tbody></tbody>" in table._repr_html_()


def curve(term: str, *odds: float, below: int) -> list[dict[str, Any]]:
    """Ordered logits of a term, of which so many have an interval wholly below 1."""
    return [
        estimate(term, f"{term}{at}", odds=ratio, high=0.99 if at < below else 1.0) for at, ratio in enumerate(odds)
    ]


def test_the_curve_says_its_ends_and_how_many_lie_below_one() -> None:
    rows = curve("turnover", 0.94, 0.9, 0.98, 0.96, below=1) + curve("caseload", 0.8, 0.7, below=2)
    figure = figures.figure_curve(MADE, certainty([*rows, estimate("agency", "x", family="ordered_probit")]))
    assert figure.headline == (
        "The interval lies wholly below 1 in 25% of specifications for turnover and 100% of specifications for caseload"
    )
    assert figure.subtitle.endswith("sorted; 4 ordered logits for turnover and 2 ordered logits for caseload")
    assert figure.alt.startswith("One panel for each of turnover and caseload: a rising line")
    assert figure.alt.endswith("Odds ratios run for turnover from 0.90 to 0.98 and caseload from 0.70 to 0.80.")
    assert figure.data.data.iloc[0].tolist() == ["Turnover", 4, 0.9, pytest.approx(0.93), pytest.approx(0.95),
                                                 pytest.approx(0.965), 0.98, 25.0]  # fmt: skip


@pytest.mark.parametrize("count", [1, 119, 500])
def test_a_long_curve_is_drawn_with_few_points_and_its_table_counts_all(count: int) -> None:
    rows = curve("turnover", *np.linspace(0.9, 0.99, count), below=count)
    figure = figures.figure_curve(MADE, certainty(rows))
    assert figure.data.data["specifications"].tolist() == [count]
    assert figure.headline.endswith("in 100% of specifications for turnover")
    points = max(len(re.findall("[ML] ", path)) for path in re.findall(r'<path d="([^"]+)"', figure.svg))
    assert points <= 2 * figures.DRAWN + 4


def test_influence_is_drawn_for_each_sample_with_its_largest_move() -> None:
    primary = moves(("601", "turnover", 0.93, 0.5, False), ("602", "turnover", 0.96, -0.9, False),
                    ("602", "caseload", 0.1, 9.0, False))  # fmt: skip
    everybody = moves(("603", "turnover", 0.951, 0.1, False))
    figure = figures.figure_influence(MADE, certainty(influence={"primary": primary, "all": everybody}))
    assert figure is not None
    assert (
        figure.headline
        == "Leaving one authority out moves turnover's odds ratio by at most 0.020 (primary) and 0.001 (all)"
    )
    assert figure.alt.startswith("Two panels of dots, one for each authority left out")
    assert figure.alt.endswith("Primary: 0.930 to 0.960 and All: 0.951 to 0.951.")
    assert figure.data.data["without"].tolist() == ["Birchwater", "Cotterdale"]
    assert figure.data.data["authorities"].tolist() == [2, 1]


def test_one_sample_alone_is_one_panel_in_the_alt_text_too() -> None:
    found = certainty(influence={"primary": "too few", "all": moves(("603", "turnover", 0.951, 0.1, False))})
    figure = figures.figure_influence(MADE, found)
    assert figure is not None
    assert figure.alt.startswith("One panel of dots, one for each authority left out")
    assert figure.headline.endswith("at most 0.001 (all)")


def test_equal_shares_are_told_once_a_term() -> None:
    rows = clear_in("turnover", 1, 2) + clear_in("agency", 1, 2, spec="a")
    assert figures.figure_curve(MADE, certainty(rows)).headline.count("100% of specifications for") == 2

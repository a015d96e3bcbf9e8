"""The guides in words: examples of a place, a census and odds worked out from the data; tables of the codebook."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from made_study import inspected, made, of

from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, MEASURES, SYMBOLS
from workforce_grades.pages.findings import MAIN, Findings
from workforce_grades.pages.guides import accessibility, definitions, reading
from workforce_grades.pages.words import Prose


def findings(low: float, odds: float, high: float, *, converged: bool = True) -> Findings:
    """Return findings that hold the main model's caseload alone."""
    row = {"spec_id": MAIN, "term": "caseload", "converged": converged, "odds_ratio": odds, "or_ci_low": low,
           "or_ci_high": high}  # fmt: skip
    nothing = pd.DataFrame()
    return Findings(pd.DataFrame([row]), {}, {}, nothing, pd.Series(dtype=float), nothing)


@pytest.mark.parametrize(
    ("groups", "place"),
    [(["803"], ""), (["803", "804"], "Joint highest of 4 returns"),
     (["803", "804", "811"], "Joint 2nd highest of 5 returns"),
     (["803", "804", "811", "813"], "Joint 3rd lowest of 6 returns")],
    ids=len,
)  # fmt: skip
def test_a_place_is_explained_with_the_sound_returns_of_the_latest_year(groups: list[str], place: str) -> None:
    """Two are lower and one is as high, which no fewer than four returns can show."""
    returns = [of("801", 2024), of("802", 2024), of("812", 2024, turnover_rate="low"), of("801", 2023), of("802", 2023)]
    first, second = reading.places(made(*returns, *(of(group, 2024) for group in groups))).paragraphs
    example = f"“{place}” means that two returns are lower and one other is as high. "
    assert f"and England. {example if place else ''}Places are counted from the nearer end" in first
    assert second.startswith(f"In 2024 there are {3 + len(groups)} returns. One that is flagged")


@pytest.mark.parametrize(
    ("odds", "low", "high", "first", "second"),
    [
        (0.80, 0.70, 0.91, "ratio of caseload is 0.80.", "1, which would mean no association, lies outside it"),
        (1.10, 1.02, 1.19, "ratio of caseload is 1.10.", "1, which would mean no association, lies outside it"),
        (0.92, 0.85, 1.04, "ratio of caseload is 0.92.", "1 lies inside it, so these data do not show which way"),
        (0.95, 0.90, 0.9991, "ratio of caseload is 0.950.", "1, which would mean no association, lies outside it"),
    ],
    ids=["lower", "higher", "unclear", "close"],
)  # fmt: skip
def test_odds_are_explained_with_the_main_models_own(
    odds: float, low: float, high: float, first: str, second: str
) -> None:
    said = reading.odds_example(findings(low, odds, high)).paragraphs
    assert first in said[0]
    assert second in said[1]


@pytest.mark.parametrize(
    ("odds", "said"),
    [(0.80, "20% lower"), (1.10, "10% higher"), (0.956, "4% lower"), (1.004, "0% higher"), (2.5, "150% higher")],
)
def test_the_change_in_odds_is_of_the_ratio_that_is_shown(odds: float, said: str) -> None:
    """0.956 is shown as 0.96, so the change is 4%."""
    told = reading.odds_example(findings(odds - 0.3, odds, odds + 0.3)).paragraphs[0]
    assert f"the odds of a better grade are {said}. Odds are not chances" in told


def test_the_interval_is_that_of_the_estimate() -> None:
    assert "The 95% interval, 0.71 to 0.92, is the range" in str(reading.odds_example(findings(0.71, 0.8, 0.92)))


def test_a_model_that_failed_is_no_example() -> None:
    failed = reading.odds_example(findings(0.7, 0.8, 0.9, converged=False))
    assert failed == Prose(
        ("The main model could not be estimated on these data, so there is no example of an odds ratio here.",)
    )


def test_the_example_of_a_census_is_the_latest_inspection_that_is_linked() -> None:
    rows = [inspected("804", "2024-10-01"), inspected("801", "2023-03-06"), inspected("802", "2024-10-01"),
            inspected("811", "2024-11-04")]  # fmt: skip
    study = made(of("801", 2022), of("802", 2024), of("804", 2024), inspections=rows)
    rule, example = reading.census_example(study).paragraphs
    assert rule.startswith("An inspection goes with the latest census of 30 September strictly before its first day")
    assert example == (
        "For example, the inspection of the Isles of Dunmere that began on 1 October 2024 goes with the census of "
        "30 September 2024, 1 day before."
    )


def test_without_a_link_there_is_the_rule_alone() -> None:
    study = made(of("801", 2024), inspections=[inspected("801", "2023-03-06")])
    assert len(reading.census_example(study).paragraphs) == 1


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (["801", "802"], "There is none now."),
        (["801+802", "803"], "In 2024 these were made together: Ashby and Brayford."),
        (["801+804", "802+803"],
         "In 2024 these were made together: Ashby and the Isles of Dunmere; Brayford and Corby Vale."),
    ],
    ids=["none", "one", "two"],
)  # fmt: skip
def test_joint_returns_of_the_latest_year_are_named(groups: list[str], said: str) -> None:
    study = made(of("811+812", 2023), *(of(group, 2024) for group in groups))
    assert str(reading.joint_returns(study)).endswith(f"an inspection of either goes with them. {said}")


def test_banners_rates_and_cells_are_explained() -> None:
    banners = reading.banners()._repr_html_()
    assert re.findall(r"<dt>(.*?)</dt>", banners) == ["Research, not official statistics", "Illustrative data"]
    rates = reading.rates()._repr_html_()
    assert re.findall(r"<dt>(.*?)</dt>", rates) == [MEASURES[name].label for name in EXPOSURES]
    first, second, third, fourth = reading.cells().paragraphs
    assert first.startswith("[c], [x], [z], [u] and [low]: what the publisher printed in place of a number.")
    assert second.startswith("–: there is nothing to show")
    assert "this authority" in third
    assert "decimals" in fourth
    assert reading.cells().kind == "list"


def test_a_page_begins_with_its_answer_and_ends_with_its_files() -> None:
    items = reading.order_of_a_page().paragraphs
    assert len(items) == 5
    assert items[0].startswith("On top the answer")
    assert (
        "with every judgement: overall effectiveness, impact of leaders, help and protection, children in care and "
        in (items[2])
    )
    assert items[-1].startswith("At the end the files")


def test_lines_of_figures_have_dashes_of_their_own_and_letters_their_grades() -> None:
    html = reading.lines()._repr_html_()
    strokes = re.findall(r'stroke="(#\w+)" stroke-width="3"(?: stroke-dasharray="([^"]+)")?/></svg> (.*?)</li>', html)
    assert [name for *_rest, name in strokes] == [
        "The authority", "The median of its statistical neighbours", "Its region", "England",
    ]  # fmt: skip
    assert [dash for _colour, dash, _name in strokes] == ["", "10 4", "3 3", "10 4 3 4"]
    assert len({colour for colour, *_rest in strokes}) == 4
    assert "Inad. is inadequate, RI is requires improvement and Outst. is outstanding; Insp. is one without" in html


def test_symbols_are_read_as_numbers_only_where_they_are_low() -> None:
    rows = definitions.symbols_table().data.set_index("symbol")
    assert rows.index.to_list() == [f"[{symbol}]" if symbol else "an empty cell" for symbol in SYMBOLS]
    assert rows.index[rows["number"] == "0.0"].to_list() == ["[low]", "[k]"]
    assert set(rows["number"]) == {"0.0", "no number"}
    assert rows.loc["[c]"].to_list() == ["Suppressed by the publisher for confidentiality", "no number", "suppressed"]
    assert rows.loc["an empty cell", "flag"] == "unavailable"
    assert not rows["meaning"].str.contains("[", regex=False).any()


def test_flags_are_counted_over_every_measure() -> None:
    study = made(of("801", 2023, caseload="low", cases="suppressed", leavers_fte="low"), of("801", 2024))
    table = definitions.flags_table(study)
    cells = table.data.set_index("flag")["cells"]
    assert list(cells.index) == list(FLAG_MEANINGS)
    assert cells[cells > 0].to_dict() == {"ok": 2 * len(MEASURES) - 3, "suppressed": 1, "low": 2}
    assert table.caption == f"Flags, and how many of the {2 * len(MEASURES)} cells of the workforce returns carry each"


def test_measures_units_and_grades_are_those_of_the_codebook() -> None:
    table = definitions.measures_table()
    assert table.caption == f"The {len(MEASURES)} workforce measures"
    assert table.data.iloc[6].to_list() == [
        "Turnover rate", MEASURES["turnover_rate"].definition, "%", "turnover_rate",
    ]  # fmt: skip
    assert definitions.grades_in_words() == (
        "Each judgement has one of 4 grades. Best first: outstanding, good, requires improvement (Ofsted: requires "
        "improvement to be good) and inadequate."
    )
    assert re.findall(r"<dt>(.*?)</dt>", definitions.judgements()._repr_html_()) == [
        "Overall effectiveness", "Impact of leaders", "Help and protection", "Children in care", "Care leavers",
    ]  # fmt: skip


def test_a_unit_that_no_measure_has_is_not_defined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "MEASURES", {"caseload": MEASURES["caseload"], "cases": MEASURES["cases"]})
    assert re.findall(r"<dt>(.*?)</dt>", definitions.units()._repr_html_()) == ["cases", "cases per FTE"]


def test_thresholds_are_told_with_their_numbers() -> None:
    small, suspect = definitions.thresholds().paragraphs
    assert small.startswith("Small base: fewer than 20 FTE social workers in post.")
    assert "with 50 FTE in post or more" in suspect


def test_columns_of_the_exports_are_described_without_the_measures() -> None:
    data = definitions.columns_table().data.set_index("name")
    assert not {"caseload", "caseload_flag"} & set(data.index)
    assert data["meaning"].str.fullmatch(r"\S.*[.] \S.*[^.]?.*").all()
    assert data["datatype"].ne("").all()


@pytest.mark.parametrize("part", [accessibility.PROMISES, accessibility.UNTRIED], ids=["promises", "untried"])
def test_each_sentence_of_the_statement_is_one_and_stands_once(part: tuple[Any, ...]) -> None:
    texts = [getattr(each, "text", each) for each in part]
    assert len(set(texts)) == len(texts)
    assert all(text[0].isupper() and text.endswith(".") for text in texts)


def test_a_promise_names_its_test_and_what_is_untried_is_a_list() -> None:
    promise = accessibility.Promise("Words & <pictures>.", "pages/test_x.py", "test_that")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accessibility, "PROMISES", (promise,))
        shown, said = accessibility.promises()._repr_html_(), accessibility.summary().paragraphs[0]
    assert shown == (
        "<ul><li>Words &amp; &lt;pictures&gt;.<br><small>test_that in tests/pages/test_x.py</small></li></ul>"
    )
    assert "Below stand 1 things that are tested" in said
    assert accessibility.untried() == Prose(accessibility.UNTRIED, kind="list")

"""The pages about the pages say what the codebook, the data and the tests say, and nothing else."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

from workforce_grades.codebook import FLAG_MEANINGS, GRADES, MEASURES, OUTCOMES, SYMBOLS
from workforce_grades.codebook_columns import COLUMNS, TABLES
from workforce_grades.pages.findings import MAIN, Findings
from workforce_grades.pages.guides import accessibility, definitions, reading
from workforce_grades.pages.words import spoken
from workforce_grades.reports.notebooks import load_notebooks
from workforce_grades.study import Study


def test_every_measure_unit_judgement_and_grade_of_the_codebook_is_defined() -> None:
    table = definitions.measures_table().data
    assert dict(zip(table["column"], table["definition"], strict=True)) == {
        name: measure.definition for name, measure in MEASURES.items()
    }
    units = definitions.units()._repr_html_()
    assert all(f"<dt>{measure.unit}</dt>" in units for measure in MEASURES.values())
    assert all(full in definitions.judgements()._repr_html_() for full in OUTCOMES.values())
    said = definitions.grades_in_words()
    assert [said.index(grade.lower()) for grade in GRADES] == sorted(
        (said.index(grade.lower()) for grade in GRADES), reverse=True
    )
    assert "requires improvement (Ofsted: requires improvement to be good)" in said


def test_every_symbol_and_every_column_is_on_the_page() -> None:
    symbols = definitions.symbols_table().data
    assert len(symbols) == len(SYMBOLS)
    assert symbols.set_index("symbol").loc["[low]", "number"] == "0.0"
    columns = {*definitions.columns_table().data["name"], *MEASURES, *(f"{name}_flag" for name in MEASURES)}
    assert columns == set(COLUMNS)
    assert all(f"<dt>{name}.csv</dt>" in definitions.tables_in_words()._repr_html_() for name in TABLES)


def test_the_counts_of_flags_are_those_of_the_data(study: Study) -> None:
    cells = definitions.flags_table(study).data.set_index("flag")["cells"]
    assert set(cells.index) == set(FLAG_MEANINGS)
    assert cells.sum() == len(study.workforce) * len(MEASURES)
    assert cells["suppressed"] == sum(int((study.workforce[f"{m}_flag"] == "suppressed").sum()) for m in MEASURES)


def test_the_example_of_a_census_is_a_linked_inspection(study: Study) -> None:
    said = str(reading.census_example(study))
    days = re.search(r"of 30 September (\d{4}), (\d+) days? before", said)
    assert days is not None
    linked = study.linked()
    found = linked[(linked["census_year"] == int(days[1])) & (linked["lag_days"] == int(days[2]))]
    assert any(spoken(study.authorities[key].name) in said for key in found["la_key"])
    nothing = replace(study, inspections=study.inspections.iloc[:0])
    assert "For example" not in str(reading.census_example(nothing))


def test_the_example_of_an_odds_ratio_is_the_main_models(findings: Findings) -> None:
    row = findings.row(MAIN, "caseload")
    assert row is not None
    said = str(reading.odds_example(findings))
    assert f"odds ratio of caseload is {row['odds_ratio']:.2f}." in said
    assert (
        f"{abs(100 * (round(row['odds_ratio'], 2) - 1)):.0f}% {'lower' if row['odds_ratio'] < 1 else 'higher'}" in said
    )
    none = replace(findings, estimates=findings.estimates.assign(converged=False))
    assert "no example" in str(reading.odds_example(none))


def test_joint_returns_are_named(study: Study) -> None:
    said = str(reading.joint_returns(study))
    latest = study.workforce[(study.workforce["year"] == study.latest_year) & study.workforce["is_joint"]]
    for keys in latest["la_keys"]:
        assert all(spoken(study.authorities[key].name) in said for key in keys)
    alone = replace(study, workforce=study.workforce.assign(is_joint=False))
    assert "There is none now." in str(reading.joint_returns(alone))


def test_a_place_is_explained_with_the_number_of_returns(study: Study) -> None:
    said = str(reading.places(study))
    latest = study.workforce[study.workforce["year"] == study.latest_year]
    assert f"there are {len(latest)} returns" in said
    assert f"of {(latest['turnover_rate_flag'] == 'ok').sum()} returns” means that two returns are lower" in said


def test_the_key_of_lines_has_the_four_series() -> None:
    html = reading.lines()._repr_html_()
    assert html.count("<svg") == html.count('aria-hidden="true"') == 4
    assert "RI is requires improvement" in html


def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_statement_promises_only_what_a_test_holds(root: Path) -> None:
    for promise in accessibility.PROMISES:
        assert promise.test in functions_of(root / "tests" / promise.file), promise
    shown = accessibility.promises()._repr_html_()
    assert shown.count("<small>") == len(accessibility.PROMISES)
    assert f"{len(accessibility.PROMISES)} things that are tested" in str(accessibility.summary())
    assert not re.search(r"\bfully\b|\bcompliant\b|\bconform", shown + str(accessibility.summary()))


def test_the_three_guides_are_declared_as_such(root: Path) -> None:
    guides = [book.report for book in load_notebooks(root / "notebooks") if book.is_guide]
    assert guides == ["how-to-read", "definitions-and-symbols", "accessibility"]

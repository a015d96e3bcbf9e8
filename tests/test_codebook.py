"""The codebook agrees with itself and with what is computed from it: names, units, symbols, columns of the exports."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import get_args

import pytest

from workforce_grades import codebook
from workforce_grades.codebook import (
    EXPOSURES,
    FLAG_MEANINGS,
    GOOD_OR_BETTER,
    GRADES,
    MEASURES,
    OFSTED_WORDS,
    OUTCOMES,
    OUTCOMES_SHORT,
    SUB_JUDGEMENTS,
    SYMBOLS,
    Flag,
)
from workforce_grades.codebook_columns import COLUMNS, TABLES, Column
from workforce_grades.differences import RUN_COLUMNS
from workforce_grades.models import COLUMNS as ESTIMATE_COLUMNS
from workforce_grades.models.columns import MEASURE_OF
from workforce_grades.models.spec import FULL
from workforce_grades.sources.workforce_layouts import LAYOUT_2025
from workforce_grades.study import Study


def test_every_flag_has_a_meaning_and_every_symbol_a_flag() -> None:
    assert set(FLAG_MEANINGS) == set(get_args(Flag))
    assert set(SYMBOLS.values()) <= set(FLAG_MEANINGS)
    shown = {flag: re.search(r"\[(\w+)\]", text) for flag, text in FLAG_MEANINGS.items()}
    assert {flag: SYMBOLS[found[1]] for flag, found in shown.items() if found} == {
        flag: flag for flag, found in shown.items() if found
    }


@pytest.mark.parametrize(
    ("symbol", "flag"),
    [("c", "suppressed"), ("x", "unavailable"), ("z", "not_applicable"), ("u", "unreliable"), ("low", "low"),
     ("k", "low"), (":", "unavailable"), ("..", "unavailable"), (".", "not_applicable"), ("", "unavailable")],
)  # fmt: skip
def test_publishers_symbols(symbol: str, flag: str) -> None:
    assert SYMBOLS[symbol] == flag


def test_grades_go_up_and_ofsteds_words_are_theirs() -> None:
    assert GRADES == tuple(OFSTED_WORDS) == ("Inadequate", "Requires improvement", "Good", "Outstanding")
    assert GRADES[2:] == GOOD_OR_BETTER
    assert [word.startswith(grade.casefold()) for grade, word in OFSTED_WORDS.items()] == [True] * 4
    assert OFSTED_WORDS["Requires improvement"] == "requires improvement to be good"


def test_judgements_are_the_overall_one_and_four_beside_it() -> None:
    assert tuple(OUTCOMES) == tuple(OUTCOMES_SHORT) == ("overall", *SUB_JUDGEMENTS)
    for name, short in OUTCOMES_SHORT.items():
        assert short.casefold() in OUTCOMES[name].casefold() or name in ("help_protection", "leaders")


@pytest.mark.parametrize("name", MEASURES)
def test_units_and_decimals_follow_from_the_name(name: str) -> None:
    measure = MEASURES[name]
    assert measure.name == name
    assert (measure.unit == "%") == (name.split("_headcount")[0].endswith("_rate"))
    whole = measure.unit in ("people", "cases")
    assert measure.decimals == (0 if whole else 1)
    assert whole == ((name.endswith("_headcount") and measure.unit != "%") or name == "cases")
    assert measure.definition.endswith(".")
    assert measure.published in (name, f"{name}_fte")


def test_measures_are_the_columns_of_the_2025_layout() -> None:
    assert {measure.published: name for name, measure in MEASURES.items()} == dict(LAYOUT_2025.columns)
    labels = [measure.label for measure in MEASURES.values()]
    assert len(set(labels)) == len(labels)


def test_the_five_rates_are_those_of_the_studys_terms() -> None:
    assert tuple(MEASURE_OF[term] for term in FULL) == EXPOSURES
    assert [MEASURES[name].unit for name in EXPOSURES] == ["%", "cases per FTE", "%", "%", "%"]


def test_one_person_of_twenty_is_five_points() -> None:
    assert 100 / codebook.SMALL_BASE_FTE == 5
    assert "20 FTE" in FLAG_MEANINGS["small_base"]
    assert codebook.SUSPECT_ZERO_FTE > codebook.SMALL_BASE_FTE


def test_every_column_says_what_it_is_of_in_a_sentence() -> None:
    assert [field.name for field in fields(Column)] == ["title", "datatype", "description"]
    for name, column in COLUMNS.items():
        assert column.title[0].isupper() or column.title == "p", name
        assert column.description.endswith((".", "ends")) or column.description == TABLES.get(name), name
        assert column.datatype in ("string", "integer", "number", "boolean", "date"), name


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_and_its_flag_are_columns(name: str) -> None:
    value, flag = COLUMNS[name], COLUMNS[f"{name}_flag"]
    assert (value.datatype, flag.datatype) == ("number", "string")
    assert value.title == f"{MEASURES[name].label} ({MEASURES[name].unit})"
    assert value.description == MEASURES[name].definition
    assert name in flag.description


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_judgement_is_a_column_by_its_short_name_with_ofsteds_words(name: str) -> None:
    assert COLUMNS[name] == Column(OUTCOMES_SHORT[name], "string", f"Grade: {OUTCOMES[name]}.")  # type: ignore[index]


def test_every_column_of_the_tables_is_known(study: Study) -> None:
    tables = {"workforce": study.workforce, "inspections": study.inspections, "linked": study.linked()}
    for name, table in tables.items():
        assert name in TABLES
        assert set(table.columns) <= set(COLUMNS), name
    assert set(ESTIMATE_COLUMNS) <= set(COLUMNS)
    assert set(RUN_COLUMNS) <= set(COLUMNS)


def test_types_are_those_of_the_values(study: Study) -> None:
    kinds = {"M": "date", "f": "number", "i": "integer", "b": "boolean"}
    for table in (study.workforce, study.inspections):
        for name, values in table.items():
            kind = kinds.get(getattr(values.dtype, "kind", ""))
            assert kind in (None, COLUMNS[str(name)].datatype), name

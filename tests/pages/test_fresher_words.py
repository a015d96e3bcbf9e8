"""Inspections since Ofsted's list: words and tables from a merge made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from workforce_grades.codebook import OUTCOMES
from workforce_grades.pages.fresher import conflict_words, newer_inspections, table_added, table_conflicts
from workforce_grades.pages.words import Html, Prose
from workforce_grades.sources.fresher import OFSTED, OVERVIEW, Merged
from workforce_grades.study import Study

CONFLICT = ["la_key", "name", "inspection_date", "what", "ofsted", "overview"]
BEGUN = pd.Timestamp(2025, 3, 4)


def inspection(name: str, began: str, overall: str | None, source: str = OVERVIEW) -> dict[str, Any]:
    grades = dict.fromkeys(OUTCOMES, overall) | {"in_care": None}
    day = pd.Timestamp(began)
    return {"name_published": name, "inspection_date": day, "publication_date": day + pd.Timedelta(days=49),
            "inspection_source": source, **grades}  # fmt: skip


def conflict(key: str, what: str, ofsted: str, overview: str) -> tuple[Any, ...]:
    return key, f"Place {key}", BEGUN, what, ofsted, overview


def merged(*inspections: dict[str, Any], conflicts: tuple[tuple[Any, ...], ...] = ()) -> Merged:
    rows = inspections or (inspection("Alderbrook", "2024-01-15", "Good", OFSTED),)
    return Merged(pd.DataFrame(rows), pd.DataFrame(list(conflicts), columns=CONFLICT))


def study_of(found: Merged | None, *, holds: bool = False) -> Study:
    folder = SimpleNamespace(find=lambda source: "a file" if holds else None)
    return cast(Study, SimpleNamespace(merged=found, folder=folder))


@pytest.mark.parametrize(
    ("holds", "said"),
    [(True, "overview of newer reports is in the data folder too: `--fresher` shows it."),
     (False, "overview of newer reports is not in the data folder.")],
)  # fmt: skip
def test_unasked_it_says_where_the_overview_is(holds: bool, said: str) -> None:
    shown = newer_inspections(study_of(None, holds=holds))
    assert isinstance(shown, Prose)
    assert str(shown) == f"This page uses Ofsted's yearly list alone. Data to Insight's {said}"


NEW = inspection("Birchwater", "2025-10-06", "Good"), inspection("Cotterdale", "2026-04-13", None)
DIFFER = conflict("601", "overall", "Good", "Outstanding"), conflict("601", "leaders", "Good", "Outstanding")


@pytest.mark.parametrize(
    ("added", "conflicts", "said"),
    [
        pytest.param(
            (),
            (),
            "adds 0 inspections since Ofsted's yearly list, and differs from that list about no authority.",
            id="nothing",
        ),
        pytest.param(
            NEW[:1],
            DIFFER,
            "adds 1 inspection since Ofsted's yearly list, and differs from that list about 1 authority.",
            id="one of each, two differences about one place",
        ),
        pytest.param(
            NEW,
            (*DIFFER, conflict("602", "overall", "Good", "")),
            "adds 2 inspections since Ofsted's yearly list, and differs from that list about 2 authorities.",
            id="two of each",
        ),
    ],
)
def test_what_it_adds_and_about_whom_it_differs_is_counted(
    added: tuple[Any, ...], conflicts: tuple[Any, ...], said: str
) -> None:
    shown = newer_inspections(study_of(merged(*added, conflicts=conflicts)))
    assert isinstance(shown, Html)
    html = shown._repr_html_().replace("&#39;", "'")
    assert f"Data to Insight's overview {said}" in html
    assert html.count("<table>") == bool(added) + bool(conflicts)


def test_added_inspections_stand_latest_first_with_every_judgement() -> None:
    official = inspection("Alderbrook", "2024-01-15", "Inadequate", OFSTED)
    same_day = inspection("Dunmere", "2025-10-06", "Outstanding")
    table = table_added(merged(official, NEW[0], same_day, NEW[1]))
    assert table is not None
    assert table.data[["name", "began", "published"]].to_numpy().tolist() == [
        ["Cotterdale", "13 April 2026", "1 June 2026"], ["Birchwater", "6 October 2025", "24 November 2025"],
        ["Dunmere", "6 October 2025", "24 November 2025"],
    ]  # fmt: skip
    assert list(table.data)[3:] == list(OUTCOMES)
    assert table.data.loc[1, list(OUTCOMES)].tolist() == ["Good", "Good", "Good", "", "Good"]
    assert set(table.data.loc[3, list(OUTCOMES)]) == {""}
    assert set(table.headers) == set(table.data)
    assert table._repr_html_().count("<td>–</td>") == 7


def test_without_additions_and_conflicts_there_are_no_tables() -> None:
    assert table_added(merged()) is None
    assert table_conflicts(merged(*NEW)) is None


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("overall", "Overall effectiveness"),
        ("in_care", "Children in care"),
        ("inspection_type", "type of inspection"),
        ("inspection_date", "first day"),
        ("publication_date", "day of publication"),
        ("something else", "something else"),
    ],
)
def test_what_differs_is_named_alike_in_the_table_and_in_words(what: str, name: str) -> None:
    row = conflict("601", what, "this", "that")
    table = table_conflicts(merged(conflicts=(row,)))
    assert table is not None
    assert table.data.to_numpy().tolist() == [["Place 601", "4 March 2025", name, "this", "that"]]
    words = conflict_words(dict(zip(CONFLICT, row, strict=True)))
    assert words == f"{name}: this in Ofsted's list, that in the overview"


def test_an_inspection_that_ofsted_lacks_has_no_two_sides() -> None:
    row = dict(zip(CONFLICT, conflict("601", "inspection not in Ofsted's history", "", "2021-03-01"), strict=True))
    assert conflict_words(row) == "inspection not in Ofsted's history"

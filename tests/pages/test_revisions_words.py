"""What was revised between two releases: sentences and tables from differences made by hand."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses.revisions import (
    GRADE_COLUMNS,
    MEMBER_COLUMNS,
    VALUE_COLUMNS,
    Release,
    Revisions,
)
from workforce_grades.pages.revisions import page

COMPARED = ["table", "measure", "rows", "changed", "largest", "symbols"]


class Files:
    """Stands for a release: only the names of its files are told."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)

    def files(self) -> list[str]:
        return self.names


OLD, NEW = cast(Release, Files("old.csv")), cast(Release, Files("new.csv", "grades.xlsx"))
SIDES = "Compared: old.csv with new.csv and grades.xlsx."


def changed(
    name: str, measure: str, old: float, new: float, *, year: int = 2024, flags: tuple[str, str] = ("ok", "ok")
) -> tuple[Any, ...]:
    return ("workforce", "601", name, year, measure, old, new, new - old, *flags)


def made(
    compared: list[tuple[str, int, int]] | None = None, numbers: list[tuple[Any, ...]] | None = None,
    members: list[tuple[Any, ...]] | None = None, grades: list[tuple[Any, ...]] | None = None,
) -> Revisions:  # fmt: skip
    """Measures with how many numbers and symbols changed; changed values; who came and went; judgements."""
    counts = [("workforce", measure, 1200, count, 1.5, symbols) for measure, count, symbols in compared or ()]
    return Revisions(
        pd.DataFrame(counts, columns=COMPARED), pd.DataFrame(numbers or [], columns=VALUE_COLUMNS),
        pd.DataFrame(members or [], columns=MEMBER_COLUMNS), pd.DataFrame(grades or [], columns=GRADE_COLUMNS), (),
    )  # fmt: skip


def graded(what: str, old: str = "Good", new: str = "Outstanding") -> tuple[Any, ...]:
    return ("601", "Alderbrook", pd.Timestamp(2024, 1, 15), what, old, new)


def test_where_nothing_differs_only_the_sides_are_told() -> None:
    assert page.answer(made([("caseload", 0, 0)]), OLD, NEW) == ["Nothing was revised.", SIDES]


@pytest.mark.parametrize(
    ("compared", "said"),
    [
        (
            [("caseload", 1, 0)],
            "1 number changed and 0 values went from a number to a symbol or back: 1 of caseload among them.",
        ),
        (
            [("caseload", 1200, 1), ("turnover_rate", 3, 0)],
            "1,203 numbers changed and 1 value went from a number to a symbol or "
            "back: 3 of turnover rate and 1200 of caseload among them.",
        ),
        ([("population_0_17", 2, 2)], "2 numbers changed and 2 values went from a number to a symbol or back."),
        ([], "0 numbers changed and 0 values went from a number to a symbol or back."),
    ],
    ids=["one", "two measures, in the study's order", "context only", "judgements only"],
)
def test_how_many_numbers_changed(compared: list[tuple[str, int, int]], said: str) -> None:
    found = made(compared, members=[("workforce", "601", "Alderbrook", "2024", "new")])
    assert page.answer(found, OLD, NEW)[0] == said


def test_the_largest_changes_of_turnover_and_caseload_are_named_where_they_are_numbers() -> None:
    numbers = [
        changed("Birchwater", "agency_rate", 1.0, 90.0), changed("Cotterdale", "caseload", np.nan, 17.0),
        changed("Alderbrook", "caseload", 16.04, 18.06, year=2023), changed("Dunmere", "caseload", 1.0, 1.1),
    ]  # fmt: skip
    said = page.answer(made([("caseload", 2, 1)], numbers), OLD, NEW)
    assert said[0].endswith(" among them. The largest change of caseload: Alderbrook 2023, 16.0 to 18.1.")
    both = page.answer(
        made([("caseload", 1, 0)], [*numbers, changed("Elmshire", "turnover_rate", 0.0, -0.04)]), OLD, NEW
    )
    assert "The largest change of turnover rate: Elmshire 2024, 0.0 to 0.0. The largest change of caseload" in both[0]


def test_who_came_and_who_went_is_counted() -> None:
    members = [
        ("workforce", key, key, "2024", what) for key, what in (("601", "new"), ("602", "new"), ("603", "vanished"))
    ]
    said = page.answer(made(members=members), OLD, NEW)
    assert said[1] == "Authorities with rows in one release only: 2 new, 1 vanished."
    assert page.answer(made(members=members[2:]), OLD, NEW)[1].endswith("only: 0 new, 1 vanished.")
    assert page.answer(made(grades=[graded("overall")]), OLD, NEW)[1] == (
        "The same authorities have rows in both, in the years that both have."
    )


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (["overall"], "Inspections: 1 judgement changed, 0 inspections new, 0 inspections vanished."),
        (
            ["overall", "leaders", "new inspection"],
            "Inspections: 2 judgements changed, 1 inspection new, 0 inspections vanished.",
        ),
        (["inspection vanished"] * 2, "Inspections: 0 judgements changed, 0 inspections new, 2 inspections vanished."),
    ],
)
def test_what_differs_about_inspections_is_counted(what: list[str], said: str) -> None:
    assert page.answer(made(grades=[graded(one) for one in what]), OLD, NEW)[2] == said


def test_without_a_difference_between_inspections_that_is_said() -> None:
    found = made([("caseload", 1, 0)], [changed("Alderbrook", "caseload", 16.0, 17.0)])
    assert page.answer(found, OLD, NEW)[2:] == ["No inspection that was compared differs.", SIDES]


@pytest.mark.parametrize(
    ("measure", "label"),
    [
        ("caseload", "Caseload (cases per FTE)"),
        ("turnover_rate", "Turnover rate (%)"),
        ("rereferral_pct", "Re-referrals (%)"),
        ("csc_net_spend_per_child", "Net spending per child (£)"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_measures_are_named_with_their_unit(measure: str, label: str) -> None:
    assert page.measure_label(measure) == label


def test_the_table_of_measures_counts_in_whole_numbers() -> None:
    table = page.table_compared(made([("caseload", 3, 1), ("referrals", 0, 0)]))
    assert table.data.to_numpy().tolist() == [
        ["Caseload (cases per FTE)", 1200, 3, 1.5, 1],
        ["Referrals", 1200, 0, 1.5, 0],
    ]
    assert set(table.headers) == set(table.data)


@pytest.mark.parametrize(
    ("count", "rows", "note"),
    [
        (15, 15, ""),
        (16, 15, "1 smaller change left out here."),
        (40, 15, "25 smaller changes left out here."),
        (1, 1, ""),
    ],
)
def test_the_largest_changes_are_shown_and_the_others_counted(count: int, rows: int, note: str) -> None:
    numbers = [changed("Alderbrook", "turnover_rate", 0.0, 99.0)]
    numbers += [changed(f"Place {at}", "caseload", 10.0, 20.0 - at / 10) for at in range(count)]
    table = page.table_changes(made(numbers=numbers), "caseload")
    assert table is not None
    assert table.data["name"].tolist() == [f"Place {at}" for at in range(rows)]
    assert table.note == note
    assert table.caption == "Caseload (cases per FTE): the largest changes"


def test_a_symbol_is_told_in_words_on_its_side() -> None:
    numbers = [changed("Alderbrook", "caseload", 16.04, np.nan, flags=("ok", "suppressed")),
               changed("Birchwater", "caseload", np.nan, 0.0, flags=("unreliable", "ok"))]  # fmt: skip
    table = page.table_changes(made(numbers=numbers), "caseload")
    assert table is not None
    assert table.data[["old", "new"]].to_numpy().tolist() == [
        ["16.0", "suppressed by the publisher for confidentiality [c]"],
        ["withheld by the publisher because it is of low reliability [u]", "0.0"],
    ]
    assert table.data["year"].tolist() == ["2024", "2024"]
    assert table._repr_html_().count('<td class="number">–</td>') == 2


def test_tables_of_nothing_are_not_shown() -> None:
    found = made()
    assert page.table_changes(found, "caseload") is None
    assert page.table_members(found) is None
    assert page.table_grades(found) is None


def test_members_and_judgements_are_shown_in_words() -> None:
    found = made(
        members=[("context", "601", "Alderbrook", "2023-2024", "vanished")],
        grades=[
            graded("help_protection"),
            graded("publication_date", "2024-03-04", "2024-03-05"),
            graded("new inspection"),
        ],
    )
    members, grades = page.table_members(found), page.table_grades(found)
    assert members is not None and grades is not None
    assert members.data.to_numpy().tolist() == [["Alderbrook", "2023-2024", "vanished", "context"]]
    assert grades.data["what"].tolist() == [
        "The experiences and progress of children who need help and protection", "Publication date", "new inspection",
    ]  # fmt: skip
    assert grades.data.iloc[1].tolist() == [
        "Alderbrook",
        "15 January 2024",
        "Publication date",
        "2024-03-04",
        "2024-03-05",
    ]

"""What Ofsted found, in words and tables, from inspections made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from workforce_grades.analyses.judgements import (
    SIF_REPEATED,
    SIF_TO_ILACS,
    TRANSITIONS,
    WITHIN_ILACS,
    InForce,
    consecutive,
)
from workforce_grades.codebook import GRADES, OUTCOMES
from workforce_grades.pages.judgements import page
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.study import Study

ON = pd.Timestamp(2024, 3, 31)
WORST, RI, GOOD, BEST = GRADES
NAMES = {key: f"Place {key}" for key in "abcdefg"}


def held(*grades: str, without: str = "") -> InForce:
    return InForce(ON, pd.Series(list(grades), dtype="str"), tuple(without))


def study(**tables: Any) -> Study:
    authorities = {key: SimpleNamespace(name=name) for key, name in NAMES.items()}
    return cast(Study, SimpleNamespace(authorities=authorities, illustrative=False, **tables))


def inspections(*rows: tuple[str, str, str | None], framework: str = "ILACS", days: Sequence[int] = ()) -> pd.DataFrame:
    """Inspections by authority, first day and overall grade; reports come out 42 days later where it is not said."""
    table = pd.DataFrame(rows, columns=["la_key", "inspection_date", "overall"])
    begun = pd.to_datetime(table["inspection_date"])
    later = pd.to_timedelta(list(days) or [42] * len(table), unit="D")
    return table.assign(
        inspection_date=begun,
        publication_date=begun + later,
        framework=framework,
        as_at=ON,
        **dict.fromkeys([name for name in OUTCOMES if name != "overall"], pd.Series([None] * len(table))),
    ).astype(dict.fromkeys(OUTCOMES, GRADE_DTYPE))


@pytest.mark.parametrize(
    ("grades", "said"),
    [
        (
            (GOOD, BEST, RI, WORST),
            "On 31 March 2024, 2 of 4 authorities with an overall grade (50.0%) were rated good or outstanding.",
        ),
        ((RI,), "On 31 March 2024, 0 of 1 authority with an overall grade (0.0%) were rated good or outstanding."),
        ((), "On 31 March 2024 no authority had an overall grade."),
    ],
)
def test_the_share_held_on_the_day(monkeypatch: pytest.MonkeyPatch, grades: tuple[str, ...], said: str) -> None:
    monkeypatch.setattr(page, "years_in_force", lambda *_: pd.DataFrame())
    told = page.answer_in_words(study(inspections=inspections()), held(*grades))
    assert told == [f"{said} ", ""]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (37.46, 67.34, "went from 37.5% of 152 to 67.3% of 1,153: up 29.8 percentage points."),
        (67.34, 37.46, "went from 67.3% of 152 to 37.5% of 1,153: down 29.8 percentage points."),
        (50.04, 49.96, "went from 50.0% of 152 to 50.0% of 1,153: no change."),
    ],
)
def test_the_change_is_that_of_the_shares_as_shown(
    monkeypatch: pytest.MonkeyPatch, first: float, last: float, said: str
) -> None:
    years = pd.DataFrame(
        {
            "on": [pd.Timestamp(2018, 3, 31), pd.Timestamp(2020, 3, 31), ON],
            "share": [first, 99.0, last],
            "inspected": [152, 9, 1153],
        }
    )
    monkeypatch.setattr(page, "years_in_force", lambda *_: years)
    told = page.answer_in_words(study(inspections=inspections()), held(GOOD))[0]
    assert told.endswith(f" From 31 March 2018 to 31 March 2024 the share {said}")
    monkeypatch.setattr(page, "years_in_force", lambda *_: years.head(1))
    assert page.answer_in_words(study(inspections=inspections()), held(GOOD))[0].endswith("good or outstanding. ")


def test_moves_within_ilacs_close_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "years_in_force", lambda *_: pd.DataFrame())
    rows = inspections(
        ("a", "2019-01-07", WORST), ("a", "2022-01-10", GOOD), ("a", "2023-01-09", GOOD), ("b", "2020-01-06", GOOD)
    )
    assert page.answer_in_words(study(inspections=rows), held(GOOD))[1] == (
        "Of 2 ILACS inspections that followed another, 1 ended in a better grade (1 by two grades), none ended in a "
        "worse "
        "grade and 1 in the same."
    )


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("", "Every one of the 3 authorities that existed that day had a grade."),
        (
            "b",
            "1 authority of the 4 that existed that day had no grade of its own: Place b. Of all that existed, "
            "50.0% were rated good "
            "or outstanding.",
        ),
        (
            "gfedcb",
            "6 authorities of the 9 that existed that day had no grade of their own: Place b, Place c, Place d, "
            "Place e, Place f "
            "and Place g. Of all that existed, 22.2% were rated good or outstanding.",
        ),
        (
            "gfedcba",
            "7 authorities of the 10 that existed that day had no grade of their own. Of all that existed, 20.0% "
            "were rated good "
            "or outstanding.",
        ),
    ],
    ids=["none", "one", "six are named", "seven are not"],
)
def test_who_had_no_grade_is_named_up_to_six(without: str, said: str) -> None:
    assert page.without_in_words(study(), held(GOOD, BEST, RI, without=without)) == said


def test_grades_in_force_are_shown_best_first_of_both_denominators() -> None:
    table = page.table_in_force(held(GOOD, GOOD, RI, WORST, without="a"))
    assert table.data["grade"].tolist() == [BEST, GOOD, RI, WORST]
    assert table.data["authorities"].tolist() == [0, 2, 1, 1]
    assert table.data["share"].tolist() == [0.0, 50.0, 25.0, 25.0]
    assert table.data["share_of_all"].tolist() == [0.0, 40.0, 20.0, 20.0]
    assert [table.headers[name] for name in ("share", "share_of_all")] == ["% of the 4 with a grade", "% of all 5"]
    assert table.caption == "Overall grade in force on 31 March 2024"


def moves(*steps: int, transition: str = WITHIN_ILACS, gaps: Sequence[float] = ()) -> pd.DataFrame:
    return pd.DataFrame({"transition": transition, "steps": steps, "gap_months": list(gaps) or [12.0] * len(steps)})


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            (1,),
            "Within ILACS (1 inspection): 1 ended in a better grade (1 by one grade), none ended in a worse grade "
            "and none in the same.",
        ),
        (
            (0, 0),
            "Within ILACS (2 inspections): none ended in a better grade, none ended in a worse grade and 2 in the "
            "same.",
        ),
        (
            (3, 2, 2, 1, -1, -3),
            "Within ILACS (6 inspections): 4 ended in a better grade (1 by one grade, 2 by two grades and 1 by three "
            "grades), 2 ended in a worse grade (1 by one grade and 1 by three grades) and none in the same.",
        ),
    ],
)
def test_moves_are_counted_by_way_and_by_grades(steps: tuple[int, ...], said: str) -> None:
    assert page.moves_in_words(moves(*steps)) == [said]


def test_each_kind_of_move_has_its_sentence_in_their_order() -> None:
    pairs = pd.concat([moves(0, transition=name) for name in reversed(TRANSITIONS)])
    assert [text.partition(" (")[0] for text in page.moves_in_words(pairs)] == [
        "Within ILACS", "SIF to ILACS", "SIF to its re-inspection",
    ]  # fmt: skip
    assert page.moves_in_words(pairs.iloc[:0]) == ["No authority has been inspected twice in these data."]


def test_the_matrix_has_counts_and_shares_of_the_row() -> None:
    rows = inspections(
        ("a", "2019-01-07", WORST), ("a", "2022-01-10", GOOD), ("b", "2019-01-07", WORST), ("b", "2022-01-10", WORST),
        ("c", "2019-01-07", WORST), ("c", "2022-01-10", GOOD), ("d", "2019-01-07", BEST), ("d", "2022-01-10", RI),
    )  # fmt: skip
    shown = page.table_transitions(consecutive(rows)).data
    assert shown.to_numpy().tolist() == [
        ["Outstanding (within ILACS)", 1, "0 (0%)", "0 (0%)", "1 (100%)", "0 (0%)"],
        ["Inadequate (within ILACS)", 3, "0 (0%)", "2 (67%)", "0 (0%)", "1 (33%)"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sif", "again", "said"),
    [
        ((40, 50, 60), (), "from SIF to ILACS about 50 months (middle half 45 to 55; 3 pairs)."),
        ((), (12.4,), "from SIF to its re-inspection about 12 months (middle half 12 to 12; 1 pair)."),
        (
            (30,),
            (12,),
            "from SIF to ILACS about 30 months (middle half 30 to 30; 1 pair) and from SIF to its re-inspection "
            "about 12 "
            "months (middle half 12 to 12; 1 pair).",
        ),
    ],
)
def test_waits_after_the_earlier_framework_are_estimated(
    sif: tuple[float, ...], again: tuple[float, ...], said: str
) -> None:
    pairs = [
        moves(*[0] * len(gaps), transition=name, gaps=gaps)
        for name, gaps in ((SIF_TO_ILACS, sif), (SIF_REPEATED, again))
        if gaps
    ]
    pairs.append(moves(0, gaps=[99.0]))
    told = page.earlier_waits_in_words(pd.concat(pairs))
    assert told == f"With estimated dates of SIF inspections, the median wait was {said}"


def test_the_longest_pause_lies_between_two_first_days() -> None:
    rows = inspections(("a", "2020-03-09", GOOD), ("b", "2021-06-14", GOOD), ("c", "2021-06-28", GOOD))
    assert page.pause_in_words(rows) == (
        "The longest stretch without a graded inspection lies between those that began on 9 March 2020 and on 14 "
        "June 2021; "
        "waits across it are longer for that reason."
    )
    assert page.pause_in_words(rows.head(1)) == ""


def test_how_many_days_reports_took() -> None:
    rows = inspections(*((key, "2023-01-09", GOOD) for key in "abcde"), days=[30, 40, 42, 50, 1200])
    assert page.publication_in_words(rows) == (
        "Reports of the 5 ILACS inspections came out a median of 42 days after the first day on site (the middle "
        "half took 40 to "
        "50 days; the shortest 30, the longest 1,200)."
    )


def judged(overall: str | None, **others: str) -> dict[str, Any]:
    return {"framework": "ILACS", **dict.fromkeys(OUTCOMES), "overall": overall, **others}


def test_the_judgement_that_differs_most_is_told_with_its_way() -> None:
    rows = [
        judged(GOOD, leaders=BEST, in_care=GOOD),
        judged(GOOD, leaders=GOOD, in_care=RI),
        judged(RI, leaders=WORST, in_care=RI),
        judged(None, leaders=GOOD),
        judged(GOOD, leaders=GOOD),
    ]
    table = pd.DataFrame(rows).astype(dict.fromkeys(OUTCOMES, GRADE_DTYPE))
    assert page.sub_judgements_in_words(table) == (
        "The judgement on impact of leaders differs from the overall grade most often, in 50% of 4 inspections: it "
        "was better in 1 "
        "and worse in 1."
    )
    shown = page.table_sub_judgements(table).data.set_index("outcome")
    assert shown.loc["Impact of leaders"].tolist() == [5, 1, 3, 0, 1, 1, 1]
    assert shown.loc["Care leavers"].tolist() == [0] * 7
    sif = table.assign(framework="SIF")
    assert page.sub_judgements_in_words(sif) == "No inspection has both an overall judgement and another."

"""Sentences on one region: beside England and the year before, what it is made of, its inspections and grades."""

from __future__ import annotations

from typing import Any

import pytest
from made_study import NORTH, WESSEX, Row, area, inspected, made, of

from workforce_grades.pages.region.words import answer_in_words, inspections_in_words, made_of_in_words

ONE = [inspected("801", "2024-03-04")]


def rates(place: str, *turnover: Any, caseload: float = 16) -> list[Row]:
    """Return a row a year up to 2024."""
    years = range(2025 - len(turnover), 2025)
    return [area(place, year, turnover_rate=value, caseload=caseload)
            for year, value in zip(years, turnover, strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "england", "said"),
    [
        ((13.0, 12.34), 12.31, "12.3%, the same as England (12.3), down 0.7 points on 2023"),
        ((10.0, 12.3), 11.0, "12.3%, above England (11.0), up 2.3 points on 2023"),
        ((12.26, 12.34), 15.0, "12.3%, below England (15.0), no change on 2023"),
    ],
)
def test_the_answer_has_both_rates_beside_england_and_the_year_before(
    own: tuple[float, float], england: float, said: str
) -> None:
    study = made(of("801", 2023), of("801", 2024), inspections=ONE,
                 areas=[*rates("North East", *own), *rates("England", 14.0, england)])  # fmt: skip
    assert answer_in_words(study, NORTH)[0] == (
        f"In the North East, the turnover rate in 2024 was {said}; the caseload in 2024 was 16.0 cases, the same as "
        "England (16.0), no change on 2023."
    )


def test_where_england_has_no_value_nothing_is_held_against_it() -> None:
    study = made(of("801", 2024), inspections=ONE,
                 areas=[*rates("North East", 12.3), *rates("England", "unavailable")])  # fmt: skip
    told = answer_in_words(study, NORTH)[0]
    assert told.startswith("In the North East, the turnover rate in 2024 was 12.3%; the caseload in 2024 was")


def test_a_gap_at_the_end_shows_an_earlier_year_and_a_gap_before_shows_no_change() -> None:
    areas = [*rates("Wessex", 11.0, "unavailable", 13.0, "unavailable"), *rates("England", 1.0, 2.0, 13.5, 4.0)]
    study = made(*(of("811", year) for year in range(2021, 2025)), inspections=ONE, areas=areas)
    assert answer_in_words(study, WESSEX)[0].startswith(
        "In Wessex, the turnover rate in 2023 was 13.0%, below England (13.5); the caseload in 2024"
    )


def test_a_region_without_numbers_says_nothing_of_them() -> None:
    study = made(of("801", 2024), inspections=ONE,
                 areas=[area("Wessex", 2024, turnover_rate="unavailable", caseload="unavailable")])  # fmt: skip
    assert answer_in_words(study, WESSEX) == ["", "On 31 March 2025 none of its authorities had an overall grade."]


@pytest.mark.parametrize(
    ("grades", "said"),
    [
        ("GG RR", "2 of its 2 authorities with an overall grade were rated good or outstanding (100%), a higher share "
                  "than in England (50%)."),
        ("GI GO", "1 of its 2 authorities with an overall grade was rated good or outstanding (50%), a lower share "
                  "than in England (75%)."),
        ("GRR GRR", "1 of its 3 authorities with an overall grade was rated good or outstanding (33%), the same share "
                    "as in England (33%)."),
        ("RI O", "none of its 2 authorities with an overall grade were rated good or outstanding (0%), a lower share "
                 "than in England (33%)."),
        ("G R", "its one authority with an overall grade was rated good or outstanding (100%), a higher share than in "
                "England (50%)."),
        ("R G", "its one authority with an overall grade was not rated good or outstanding (0%), a lower share than in "
                "England (50%)."),
    ],
)  # fmt: skip
def test_grades_in_force_are_a_share_beside_englands(grades: str, said: str) -> None:
    names = {"G": "Good", "R": "Requires improvement", "I": "Inadequate", "O": "Outstanding"}
    own, others = grades.split()
    keys = [*zip(("801", "802", "803"), own, strict=False), *zip(("811", "812", "813"), others, strict=False)]
    rows = [inspected(key, "2024-03-04", names[letter]) for key, letter in keys]
    assert answer_in_words(made(of("801", 2024), inspections=rows), NORTH)[1] == f"On 31 March 2025, {said}"


def test_the_latest_grade_counts_and_one_after_the_date_does_not() -> None:
    rows = [inspected("811", "2019-03-04", "Inadequate"), inspected("811", "2023-03-06", "Good"),
            inspected("811", "2025-04-07", "Inadequate")]  # fmt: skip
    told = answer_in_words(made(of("801", 2024), inspections=rows), WESSEX)[1]
    assert told.startswith("On 31 March 2025, its one authority with an overall grade was rated good")


@pytest.mark.parametrize(
    ("groups", "returns"),
    [(["801", "802", "803", "804"], "4 workforce returns"), (["801+802", "803"], "2 workforce returns"),
     (["801"], "1 workforce return")],
)  # fmt: skip
def test_a_region_counts_authorities_and_returns_of_the_latest_year(groups: list[str], returns: str) -> None:
    study = made(*(of(key, 2023) for key in ("801", "802", "803", "804")), *(of(group, 2024) for group in groups))
    assert made_of_in_words(study, NORTH) == (
        f"The North East has 4 authorities, which made {returns} in 2024. The values of the region are DfE's own, not "
        "averages of its authorities."
    )


def test_an_authority_that_ended_is_none_of_todays() -> None:
    links = [("E1", "811", "E2", "812", "2023-04-01", "merge"), ("E3", "813", "E2", "812", "2023-04-01", "merge")]
    study = made(of("812", 2024), of("811", 2022), links=links)
    assert made_of_in_words(study, WESSEX).startswith("Wessex has 1 authority, which made 1 workforce return in 2024.")


@pytest.mark.parametrize(
    ("total", "said"), [((150.0, 160.0), "add up to"), ((150.5, 160.0), "add up to"),
                        ((150.0, 162.5), "differ by up to 2.5 FTE from")],
)  # fmt: skip
def test_parts_that_are_published_too_are_held_against_the_whole(total: tuple[float, float], said: str) -> None:
    areas = [
        area("Inner Wessex", 2023, inpost_fte=50), area("Inner Wessex", 2024, inpost_fte=60),
        area("Outer Wessex", 2023, inpost_fte=100), area("Outer Wessex", 2024, inpost_fte=100),
        area("Wessex", 2023, inpost_fte=total[0]), area("Wessex", 2024, inpost_fte=total[1]),
    ]  # fmt: skip
    returns = [of(key, year) | {"region_name": name} for year in (2023, 2024)
               for key, name in (("811", "Outer Wessex"), ("812", "Inner Wessex"))]  # fmt: skip
    assert made_of_in_words(made(*returns, areas=areas), WESSEX).endswith(
        f" DfE also publishes Inner Wessex and Outer Wessex, whose workers in post {said} those of Wessex in every "
        "year."
    )


def test_inspections_are_counted_by_grade_with_the_first_and_the_last_day() -> None:
    rows = [
        inspected("804", "2024-11-04", "Outstanding"), inspected("801", "2019-02-25", "Good"),
        inspected("801", "2022-06-06", "Inadequate"), inspected("802", "2020-01-06", "Good"),
        inspected("811", "2025-01-06", "Good"), inspected("802", "2015-01-05", "Inadequate", framework="SIF"),
    ]  # fmt: skip
    assert inspections_in_words(made(of("801", 2024), inspections=rows), NORTH) == [
        "4 ILACS inspections of today's authorities began between 25 February 2019 and 4 November 2024; overall: "
        "1 outstanding, 2 good and 1 inadequate. The last was of the Isles of Dunmere (outstanding).",
        "Without an overall grade of its own on 31 March 2025: Corby Vale.",
    ]


@pytest.mark.parametrize(
    ("grade", "said"), [("Requires improvement", "requires improvement to be good"), (None, "no overall judgement")]
)
def test_the_last_inspection_is_told_in_ofsteds_words(grade: str | None, said: str) -> None:
    rows = [inspected("801", "2019-02-25", "Good"), inspected("802", "2024-02-26", grade)]
    told = inspections_in_words(made(of("801", 2024), inspections=rows), NORTH)[0]
    assert told.endswith(f"The last was of Brayford ({said}).")


@pytest.mark.parametrize(
    ("graded", "whose", "names"),
    [
        ((), "their", "Ashby, Brayford, Corby Vale and the Isles of Dunmere"),
        (("801",), "their", "Brayford, Corby Vale and the Isles of Dunmere"),
        (("801", "802", "803"), "its", "the Isles of Dunmere"),
        (("801", "802", "803", "804"), "", ""),
    ],
    ids=["none", "one", "three", "all"],
)  # fmt: skip
def test_who_has_no_grade_is_named(graded: tuple[str, ...], whose: str, names: str) -> None:
    rows = [inspected(key, "2024-02-26") for key in (*graded, "811")]
    told = inspections_in_words(made(of("801", 2024), inspections=rows), NORTH)
    assert told[1:] == ([f"Without an overall grade of {whose} own on 31 March 2025: {names}."] if names else [])
    assert (told[0] == "No authority of the region has been inspected under ILACS in these data.") == (not graded)


def test_of_many_without_a_grade_four_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    study = made(of("801", 2024), inspections=[inspected("801", "2024-02-26")])
    for key in ("811", "812", "813"):
        member = study.authorities[key]
        monkeypatch.setitem(study.authorities._members, key, type(member)(
            key, member.ons_code, member.name, NORTH.code, NORTH.name, "", True, member.start_date
        ))  # fmt: skip
    assert inspections_in_words(study, NORTH)[1] == (
        "Without an overall grade of their own on 31 March 2025: Brayford, Corby Vale, Elmshire, Fenholt and 2 more."
    )

"""What a reader of one authority's numbers must know, one sentence a fact, most important first."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from made_study import Row, beside, graded, made, of

from workforce_grades.pages.local_authority.cautions import cautions
from workforce_grades.sources.fresher import Merged
from workforce_grades.study import Study

NEAR = {"801": ["811"]}
NO_NEIGHBOURS = "The data folder has no statistical neighbours for it."


def notes(study: Study, key: str = "801", merged: Merged | None = None) -> list[str]:
    return [str(text) for text in cautions(beside(study, key), merged).paragraphs]


def only(*returns: Row, **options: Any) -> list[str]:
    """Return the notes on Ashby, which has one neighbour with a return of its own."""
    years = sorted({row["year"] for row in returns})
    return notes(made(*returns, *(of("811", year) for year in years), **{"neighbours": NEAR} | options))


def test_where_nothing_is_known_a_sentence_says_so() -> None:
    assert only(of("801", 2024)) == ["Nothing unusual is known about the returns of Ashby."]
    study = made(of("804", 2024), of("811", 2024), neighbours={"804": ["811"]})
    assert notes(study, "804") == ["Nothing unusual is known about the returns of the Isles of Dunmere."]


@pytest.mark.parametrize(
    ("groups", "said", "where"),
    [
        (["801", "801+802", "801+802"], "is a joint one with Brayford (2023 and 2024)", "of those years"),
        (["801+802", "801", "801+802"], "is a joint one with Brayford (2022 and 2024)", "of those years"),
        (["801+802", "801+802", "801+802"], "is a joint one with Brayford (2022 to 2024)", "here"),
        (["801", "801", "801+802+804"], "is a joint one with Brayford and the Isles of Dunmere (2024)", "of that year"),
        (["801+802", "801", "801"], "was a joint one with Brayford (2022)", "of that year"),
        (["801+802", "801+802", "802"], "was a joint one with Brayford (2022 and 2023)", "here"),
    ],
)
def test_a_joint_return_names_the_others_and_its_years(groups: list[str], said: str, where: str) -> None:
    found = only(*(of(group, year) for group, year in zip(groups, (2022, 2023, 2024), strict=True)))
    assert found[0] == f"The workforce return {said}: every workforce number {where} is of the two together."


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ([("E1", "804", "E2", "801", "2023-04-01", "split")],
         "formed by splitting the Isles of Dunmere on 1 April 2023"),
        ([("E1", "802", "E2", "801", "2019-04-01", "merge"), ("E3", "803", "E2", "801", "2019-04-01", "merge")],
         "formed by merging Brayford and Corby Vale on 1 April 2019"),
        ([("E1", "803", "E2", "801", "2020-10-01", "recode")], "formed from the earlier Corby Vale on 1 October 2020"),
    ],
    ids=["split", "merge", "another key"],
)  # fmt: skip
def test_an_authority_says_what_it_was_formed_from_and_when(links: list[tuple[str, ...]], said: str) -> None:
    (note,) = only(of("801", 2024), links=links)
    assert note == (
        f"The authority was {said}; numbers and inspections from before are not its own and are not shown here."
    )


def test_a_part_that_was_taken_over_is_no_predecessor() -> None:
    links = [("E1", "804", "E2", "801", "2019-04-01", "part transfer")]
    assert only(of("801", 2024), links=links) == [
        "On 1 April 2019 it also took over part of the area of the Isles of Dunmere, whose numbers cannot be divided."
    ]


def test_a_change_of_code_alone_goes_on() -> None:
    links = [("E08000016", "801", "E08000038", "801", "2025-04-01", "recode (small boundary change)")]
    assert only(of("801", 2024), links=links) == [
        "Its ONS code changed from E08000016 to E08000038 on 1 April 2025; the series goes on."
    ]
    study = made(of("801", 2024), of("811", 2024), links=links, neighbours={"802": ["811"]})
    assert notes(study, "802") == ["Nothing unusual is known about the returns of Brayford."]


@pytest.mark.parametrize(
    ("sizes", "said"),
    [((15.5, 20.0, 19.94), "in 2022 and 2024 (lowest 15.5)"), ((20.0, 20.0, 2.0), "in 2024 (lowest 2.0)"),
     ((20.0, 20.0, 20.0), "")],
)  # fmt: skip
def test_a_small_base_is_one_of_fewer_than_twenty(sizes: tuple[float, ...], said: str) -> None:
    found = only(*(of("801", year, inpost_fte=size) for year, size in zip((2022, 2023, 2024), sizes, strict=True)))
    small = [note for note in found if "FTE social workers in post" in note]
    assert len(small) == bool(said)
    assert all(f"It had fewer than 20 FTE social workers in post {said}: one person moves a rate" in n for n in small)


@pytest.mark.parametrize(
    ("flag", "meaning"),
    [
        ("suppressed", "suppressed by the publisher for confidentiality [c]"),
        ("unavailable", "not available from the publisher [x]"),
        ("not_applicable", "not applicable, for example a rate of nobody [z]"),
        ("unreliable", "withheld by the publisher because it is of low reliability [u]"),
    ],
)
def test_each_reason_for_a_gap_is_said_with_its_years(flag: str, meaning: str) -> None:
    found = only(of("801", 2022, agency_rate=flag), of("801", 2023), of("801", 2024, agency_rate=flag))
    assert found == [f"Agency rate has no value in 2022 and 2024: {meaning}."]


def test_two_reasons_of_one_measure_are_two_sentences_and_measures_keep_their_order() -> None:
    found = only(
        of("801", 2022, caseload="unreliable"), of("801", 2023, caseload="suppressed", turnover_rate="unavailable"),
        of("801", 2024, caseload="unreliable"),
    )  # fmt: skip
    assert found == [
        "Turnover rate has no value in 2023: not available from the publisher [x].",
        "Caseload has no value in 2023: suppressed by the publisher for confidentiality [c].",
        "Caseload has no value in 2022 and 2024: withheld by the publisher because it is of low reliability [u].",
    ]


def test_a_low_value_is_not_missing() -> None:
    assert only(of("801", 2023, vacancy_rate="low"), of("801", 2024)) == [
        "Vacancy rate in 2023 rounds to 0 but is not 0 [low]; figures show it as 0.0."
    ]


@pytest.mark.parametrize(
    ("sizes", "said"),
    [((60.0, None), "in 2023, which is hard to believe with 60.0 FTE in post;"),
     ((90.5, 1234.0), "in 2023 and 2024, which is hard to believe with 90.5 FTE in post or more;")],
)  # fmt: skip
def test_a_zero_that_is_hard_to_believe_is_said_with_the_smallest_size(sizes: tuple[Any, Any], said: str) -> None:
    rows = [of("801", year, inpost_fte=size or 100, absence_rate=(0.0, "suspect_zero") if size else 3.0)
            for year, size in zip((2023, 2024), sizes, strict=True)]  # fmt: skip
    assert only(*rows) == [f"Absence rate is published as 0 {said} it is used as published."]


def test_without_neighbours_a_sentence_says_so() -> None:
    assert only(of("801", 2024), neighbours={}) == [NO_NEIGHBOURS]


@pytest.mark.parametrize(
    ("group", "near", "said"),
    [
        ("801+802", ["802", "811"],
         "Its neighbour Brayford shares its return and is left out of the neighbour median."),
        ("801+802+804", ["804", "802"],
         "Its neighbours the Isles of Dunmere and Brayford share its return and are left out of the neighbour median."),
    ],
)  # fmt: skip
def test_a_neighbour_of_the_same_return_is_named(group: str, near: list[str], said: str) -> None:
    assert only(of(group, 2024), neighbours={"801": near})[1:] == [said]


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (["801+802", "801+802", "801"], "2022 and 2023 and is left out of the neighbour median of those years."),
        (["801+802", "801", "802"], "2022 and is left out of the neighbour median of that year."),
    ],
    ids=["parted", "ended"],
)
def test_a_neighbour_that_once_shared_the_return_is_told_so(groups: list[str], said: str) -> None:
    rows = [of(group, year) for group, year in zip(groups, (2022, 2023, 2024), strict=True)]
    found = only(*rows, neighbours={"801": ["802", "811"]})
    assert found[1:] == [f"Its neighbour Brayford shared its return in {said}"]


def test_neighbours_that_share_a_return_with_each_other_are_counted() -> None:
    last = " of its neighbours made a joint return with another neighbour, which counts once in the neighbour median."
    two = made(of("801", 2024), of("803+804", 2024), of("811", 2024), neighbours={"801": ["803", "804", "811"]})
    assert notes(two) == [f"In 2024, 2{last}"]
    four = made(of("801", 2024), of("803+804", 2024), of("811+812", 2024),
                neighbours={"801": ["803", "804", "811", "812"]})  # fmt: skip
    assert notes(four) == [f"In 2024, 4{last}"]
    ended = made(of("801", 2023), of("801", 2024), of("803+804", 2023), of("803", 2024), of("804", 2024),
                 neighbours={"801": ["803", "804"]})  # fmt: skip
    assert f"In 2023, 2{last}" in notes(ended)


@pytest.mark.parametrize("near", [["811", "812"], ["812", "813"]], ids=["one of two", "neither"])
def test_a_neighbour_that_made_no_return_shares_none(near: list[str]) -> None:
    study = made(of("801", 2024), of("811", 2024), neighbours={"801": near})
    assert notes(study) == ["Nothing unusual is known about the returns of Ashby."]


def test_conflicts_of_this_authority_alone_are_told() -> None:
    columns = ["la_key", "name", "inspection_date", "what", "ofsted", "overview"]
    day = pd.Timestamp(2024, 5, 3)
    rows = [("801", "Ashby", day, "in_care", "Good", "Requires improvement"),
            ("802", "Brayford", day, "overall", "Good", "Outstanding"),
            ("801", "Ashby", day, "inspection not in Ofsted's history", "", "2024-05-03")]  # fmt: skip
    merged = Merged(graded([]), pd.DataFrame(rows, columns=columns))
    opening = "Data to Insight's overview differs from Ofsted's list about the inspection of 3 May 2024:"
    stands = "Ofsted's list stands."
    study = made(of("801", 2024), of("811", 2024), neighbours=NEAR)
    assert notes(study, merged=merged) == [
        f"{opening} Children in care: Good in Ofsted's list, Requires improvement in the overview. {stands}",
        f"{opening} inspection not in Ofsted's history. {stands}",
    ]


def test_the_most_important_comes_first() -> None:
    found = notes(made(
        of("801+802", 2023, inpost_fte=12, agency_rate="unavailable"),
        of("801+802", 2024, turnover_rate=(0.0, "suspect_zero")),
        links=[("E1", "803", "E2", "801", "2020-04-01", "split")],
    ))  # fmt: skip
    begins = ["The workforce return is a joint", "The authority was formed", "It had fewer than 20",
              "Agency rate has no value", "Turnover rate is published as 0", NO_NEIGHBOURS]  # fmt: skip
    assert [note.startswith(begin) for note, begin in zip(found, begins, strict=True)] == [True] * 6

"""Verdicts on the publishers' files, each worked out by hand from the published cells."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from workforce_grades.claims import Finding, Position, Value, caution_of, check_claims
from workforce_grades.claims.pattern import answer_of, judged_beside_england, shares_above, ways
from workforce_grades.pages.case_studies.page import PLACES
from workforce_grades.study import Study, load_study

BY_HAND = {
    "C01": "agrees",  # ILACS inspection begun 14 January 2019: Inadequate
    "C04": "agrees in part",  # 13.7 to 15.9, 15.2 to 22.4, 15.9 to 16.5
    "C07": "depends on the year",  # 298.6, 297.2, 280.7, 299.5 FTE
    "C09": "agrees in part",  # 17.2 in 2022; before, 15.4 at most
    "C10": "depends on the year",  # 19.9, 15.5, 17.5 against 17.7, 17.4, 16.9
    "C11": "agrees in part",  # 12.7, 8.3, 8.1 against 13.4, 15.1, 15.0
    "C18": "depends on the year",  # leaders good until the report of 1 July 2019
    "C19": "agrees",
    "C20": "agrees",
    "C21": "agrees",
    "C22": "agrees",
    "C24": "agrees",  # 8.8 to 15.2
    "C25": "agrees",  # 6.5 to 12.1
    "C26": "agrees",  # 15.2 against 15.4
    "C27": "agrees",  # 12.1 against 15.5
    "C28": "agrees",  # 17.4 to 18.3
    "C29": "agrees",  # 18.3 against 16.3
    "C30": "disagrees",  # 17.4, 18.3, 18.9 against 16.3, 16.3, 16.6
    "C38": "depends on the year",  # 28.8, 14.6 against 15.8, 15.4
    "C39": "agrees in part",  # 29.4, 22.7 against 17.0, 16.5
    "C40": "depends on the year",  # 21.6, 16.5 against 17.7, 17.4
    "C43": "agrees",  # 26.2, 22.0, 21.3 against medians of 19.5, 19.9, 20.1
    "C46": "agrees",  # reports of August 2014 and January 2018
    "C47": "agrees",  # 13.7, 22.4, 33.7 against 13.4, 15.1, 15.0
    "C48": "depends on the year",  # 17.2, 20.3, 19.6 against 17.7, 17.4, 16.9
    "C49": "disagrees",  # 23.0, 15.9, 30.8 against 15.8, 15.4, 15.8
    "C52": "disagrees",  # South East: 15.2, 15.6, 16.0 against 17.0, 16.5, 16.4
}


@pytest.fixture(scope="module")
def study(mirror: Path) -> Study:
    return load_study(mirror)


@pytest.fixture(scope="module")
def found(study: Study) -> dict[str, Finding]:
    return {one.claim.claim_id: one for one in check_claims(study)}


def values(one: Finding) -> list[tuple[int, float, float]]:
    seen = [cast(Value, told) for reading in one.readings for told in reading.seen]
    return [(told.year, told.value, told.england) for told in seen]


@pytest.mark.mirror
@pytest.mark.parametrize(("claim_id", "verdict"), BY_HAND.items())
def test_the_verdict_is_that_found_by_hand(found: dict[str, Finding], claim_id: str, verdict: str) -> None:
    assert found[claim_id].verdict == verdict


@pytest.mark.mirror
def test_how_the_53_claims_come_out(found: dict[str, Finding]) -> None:
    assert Counter(one.verdict for one in found.values()) == {
        "agrees": 15, "agrees in part": 4, "disagrees": 3, "depends on the year": 6, "cannot be checked": 25,
    }  # fmt: skip


@pytest.mark.mirror
def test_derbys_numbers_are_those_published(found: dict[str, Finding]) -> None:
    assert values(found["C24"]) == [(2020, 8.8, 13.5), (2021, 15.2, 15.4)]
    assert values(found["C25"]) == [(2020, 6.5, 15.4), (2021, 12.1, 15.5)]
    assert values(found["C28"]) == [(2020, 17.4, 16.3), (2021, 18.3, 16.3)]
    told = cast(Value, found["C27"].readings[0].seen[0])
    assert told.position == Position(57, 1, 147)


@pytest.mark.mirror
def test_the_other_yardstick_moves_five_verdicts(study: Study, found: dict[str, Finding]) -> None:
    other = {one.claim.claim_id: one.verdict for one in check_claims(study, yardstick="upper_quarter")}
    moved = {name: verdict for name, verdict in other.items() if verdict != found[name].verdict}
    assert moved == dict.fromkeys(["C30", "C39", "C43", "C47", "C49"], "depends on the year")


@pytest.mark.mirror
def test_the_region_stands_for_itself(found: dict[str, Finding]) -> None:
    assert values(found["C52"]) == [(2017, 15.2, 17.0), (2018, 15.6, 16.5), (2019, 16.0, 16.4)]
    told = cast(Value, found["C52"].readings[0].seen[0])
    assert told.position == Position(3, 1, 9)


@pytest.mark.mirror
def test_close_and_later_readings_and_the_three_verdicts_that_turn_on_them(found: dict[str, Finding]) -> None:
    cautions = {name: told for name, one in found.items() if (told := caution_of(one))}
    turned = {name: told.without for name, told in cautions.items() if told.without != found[name].verdict}
    assert turned == {"C38": "agrees in part", "C40": "disagrees", "C48": "agrees"}
    assert [(one.at, one.margin) for one in cautions["C47"].close] == [(2017, pytest.approx(0.3))]
    assert [(one.at, one.margin) for one in cautions["C49"].close] == [(2018, pytest.approx(0.5))]
    assert {name: [one.at for one in cautions[name].later] for name in ("C47", "C49")} == {
        "C47": [2019], "C49": [2019],
    }  # fmt: skip


@pytest.mark.mirror
def test_two_measures_point_the_national_way_and_one_the_other(study: Study) -> None:
    told = ways(shares_above(judged_beside_england(study, PLACES.keys())), shares_above(judged_beside_england(study)))
    assert told["way"].tolist() == ["same", "other", "same"]
    assert told["p"].tolist() == pytest.approx([1.0, 0.5, 13 / 28])
    assert answer_of(told) == "too few to tell"


@pytest.mark.mirror
def test_the_places_nine_inspections_beside_england(study: Study) -> None:
    rows = shares_above(judged_beside_england(study, PLACES.keys()))
    told = {(row.measure, row.grade_group.split()[0]): (row.above, row.n) for row in rows.itertuples()}
    assert told == {
        ("turnover_rate", "good"): (0, 2), ("turnover_rate", "requires"): (2, 6),
        ("caseload", "good"): (3, 3), ("caseload", "requires"): (4, 6),
        ("agency_rate", "good"): (0, 3), ("agency_rate", "requires"): (3, 6),
    }  # fmt: skip

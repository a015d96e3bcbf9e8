"""Every kind of check on a study of four authorities and three censuses, with answers known by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.authorities import Authority
from workforce_grades.claims import (
    DIRECTIONS,
    RULES,
    VERDICTS,
    Claim,
    Judgement,
    Position,
    Value,
    check_claim,
    verdict_of,
)
from workforce_grades.claims.readings import value_at
from workforce_grades.study import Study

NAN = float("nan")
RATES = {2020: (10.0, 20.0, 30.0, 40.0), 2021: (25.0, 20.0, 30.0, 40.0), 2022: (20.0, 15.0, 20.0, NAN)}
ENGLAND = {2020: 22.0, 2021: 24.0, 2022: 20.0}
KEYS = ("601", "602", "603", "604")


def returns() -> pd.DataFrame:
    rows = [
        {"la_keys": (key,), "year": year, "census_date": pd.Timestamp(year, 9, 30), "turnover_rate": value,
         "turnover_rate_flag": "unavailable" if pd.isna(value) else "ok"}
        for year, values in RATES.items()
        for key, value in zip(KEYS, values, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def inspections() -> pd.DataFrame:
    rows = [
        ("601", "2017-05-01", "2017-06-30", "SIF", "Good"),
        ("601", "2021-09-06", "2021-11-01", "ILACS", "Inadequate"),
        ("602", "2017-05-01", "2017-06-30", "SIF", "Good"),
        ("602", "2021-02-01", "2021-03-22", "ILACS", None),
    ]
    table = pd.DataFrame(rows, columns=["la_key", "inspection_date", "publication_date", "framework", "overall"])
    for name in ("inspection_date", "publication_date"):
        table[name] = pd.to_datetime(table[name])
    return table


@pytest.fixture
def study() -> Study:
    england = pd.DataFrame({"year": list(ENGLAND), "turnover_rate": list(ENGLAND.values()), "turnover_rate_flag": "ok"})
    context = pd.DataFrame(
        {"la_key": KEYS, "year": 2021, "context_date": pd.Timestamp(2021, 3, 31),
         "rereferral_pct": [30.0, 10.0, 20.0, 25.0], "rereferral_pct_flag": "ok"}
    )  # fmt: skip
    members = [Authority(key, "E", key, "R", "R", "T", True, dt.date(2009, 1, 1)) for key in KEYS]
    region = {"region_code": "E", "census_date": pd.Timestamp(2021, 9, 30), "year": 2021, "turnover_rate_flag": "ok"}
    named = {"South East": 23.0, "London": 30.0, "North East": 20.0, "Inner London": 35.0}
    regions = pd.DataFrame([region | {"region_name": name, "turnover_rate": rate} for name, rate in named.items()])
    tables = {
        "workforce": returns(),
        "england": england,
        "regions": regions,
        "context": context,
        "inspections": inspections(),
    }
    return cast(Study, SimpleNamespace(**tables, authorities=members))


def claim(kind: str, **changed: Any) -> Claim:
    given_: dict[str, Any] = {
        "claim_id": "C01", "place": "601", "authority": "601", "source": "a paper", "period": "then", "theme": "some",
        "claim": "Something.", "kind": kind, "measure": "turnover_rate", "from_year": 2021, "to_year": 2021,
    }  # fmt: skip
    return Claim(**given_ | changed)


def level(direction: str, **changed: Any) -> Claim:
    return claim("level", **{"direction": direction, "comparator": "ordinary"} | changed)


def test_a_value_stands_beside_england_and_among_sound_returns(study: Study) -> None:
    told = value_at(study, "601", "turnover_rate", 2022)
    assert told == Value(2022, pd.Timestamp(2022, 9, 30), 20.0, "ok", 20.0, 20.0, Position(1, 2, 3))
    missing = value_at(study, "604", "turnover_rate", 2022)
    assert missing is not None
    assert not missing.is_sound
    assert missing.position is None
    assert value_at(study, "601", "turnover_rate", 2016) is None


def test_values_with_a_caution_are_no_part_of_the_field(study: Study) -> None:
    cautioned = (study.workforce["year"] == 2020) & (study.workforce["turnover_rate"] == 40.0)
    cast(Any, study).workforce = study.workforce.assign(
        turnover_rate_flag=study.workforce["turnover_rate_flag"].mask(cautioned, "small_base")
    )
    told = value_at(study, "602", "turnover_rate", 2020)
    assert told is not None
    assert (told.position, told.upper_quarter) == (Position(1, 1, 3), 25.0)


def test_re_referrals_are_held_against_the_middle_authority(study: Study) -> None:
    told = value_at(study, "602", "rereferral_pct", 2021)
    assert told is not None
    assert (told.value, told.england, told.position) == (10.0, 22.5, Position(0, 1, 4))


@pytest.mark.parametrize(
    ("direction", "verdicts"),
    [
        ("above", ("disagrees", "agrees", "disagrees")),
        ("below", ("agrees", "disagrees", "disagrees")),
        ("not_above", ("agrees", "disagrees", "agrees")),
    ],
)
def test_a_level_is_read_at_its_own_census(study: Study, direction: str, verdicts: tuple[str, ...]) -> None:
    told = [check_claim(study, level(direction, from_year=year, to_year=year)).verdict for year in RATES]
    assert tuple(told) == verdicts


def test_about_counts_a_year_either_side_where_there_is_data(study: Study) -> None:
    found = check_claim(study, level("above", dating="about"))
    assert [(told.at, told.holds) for told in found.readings] == [(2020, False), (2021, True), (2022, False)]
    assert found.verdict == "depends on the year"
    at_the_end = check_claim(study, level("above", dating="about", from_year=2022, to_year=2022))
    assert [told.at for told in at_the_end.readings] == [2021, 2022]


def test_in_line_reaches_as_far_as_the_tolerance(study: Study) -> None:
    assert check_claim(study, level("in_line", tolerance=1.0)).verdict == "agrees"
    assert check_claim(study, level("in_line", tolerance=0.9)).verdict == "disagrees"


def test_figures_quoted_must_match_to_the_last_digit(study: Study) -> None:
    quoted = level("above", stated_value=25.0, stated_england=24.0, tolerance=0.05)
    assert check_claim(study, quoted).verdict == "agrees"
    assert check_claim(study, replace(quoted, stated_value=25.1)).verdict == "disagrees"
    assert check_claim(study, replace(quoted, stated_england=23.9)).verdict == "disagrees"


def test_the_other_yardstick_is_for_words_only(study: Study) -> None:
    high = level("above")
    assert check_claim(study, high, yardstick="upper_quarter").verdict == "disagrees"
    national = replace(high, comparator="national")
    assert check_claim(study, national, yardstick="upper_quarter").verdict == "agrees"
    top = replace(high, authority="604")
    assert check_claim(study, top, yardstick="upper_quarter").verdict == "agrees"


@pytest.mark.parametrize(
    ("direction", "years", "verdict"),
    [
        ("up", (2020, 2021), "agrees"),
        ("down", (2020, 2021), "disagrees"),
        ("down", (2021, 2022), "agrees"),
        ("not_down", (2021, 2022), "disagrees"),
    ],
)
def test_a_change_has_its_sign(study: Study, direction: str, years: tuple[int, int], verdict: str) -> None:
    said = claim("change", direction=direction, from_year=years[0], to_year=years[1])
    assert check_claim(study, said).verdict == verdict


def test_no_change_is_not_down_and_neither_up_nor_down(study: Study) -> None:
    still = claim("change", authority="603", from_year=2020, to_year=2021, direction="not_down")
    assert check_claim(study, still).verdict == "agrees"
    assert check_claim(study, replace(still, direction="up")).verdict == "disagrees"
    assert check_claim(study, replace(still, direction="down")).verdict == "disagrees"


def test_a_change_of_about_then_is_read_a_year_earlier_and_later(study: Study) -> None:
    said = claim("change", direction="up", from_year=2020, to_year=2021, dating="about")
    found = check_claim(study, said)
    assert [(told.at, told.holds) for told in found.readings] == [(2021, True), (2022, False)]
    assert found.verdict == "depends on the year"
    later = check_claim(study, replace(said, from_year=2021, to_year=2022))
    assert [(told.at, told.holds) for told in later.readings] == [(2021, True), (2022, False)]


def test_a_change_with_quoted_figures(study: Study) -> None:
    said = claim(
        "change", direction="up", from_year=2020, to_year=2021, stated_from=10.0, stated_value=25.0, tolerance=0.05
    )
    assert check_claim(study, said).verdict == "agrees"
    assert check_claim(study, replace(said, stated_from=11.0)).verdict == "disagrees"
    assert check_claim(study, replace(said, stated_value=24.9)).verdict == "disagrees"


def test_a_value_without_a_sound_number_cannot_be_checked(study: Study) -> None:
    missing = level("above", authority="604", from_year=2022, to_year=2022)
    found = check_claim(study, missing)
    assert [told.holds for told in found.readings] == [None]
    assert found.verdict == "cannot be checked"
    change = claim("change", authority="604", direction="up", from_year=2021, to_year=2022)
    assert check_claim(study, change).verdict == "cannot be checked"
    assert check_claim(study, level("above", authority="699")).verdict == "cannot be checked"
    flagged = cast(Any, study)
    flagged.workforce = study.workforce.assign(turnover_rate_flag="suspect_zero")
    assert check_claim(study, level("above")).verdict == "cannot be checked"


def test_a_region_is_read_by_its_own_published_value(study: Study) -> None:
    told = value_at(study, "South East", "turnover_rate", 2021)
    assert told is not None
    assert (told.value, told.england, told.position) == (23.0, 24.0, Position(1, 1, 3))
    assert value_at(study, "South East", "turnover_rate", 2020) is None
    said = level("above", authority="South East")
    assert check_claim(study, said).verdict == "disagrees"
    assert check_claim(study, replace(said, authority="London")).verdict == "agrees"


def test_what_is_left_unchecked_makes_it_agree_in_part_only(study: Study) -> None:
    said = level("above", unchecked="that it had experience")
    assert check_claim(study, said).verdict == "agrees in part"
    assert check_claim(study, replace(said, unchecked="")).verdict == "agrees"
    assert check_claim(study, replace(said, direction="below")).verdict == "disagrees"
    assert check_claim(study, replace(said, dating="about")).verdict == "depends on the year"
    assert check_claim(study, replace(said, authority="699")).verdict == "cannot be checked"


def test_a_record_is_above_all_before(study: Study) -> None:
    record = claim("record", authority="England")
    found = check_claim(study, record)
    assert found.verdict == "agrees"
    assert [told.year for told in cast("tuple[Value, ...]", found.readings[0].seen)] == [2020, 2021]
    assert check_claim(study, replace(record, to_year=2022)).verdict == "disagrees"
    assert check_claim(study, replace(record, to_year=2020)).verdict == "cannot be checked"


def test_a_grade_is_given_by_an_inspection_of_those_years(study: Study) -> None:
    said = claim("grade_given", measure="overall", stated_grade="Inadequate")
    found = check_claim(study, said)
    judged = found.readings[0].seen[0]
    assert isinstance(judged, Judgement)
    assert judged.published == pd.Timestamp(2021, 11, 1)
    assert found.verdict == "agrees"
    assert check_claim(study, replace(said, stated_grade="Good")).verdict == "disagrees"
    assert check_claim(study, replace(said, from_year=2018, to_year=2020)).verdict == "cannot be checked"
    assert check_claim(study, replace(said, authority="602")).verdict == "cannot be checked"


def test_a_grade_in_force_counts_from_publication(study: Study) -> None:
    said = claim("grade_in_force", measure="overall", stated_grade="Good", direction="is")
    assert check_claim(study, said).verdict == "agrees"
    assert check_claim(study, replace(said, from_year=2022, to_year=2022)).verdict == "disagrees"
    assert check_claim(study, replace(said, dating="about")).verdict == "depends on the year"
    at_least = replace(said, direction="at_least", stated_grade="Requires improvement")
    assert check_claim(study, at_least).verdict == "agrees"
    assert check_claim(study, replace(at_least, direction="is")).verdict == "disagrees"


def test_a_grade_changes_from_one_inspection_to_the_other(study: Study) -> None:
    said = claim("grade_change", measure="overall", from_year=2017, stated_grade_from="Good", stated_grade="Inadequate")
    assert check_claim(study, said).verdict == "agrees"
    assert check_claim(study, replace(said, stated_grade_from="Outstanding")).verdict == "disagrees"
    assert check_claim(study, replace(said, from_year=2016)).verdict == "cannot be checked"
    not_given = check_claim(study, replace(said, authority="602"))
    assert (len(not_given.readings), not_given.verdict) == (1, "cannot be checked")


def test_what_open_data_do_not_hold_has_at_most_a_nearest_number(study: Study) -> None:
    said = claim("not_in_open_data", needs="a survey")
    found = check_claim(study, said)
    assert (found.verdict, [told.holds for told in found.readings]) == ("cannot be checked", [None])
    bare = check_claim(study, replace(said, measure="", from_year=0, to_year=0))
    assert (bare.verdict, bare.readings) == ("cannot be checked", ())


@given(st.lists(st.sampled_from([True, False, None])))
def test_the_verdict_counts_what_can_be_told(holds: list[bool | None]) -> None:
    verdict = verdict_of(holds)
    assert verdict in VERDICTS
    assert (verdict == "agrees") == (True in holds and False not in holds)
    assert (verdict == "disagrees") == (False in holds and True not in holds)
    assert (verdict == "depends on the year") == (True in holds and False in holds)


def test_every_direction_belongs_to_a_rule() -> None:
    assert {name for rule in RULES.values() for name in rule.directions} == set(DIRECTIONS)

"""Ofsted's two workbooks row by row against the country: judgements in words, codes, visits, what 2023 knew."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd
import pytest

from workforce_grades.sample import layouts
from workforce_grades.sample.ofsted_2023_files import CUT_OFF, NOT_JUDGED, PUBLISHED_BY, history_sheets, known_in_2023
from workforce_grades.sample.ofsted_files import (
    JUDGED,
    LINK,
    TYPES,
    judgement_cells,
    outcome_sheets,
    published_code,
)
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.spellings import ofsted, ofsted_level, ofsted_wide
from workforce_grades.sample.writers import Row

IN_WORDS = {1: "Inadequate", 2: "Requires improvement to be good", 3: "Good", 4: "Outstanding"}
YEAR = pd.Timestamp(2024, 4, 1), pd.Timestamp(2025, 3, 31)
Sheets = dict[str, list[Row]]


@pytest.fixture(scope="module")
def outcomes(country: Simulation) -> Sheets:
    return outcome_sheets(country)


@pytest.fixture(scope="module")
def older(country: Simulation) -> Sheets:
    return history_sheets(country)


@pytest.fixture(scope="module")
def wide(older: Sheets) -> list[Row]:
    """Return the rows of authorities in the wide sheet."""
    return [row for row in older["LA_inspections_2009-2023"] if row[0] == LINK]


def days(row: Row, *places: int) -> list[pd.Timestamp]:
    return [pd.Timestamp(row[place]) for place in places]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("grades", "cells"),
    [
        ((1, 2, 3, 4, 2), ["Inadequate", IN_WORDS[2], "Good", "Outstanding", IN_WORDS[2]]),
        ((3, 3, 3, 3, None), ["Good", "Good", "Good", "Good", ""]),
        ((4.0, 1.0, 4.0, 1.0, float("nan")), ["Outstanding", "Inadequate", "Outstanding", "Inadequate", ""]),
    ],
)
def test_judgements_in_ofsteds_words_and_blank_where_there_is_none(
    grades: tuple[float | None, ...], cells: list[str]
) -> None:
    assert judgement_cells(pd.Series(dict(zip(JUDGED, grades, strict=True)))) == cells


def test_the_history_has_every_inspection_once_by_name_and_day(outcomes: Sheets, country: Simulation) -> None:
    header, *rows = outcomes["ILACS_inspection_history"][2:]
    assert header == layouts.ILACS_HISTORY
    named = country.geography.by_key
    expected = [
        (ofsted(named[one.key]), one.date, one.published, TYPES[one.type], IN_WORDS[one.overall])
        for one in country.inspections.itertuples()
    ]
    assert [(row[2], row[5], row[6], row[7], row[8]) for row in rows] == sorted(expected, key=lambda row: row[:2])
    ended = {ofsted(member) for member in named.values() if member.end}
    assert {row[2] for row in rows if row[3] == "No longer exists"} <= ended
    assert not {row[2] for row in rows if row[3] == "Current"} & ended


@pytest.mark.parametrize(("role", "at"), [("recode 2020", 1), ("recode 2023", 1), ("recode 2025", 0), ("full stop", 0)])
def test_ofsted_prints_the_latest_code_but_the_newest(role: str, at: int, country: Simulation) -> None:
    member = country.geography.role(role)
    assert published_code(member) == member.codes[at].ons


def test_sheets_are_in_order_and_their_columns_where_each_has_them(outcomes: Sheets) -> None:
    assert list(outcomes) == [
        "Cover", "Contents", "Notes", "Inspections_as_at_31_March", "In-year_inspections", "ILACS_inspection_history",
    ]  # fmt: skip
    told = ((layouts.AS_AT, 4), (layouts.IN_YEAR, 4), (layouts.ILACS_HISTORY, 5))
    for name, (header, day) in zip(list(outcomes)[3:], told, strict=True):
        _title, _note, first, *rows = outcomes[name]
        assert first == header
        assert {len(row) for row in rows} == {len(header)}
        assert all(isinstance(row[day], pd.Timestamp) and isinstance(row[day + 1], pd.Timestamp) for row in rows)
        assert all(row[day] < row[day + 1] for row in rows)
        assert [row[2] for row in rows] == sorted(str(row[2]) for row in rows)
        assert {row[0] for row in rows} == {LINK}


def test_visits_are_in_the_year_on_tuesdays_and_out_by_june(outcomes: Sheets) -> None:
    rows = [row for row in outcomes["In-year_inspections"][3:] if row[12]]
    assert len(rows) > 25
    for row in rows:
        begun, out = days(row, 4, 5)
        assert YEAR[0] <= begun <= YEAR[1]
        assert begun.weekday() == 1
        assert (begun.month, begun.day > 24) != (12, True)
        assert 28 <= (out - begun).days <= 52 or out == pd.Timestamp(2025, 6, 30)
        assert out.weekday() < 5
    themes = Counter(row[12] for row in rows)
    assert len(themes) >= 4
    assert themes.most_common(1)[0][0] in ("Children in need/subject to a plan", "Care leavers")


def test_only_the_inadequate_are_monitored_and_whoever_was_inspected_has_no_focused_visit(
    outcomes: Sheets, country: Simulation
) -> None:
    found = country.inspections
    before = found[found["date"] < YEAR[0]].groupby("key")["overall"].last()
    inspected = set(found.loc[found["date"] >= YEAR[0], "key"])
    key = {ofsted(member): member.key for member in country.geography.current}
    visits = [(key[str(row[2])], row[6]) for row in outcomes["In-year_inspections"][3:] if row[12]]
    monitored = {who for who, kind in visits if kind == "LA Monitoring visit"}
    focused = [who for who, kind in visits if kind == "ILACS Focused Visit"]
    assert {before[who] for who in monitored} == {1}
    assert not set(focused) & (inspected | monitored)
    assert max(Counter(focused).values()) == 1
    assert {before.get(who) for who in focused} <= {2, 3, 4, None}


def test_what_2023_knew_began_and_was_out_by_then(country: Simulation) -> None:
    found, known = country.inspections, known_in_2023(country)
    assert known["date"].max() <= CUT_OFF
    assert known["published"].max() <= PUBLISHED_BY
    left = found.drop(known.index)
    assert ((left["date"] > CUT_OFF) | (left["published"] > PUBLISHED_BY)).all()
    assert 0 < len(known) < len(found)


def test_the_level_sheet_has_the_latest_known_grade_of_whoever_existed_then(older: Sheets, country: Simulation) -> None:
    _title, _note, blank, header, *rows = older["LA_level_at_31_Mar_2023"]
    assert (blank, header) == ([""], layouts.LEVEL_2023)
    latest = known_in_2023(country).sort_values("date").groupby("key").last()
    there = {ofsted_level(member): member.key for member in country.geography.on(CUT_OFF.date())}
    assert {there[str(row[1])] for row in rows} == set(latest.index) & set(there.values())
    for row in rows:
        one = latest.loc[there[str(row[1])]]
        assert (row[3], row[4]) == (one["date"], IN_WORDS[one["overall"]])
        assert (row[8] == "") == pd.isna(one["care_leavers"])
    assert [row[1] for row in rows] == sorted(str(row[1]) for row in rows)


def test_the_wide_sheet_has_each_authority_of_its_time_then_those_before(
    older: Sheets, wide: list[Row], country: Simulation
) -> None:
    then = {ofsted_wide(member) for member in country.geography.on(CUT_OFF.date())}
    ended = {ofsted_wide(each) for each in country.geography.authorities if each.end and each.end < date(2023, 3, 31)}
    at = next(at for at, row in enumerate(older["LA_inspections_2009-2023"]) if str(row[0]).startswith("Table 11"))
    assert {row[1] for row in older["LA_inspections_2009-2023"][at + 2 :]} == ended
    assert {row[1] for row in wide} == then | ended
    assert {len(row) for row in wide} == {45}
    assert {row[3] for row in wide} == {"Unitary", "Metropolitan District", "London Borough", "Shire County"}


def test_the_wide_sheet_has_first_and_second_ilacs_inspections_in_their_columns(
    wide: list[Row], country: Simulation
) -> None:
    known = known_in_2023(country)
    named = {ofsted_wide(member): member.key for member in country.geography.authorities}
    for row in wide:
        own = known[known["key"] == named[str(row[1])]].sort_values("date")
        for order, (kind, out, overall) in enumerate(((32, 33, 34), (38, 39, 40))):
            expected = ("", "", "")
            if len(own) > order:
                one = own.iloc[order]
                expected = (TYPES[one["type"]], one["published"], IN_WORDS[one["overall"]])
            assert (row[kind], row[out], row[overall]) == expected


def test_days_before_2018_follow_one_another(wide: list[Row]) -> None:
    assert any(row[25] for row in wide)
    for row in wide:
        dated = [pd.Timestamp(row[place]) for place in (4, 11, 17, 25, 33, 39) if row[place]]  # type: ignore[arg-type]
        assert dated == sorted(dated)
        assert all(day.weekday() < 5 for day in dated)
        assert not row[25] or row[18] == "Inadequate"


def test_very_small_authorities_were_not_judged_in_places(wide: list[Row], country: Simulation) -> None:
    gaps = {row[1]: [at for at, cell in enumerate(row) if cell == NOT_JUDGED] for row in wide}
    roles = {"tiny": [21], "smallest": [6, 20, 21, 22]}
    told = {ofsted_wide(country.geography.role(role)): places for role, places in roles.items()}
    assert {name: places for name, places in gaps.items() if places} == told

"""Code lists, neighbours, deprivation and spending of the sample: rows agree with one another and the country."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from workforce_grades.sample import layouts
from workforce_grades.sample.authority_files import (
    code_rows,
    deprivation_rows,
    history_rows,
    official_name,
    region_rows,
    register_codes,
    spelling_rows,
    uk_rows,
)
from workforce_grades.sample.geography import Geography
from workforce_grades.sample.neighbour_files import (
    WORDS_2021,
    WORDS_2025,
    neighbour_rows_2021,
    neighbour_rows_2025,
)
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.spending_file import SHEET, spending_sheets
from workforce_grades.sample.writers import Row


@pytest.fixture(scope="module")
def geography(country: Simulation) -> Geography:
    return country.geography


def test_the_code_list_has_every_code_its_days_and_joint_rows(geography: Geography) -> None:
    header, *rows = code_rows(geography)
    assert header == layouts.LAS
    assert rows[-1][0] == "z"
    by_code = {row[0]: row for row in rows[:-1]}
    assert len(by_code) == len(rows) - 1 == sum(len(each.codes) for each in geography.authorities) + 2
    for member in geography.authorities:
        for code in member.codes:
            row = by_code[code.ons]
            assert (row[1], row[8]) == (member.name, member.key)
            assert row[2] == f"{code.start:%d/%m/%Y}"
            assert row[3] == (f"{code.end:%d/%m/%Y}" if code.end else "")
            assert row[7] == ("terminated" if code.end else "live")
            assert str(row[0]).startswith(str(row[5]))
    joint = [row for row in rows if " / " in str(row[0])]
    pairs = [" / ".join(pair) for pair, _first in geography.joint]
    assert sorted(str(row[8]) for row in joint) == sorted(pairs)
    assert all(str(row[1]).count(" / ") == 1 for row in joint)


@pytest.mark.parametrize(
    ("role", "change", "share", "first", "second"),
    [
        ("split 2023 before", "split", "part", "2023", 2024),
        ("split 2021 before", "split", "part", "2021 (joint row)", 2022),
        ("merge before 1", "merge", "whole of predecessor", "2019", 2020),
    ],
)
def test_who_follows_an_authority_and_from_which_year_on(
    role: str, change: str, share: str, first: str, second: int, geography: Geography
) -> None:
    key = geography.role(role).key
    rows = [row for row in history_rows(geography) if row[1] == key]
    assert [row[4] for row in rows] == geography.successors(key)
    assert {(row[7], row[8], row[9], row[10]) for row in rows} == {(change, share, first, second)}
    assert {row[6] for row in rows} == {f"{first[:4]}-04-01"}


@pytest.mark.parametrize(
    ("year", "change", "second"),
    [(2020, "county becomes unitary", 2021), (2023, "county becomes unitary", 2024), (2025, "boundary", "not by 2025")],
)
def test_new_codes_of_the_same_authority(year: int, change: str, second: object, geography: Geography) -> None:
    member = geography.role(f"recode {year}")
    (row,) = (row for row in history_rows(geography) if row[1] == member.key)
    assert (row[0], row[3]) == tuple(code.ons for code in member.codes)
    assert row[1] == row[4] == member.key
    assert change in str(row[7])
    assert (row[6], row[9], row[10]) == (f"{year}-04-01", year, second)
    assert ("old code" in str(row[11])) == (year == 2025)


def test_headers_and_widths_of_the_small_lists(geography: Geography) -> None:
    for rows, header in ((spelling_rows(geography), layouts.ALIASES), (region_rows(), layouts.REGION_NAMES),
                         (history_rows(geography), layouts.HISTORY)):  # fmt: skip
        first, *rest = rows
        assert first == header
        assert {len(row) for row in rest} == {len(header)}
    assert len(list(region_rows())) == 10


def test_the_register_has_letters_of_its_own_for_every_code_it_knows(geography: Geography) -> None:
    places = register_codes(geography)
    assert len({letters for letters, _member, _code in places}) == len(places)
    assert all(len(letters) == 4 and letters.startswith("Z") for letters, _member, _code in places)
    known = Counter(member.role for _letters, member, _code in places if member.role.startswith("recode"))
    assert known == {"recode 2020": 2, "recode 2023": 2, "recode 2025": 1}
    assert next(code.end for _at, member, code in places if member.role == "recode 2025") is None


def test_the_register_says_what_replaced_what(geography: Geography) -> None:
    header, *rows = uk_rows(geography)
    assert header == layouts.UK_AUTHORITIES
    records = [dict(zip(header, row, strict=True)) for row in rows]
    letters = {record["gss-code"]: record["local-authority-code"] for record in records}
    for record in records:
        assert (record["current-authority"] == "True") == (record["end-date"] == "") == (record["replaced-by"] == "")
        assert record["official-name"].endswith(" Council")
    ended = {record["old-ons-la-code"]: record["replaced-by"] for record in records if record["end-date"]}
    for role in ("split 2021 before", "split 2023 before", "merge before 1", "merge before 2"):
        key = geography.role(role).key
        after = [letters[geography.by_key[each].codes[0].ons] for each in geography.successors(key)]
        assert ended[key] == ",".join(after)
    recoded = geography.role("recode 2023")
    assert ended[recoded.key] == letters[recoded.codes[1].ons]


def test_deprivation_is_ranked_into_fifths_and_tenths_of_those_that_exist(country: Simulation) -> None:
    header, *rows = deprivation_rows(country)
    assert header == layouts.DEPRIVATION
    assert len(rows) == len(country.geography.current)
    scores = [float(str(row[2])) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert Counter(row[9] for row in rows) == dict.fromkeys(range(1, 6), 30)
    assert Counter(row[10] for row in rows) == dict.fromkeys(range(1, 11), 15)
    assert [row[3][0] for row in rows] == [str(row[9]) for row in rows]
    for row in rows:
        assert sum(map(float, row[5:8])) == pytest.approx(1, abs=2e-6)
        assert (row[7] >= row[5]) == (row[9] < 3 or (row[9] == 3 and row[7] >= row[5]))
    assert "most deprived" in str(rows[0][4])
    assert "least deprived" in str(rows[-1][4])


def test_councils_of_counties_say_so(geography: Geography) -> None:
    for member in geography.authorities:
        assert official_name(member) == f"{member.name} {'County ' if member.kind == 'SC' else ''}Council"


def neighbours(row: Row, begins: int) -> list[tuple[str, str]]:
    return [(str(row[at]), str(row[at + 1])) for at in range(begins, begins + 20, 2)]


@pytest.mark.parametrize(("edition", "words"), [(2025, WORDS_2025), (2021, WORDS_2021)])
def test_ten_others_nearest_first_in_the_words_of_the_edition(
    edition: int, words: tuple[str, ...], country: Simulation
) -> None:
    rows = list((neighbour_rows_2025 if edition == 2025 else neighbour_rows_2021)(country))[1:]
    rows = rows[: next((at for at, row in enumerate(rows) if not row[0]), len(rows))]
    there = {member.key for member in country.geography.on(date(edition, 4, 1))}
    assert {row[0] for row in rows} == there
    used: Counter[str] = Counter()
    for row in rows:
        links = neighbours(row, 4 if edition == 2025 else 5)
        keys = [key for key, _word in links]
        assert len(set(keys) - {row[0]}) == 10
        assert set(keys) <= there
        closeness = [words.index(word) for _key, word in links]
        assert closeness == sorted(closeness)
        used.update(word for _key, word in links)
    shares = [used[word] / used.total() for word in words]
    assert shares == pytest.approx([0.012, 0.508, 0.34, 0.10, 0.04], abs=0.01)


def test_neighbours_are_alike_in_what_counts(country: Simulation) -> None:
    score, kind = country.children.deprivation, {each.key: each.kind for each in country.geography.authorities}
    rows = list(neighbour_rows_2025(country))[1:]
    gaps = [abs(score[row[0]] - score[key]) for row in rows for key, _word in neighbours(row, 4)]
    every = np.abs(np.subtract.outer(score.to_numpy(), score.to_numpy()))
    assert np.mean(gaps) < 0.6 * every.mean()
    same = [
        kind[str(row[0])] == kind[key] for row in rows if kind[str(row[0])] == "SC" for key, _w in neighbours(row, 4)
    ]
    assert np.mean(same) > 0.6


def test_the_edition_of_2021_has_ended_authorities_below_and_its_own_spellings(country: Simulation) -> None:
    rows = list(neighbour_rows_2021(country))
    at = next(at for at, row in enumerate(rows) if row[1] == "Old SNs:")
    assert not any(rows[at - 1])
    assert not any(rows[at + 1])
    ended = {row[0]: str(row[1]) for row in rows[at + 2 :]}
    gone = {each.key for each in country.geography.authorities if each.end and each.end < date(2021, 4, 1)}
    assert set(ended) == gone
    merged = {country.geography.role(f"merge before {which}").key for which in (1, 2)}
    assert {key for key, name in ended.items() if name.endswith(" (Pre LG)")} == merged
    body = [row for row in rows[1:] if row[0]]
    assert all(row[0] == row[2] and row[-1] == "" for row in body)
    assert {f"Crownmere ({half})" for half in ("Inner", "Outer")} <= {row[4] for row in body}
    assert "Harrowfell and the Wolds" in {row[4] for row in body}


@pytest.fixture(scope="module")
def spent(country: Simulation) -> list[Row]:
    return spending_sheets(country)[SHEET]


def total_row(spent: list[Row]) -> int:
    return next(at for at, row in enumerate(spent) if "ENGLAND" in row)


def test_the_sheet_of_spending_says_which_of_its_rows_is_hidden(spent: list[Row]) -> None:
    assert spent[6] == layouts.SPENDING
    assert f"Row {len(spent)} is hidden." in str(spent[4][0])
    assert {len(row) for row in spent[6:]} == {len(layouts.SPENDING)}


def test_spending_adds_up_across_and_down(spent: list[Row]) -> None:
    care, total = (list(layouts.SERVICES).index(name) for name in ("csc", "totsx"))
    end = total_row(spent)
    returned = [row for row in spent[7:end] if row[6] == "Y"]
    money = np.array([row[7:] for row in returned], dtype=float).reshape(len(returned), -1, 7)
    employees, running, spending, fees, other, income, net = np.moveaxis(money, 2, 0)
    assert (employees + running == spending).all()
    assert (fees + other == income).all()
    assert (spending - income == net).all()
    assert (money[:, care] == money[:, total]).all()
    assert np.delete(money, [care, total], axis=1).sum() == 0
    assert list(spent[end][7:]) == money.sum(axis=0).ravel().tolist()
    classes = spent[end + 2 : end + 7]
    assert [sum(column) for column in zip(*(row[6:8] for row in classes), strict=True)] == [len(returned) - 6, 0.0]
    assert [row[6] for row in classes if row[4] == "SD"] == [0]


def test_who_is_in_the_sheet_and_what_three_of_them_did_not_send(spent: list[Row], country: Simulation) -> None:
    end = total_row(spent)
    rows = spent[7:end]
    assert [str(row[2]) for row in rows] == sorted(str(row[2]) for row in rows)
    districts = [row for row in rows if row[4] == "SD"]
    assert len(districts) == 6
    assert all(str(row[1]).startswith("E079") and not any(row[7:]) for row in districts)
    missing = [row for row in rows if row[3] == "M"]
    assert len(missing) == 3
    assert {cell for row in missing for cell in row[6:]} == {"[x]"}
    codes = {row[1] for row in rows if row[4] != "SD"}
    newest = country.geography.role("recode 2025")
    latest = {each.codes[-1].ons for each in country.geography.current}
    assert codes == latest - {newest.codes[1].ons} | {newest.codes[0].ons}
    net = {row[1]: row[7 + 7 * list(layouts.SERVICES).index("csc") + 6] for row in rows if row[6] == "Y"}
    for member in country.geography.current:
        code = member.codes[0].ons if member is newest else member.codes[-1].ons
        assert net.get(code, country.children.net_spend[member.key]) == country.children.net_spend[member.key]

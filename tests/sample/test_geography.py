"""Fictional authorities: how many, what they are called, what becomes of them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from workforce_grades.errors import ParameterError
from workforce_grades.sample import names
from workforce_grades.sample.founding import FEWEST, build_geography, region_shares
from workforce_grades.sample.geography import Geography
from workforce_grades.sample.regions import ofsted_region
from workforce_grades.sample.spellings import alias_rows, ofsted, ofsted_wide, spending

REAL = (
    "Averham", "Brindley", "Candleford", "Farrington", "Hollinwood", "Isel", "Merrow", "Mistley", "Nettlecombe",
    "Nettleden", "Nettlestead", "Otterbourne", "Otterburn", "Otterden", "Otterford", "Ottershaw", "Penhale",
    "Rushenden", "Sedgefield", "Sedgeford", "Sedgewick", "Silverdale", "Silverstone", "Umberleigh", "Willen",
    "Willenhall", "Wyverstone", "Yarrow", "Zeals", "Ashford", "Bideford", "Bournemouth", "Bradford", "Burnley",
    "Chesterfield", "Dartmouth", "Falmouth", "Gateshead", "Halstead", "Huddersfield", "Keighley", "Kidderminster",
    "Leominster", "Macclesfield", "Mansfield", "Plymouth", "Portsmouth", "Ramsgate", "Sevenoaks", "Sheffield",
    "Tamworth", "Wakefield", "Warminster", "Weymouth", "Worthing", "Merthyr", "Windermere", "Haslemere",
)  # fmt: skip
"""English places with the endings of the fictional ones, those that early lists of stems ran into among them."""


def all_names() -> list[str]:
    return [*names.place_names(1), *names.county_names(1)]


@pytest.fixture(scope="module")
def geography() -> Geography:
    return build_geography(150, 1)


@pytest.mark.parametrize("authorities", [FEWEST, 150, 153, names.MOST])
def test_names_and_codes_stay_unique_at_every_size(authorities: int) -> None:
    made = build_geography(authorities, 3)
    assert len(made.current) == authorities
    for values in (
        [member.name.casefold() for member in made.authorities],
        [member.key for member in made.authorities],
        [code.ons for member in made.authorities for code in member.codes],
    ):
        assert len(values) == len(set(values))


def test_codes_have_the_publishers_shape(geography: Geography) -> None:
    assert all(re.fullmatch(r"E(06|08|09|10)9\d{5}", code.ons) for m in geography.authorities for code in m.codes)
    assert all(re.fullmatch(r"\d{3}", member.key) for member in geography.authorities)


def test_codes_have_three_digits_as_every_loader_expects_up_to_the_most() -> None:
    assert names.MOST == 520
    assert {len(member.key) for member in build_geography(names.MOST, 1).authorities} == {3}


@pytest.mark.parametrize("authorities", [0, FEWEST - 1, names.MOST + 1, 5_000])
def test_a_number_that_there_are_no_codes_for_is_refused(authorities: int) -> None:
    with pytest.raises(ParameterError, match=f"{authorities} authorities: give {FEWEST} to {names.MOST}"):
        build_geography(authorities, 1)


def test_every_region_has_authorities_and_the_capital_most() -> None:
    for authorities in (FEWEST, 150, names.MOST):
        shares = region_shares(authorities)
        assert sum(shares) == authorities
        assert min(shares) >= 4
        assert max(shares) == shares[names.CAPITAL - 1]


def test_no_name_that_can_be_made_is_that_of_an_english_place() -> None:
    made = {name.removeprefix(quarter) for quarter in ("North ", "South ", "East ", "West ") for name in all_names()}
    assert len(made) > 1_400
    assert {name for name in REAL if any(name in made_name.split() for made_name in made)} == set()


def test_returns_change_with_the_history(geography: Geography) -> None:
    sizes = {year: len(geography.returns(year)) for year in range(2017, 2026)}
    assert sizes[2018] - sizes[2019] == 1, "two authorities became one"
    assert sizes[2020] == sizes[2021], "a county was split, but makes one return still"
    assert sizes[2023] - sizes[2022] == 1, "a county was split into two returns"
    joint = [len([group for group in geography.returns(year) if len(group) == 2]) for year in (2017, 2021)]
    assert joint == [1, 2]


def test_nobody_is_in_two_returns_of_a_year(geography: Geography) -> None:
    for year in range(2017, 2026):
        keys = [key for group in geography.returns(year) for key in group]
        assert len(keys) == len(set(keys))
        assert set(keys) == {member.key for member in geography.on(date(year, 9, 30))}


@pytest.mark.parametrize("year", [2020, 2023, 2025])
def test_a_new_code_leaves_the_key(geography: Geography, year: int) -> None:
    member = geography.role(f"recode {year}")
    before, after = member.ons_on(date(year, 3, 31)), member.ons_on(date(year, 4, 1))
    assert before != after
    assert member.exists_on(date(year, 3, 31))
    assert member.exists_on(date(year, 4, 1))


def test_the_special_names_are_there(geography: Geography) -> None:
    called = {member.role: member.name for member in geography.authorities if member.role}
    assert called["full stop"].startswith("St. ")
    assert "'" in called["apostrophe"]
    assert " & " in called["ampersand"]
    assert called["city of"].endswith(", City of")
    assert " upon " in called["upon"]


def test_publishers_spell_names_their_own_way(geography: Geography) -> None:
    stop, city, upon = (geography.role(role) for role in ("full stop", "city of", "upon"))
    assert ofsted(stop) == stop.name.replace("St. ", "St ")
    assert ofsted(city) == city.name.removesuffix(", City of")
    assert " Upon " in ofsted_wide(upon)
    assert spending(upon).endswith(" UA")
    listed = {(source, name): key for source, name, key, _ in alias_rows(geography)}
    assert listed["Ofsted 2025 ODS", ofsted(city)] == city.key
    assert stop.name not in {name for _, name in listed}


def test_one_spelling_never_stands_for_two_authorities(geography: Geography) -> None:
    keys: dict[str, set[str]] = {}
    for _source, name, key, _ in alias_rows(geography):
        keys.setdefault(name, set()).add(key)
    assert [name for name, found in keys.items() if len(found) > 1] == []


def test_ofsted_makes_one_region_of_two(geography: Geography) -> None:
    assert len({member.region_name for member in geography.authorities}) == 9
    assert len({ofsted_region(member) for member in geography.authorities}) == 8
    member = next(member for member in geography.authorities if member.region == 3)
    assert ofsted_region(member) != ofsted_region(member, capital_the=True)
    assert ofsted_region(member).casefold() == ofsted_region(member, capital_the=True).casefold()

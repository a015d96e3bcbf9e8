"""Names as each publisher spells them, regions under each one's codes, and how many seats each region has."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.sample import names
from workforce_grades.sample.founding import _apportion, build_geography, region_shares
from workforce_grades.sample.geography import BEGINNING, Code, FictionalAuthority, Geography, Succession
from workforce_grades.sample.regions import (
    REGION_ROWS,
    alphabetical,
    authority_region,
    neighbour_region_2021,
    ofsted_region,
    return_region,
)
from workforce_grades.sample.spellings import (
    SPELLERS,
    alias_rows,
    neighbours_2021,
    ofsted,
    ofsted_level,
    ofsted_wide,
    spending,
)


def authority(name: str, *, kind: str = "UA", region: int = 2, half: str = "", key: str = "801") -> FictionalAuthority:
    return FictionalAuthority(key, name, region, half, kind, (Code("E06900001"),))


SPELT = {
    # DfE's: Ofsted 2025, Ofsted's wide sheet, its level sheet, the neighbours of 2021, spending
    "Aldra": ("Aldra", "Aldra", "Aldra", "Aldra", "Aldra UA"),
    "Aldra, City of": ("Aldra", "Aldra", "Aldra", "Aldra, City of", "Aldra UA"),
    "St. Aldra": ("St Aldra", "St Aldra", "St Aldra", "St. Aldra", "St. Aldra UA"),
    "Aldra and Lea": ("Aldra & Lea", "Aldra and Lea", "Aldra and Lea", "Aldra & Lea", "Aldra & Lea UA"),
    "Aldra & Lea": ("Aldra & Lea", "Aldra and Lea", "Aldra and Lea", "Aldra & Lea", "Aldra & Lea UA"),
    "Aldra upon Ulvren": ("Aldra upon Ulvren", "Aldra Upon Ulvren", "Aldra upon Ulvren", "Aldra Upon Ulvren",
                          "Aldra upon Ulvren UA"),
    "City of Aldra": ("City of Aldra",) * 4 + ("City of Aldra UA",),
    "Sandland": ("Sandland",) * 4 + ("Sandland UA",),
}  # fmt: skip


@pytest.mark.parametrize("name", SPELT)
def test_a_name_as_each_publisher_spells_it(name: str) -> None:
    member = authority(name)
    spellers = (ofsted, ofsted_wide, ofsted_level, neighbours_2021, spending)
    assert tuple(spell(member) for spell in spellers) == SPELT[name]


@pytest.mark.parametrize(("kind", "name"), [("UA", "Aldra UA"), ("SC", "Aldra CC"), ("MD", "Aldra"), ("LB", "Aldra")])
def test_spending_says_what_kind_of_authority_it_is(kind: str, name: str) -> None:
    assert spending(authority("Aldra", kind=kind)) == name


def test_only_spellings_that_differ_are_listed_each_with_its_source() -> None:
    members = (authority("Aldra", kind="MD"), authority("St. Belver", kind="LB", key="802"))
    assert alias_rows(Geography(members, (), ())) == [
        (source, "St Belver", "802", "St. Belver") for source in list(SPELLERS)[:3]
    ]


@pytest.mark.parametrize(
    ("region", "half", "dfe", "ofsted_name", "spelt_2021"),
    [
        (1, "", "E12900001", "Northmarch, Harrowfell and the Wolds", "Northmarch"),
        (2, "", "E12900002", "Westerlow", "Westerlow"),
        (3, "", "E12900003", "Northmarch, Harrowfell and the Wolds", "Harrowfell and the Wolds"),
        (7, "Inner", "E13900001", "Crownmere", "Crownmere (Inner)"),
        (7, "Outer", "E13900002", "Crownmere", "Crownmere (Outer)"),
    ],
)
def test_a_region_under_each_publishers_name(
    region: int, half: str, dfe: str, ofsted_name: str, spelt_2021: str
) -> None:
    member = authority("Aldra", region=region, half=half)
    assert authority_region(member) == dfe
    assert return_region((member.key, "802"), Geography((member,), (), ())) == dfe
    assert ofsted_region(member) == ofsted_name
    assert ofsted_region(member, capital_the=True) == ofsted_name.replace(" the ", " The ")
    assert neighbour_region_2021(member) == spelt_2021


def test_the_rows_of_totals_are_england_nine_regions_and_two_halves() -> None:
    assert [code for code, _name, _members in REGION_ROWS] == [
        "", *(f"E1290000{number}" for number in range(1, 10)), "E13900001", "E13900002",
    ]  # fmt: skip
    sums = {code: members for code, _name, members in REGION_ROWS}
    assert sums["E12900007"] == ("E13900001", "E13900002")
    assert sums["E12900002"] == ("E12900002",)
    assert len(sums[""]) == 11
    assert [name for _code, name, _members in REGION_ROWS[-2:]] == ["Inner Crownmere", "Outer Crownmere"]


def test_regions_are_numbered_by_the_alphabet_in_the_neighbour_files() -> None:
    numbers = alphabetical()
    assert sorted(numbers.values()) == list(range(1, 10))
    assert numbers[names.REGIONS.index("Crownmere") + 1] == 1
    assert numbers[names.REGIONS.index("Westerlow") + 1] == 9


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, (1, 1, 1), [4, 3, 3]),
        (10, (5, 3, 2), [5, 3, 2]),
        (10, (6, 6, 2), [4, 4, 2]),
        (7, (3, 3, 1), [3, 3, 1]),
        (1, (1, 2), [0, 1]),
        (0, (1, 2), [0, 0]),
        (5, (1,), [5]),
    ],
)
def test_seats_are_shared_out_by_largest_remainders(total: int, weights: tuple[int, ...], shares: list[int]) -> None:
    assert _apportion(total, dict(enumerate(weights))) == shares


@settings(max_examples=50)
@given(st.integers(0, 600), st.lists(st.integers(1, 40), min_size=1, max_size=9))
def test_shares_add_up_and_lie_within_one_of_what_is_due(total: int, weights: list[int]) -> None:
    shares = _apportion(total, dict(enumerate(weights)))
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < 1


def test_regions_differ_in_size_as_englands_do() -> None:
    assert region_shares(153) == [11, 23, 16, 11, 13, 12, 32, 19, 16]
    assert region_shares(150) == [11, 22, 16, 11, 13, 12, 31, 18, 16]
    assert region_shares(0) == [0] * 9


@pytest.mark.parametrize("authorities", [60, 150])
def test_a_seed_changes_names_and_nothing_of_the_story(authorities: int) -> None:
    one, other, again = (build_geography(authorities, seed) for seed in (1, 2, 1))
    assert one == again
    facts = [[(m.key, m.region, m.half, m.kind, m.role, m.codes) for m in made.authorities] for made in (one, other)]
    assert facts[0] == facts[1]
    same = [first.name == second.name for first, second in zip(one.authorities, other.authorities, strict=True)]
    assert sum(same) < len(same) / 10


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2019-03-31", False), ("2019-04-01", True), ("2023-03-31", True), ("2023-04-01", False)],
)
def test_a_code_holds_from_its_first_day_to_its_last(day: str, holds: bool) -> None:
    code = Code("E06900001", date(2019, 4, 1), date(2023, 3, 31))
    assert code.holds_on(date.fromisoformat(day)) == holds
    assert Code("E06900001").holds_on(BEGINNING)
    assert Code("E06900001").holds_on(date(2100, 1, 1))


def test_an_authority_with_two_codes() -> None:
    old, new = Code("E10900001", BEGINNING, date(2020, 3, 31)), Code("E06900009", date(2020, 4, 1))
    member = FictionalAuthority("801", "Aldra", 2, "", "UA", (old, new))
    assert (member.start, member.end, member.region_name) == (BEGINNING, None, "Westerlow")
    assert [member.ons_on(date(year, 1, 1)) for year in (2008, 2020, 2021)] == ["E06900009", "E10900001", "E06900009"]
    assert not member.exists_on(date(2008, 12, 31))


@pytest.fixture
def small() -> Geography:
    """Return three that exist, one that was split in 2021, and a pair that reports together from 2022."""
    last, first = date(2021, 3, 31), date(2021, 4, 1)
    gone = FictionalAuthority("801", "Aldra", 1, "", "SC", (Code("E10900001", BEGINNING, last),), "before")
    parts = [FictionalAuthority(key, key, 1, "", "UA", (Code(f"E06900{key}", first),)) for key in ("802", "803")]
    links = tuple(Succession("801", part.key, first, "split", "part") for part in parts)
    other = authority("Belver", key="804")
    return Geography((gone, *parts, other), ((("802", "803"), 2022),), links)


@pytest.mark.parametrize(
    ("year", "returns"),
    [(2020, [("801",), ("804",)]), (2021, [("802",), ("803",), ("804",)]), (2022, [("802", "803"), ("804",)])],
)
def test_returns_of_a_year(year: int, returns: list[tuple[str, ...]], small: Geography) -> None:
    assert small.returns(year) == returns


def test_who_follows_whom(small: Geography) -> None:
    assert [member.key for member in small.current] == ["802", "803", "804"]
    assert [member.key for member in small.on(date(2021, 3, 31))] == ["801", "804"]
    assert small.successors("801") == ["802", "803"]
    assert small.predecessors("803") == ["801"]
    assert small.successors("804") == small.predecessors("804") == []
    assert small.role("before").key == "801"


def test_names_and_codes_come_in_the_order_that_a_seed_gives() -> None:
    first, again, other = (list(islice(names.place_names(seed), 50)) for seed in (1, 1, 2))
    assert first == again != other
    every = list(names.place_names(1))
    assert len(set(every)) == len(every) == 7_200
    assert not any(name.startswith(("North ", "South ", "East ", "West ")) for name in every[:1_440])
    assert all(name.endswith("shire") for name in names.county_names(1))
    assert list(islice(names.ons_codes("E08"), 2)) == ["E08900001", "E08900002"]
    assert next(names.dfe_codes()) == "500"

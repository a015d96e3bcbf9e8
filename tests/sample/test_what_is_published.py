"""From the simulated census to print: which numbers change, which are hidden, by which symbol, and that no other is."""

from __future__ import annotations

import pandas as pd
import pytest

from workforce_grades.sample.measures import COUNTS, PUBLISHED
from workforce_grades.sample.publication import LEAN_YEARS, Published, leanest, ordinary_returns, with_odd_zeros
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.workforce import Return
from workforce_grades.sources.symbols import is_number

ILLNESS = ["working_days_lost_fte", "absence_rate_fte"]
AGENCY = ["agency_fte", "agency_rate_fte", "agency_cover_fte", "agency_cover_rate_fte", "vacancy_agency_cover_rate_fte"]


@pytest.fixture(scope="module")
def panel(country: Simulation) -> pd.DataFrame:
    return country.censuses.set_index(["group", "year"])[list(PUBLISHED)]


@pytest.fixture(scope="module")
def ordinary(country: Simulation) -> list[Return]:
    return ordinary_returns(country)


def row(table: pd.DataFrame, group: Return, year: int) -> pd.Series:
    return table.loc[[(group, year)]].iloc[0]


def symbols(published: Published, group: Return, year: int) -> dict[str, str]:
    cells = row(published.cells, group, year)
    return {str(name): cell for name, cell in cells.items() if not is_number(cell)}


def test_ordinary_returns_are_of_one_authority_without_a_story_and_never_small(
    country: Simulation, ordinary: list[Return], panel: pd.DataFrame
) -> None:
    large = panel.index[panel["inpost_fte"] >= 60].get_level_values("group")
    stories = {member.key for member in country.geography.authorities if member.role}
    fitting = {group for group in set(large) if list(large).count(group) == 9 and len(group) == 1}
    fitting -= {(key,) for key in stories}
    assert set(ordinary) == fitting
    assert len(ordinary) == len(fitting) >= 60
    assert ordinary != sorted(ordinary)


def test_only_twelve_returns_are_printed_otherwise_than_they_were_counted(
    published: Published, panel: pd.DataFrame, ordinary: list[Return]
) -> None:
    counts = panel[list(COUNTS)]
    changed = (counts != published.numbers[list(COUNTS)]).any(axis=1)
    odd = {(ordinary[at], year) for at, year in enumerate([2017, 2017, 2022, 2022, 2021, 2021, 2017, 2021, 2022])}
    lean = {(leanest(panel, ordinary), year) for year in LEAN_YEARS}
    assert set(panel.index[changed]) <= odd | lean
    assert len(odd | lean) == 12
    assert odd <= set(panel.index[changed])


@pytest.mark.parametrize(
    ("at", "year", "zero", "follows"),
    [
        (0, 2017, "leavers_headcount", "turnover_rate_headcount"), (1, 2017, "leavers_fte", "turnover_rate_fte"),
        (2, 2022, "leavers_fte", "turnover_rate_fte"), (3, 2022, "leavers_fte", "turnover_rate_fte"),
        (4, 2021, "starters_fte", "starters_headcount"), (5, 2021, "working_days_lost_fte", "absence_rate_fte"),
    ],
)  # fmt: skip
def test_zeros_that_are_hard_to_believe_are_printed_as_numbers(
    at: int, year: int, zero: str, follows: str, published: Published, ordinary: list[Return]
) -> None:
    cells = row(published.cells, ordinary[at], year)
    assert (cells[zero], cells[follows]) == ("0", "0")
    assert float(cells["inpost_fte"]) >= 60


@pytest.mark.parametrize(("at", "year", "days"), [(6, 2017, "2"), (7, 2021, "2.5"), (8, 2022, "3")])
def test_illness_that_rounds_to_nothing_is_low(
    at: int, year: int, days: str, published: Published, ordinary: list[Return]
) -> None:
    assert row(published.numbers, ordinary[at], year)["absence_rate_fte"] == 0
    assert tuple(row(published.cells, ordinary[at], year)[ILLNESS]) == (days, "low")


def test_each_number_that_is_printed_is_the_one_that_was_counted(published: Published) -> None:
    cells = published.cells.apply(pd.to_numeric, errors="coerce")
    assert 0.98 < cells.notna().to_numpy().mean() < 1
    assert (cells - published.numbers).abs().max().max() < 0.0501


@pytest.mark.parametrize(
    ("role", "years", "names", "symbol"),
    [
        ("unavailable 1", range(2021, 2025), AGENCY, "x"),
        ("unavailable 2", range(2022, 2025), AGENCY, "x"),
        ("unavailable 1", [2025], list(PUBLISHED), "x"),
        ("unavailable 2", [2025], list(PUBLISHED), "x"),
        ("smallest", [2017, 2018], ILLNESS, "c"),
        ("smallest", range(2021, 2026), [*ILLNESS, "turnover_rate_fte", "turnover_rate_headcount"], "z"),
        ("withheld", [2024], [*AGENCY, *ILLNESS, "agency_headcount", "agency_rate_headcount", "case_holders_fte",
                              "cases", "caseload_fte"], "u"),
    ],
)  # fmt: skip
def test_who_has_a_story_is_printed_with_its_symbols(
    role: str, years: range | list[int], names: list[str], symbol: str, published: Published, country: Simulation
) -> None:
    group = (country.geography.role(role).key,)
    for year in years:
        found = symbols(published, group, year)
        assert {name for name, cell in found.items() if cell == symbol} >= set(names)
        assert {name for name, cell in found.items() if cell not in (symbol, "z", "u")} == set()


def test_the_withheld_return_has_12_of_22_cells_hidden_in_one_year_only(
    published: Published, country: Simulation
) -> None:
    group = (country.geography.role("withheld").key,)
    hidden = {year: len(symbols(published, group, year)) for year in range(2017, 2026)}
    assert hidden[2024] == 12
    assert max(count for year, count in hidden.items() if year != 2024) <= 2


def test_a_rate_is_not_applicable_exactly_where_there_is_nothing_to_divide_by(published: Published) -> None:
    numbers, cells = published.numbers, published.cells
    for rate, below in (("agency_cover_rate_fte", "agency_fte"), ("vacancy_agency_cover_rate_fte", "vacancy_fte"),
                        ("turnover_rate_fte", "inpost_fte")):  # fmt: skip
        shown = cells[rate].eq("z") | cells[rate].map(is_number)
        assert (cells.loc[shown, rate].eq("z") == numbers.loc[shown, below].eq(0)).all(), rate


def test_more_cover_than_vacancies_is_never_printed(published: Published) -> None:
    over = published.numbers["vacancy_agency_cover_rate_fte"] > 100
    assert over.sum() >= 5
    assert published.cells.loc[over, "vacancy_agency_cover_rate_fte"].isin(["u", "x"]).all()
    shown = published.cells["vacancy_agency_cover_rate_fte"]
    assert shown[shown.map(is_number)].astype(float).max() <= 100


def test_the_leanest_return_has_agency_workers_that_round_to_nothing(
    published: Published, panel: pd.DataFrame, ordinary: list[Return]
) -> None:
    group = leanest(panel, ordinary)
    late = panel[panel.index.get_level_values("year").isin(LEAN_YEARS)]["agency_fte"].groupby(level="group").sum()
    assert late[[group]].iloc[0] == min(late[[each]].iloc[0] for each in ordinary[21:-5])
    for year in LEAN_YEARS:
        found = row(published.cells, group, year)
        assert list(found[["agency_fte", "agency_rate_fte", "agency_cover_fte", "agency_headcount"]]) == [
            "low", "low", "low", "1",
        ]  # fmt: skip
        assert found["agency_cover_rate_fte"] == "z"


def test_odd_zeros_leave_what_they_were_given_alone(panel: pd.DataFrame, ordinary: list[Return]) -> None:
    before = panel.copy()
    with_odd_zeros(panel, ordinary)
    pd.testing.assert_frame_equal(panel, before)

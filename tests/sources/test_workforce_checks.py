from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import YEARS, build_folder, measures
from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.workforce import load_workforce
from workforce_grades.sources.workforce_checks import (
    IDENTITIES,
    Identity,
    check_complete_years,
    check_identities,
    check_ranges,
    identity_differences,
    note_odd_values,
    suspect_zeros,
    working_days,
)
from workforce_grades.sources.workforce_layouts import LAYOUT_2022, LAYOUT_2025

FILE = Path("csww_indicators_2023_to_2025.csv")
RATES = [identity.rate for identity in IDENTITIES]


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    return load_authorities(build_folder(tmp_path_factory.mktemp("data")))


def returns(fte: float = 200.0, year: int = 2024, **changed: float) -> pd.DataFrame:
    values = {LAYOUT_2025.columns[column]: value for column, value in measures(year, fte).items()} | changed
    values = {name: float(value) for name, value in values.items()}
    flags = {f"{name}_flag": "ok" for name in values}
    return pd.DataFrame([values | flags]).assign(year=year, name_published="Alderbrook", line=7)


@given(
    fte=st.floats(20, 1000).map(lambda fte: round(fte, 1)), year=st.sampled_from(YEARS),
    scale=st.sampled_from([1.0, 0.5]),
)  # fmt: skip
def test_rates_printed_from_their_counts_always_pass(fte: float, year: int, scale: float) -> None:
    table = returns(fte, year)
    enough = table[["agency_fte", "vacancy_fte"]].min(axis=None) * scale > 8
    identities = [identity for identity in IDENTITIES if enough or "cover" not in identity.rate]
    for identity in identities:
        assert (table[identity.rate] - identity.value(table)).abs().max() <= identity.tolerance


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("by", [-2.0, 2.0])
def test_every_rate_that_is_off_is_caught(rate: str, by: float) -> None:
    table = returns()
    with pytest.raises(DataError) as raised:
        check_identities(table.assign(**{rate: table[rate] + by}), LAYOUT_2025, file=FILE)
    assert raised.value.place == "line 7, Alderbrook 2024"
    assert raised.value.found.startswith(LAYOUT_2025.published[rate])
    assert "columns may be swapped" in raised.value.found


@pytest.mark.parametrize("rate", [rate for rate in RATES if rate not in ("caseload", "absence_rate")])
@pytest.mark.parametrize("decimals", [1, 3])
def test_a_fraction_is_called_one(rate: str, decimals: int) -> None:
    table = returns()
    with pytest.raises(DataError, match=f"{LAYOUT_2025.published[rate]} 0.* looks like a fraction"):
        check_identities(table.assign(**{rate: (table[rate] / 100).round(decimals)}), LAYOUT_2025, file=FILE)


def test_a_rate_that_a_layout_has_not_is_held_against_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    starters = Identity("starters_rate", "starters_fte", "inpost_fte", lambda table: table["starters_fte"] / 0)
    monkeypatch.setattr("workforce_grades.sources.workforce_checks.IDENTITIES", (*IDENTITIES, starters))
    table = returns().drop(columns=["starters_fte", "starters_fte_flag"])
    check_identities(table, LAYOUT_2022, file=FILE)
    assert identity_differences(table)["rate"].tolist() == RATES


COUNTS = ["inpost_fte", "leavers_fte", "agency_fte", "vacancy_fte", "cases", "case_holders_fte", "working_days_lost",
          "agency_cover_fte", "leavers_headcount", "agency_headcount"]  # fmt: skip


@pytest.mark.parametrize("measure", COUNTS)
def test_every_count_that_is_off_is_caught(measure: str) -> None:
    table = returns()
    with pytest.raises(DataError):
        check_identities(table.assign(**{measure: table[measure] * 1.2}), LAYOUT_2025, file=FILE)


def test_small_bases_missing_values_and_nobody_are_left_alone() -> None:
    table = returns()
    check_identities(table.assign(inpost_fte=19.9), LAYOUT_2025, file=FILE)
    check_identities(table.assign(turnover_rate=float("nan")), LAYOUT_2025, file=FILE)
    check_identities(table.assign(agency_fte=0.0, agency_rate=0.0, agency_cover_fte=0.0, agency_cover_rate=0.0,
                                  vacancy_agency_cover_rate=0.0), LAYOUT_2025, file=FILE)  # fmt: skip
    check_identities(table.assign(agency_cover_rate=180.0), LAYOUT_2022, file=FILE)


def test_differences_are_measured_by_rate() -> None:
    table = pd.concat([returns(), returns(), returns(10.0)], ignore_index=True)
    exact = table["leavers_fte"] / table["inpost_fte"] * 100
    table["turnover_rate"] = exact + pd.Series([0.1, -0.05, 30.0])
    differences = identity_differences(table).set_index("rate")
    assert differences.index.tolist() == RATES
    assert differences.loc["turnover_rate", "rows"] == 2
    assert differences.loc["turnover_rate", "largest"] == pytest.approx(0.1)


@pytest.mark.parametrize(("year", "days"), [(2019, 253), (2020, 254), (2023, 253), (2024, 254), (2025, 253)])
def test_working_days(year: int, days: int) -> None:
    assert working_days(pd.Series([year])).tolist() == [days]


@pytest.mark.parametrize(
    ("measure", "value"),
    [("cases", -1.0), ("turnover_rate", 100.1), ("turnover_rate", -0.1), ("caseload", 0.0), ("caseload", 100.5)],
)
def test_impossible_numbers_are_refused(measure: str, value: float) -> None:
    with pytest.raises(DataError) as raised:
        check_ranges(returns(**{measure: value}), LAYOUT_2025, file=FILE)
    assert raised.value.place == f"column {LAYOUT_2025.published[measure]}"
    assert f"{value} (line 7, Alderbrook, 2024)" in raised.value.found


def test_possible_numbers_are_not() -> None:
    edges = {"turnover_rate": 100.0, "agency_rate": 0.0, "caseload": 100.0, "cases": 0.0, "vacancy_rate": float("nan")}
    check_ranges(returns(**edges), LAYOUT_2025, file=FILE)


@pytest.mark.parametrize(
    ("changed", "odd"),
    [({"turnover_rate": 60.0}, 0), ({"turnover_rate": 60.1}, 1), ({"caseload": 4.9}, 1), ({"caseload": 40.1}, 1),
     ({"caseload": 40.0}, 0), ({"turnover_rate": 90.0, "inpost_fte": 5.0}, 0)],
)  # fmt: skip
def test_odd_values_are_noted(changed: dict[str, float], odd: int) -> None:
    log = LoadLog("workforce", FILE.name, "")
    note_odd_values(returns(**changed), log)
    assert len(log.notes) == odd


@pytest.mark.parametrize(
    ("changed", "suspect"),
    [
        ({"leavers_fte": 0, "turnover_rate": 0}, {"leavers_fte", "turnover_rate"}),
        ({"leavers_fte": 0, "turnover_rate": 0, "inpost_fte": 49.9}, set()),
        ({"leavers_fte": 0, "turnover_rate": 0, "inpost_fte": 50.0}, {"leavers_fte", "turnover_rate"}),
        ({"leavers_fte": 0, "turnover_rate": 0, "leavers_fte_flag": "low"}, set()),
        ({"starters_fte": 0}, {"starters_fte"}),
        ({"absence_rate": 0, "working_days_lost": 0}, {"absence_rate", "working_days_lost"}),
        ({"agency_fte": 0, "agency_rate": 0, "vacancy_fte": 0, "vacancy_rate": 0}, set()),
    ],
)
def test_suspect_zeros(changed: dict[str, float], suspect: set[str]) -> None:
    found = suspect_zeros(returns(200.0).assign(**changed))
    assert {name for name, rows in found.items() if rows.any()} == suspect


def test_every_authority_of_a_census_must_be_there(authorities: Authorities, tmp_path: Path) -> None:
    table = load_workforce(build_folder(tmp_path / "data"), authorities=authorities)
    check_complete_years(table, authorities, file=FILE)
    for group in table["return_group"].unique():
        lost = table[(table["return_group"] != group) | (table["year"] != 2024)]
        if group == "605":
            check_complete_years(lost, authorities, file=FILE)
            continue
        with pytest.raises(DataError, match=r"year 2024: [56] authorities; missing: "):
            check_complete_years(lost, authorities, file=FILE)


def test_years_of_the_file_name_must_be_there(authorities: Authorities, tmp_path: Path) -> None:
    table = load_workforce(build_folder(tmp_path / "data"), authorities=authorities)
    with pytest.raises(DataError, match="no rows for 2023, 2025"):
        check_complete_years(table[table["year"] == 2024], authorities, file=FILE)
    check_complete_years(table[table["year"] == 2024], authorities, file=Path("csww.csv"))


def test_an_authority_must_have_existed(authorities: Authorities) -> None:
    there = [member.la_key for member in authorities if member.existed_on(date(2024, 9, 30))]
    table = pd.DataFrame({"year": 2024, "la_keys": [(key,) for key in [*there, "605"]]})
    with pytest.raises(DataError, match=r"Elmshire \(DfE code 605\) has a row in 2024, but was not there"):
        check_complete_years(table, authorities, file=Path("csww.csv"))

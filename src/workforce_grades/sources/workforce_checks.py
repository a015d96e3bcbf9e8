"""What must hold in a workforce return: ranges, arithmetic identities, every authority there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.codebook import MEASURES, SMALL_BASE_FTE, SUSPECT_ZERO_FTE
from workforce_grades.errors import DataError
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_schema
from workforce_grades.sources.workforce_layouts import Layout
from workforce_grades.sources.yearly_rows import check_all_there, check_years_of_name

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

TOLERANCE: Final = 0.15
"""Accepts every published row with 20 or more FTE in post; a fraction or a swapped column fails."""

COVER_TOLERANCE: Final = 1.0
"""Cover rates are quotients of small numbers, rounded: the largest published difference is 0.73."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A rate and the counts it is made of: ``rate = 100 * above / below``, or a plain quotient."""

    rate: str
    above: str
    below: str
    value: Callable[[pd.DataFrame], pd.Series]
    tolerance: float = TOLERANCE


def working_days(year: pd.Series) -> pd.Series:
    """Return DfE's working days in the year to 30 September, recovered from the numbers: 253 or 254."""
    return (year % 4 == 0).map({True: 254, False: 253})


def _share(above: str, *below: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: 100 * table[above] / table[list(below)].sum(axis=1, skipna=False)


IDENTITIES: Final = (
    Identity("turnover_rate", "leavers_fte", "inpost_fte", _share("leavers_fte", "inpost_fte")),
    Identity("turnover_rate_headcount", "leavers_headcount", "inpost_headcount",
             _share("leavers_headcount", "inpost_headcount")),
    Identity("agency_rate", "agency_fte", "agency_fte + inpost_fte", _share("agency_fte", "agency_fte", "inpost_fte")),
    Identity("agency_rate_headcount", "agency_headcount", "agency_headcount + inpost_headcount",
             _share("agency_headcount", "agency_headcount", "inpost_headcount")),
    Identity("vacancy_rate", "vacancy_fte", "vacancy_fte + inpost_fte",
             _share("vacancy_fte", "vacancy_fte", "inpost_fte")),
    Identity("caseload", "cases", "case_holders_fte", lambda table: table["cases"] / table["case_holders_fte"]),
    Identity("absence_rate", "working_days_lost", "inpost_fte x working days",
             lambda table: 100 * table["working_days_lost"] / (table["inpost_fte"] * working_days(table["year"]))),
    Identity("agency_cover_rate", "agency_cover_fte", "agency_fte",
             _share("agency_cover_fte", "agency_fte"), COVER_TOLERANCE),
    Identity("vacancy_agency_cover_rate", "agency_cover_fte", "vacancy_fte",
             _share("agency_cover_fte", "vacancy_fte"), COVER_TOLERANCE),
)  # fmt: skip


def identity_differences(table: pd.DataFrame) -> pd.DataFrame:
    """Return how far each published rate is from the one its counts give.

    Parameters
    ----------
    table
        Tidy workforce rows of authorities; national and regional rows hold DfE's estimates for
        missing authorities and do not satisfy the identities.

    Returns
    -------
    pandas.DataFrame
        One row an identity: `rate`, `rows` (with 20 or more FTE and all numbers), `largest`
        difference in the rate's own unit, `tolerance`.
    """
    enough = table[table["inpost_fte"] >= SMALL_BASE_FTE]
    rows = []
    for identity in (identity for identity in IDENTITIES if identity.rate in table):
        gap = (enough[identity.rate] - identity.value(enough)).abs().dropna()
        gap = gap[gap != float("inf")]
        rows.append((identity.rate, len(gap), gap.max() if len(gap) else 0.0, identity.tolerance))
    return pd.DataFrame(rows, columns=["rate", "rows", "largest", "tolerance"])


def check_identities(table: pd.DataFrame, layout: Layout, *, file: Path) -> None:
    """Raise where a rate with 20 or more FTE in post is not the quotient of its counts."""
    for identity in IDENTITIES:
        if identity.rate not in layout.published:  # not published in that layout
            continue
        if identity.tolerance == COVER_TOLERANCE and layout.cover_rates_over_100:
            continue
        expected = identity.value(table)
        gap = (table[identity.rate] - expected).abs()
        wrong = table[(gap > identity.tolerance) & (table["inpost_fte"] >= SMALL_BASE_FTE) & (gap < float("inf"))]
        if not wrong.empty:
            raise _broken_identity(identity, wrong, expected, layout, file)


def check_ranges(table: pd.DataFrame, layout: Layout, *, file: Path) -> None:
    """Raise on numbers that cannot be: negative, rates over 100, caseloads of 0 or over 100."""
    check_schema(table, _schema(layout), file=file, published=layout.published)


def check_complete_years(table: pd.DataFrame, authorities: Authorities, *, file: Path) -> None:
    """Raise where a year lacks authorities that existed at its census, or a whole year is missing."""
    years = sorted({int(year) for year in table["year"]})
    check_years_of_name(years, file)
    for year in years:
        day = date(year, 9, 30)
        present = {key for keys in table.loc[table["year"] == year, "la_keys"] for key in keys}
        gone = sorted(key for key in present if not authorities[key].existed_on(day))
        if gone:
            raise _not_there(authorities[gone[0]], year, authorities, file)
        check_all_there(present, authorities, day, file=file, place=f"year {year}")


def check_one_row_a_year(table: pd.DataFrame, *, file: Path) -> None:
    """Raise where a year with authority rows lacks England or a region, or has one of them twice.

    Parameters
    ----------
    table
        All rows of the file, with the columns `time_period`, `geographic_level` and the region's.
    """
    total = table[table["geographic_level"] != "Local authority"]
    place = total["region_name"].where(total["geographic_level"] == "Regional", "England")
    counts = Counter(zip(total["time_period"], place, strict=True))
    names = sorted({*place, "England"})
    expected = [(year, name) for year in sorted(set(table["time_period"])) for name in names]
    wrong = [(year, name, counts[year, name]) for year, name in expected if counts[year, name] != 1]
    if not wrong:
        return
    year, name, count = wrong[0]
    more = f", and {len(wrong) - 1} more such faults" if len(wrong) > 1 else ""
    raise DataError(
        file, f"{year} has {'no row' if not count else f'{count} rows'} of {name}{more}", place=f"year {year}",
        expected="one row of England and one of each region for every year",
        action="Fetch the file again: rows are lost or repeated",
    )  # fmt: skip


def note_odd_values(table: pd.DataFrame, log: LoadLog) -> None:
    """Note values outside the bands in which real authorities of 20 or more FTE lie."""
    enough = table[table["inpost_fte"] >= SMALL_BASE_FTE]
    odd = enough[(enough["turnover_rate"] > 60) | (enough["caseload"] < 5) | (enough["caseload"] > 40)]
    for row in odd.itertuples():
        log.note(
            f"{row.name_published} {row.year}: turnover {row.turnover_rate}, caseload {row.caseload}: "
            "outside the usual 0 to 60 and 5 to 40; check"
        )


def suspect_zeros(table: pd.DataFrame) -> dict[str, pd.Series]:
    """Return, by measure, which rows hold a zero that is hard to believe at their size."""
    large = table["inpost_fte"] >= SUSPECT_ZERO_FTE
    families = {
        "leavers_fte": ("leavers_fte", "leavers_headcount", "turnover_rate", "turnover_rate_headcount"),
        "starters_fte": ("starters_fte", "starters_headcount"),
        "absence_rate": ("absence_rate", "working_days_lost"),
    }
    return {
        measure: large & (table[source] == 0) & (table[measure] == 0) & (table[f"{source}_flag"] == "ok")
        for source, measures in families.items()
        for measure in measures
        if measure in table.columns and source in table.columns
    }


def _schema(layout: Layout) -> DataFrameSchema:
    from pandera.pandas import Check, Column, DataFrameSchema

    def limits(name: str) -> list[Check]:
        if name == "caseload":
            return [Check.in_range(0, 100, include_min=False, error="a number above 0 and at most 100")]
        if MEASURES[name].unit == "%" and not (layout.cover_rates_over_100 and "cover" in name):
            return [Check.in_range(0, 100, error="a percentage from 0 to 100")]
        return [Check.ge(0, error="a number that is not negative")]

    columns = {name: Column(float, limits(name), nullable=True) for name in layout.columns.values()}
    flags = {f"{name}_flag": Column(str) for name in layout.columns.values()}
    year = Column(int, Check.in_range(2013, 2100, error="a reporting year such as 2025"))
    return DataFrameSchema({"year": year, **columns, **flags})


def _broken_identity(
    identity: Identity, wrong: pd.DataFrame, expected: pd.Series, layout: Layout, file: Path
) -> DataError:
    row = wrong.iloc[0]
    published, computed = float(row[identity.rate]), float(expected.loc[wrong.index[0]])
    unit = "" if identity.rate == "caseload" else "100 x "
    is_fraction = 0 < published <= 1 and computed > 20 * published
    guess = ": looks like a fraction" if is_fraction else ": columns may be swapped"
    more = f", and {len(wrong) - 1} more rows" if len(wrong) > 1 else ""
    formula = f"{unit}{identity.above} / ({identity.below}) = {computed:.1f}"
    return DataError(
        file,
        f"{layout.published[identity.rate]} {published:g} against {formula}{guess}{more}",
        place=f"line {row['line']}, {row['name_published']} {row['year']}",
        expected=f"a difference of at most {identity.tolerance} from 20 FTE in post",
        action="Use the publisher's own file, or correct the column",
    )


def _not_there(authority: Authority, year: int, authorities: Authorities, file: Path) -> DataError:
    heirs = [authorities[key].name for key in authorities.successors(authority.la_key)]
    return DataError(
        file,
        f"{authority.name} (DfE code {authority.la_key}) has a row in {year}, but was not there on 30 September {year}",
        place=f"year {year}",
        expected=f"rows of {' and '.join(heirs)}" if heirs else "authorities of that day",
        action="Use the publisher's own file, or correct the dates in las.csv",
    )

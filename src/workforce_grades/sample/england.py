"""The fictional England: totals and rates near the published ones, and none the same.

A reader who meets a figure of the sample must never find it in a publication, so each lies a little off
what the Department for Education prints (Children's social work workforce, reporting year 2025).
"""

from __future__ import annotations

from typing import Final

YEARS: Final = range(2017, 2026)

INPOST_FTE: Final = dict(
    zip(
        range(2016, 2026),
        (28_100, 29_200, 28_900, 30_000, 31_300, 33_100, 32_200, 32_300, 33_900, 35_200),
        strict=True,
    )
)
"""FTE in post at 30 September, of a country of 153 authorities."""

RATES: Final[dict[str, dict[int, float]]] = {
    name: dict(zip(YEARS, series, strict=True))
    for name, series in {
        "turnover_rate": (14.1, 14.5, 15.7, 14.2, 16.1, 16.4, 15.2, 14.5, 12.5),
        "caseload": (17.2, 17.9, 17.4, 16.8, 15.8, 17.1, 16.5, 15.9, 14.7),
        "agency_rate": (15.1, 16.1, 16.5, 14.7, 16.2, 18.3, 17.1, 15.5, 13.7),
        "vacancy_rate": (16.2, 17.3, 15.6, 16.9, 17.5, 19.1, 18.1, 16.5, 15.0),
        "absence_rate": (3.3, 3.0, 2.9, 3.1, 3.3, 3.2, 3.5, 3.6, 3.3),
    }.items()
}
"""England's rates by measure and year: percent, and cases per FTE."""

CASELOAD_SPREAD: Final = {2023: 0.88, 2024: 0.86, 2025: 0.84}
"""In the last years caseloads differ less between authorities than before."""


def working_days(year: int) -> int:
    """Return DfE's working days in the year to 30 September."""
    return 254 if year % 4 == 0 else 253

"""What the publishers print for England as a whole: the marginals that the sample is calibrated to.

Source: Department for Education, Children's social work workforce, reporting year 2025 (OGL v3.0).
"""

from __future__ import annotations

from typing import Final

YEARS: Final = range(2017, 2026)

INPOST_FTE: Final = dict(
    zip(
        range(2016, 2026),
        (27_500, 28_500, 29_500, 30_500, 32_000, 32_500, 31_500, 33_000, 34_500, 36_000),
        strict=True,
    )
)
"""FTE in post at 30 September, to the nearest 500."""

RATES: Final[dict[str, dict[int, float]]] = {
    name: dict(zip(YEARS, series, strict=True))
    for name, series in {
        "turnover_rate": (13.4, 15.1, 15.0, 13.5, 15.4, 17.2, 15.9, 13.9, 11.8),
        "caseload": (17.7, 17.4, 16.9, 16.3, 16.3, 16.6, 16.0, 15.4, 15.2),
        "agency_rate": (15.8, 15.4, 15.8, 15.4, 15.5, 17.6, 17.9, 16.2, 13.0),
        "vacancy_rate": (17.0, 16.5, 16.4, 16.1, 16.7, 20.0, 18.9, 17.3, 14.2),
        "absence_rate": (3.1, 3.2, 3.1, 2.9, 3.1, 3.5, 3.3, 3.4, 3.5),
    }.items()
}
"""England's rates by measure and year: percent, and cases per FTE."""

CASELOAD_SPREAD: Final = {2023: 0.88, 2024: 0.86, 2025: 0.84}
"""In the last years caseloads differ less between authorities than before."""


def working_days(year: int) -> int:
    """Return DfE's working days in the year to 30 September."""
    return 254 if year % 4 == 0 else 253

"""What a claim may be about: the measures of the workforce census and re-referrals; England and its regions."""

from __future__ import annotations

from typing import Final

from workforce_grades.codebook import MEASURES, Measure

REREFERRALS: Final = Measure(
    "rereferral_pct", "rereferral_percent", "Re-referral rate", "%", 1,
    "Referrals within 12 months of an earlier one as a percentage of referrals in the year to 31 March.",
)  # fmt: skip

ENGLAND: Final = "England"
REGIONS: Final = (
    "North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands", "East of England",
    "London", "South East", "South West",
)  # fmt: skip
"""Whose published values a claim may be about besides an authority's; DfE's Inner and Outer London are left out."""

CONTEXT_MEASURES: Final = {REREFERRALS.name: REREFERRALS}
"""Measures of the context table."""

CLAIM_MEASURES: Final = MEASURES | CONTEXT_MEASURES
"""Every measure that a claim may name."""

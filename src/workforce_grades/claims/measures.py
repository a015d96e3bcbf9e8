"""The measures that a claim may be about: those of the workforce census, and re-referrals."""

from __future__ import annotations

from typing import Final

from workforce_grades.codebook import MEASURES, Measure

REREFERRALS: Final = Measure(
    "rereferral_pct", "rereferral_percent", "Re-referral rate", "%", 1,
    "Referrals within 12 months of an earlier one as a percentage of referrals in the year to 31 March.",
)  # fmt: skip

CONTEXT_MEASURES: Final = {REREFERRALS.name: REREFERRALS}
"""Measures of the context table."""

CLAIM_MEASURES: Final = MEASURES | CONTEXT_MEASURES
"""Every measure that a claim may name."""

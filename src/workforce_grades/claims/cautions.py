"""Which readings of a verdict are to be taken with care: those that are close, and those of a later day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from workforce_grades.claims.catalogue import Claim
from workforce_grades.claims.checks import Finding
from workforce_grades.claims.measures import CLAIM_MEASURES
from workforce_grades.claims.readings import Reading, Value
from workforce_grades.claims.rules import CLOSE, Verdict, verdict_of

_POINTS: Final = ("%", "cases per FTE")


@dataclass(frozen=True, slots=True)
class Caution:
    """The readings of a verdict to be taken with care, and the verdict without them.

    Attributes
    ----------
    close
        Those whose number lies within :data:`workforce_grades.claims.rules.CLOSE` of where the answer turns.
    later
        Those of a day after the article came out.
    without
        The verdict that the others give; ``cannot be checked`` where there are none.
    """

    close: tuple[Reading, ...]
    later: tuple[Reading, ...]
    without: Verdict


def caution_of(finding: Finding) -> Caution | None:
    """Return which of a finding's counted readings are close or later than the article; None where none is."""
    counted = [one for one in finding.readings if one.holds is not None]
    close = tuple(one for one in counted if _is_close(one, finding.claim))
    later = tuple(one for one in counted if _is_later(one, finding.claim))
    if not (close or later):
        return None
    others = (one.holds for one in counted if one not in close and one not in later)
    return Caution(close, later, verdict_of(others, unchecked=finding.claim.unchecked))


def day_of(reading: Reading) -> pd.Timestamp:
    """Return the day a reading is of: its last census; for a judgement, when it is read as in force."""
    last = reading.seen[-1]
    return last.on if isinstance(last, Value) else pd.Timestamp(reading.at, 9, 30)


def _is_close(reading: Reading, claim: Claim) -> bool:
    first = reading.seen[0]
    if reading.margin is None or not isinstance(first, Value):
        return False
    per = 1.0 if CLAIM_MEASURES[claim.measure].unit in _POINTS else first.value / 100
    return reading.margin < CLOSE * per


def _is_later(reading: Reading, claim: Claim) -> bool:
    """Tell whether a reading is of a day after the last on which the claim can have been said."""
    if not claim.said or claim.kind in ("grade_given", "grade_change"):
        return False
    return day_of(reading) > pd.Period(claim.said).end_time

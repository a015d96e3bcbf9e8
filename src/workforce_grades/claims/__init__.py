"""What the press said of five places, in our own words, held against the data by declared rules."""

from workforce_grades.claims.catalogue import Claim, load_claims
from workforce_grades.claims.cautions import Caution, caution_of
from workforce_grades.claims.checks import Finding, check_claim, check_claims
from workforce_grades.claims.readings import Judgement, Position, Reading, Value
from workforce_grades.claims.rules import CAUTIONS, DIRECTIONS, RULES, VERDICTS, Verdict, Yardstick, verdict_of

__all__ = [
    "CAUTIONS",
    "DIRECTIONS",
    "RULES",
    "VERDICTS",
    "Caution",
    "Claim",
    "Finding",
    "Judgement",
    "Position",
    "Reading",
    "Value",
    "Verdict",
    "Yardstick",
    "caution_of",
    "check_claim",
    "check_claims",
    "load_claims",
    "verdict_of",
]

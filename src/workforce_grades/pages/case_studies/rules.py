"""The rules of the case studies as the page prints them: from their declaration, never typed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from workforce_grades.claims import CAUTIONS, DIRECTIONS, RULES, VERDICTS, Finding
from workforce_grades.claims.rules import DATINGS
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, bullets, listed, number, say


def table_rules(findings: Sequence[Finding]) -> Table | Prose:
    """Return each kind of check, when a reading bears a claim out, and how many claims it decides.

    Parameters
    ----------
    findings
        Checked claims; nothing is shown without any.
    """
    if not findings:
        return say()
    counts = Counter(one.claim.kind for one in findings)
    return Table(
        pd.DataFrame(
            [(rule.asks, rule.holds, counts[kind]) for kind, rule in RULES.items()], columns=["asks", "holds", "claims"]
        ),
        "Rules by which the claims are checked",
        headers={"asks": "Question", "holds": "What is a reading, and when it bears the claim out", "claims": "Claims"},
        decimals={"claims": 0},
    )


def words_of_rules(findings: Sequence[Finding]) -> Prose:
    """Return the verdicts and how dates and directions are read, one point each."""
    if not findings:
        return say()
    near = sorted({one.claim.tolerance for one in findings if one.claim.direction == "in_line"})
    tolerance = f" The tolerance is {listed([number(width) for width in near])} in the measure's unit." if near else ""
    used = {one.claim.direction for one in findings}
    directions = [f"'{name.replace('_', ' ')}', {words}" for name, words in DIRECTIONS.items() if name in used]
    return bullets(
        [
            *(f"Verdict '{name}': {words}." for name, words in VERDICTS.items()),
            *(f"Dates '{name}': {words}." for name, words in DATINGS.items()),
            f"Care with a reading: {'; or '.join(CAUTIONS.values())}. It counts all the same; beside the "
            "verdict stands the one without it.",
            f"What a claim says: {'; '.join(directions)}.{tolerance}",
        ]
    )

"""Whether the tone of a report goes with its own grade, and with the next one, in words."""

from __future__ import annotations

import math

from workforce_grades.analyses.inspectors_words import Halo
from workforce_grades.pages.words import Prose, number, p_value, plural, say, sentence


def halo_in_words(tone: Halo) -> Prose:
    """Return what the words go with: the report's own grade, and what is left for the next."""
    reports = plural(tone.own_reports, "report")
    scored = "the tone of a report, its scores averaged over the four themes with a direction, goes with its own"
    own = (
        f"Whether {scored} overall grade cannot be told from {reports}."
        if math.isnan(tone.own_rho)
        else sentence(f"{scored} overall grade: rank correlation {number(tone.own_rho, 2)} in {reports}")
    )
    if math.isnan(tone.p):
        later = f"{plural(tone.pairs, 'report')} {'has' if tone.pairs == 1 else 'have'} a later grade"
        return say(own, f"Only {later}: too few to test what comes next.")
    verdict = (
        "once the earlier grade is known, the earlier words say nothing clear about the next grade"
        if tone.p >= 0.05
        else "even among reports of one grade, the earlier words go with the next grade"
    )
    return say(
        own,
        f"Its rank correlation with the authority's next grade is {number(tone.next_rho, 2)} "
        f"({plural(tone.pairs, 'report')}); among reports of the same grade it is {number(tone.within_rho, 2)} "
        f"({p_value(tone.p)}, shuffling the words among reports of one grade). So {verdict}.",
    )

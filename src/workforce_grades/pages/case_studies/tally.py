"""How the claims came out, in words: counts of verdicts, by how claims date themselves, and how firm they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from workforce_grades.claims import Finding, Verdict, caution_of
from workforce_grades.pages.words import listed, plural

_VERBS: Final[dict[Verdict, tuple[str, str]]] = {
    "agrees": ("agrees", "agree"),
    "agrees in part": ("agrees in part", "agree in part"),
    "disagrees": ("disagrees", "disagree"),
    "depends on the year": ("depends on the year", "depend on the year"),
}


def counts_in_words(findings: Sequence[Finding], places: str) -> str:
    """Return how many claims can be checked, and how they came out."""
    checked = [one for one in findings if one.verdict != "cannot be checked"]
    return (
        f"Of {plural(len(findings), 'claim')} that press articles made about {places}, {len(checked)} can be held "
        f"against the open data used here: {_tally(checked)}. The other {len(findings) - len(checked)} cannot."
    )


def dating_in_words(findings: Iterable[Finding]) -> str:
    """Return how claims came out that name a grade, figure or year, and those that describe a time in words."""
    checked = [one for one in findings if one.verdict != "cannot be checked"]
    exact = [one for one in checked if one.claim.dating == "exact"]
    about = [one for one in checked if one.claim.dating == "about"]
    return (
        f"Of the {len(exact)} that name an inspection, a figure or a record, {_tally(exact)}; of the {len(about)} that "
        f"describe a time in words, such as high or manageable, {_tally(about)}."
    )


def care_in_words(findings: Iterable[Finding]) -> str:
    """Return how many verdicts count a close or a later reading, and which would differ without them."""
    pairs = [(one, caution) for one in findings if (caution := caution_of(one))]
    moved = [
        f"{one.claim.claim_id} ({one.verdict} here, {caution.without} then)"
        for one, caution in pairs if caution.without != one.verdict
    ]  # fmt: skip
    changed = f"{plural(len(moved), 'verdict')} would differ: {listed(moved)}" if moved else "no verdict would change"
    return (
        f"How firm are they? {plural(len(pairs), 'verdict')} {'counts' if len(pairs) == 1 else 'count'} a reading that "
        f"is close to where the answer turns, or of a day after the article. Without those readings, {changed}."
    )


def _tally(findings: Sequence[Finding]) -> str:
    counts = Counter(one.verdict for one in findings)
    if len(counts) == 1 and len(findings) > 1:
        return f"all {len(findings)} {_VERBS[findings[0].verdict][1]}"
    told = [
        f"{counts[name]} {one if counts[name] == 1 else many}" for name, (one, many) in _VERBS.items() if counts[name]
    ]
    return listed(told) or "none"

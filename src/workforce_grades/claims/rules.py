"""The rules by which claims are held against the data: declared here once, printed on the page as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["grade_given", "grade_in_force", "grade_change", "level", "change", "record", "not_in_open_data"]
Verdict = Literal["agrees", "agrees in part", "disagrees", "depends on the year", "cannot be checked"]
Dating = Literal["exact", "about"]
Direction = Literal["is", "at_least", "above", "below", "not_above", "in_line", "up", "down", "not_down"]
Yardstick = Literal["england", "upper_quarter"]

VERDICTS: Final[dict[Verdict, str]] = {
    "agrees": "what was said holds at every reading",
    "agrees in part": "what can be checked holds at every reading; the rest of the claim, named beside the verdict, "
    "cannot be checked",
    "disagrees": "what can be checked holds at no reading",
    "depends on the year": "what can be checked holds at some readings and not at others",
    "cannot be checked": "the open data used here do not hold it, or have no sound value for it",
}
"""Each verdict, and when a claim gets it."""

DATINGS: Final[dict[Dating, str]] = {
    "exact": "the claim names an inspection, a figure, a record or England's value of a year: only its own years count",
    "about": "the claim describes a time: one year either side counts as well, where there is data",
}
"""How a claim dates itself, and which readings count."""

SLACK: Final[dict[Dating, int]] = {"exact": 0, "about": 1}
"""Years either side that count as well."""

CLOSE: Final = 1.0
"""Percentage points, or cases, below which a reading is close; of counts, percent of the value before."""

CAUTIONS: Final = {
    "close": f"the number lies less than {CLOSE:.0f} percentage point, {CLOSE:.0f} case or, where people or posts are "
    f"counted, {CLOSE:.0f}% from where the answer turns; claims that quote their figures or say "
    "'in line' have no such distance",
    "later": "it is of a day after the article came out, where its date is known",
}
"""Each reason to be careful with a reading: both are named beside the verdict, with the verdict without them."""

DIRECTIONS: Final[dict[Direction, str]] = {
    "is": "the grade is the one stated",
    "at_least": "the grade is the one stated or a better one",
    "above": "above England",
    "below": "below England",
    "not_above": "the same as England or below",
    "in_line": "no further from England than the tolerance",
    "up": "higher than at the start",
    "down": "lower than at the start",
    "not_down": "as high as at the start or higher",
}
"""What a claim says of a grade or a number, and when that holds."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How claims of one kind are checked.

    Attributes
    ----------
    asks
        The question, in words.
    holds
        When a reading bears the claim out, in words.
    needs
        Columns of the catalogue that must be filled.
    may
        Columns that may be filled besides.
    directions
        Directions that may stand in the column of that name.
    """

    asks: str
    holds: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    directions: tuple[Direction, ...] = ()


_YEARS: Final = ("measure", "from_year", "to_year")
_FIGURES: Final = ("stated_from", "stated_value", "stated_england", "tolerance")

RULES: Final[dict[Kind, Rule]] = {
    "grade_given": Rule(
        "Did an inspection give this grade?",
        "Each inspection that began in the years of the claim is a reading. It holds where the grade is the one "
        "stated.",
        (*_YEARS, "stated_grade"),
    ),
    "grade_in_force": Rule(
        "Was this the grade at the time?",
        "The latest report published by 30 September of each year is a reading. It holds where its grade is the one "
        "stated ('is'), or that or a better one ('at least').",
        (*_YEARS, "dating", "stated_grade", "direction"),
        directions=("is", "at_least"),
    ),
    "grade_change": Rule(
        "Did the grade move so, from one inspection to the other?",
        "One reading: the inspection that began in the first year and the one that began in the last. It holds where "
        "both grades are those stated.",
        (*_YEARS, "stated_grade_from", "stated_grade"),
    ),
    "level": Rule(
        "Was the number high, low or in line?",
        "Each census is a reading, held against England's published value of that year as it is printed (the middle "
        "authority where England's is not in the data). Words such as high, large or fragile are read as above "
        "England; manageable, suitable or stable as the same as England or below. Figures that the claim quotes must "
        "match to their last digit.",
        (*_YEARS, "dating", "direction", "comparator"),
        may=_FIGURES[1:],
        directions=("above", "below", "not_above", "in_line"),
    ),
    "change": Rule(
        "Did the number rise or fall so?",
        "The first census and the last are one reading; where the dates are approximate, so are the pairs one year "
        "earlier and later. It holds where the difference of the printed values has the stated sign. Figures that the "
        "claim quotes must match to their last digit; words of degree, such as slightly, are not judged.",
        (*_YEARS, "dating", "direction"),
        may=("stated_from", "stated_value", "tolerance"),
        directions=("up", "down", "not_down"),
    ),
    "record": Rule(
        "Was it the highest so far?",
        "One reading: it holds where the value is above that of every earlier census in the data.",
        _YEARS,
    ),
    "not_in_open_data": Rule(
        "Do the open data used here hold it?",
        "No reading: the page says what would be needed, with the nearest published number where there is one.",
        ("needs",),
        may=_YEARS,
    ),
}
"""Every kind of check."""


def verdict_of(holds: Iterable[bool | None], *, unchecked: str = "") -> Verdict:
    """Return the verdict of a claim's readings; those that are None have no sound value and do not count.

    Parameters
    ----------
    holds
        Whether each reading bears the claim out.
    unchecked
        What of the claim no reading speaks of: with it, a claim agrees in part at best.

    Examples
    --------
    >>> verdict_of([True, None, False])
    'depends on the year'
    """
    counted = {told for told in holds if told is not None}
    if not counted:
        return "cannot be checked"
    if len(counted) > 1:
        return "depends on the year"
    if counted == {False}:
        return "disagrees"
    return "agrees in part" if unchecked else "agrees"

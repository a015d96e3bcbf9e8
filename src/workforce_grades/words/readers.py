"""Two readers of the same sentences, and a third where they differ; how the coder fares against each.

The procedure was settled before the second reader began; see the analysis plan in the documents. An item is
a sentence and a theme with a direction. Who reads answers with a direction or that it is not about the theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from workforce_grades.shares import Share, share
from workforce_grades.words.accuracy import ITEM, Coder, is_opposite, load_answers, load_labels, load_sealed
from workforce_grades.words.rules import POLARITIES

READERS: Final = "readers were language models, each reading sentence by sentence, not people"
NOT_ABOUT: Final = "not about it"
UNDECIDED, ALL_DIFFER = "undecided", "all differ"
Reader = Literal["first", "second", "agreed"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readers agree.

    Attributes
    ----------
    same
        Share of items with the same answer.
    kappa, low, high
        Cohen's kappa with its 95% interval.
    """

    same: Share
    kappa: float
    low: float
    high: float


def load_readings() -> pd.DataFrame:
    """Return the items and every answer to them.

    Returns
    -------
    pandas.DataFrame
        `file`, `sentence_no`, `sentence_sha256`, `theme`; `first`, `second` and `third` (missing unless asked);
        `agreed`; and the coder's `sealed` and `mended`, missing where it does not code the theme.
    """
    items = load_sealed("second_reader").rename(columns={"polarity": "second"})
    first = load_labels().rename(columns={"polarity": "first"})[[*ITEM, "first"]]
    third = load_sealed("third_reader").rename(columns={"polarity": "third"})[[*ITEM, "third"]].astype("str")
    answers = load_answers()[[*ITEM, "sealed", "mended"]]
    both = items.merge(first, on=ITEM, how="left").merge(third, on=ITEM, how="left").merge(answers, on=ITEM, how="left")
    both["first"] = both["first"].fillna(NOT_ABOUT)
    both["agreed"] = [agreed(*row) for row in both[["first", "second", "third"]].itertuples(index=False)]
    return both


def agreed(first: str, second: str, third: object) -> str:
    """Return what two of three say; undecided without a third where two differ, else that all differ.

    Examples
    --------
    >>> agreed("mixed", "positive", "positive")
    'positive'
    """
    if first == second:
        return first
    if pd.isna(third):  # type: ignore[call-overload]
        return UNDECIDED
    return str(third) if third in (first, second) else ALL_DIFFER


def agreement(items: pd.DataFrame) -> Agreement:
    """Return how far the first and the second reader agree on items with the answers of both.

    Source: Cohen (1960), A coefficient of agreement for nominal scales.
    """
    from statsmodels.stats.inter_rater import cohens_kappa, to_table

    codes = items[["first", "second"]].apply(lambda told: pd.Categorical(told, [*POLARITIES, NOT_ABOUT]).codes)
    table, _kinds = to_table(codes.to_numpy())
    found = cohens_kappa(table)
    same = items["first"].eq(items["second"])
    return Agreement(share(same.sum(), len(items)), float(found.kappa), float(found.kappa_low), float(found.kappa_upp))


def about_the_theme(items: pd.DataFrame) -> pd.DataFrame:
    """Return the items that both readers take to be about the theme."""
    return items[items["first"].ne(NOT_ABOUT) & items["second"].ne(NOT_ABOUT)]


def right_and_opposite(items: pd.DataFrame, reader: Reader, coder: Coder) -> tuple[Share, Share]:
    """Return how often the coder has a reader's direction, and how often the opposite.

    Counted are items that the coder codes and the reader takes to be about the theme. Against agreed
    labels an undecided item counts half for each of the two readers; one on which all differ is out.
    """
    told = items[items[coder].notna() & ~items[reader].isin([NOT_ABOUT, ALL_DIFFER])]
    undecided = told[reader].eq(UNDECIDED)
    sides = [told[reader].where(~undecided, told[side]) for side in ("first", "second")]
    right = sum(told[coder].eq(side).sum() for side in sides) / 2
    opposite = sum(is_opposite(told[coder], side).sum() for side in sides) / 2
    return share(right, len(told)), share(opposite, len(told))

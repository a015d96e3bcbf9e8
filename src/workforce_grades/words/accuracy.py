"""How often the coder is right, on sentences that a reader labelled: measured unseen, and measurable again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Final

import pandas as pd

from workforce_grades.words.rules import Theme

PARTS: Final = ("sealed first", "sealed second")
LABELLED_BY: Final = "labelled by one AI reader, a language model reading each sentence, not by people"
READ: Final = {"sealed first": 527, "sealed second": 450}
"""Sentences read in each sealed part: every one that a wide net of words, or a rule, picked out."""

BESIDE: Final = {"sealed first": 200, "sealed second": 150}
"""Sentences drawn at random from the rest and read, to see what the net lets through."""

LET_THROUGH: Final = 1
"""How many of those were about one of the themes."""

_COUNTS: Final = ["found", "wrong", "missed", "directed", "right", "opposite"]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with Wilson's 95% interval and the number it is of."""

    value: float
    low: float
    high: float
    n: int


def load_labels() -> pd.DataFrame:
    """Return the reader's labels: a reference to each sentence and what it is about, without its text.

    Returns
    -------
    pandas.DataFrame
        `part`, `file`, `section`, `sentence_no`, `sentence_sha256` (its first 12 signs), `theme`, `polarity`.
    """
    return _read("labels.csv")


def load_measured() -> pd.DataFrame:
    """Return the counts of each sealed part with the rules as they were before anybody had read it.

    Returns
    -------
    pandas.DataFrame
        One row a part and theme: `found` (coded and labelled), `wrong` (coded only), `missed` (labelled
        only), `directed` (found, with polarity), of which `right` and `opposite`.
    """
    return _read("measured.csv")


def score(themes: pd.DataFrame, labels: pd.DataFrame, kinds: Mapping[str, Theme]) -> pd.DataFrame:
    """Return the same counts for themes coded anew.

    Parameters
    ----------
    themes
        From :func:`workforce_grades.words.collection.read_folder`, on the labelled reports.
    labels
        From :func:`load_labels`.
    kinds
        Themes by name; those that are quotes only, or kept apart from another, are not scored.
    """
    scored = [name for name, theme in kinds.items() if not theme.quotes_only and not theme.part_of]
    coded = themes.assign(sentence_sha256=themes["sentence"].map(_short_hash))
    coded = coded[coded["file"].isin(labels["file"])]
    parts = labels.drop_duplicates("file").set_index("file")["part"]
    both = coded.merge(
        labels, on=["file", "sentence_sha256", "theme"], how="outer", suffixes=("", "_label"), indicator=True
    )
    both["part"] = both["file"].map(parts)
    both = both[both["theme"].isin(scored)]
    found = both["_merge"] == "both"
    directed = found & (both["polarity_label"] != "mentioned")
    pairs = both["polarity"].astype("str") + " " + both["polarity_label"].astype("str")
    counted = both.assign(
        found=found, wrong=both["_merge"] == "left_only", missed=both["_merge"] == "right_only", directed=directed,
        right=directed & (both["polarity"] == both["polarity_label"]),
        opposite=directed & pairs.isin(["positive negative", "negative positive"]),
    )  # fmt: skip
    return counted.groupby(["part", "theme"], as_index=False)[_COUNTS].sum()


def shares(counts: pd.DataFrame) -> dict[str, Share]:
    """Return precision, recall, polarity right and polarity opposite over all rows of counts."""
    total = counts[_COUNTS].sum()
    return {
        "precision": share(total["found"], total["found"] + total["wrong"]),
        "recall": share(total["found"], total["found"] + total["missed"]),
        "polarity": share(total["right"], total["directed"]),
        "opposite": share(total["opposite"], total["directed"]),
    }


def share(count: float, of: float) -> Share:
    """Return a share with Wilson's 95% interval; of nothing it is not a number."""
    from statsmodels.stats.proportion import proportion_confint

    if not of:
        return Share(float("nan"), float("nan"), float("nan"), 0)
    low, high = proportion_confint(int(count), int(of), method="wilson")
    value = float(count / of)
    return Share(value, min(float(low), value), max(float(high), value), int(of))


def _short_hash(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:12]


def _read(name: str) -> pd.DataFrame:
    with as_file(files("workforce_grades.words") / name) as path:
        return pd.read_csv(path)

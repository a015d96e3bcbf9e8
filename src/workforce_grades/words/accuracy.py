"""How often the coder is right, on sentences that a reader labelled: measured unseen, and measurable again.

Everything is counted from the references in the folder `sealed`: which sentences were read, what readers
said of them, and what the rules answered. The rules as they were when each part was sealed are those of
the commits before the part was read; their answers are kept, because the rules were mended later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Final, Literal

import pandas as pd

from workforce_grades.shares import Share, share
from workforce_grades.words.rules import Theme, load_rules

PARTS: Final = ("sealed first", "sealed second")
Coder = Literal["sealed", "mended"]
"""The rules as they were before anybody had read the part, and as they are now."""

ITEM: Final = ["file", "sentence_sha256", "theme"]
"""What names a mention: the file, the first 12 signs of the sentence's hash, the theme."""

_COUNTS: Final = ["found", "wrong", "missed", "directed", "right", "opposite"]
_OPPOSITE: Final = ("positive negative", "negative positive")


def load_labels() -> pd.DataFrame:
    """Return the first reader's labels: a reference to each sentence and what it is about, without its text.

    Returns
    -------
    pandas.DataFrame
        `part`, `file`, `section`, `sentence_no`, `sentence_sha256`, `theme`, `polarity`.
    """
    return load_sealed("first_reader")


def load_answers() -> pd.DataFrame:
    """Return what the rules answered in the sealed parts.

    Returns
    -------
    pandas.DataFrame
        `part`, `file`, `sentence_no`, `sentence_sha256`, `theme`, and the direction by each :data:`Coder`:
        `sealed`, `mended`; missing where it does not code the theme.
    """
    return load_sealed("answers")


def load_sealed(name: str) -> pd.DataFrame:
    """Return one table of the folder `sealed`."""
    with as_file(files("workforce_grades.words") / "sealed" / f"{name}.csv") as path:
        return pd.read_csv(path)


def measured(coder: Coder = "sealed") -> pd.DataFrame:
    """Return the counts of each sealed part and theme against the first reader's labels; see :func:`score`."""
    answers = load_answers().rename(columns={coder: "polarity"}).dropna(subset=["polarity"])
    return score(answers, load_labels(), load_rules().themes)


def score(coded: pd.DataFrame, labels: pd.DataFrame, kinds: Mapping[str, Theme]) -> pd.DataFrame:
    """Return how coded themes compare with a reader's labels.

    Parameters
    ----------
    coded
        `file`, `sentence_sha256`, `theme`, `polarity`; see :func:`with_hash`.
    labels
        From :func:`load_labels`.
    kinds
        Themes by name; those that are quotes only, or kept apart from another, are not scored.

    Returns
    -------
    pandas.DataFrame
        One row a part and theme: `found` (coded and labelled), `wrong` (coded only), `missed` (labelled
        only), `directed` (found, with polarity), of which `right` and `opposite`.
    """
    scored = [name for name, theme in kinds.items() if not theme.quotes_only and not theme.part_of]
    parts = labels.drop_duplicates("file").set_index("file")["part"]
    both = coded.loc[coded["file"].isin(parts.index), [*ITEM, "polarity"]].merge(
        labels, on=ITEM, how="outer", suffixes=("", "_label"), indicator=True
    )
    both["part"] = both["file"].map(parts)
    both = both[both["theme"].isin(scored)]
    found = both["_merge"] == "both"
    directed = found & (both["polarity_label"] != "mentioned")
    counted = both.assign(
        found=found, wrong=both["_merge"] == "left_only", missed=both["_merge"] == "right_only", directed=directed,
        right=directed & (both["polarity"] == both["polarity_label"]),
        opposite=directed & is_opposite(both["polarity"], both["polarity_label"]),
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


def is_opposite(one: pd.Series, other: pd.Series) -> pd.Series:
    """Tell where one says positive and the other negative."""
    return (one.astype("str") + " " + other.astype("str")).isin(_OPPOSITE)


def with_hash(themes: pd.DataFrame) -> pd.DataFrame:
    """Return themes with the reference of each sentence, as labels name it."""
    return themes.assign(
        sentence_sha256=[hashlib.sha256(text.encode()).hexdigest()[:12] for text in themes["sentence"]]
    )

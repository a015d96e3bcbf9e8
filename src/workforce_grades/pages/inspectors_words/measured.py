"""How often the coding of sentences is right, as the page prints it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, interval, number, say
from workforce_grades.words.accuracy import BESIDE, LABELLED_BY, LET_THROUGH, READ, Share, load_measured, share, shares


def accuracy_in_words() -> Prose:
    """Return what was measured on sentences that the rules had not been tuned on, by whom labelled, how many."""
    counts = load_measured()
    whole = shares(counts)
    second = shares(counts[counts["part"] == "sealed second"])
    return say(
        "Measured on real reports of authorities whose reports were sealed before tuning: precision over the seven "
        f"themes {_words(whole['precision'])}, recall {_words(whole['recall'])}; on the four themes with a direction "
        f"it is right for {_words(whole['polarity'])} and opposite for {_words(whole['opposite'])}. The aims were 90%, "
        f"80%, 85% and at most 5%: {_verdict(whole)}.",
        f"{sum(READ.values()):,} sentences were read, {LABELLED_BY}. The sealed half came in two parts. Each was "
        "measured with the rules as they stood before it was read; after the first, rules were mended, and on the "
        f"second precision was {_percent(second['precision'])}, recall {_percent(second['recall'])} and polarity right "
        f"{_percent(second['polarity'])}. The rules used here were mended on both, so that nothing unseen is left to "
        f"measure them on. Of {sum(BESIDE.values())} further sentences drawn at random, {LET_THROUGH} was about a "
        "theme and had not been picked out. Later the rules for direction were made more general, on sentences of our "
        "own in the inspectors' manner; no figure here counts those.",
    )


def table_accuracy(label: Callable[[str], str]) -> Table:
    """Return the same by theme, both sealed parts together."""
    counts = load_measured().drop(columns="part").groupby("theme", sort=False).sum()
    rows = [(label(str(theme)), *_row(row)) for theme, row in counts.iterrows()]
    return Table(
        pd.DataFrame(rows, columns=["theme", "labelled", "precision", "recall", "directed", "right"]),
        "How often the coding is right, on unseen sentences",
        headers={"theme": "Theme", "labelled": "Labelled sentences", "precision": "Precision, %", "recall": "Recall, %",
                 "directed": "With a direction", "right": "Direction right, %"},
        decimals={"labelled": 0, "precision": 0, "recall": 0, "directed": 0, "right": 0},
    )  # fmt: skip


def _row(row: pd.Series) -> tuple[float, ...]:
    labelled = row["found"] + row["missed"]
    return (
        labelled,
        100 * share(row["found"], row["found"] + row["wrong"]).value,
        100 * share(row["found"], labelled).value,
        row["directed"] or float("nan"),
        100 * share(row["right"], row["directed"]).value,
    )


def _verdict(whole: dict[str, Share]) -> str:
    aims = {"precision": 0.90, "recall": 0.80, "polarity": 0.85}
    short = [name for name, aim in aims.items() if whole[name].value < aim]
    short += ["opposite"] if whole["opposite"].value > 0.05 else []
    return f"not reached for {' and '.join(short)}" if short else "all reached"


def _percent(one: Share) -> str:
    return f"{number(100 * one.value, 0)}%"


def _words(one: Share) -> str:
    return f"{_percent(one)} (95% interval {interval(100 * one.low, 100 * one.high, 0)}, n = {one.n})"

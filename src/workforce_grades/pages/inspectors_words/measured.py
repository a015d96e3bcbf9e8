"""How often the coding of sentences is right, as the page prints it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, get_args

import pandas as pd

from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, interval, listed, number, say
from workforce_grades.shares import Share, share
from workforce_grades.words.accuracy import Coder, measured, shares
from workforce_grades.words.readers import (
    READERS,
    UNDECIDED,
    Agreement,
    Reader,
    about_the_theme,
    agreement,
    load_readings,
    right_and_opposite,
)
from workforce_grades.words.sealed_sample import recall_in_all, samples

AIMS: Final = {"precision": 0.90, "recall": 0.80, "direction": 0.85}
MOST_OPPOSITE: Final = 0.05
_READER_NAMES: Final[dict[Reader, str]] = {
    "first": "First reader", "second": "Second reader", "agreed": "Agreed by readers",
}  # fmt: skip


def accuracy_in_words() -> Prose:
    """Return what was measured on sentences that the rules had not been tuned on, and which aims were missed."""
    whole = shares(measured())
    direction, opposite = right_and_opposite(load_readings(), "agreed", "sealed")
    parts = samples().values()
    through, drawn = (sum(getattr(part, name) for part in parts) for name in ("let_through", "drawn"))
    weights = dict.fromkeys(f"{part.rest / part.drawn:.0f}" for part in parts if part.let_through)
    stands = f"; each stands for about {' or '.join(weights)} that nobody read" if weights else ""
    missed = _missed(whole["precision"], recall_in_all(), direction, opposite)
    return say(
        "The rules were tuned on the reports of about half the authorities and measured on those of the others before "
        f"anybody had read them. Precision over the seven themes was {_words(whole['precision'])}. Recall was "
        f"{_words(whole['recall'])} among the sentences that were read. Of {drawn} sentences drawn at random "
        f"from those that nothing had picked out, {through} {'was' if through == 1 else 'were'} about a theme{stands}. "
        f"Recall over all sentences is then "
        f"{_words(recall_in_all(), with_number=False)}.",
        f"On the four themes with a direction, the direction was right for {_words(direction)} by the labels that "
        f"readers agreed on, and opposite for {_words(opposite)}.",
        f"The aims were {_goal('precision')} precision, {_goal('recall')} recall, {_goal('direction')} of directions "
        f"right and at most {100 * MOST_OPPOSITE:.0f}% opposite. {missed}",
    )


def readers_in_words() -> Prose:
    """Return who labelled, how many sentences, how far two readers agree, and what is not measured unseen."""
    items, parts = load_readings(), samples().values()
    both, read = about_the_theme(items), sum(part.picked + part.drawn for part in parts)
    undecided = int(items["agreed"].eq(UNDECIDED).sum())
    return say(
        f"One reader labelled {read:,} sentences. A second, who knew the rules but saw no label or answer beside a "
        f"sentence, read again the {len(items)} pairs of a sentence and a theme with a direction, shuffled. "
        f"All {READERS}; two of a kind may err alike. {_agreement_in_words(agreement(items))} Among the {len(both)} "
        f"that both take to be about the theme, kappa is {number(agreement(both).kappa, 2)}.",
        _decided(items, undecided),
        "The sealed half came in two parts; the rules were mended after the first, and again after the second. "
        "Figures marked as seen are those of the rules in use: they were mended on these very sentences, so they are "
        "no measure of how the rules do on a new report. Nothing unseen is left to measure them on.",
    )


def table_readers() -> Table:
    """Return how often the direction is right and opposite, by whose labels, unseen and seen."""
    items = load_readings()
    rows = [
        (name, *(cell for coder in get_args(Coder) for cell in _direction(items, reader, coder)))
        for reader, name in _READER_NAMES.items()
    ]
    columns = ["reader", "n", "right", "ci", "opposite", "seen_n", "seen_right", "seen_ci", "seen_opposite"]
    return Table(
        pd.DataFrame(rows, columns=columns),
        "How often the coded direction is right, by whose labels",
        headers={"reader": "Labels", "n": "Unseen: n", "right": "Right, %", "ci": "95% interval",
                 "opposite": "Opposite, %", "seen_n": "Seen: n", "seen_right": "Right, % (seen)",
                 "seen_ci": "95% interval (seen)", "seen_opposite": "Opposite, % (seen)"},
        decimals={"n": 0, "right": 1, "opposite": 1, "seen_n": 0, "seen_right": 1, "seen_opposite": 1},
        note="Unseen: the rules as they were before each part was read. Seen: the rules in use, mended on these "
        "sentences. Wilson intervals.",
    )  # fmt: skip


def table_accuracy(label: Callable[[str], str]) -> Table:
    """Return precision, recall and direction by theme, both sealed parts together, by the first reader's labels."""
    counts = measured().drop(columns="part").groupby("theme").sum()
    rows = [(label(str(theme)), *_row(row)) for theme, row in counts.iterrows()]
    return Table(
        pd.DataFrame(rows, columns=["theme", "labelled", "precision", "recall", "directed", "right"]),
        "How often the coding is right, by theme, on unseen sentences",
        headers={"theme": "Theme", "labelled": "Labelled sentences", "precision": "Precision, %", "recall": "Recall, %",
                 "directed": "With a direction", "right": "Direction right, %"},
        decimals={"labelled": 0, "precision": 0, "recall": 0, "directed": 0, "right": 0},
        note="By the first reader's labels. Recall is of the sentences that were read.",
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


def _direction(items: pd.DataFrame, reader: Reader, coder: Coder) -> tuple[object, ...]:
    right, opposite = right_and_opposite(items, reader, coder)
    return right.n, 100 * right.value, interval(100 * right.low, 100 * right.high, 0), 100 * opposite.value


def _missed(precision: Share, recall: Share, direction: Share, opposite: Share) -> str:
    """Return which aims were missed, in words."""
    reached = {"precision": precision, "recall": recall, "direction": direction}
    short = [name for name, one in reached.items() if one.value < AIMS[name]]
    short += ["opposite directions"] if opposite.value > MOST_OPPOSITE else []
    if len(short) > len(reached):
        return "All were missed."
    open_ = [name for name, one in reached.items() if round(one.low, 2) < AIMS[name] <= one.value]
    several = len(short) > 1
    missed = f"The aim{'s' if several else ''} for {listed(short)} {'were' if several else 'was'} missed. The others"
    told = f"{missed if short else 'All'} were met"
    return told + (f", but the interval of {listed(open_)} reaches below its aim." if open_ else ".")


def _agreement_in_words(found: Agreement) -> str:
    return (
        f"The two gave the same answer to {_percent(found.same)} (Cohen's kappa {number(found.kappa, 2)}, 95% interval "
        f"{interval(found.low, found.high, 2)})."
    )


def _decided(items: pd.DataFrame, undecided: int) -> str:
    same = items["first"].eq(items["second"])
    told = f"They differ on {(~same).sum()}."
    if not undecided:
        return f"{told} A third reader, who had seen neither's answer, decided; where all three differ, none counts."
    easier = right_and_opposite(items[same], "first", "sealed")[0]
    return (
        f"{told} No third reader has decided these {undecided}. Each counts half where the coder "
        "agrees with one of the two, so that hard sentences do not drop out. Among those on which the two agree, which "
        f"are easier, the direction was right for {number(100 * easier.value)}% (n = {easier.n})."
    )


def _goal(name: str) -> str:
    return f"{100 * AIMS[name]:.0f}%"


def _percent(one: Share) -> str:
    return f"{number(100 * one.value, 0)}%"


def _words(one: Share, *, with_number: bool = True) -> str:
    of = f", n = {one.n}" if with_number else ""
    return f"{_percent(one)} (95% interval {interval(100 * one.low, 100 * one.high, 0)}{of})"

"""Two readers and a third: agreed labels, kappa, the coder against each; recall with what was let through."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from workforce_grades.pages.inspectors_words.measured import accuracy_in_words, readers_in_words, table_readers
from workforce_grades.words.readers import (
    ALL_DIFFER,
    NOT_ABOUT,
    UNDECIDED,
    about_the_theme,
    agreed,
    agreement,
    load_readings,
    right_and_opposite,
)
from workforce_grades.words.sealed_sample import Sample, recall_in_all, samples


@pytest.mark.parametrize(
    ("third", "label"),
    [("positive", "positive"), ("mixed", "mixed"), ("negative", ALL_DIFFER), (None, UNDECIDED)],
)
def test_two_of_three_decide(third: str | None, label: str) -> None:
    assert agreed("positive", "mixed", third) == label
    assert agreed("negative", "negative", third) == "negative"


@pytest.fixture
def items() -> pd.DataFrame:
    rows = [
        ("positive", "positive", None, "positive"), ("positive", "positive", None, "negative"),
        ("negative", "mixed", None, "mixed"), ("negative", NOT_ABOUT, None, "positive"),
        ("negative", "mixed", "unclear", "mixed"), (NOT_ABOUT, NOT_ABOUT, None, "mixed"),
        ("negative", "negative", None, None),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["first", "second", "third", "sealed"])
    return table.assign(agreed=[agreed(*row) for row in table[["first", "second", "third"]].itertuples(index=False)])


def test_an_undecided_item_counts_half_for_each_reader(items: pd.DataFrame) -> None:
    right, opposite = right_and_opposite(items, "agreed", "sealed")
    assert (right.n, right.value, opposite.value) == (4, 1.5 / 4, 1.5 / 4)
    right, opposite = right_and_opposite(items, "second", "sealed")
    assert (right.n, right.value, opposite.value) == (4, 3 / 4, 1 / 4)


def test_agreement_is_cohen_s_kappa(items: pd.DataFrame) -> None:
    found = agreement(items)
    seen, chance = 4 / 7, (2 * 2 + 4 * 1 + 1 * 2) / 49
    assert found.same.value == seen
    assert found.kappa == pytest.approx((seen - chance) / (1 - chance))
    assert len(about_the_theme(items)) == 5


def test_every_item_of_either_reader_or_the_coder_was_read_again() -> None:
    items = load_readings()
    assert items[["first", "second", "agreed"]].notna().all(axis=None)
    assert (items["first"].ne(NOT_ABOUT) | items["sealed"].notna() | items["mended"].notna()).all()
    differ = items["first"].ne(items["second"])
    assert not items.loc[~differ, "third"].notna().any()
    decided = items.loc[differ, "third"].notna()
    assert decided.all() or not decided.any(), "a third reader decides all of them or none"


def test_recall_weighs_what_the_net_let_through() -> None:
    parts = samples()
    assert all(part.drawn >= 149 and part.rest > 3_000 for part in parts.values())
    assert Sample(1_000, 100, 90, 1).rest == 900
    found = recall_in_all()
    unread = sum(part.rest / part.drawn * part.let_through for part in parts.values())
    picked = found.n - sum(part.let_through for part in parts.values())
    hits = round(found.value * (picked + unread))
    assert found.value == pytest.approx(hits / (picked + unread))
    assert found.low < found.value < hits / picked


def test_the_page_says_which_aim_was_missed_and_which_met_whatever_the_figures() -> None:
    words, table = str(accuracy_in_words()), table_readers().data.set_index("reader")
    right = right_and_opposite(load_readings(), "agreed", "sealed")[0]
    told = re.search(r"aims? for (.*?) w(?:as|ere) missed", words)
    missed = told[1] if told else ""
    assert ("direction" in missed) == (right.value < 0.85)
    assert ("recall" in missed) == (recall_in_all().value < 0.80)
    assert f"right for {100 * right.value:.0f}%" in words
    assert table.loc["Agreed by readers", "right"] == pytest.approx(100 * right.value)
    assert "language models" in str(readers_in_words())
    assert "no measure of how the rules do on a new report" in str(readers_in_words())

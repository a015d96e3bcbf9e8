"""Precision, recall and direction on counts of our own; recall that weighs sentences nobody read, by hand."""

from __future__ import annotations

import hashlib
import math

import pandas as pd
import pytest

from workforce_grades.words import readers, sealed_sample
from workforce_grades.words.accuracy import is_opposite, load_answers, load_labels, measured, score, shares, with_hash
from workforce_grades.words.readers import ALL_DIFFER, NOT_ABOUT, UNDECIDED, agreed, agreement, right_and_opposite
from workforce_grades.words.rules import Theme, load_rules
from workforce_grades.words.sealed_sample import Sample

KINDS = {
    "load": Theme("load", "Load", polar=True),
    "talk": Theme("talk", "Talk", polar=False),
    "quote": Theme("quote", "Quote", polar=True, quotes_only=True),
    "part": Theme("part", "Part", polar=True, part_of="load"),
}
COUNTS = ["found", "wrong", "missed", "directed", "right", "opposite"]


def coded(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return mentions of sentences: (sentence, theme, polarity), all of one file."""
    table = pd.DataFrame(rows, columns=["sentence", "theme", "polarity"]).astype("str")
    return with_hash(table.assign(file="a.pdf"))


def labelled(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return coded(*rows).assign(part="sealed first").drop(columns="sentence")


@pytest.mark.parametrize(
    ("coder", "reader", "counts"),
    [
        ("positive", "positive", (1, 0, 0, 1, 1, 0)),
        ("positive", "negative", (1, 0, 0, 1, 0, 1)),
        ("negative", "positive", (1, 0, 0, 1, 0, 1)),
        ("mixed", "positive", (1, 0, 0, 1, 0, 0)),
        ("unclear", "unclear", (1, 0, 0, 1, 1, 0)),
        ("mentioned", "mentioned", (1, 0, 0, 0, 0, 0)),
        ("positive", None, (0, 1, 0, 0, 0, 0)),
        (None, "positive", (0, 0, 1, 0, 0, 0)),
    ],
)
def test_one_mention_coded_and_labelled(coder: str | None, reader: str | None, counts: tuple[int, ...]) -> None:
    rest = ("Two.", "load", "mixed")
    themes = coded(rest, *([("One.", "load", coder)] if coder else []))
    labels = labelled(rest, *([("One.", "load", reader)] if reader else []))
    (row,) = score(themes, labels, KINDS).to_dict("records")
    agreed_before = (1, 0, 0, 1, 1, 0)
    assert tuple(row[name] for name in COUNTS) == tuple(a + b for a, b in zip(counts, agreed_before, strict=True))


def test_what_is_not_scored_has_no_row() -> None:
    rows = [("One.", theme, "positive") for theme in KINDS]
    found = score(coded(*rows), labelled(*rows), KINDS)
    assert list(found["theme"]) == ["load", "talk"]


def test_sentences_of_files_nobody_read_do_not_count() -> None:
    others = coded(("One.", "load", "positive")).assign(file="b.pdf")
    found = score(others, labelled(("One.", "load", "positive")), KINDS)
    assert found[["found", "wrong", "missed"]].to_numpy().tolist() == [[0, 0, 1]]


def test_each_part_has_its_own_row() -> None:
    first, second = labelled(("One.", "load", "mixed")), labelled(("One.", "load", "mixed")).assign(file="b.pdf")
    both = pd.concat([first, second.assign(part="sealed second")])
    found = score(coded(("One.", "load", "mixed")), both, KINDS).set_index("part")
    assert found["found"].to_dict() == {"sealed first": 1, "sealed second": 0}
    assert found["missed"].to_dict() == {"sealed first": 0, "sealed second": 1}


def test_shares_of_all_rows_together() -> None:
    counts = pd.DataFrame([(6, 2, 3, 5, 4, 1), (4, 0, 2, 3, 2, 0)], columns=COUNTS)
    found = shares(counts)
    assert {name: (each.value, each.n) for name, each in found.items()} == {
        "precision": (10 / 12, 12), "recall": (10 / 15, 15), "polarity": (6 / 8, 8), "opposite": (1 / 8, 8),
    }  # fmt: skip


def test_shares_of_nothing_are_not_numbers() -> None:
    found = shares(pd.DataFrame([(0,) * 6], columns=COUNTS))
    assert all(math.isnan(each.value) and each.n == 0 for each in found.values())


def test_only_good_and_bad_are_opposite() -> None:
    ways = ["positive", "negative", "mixed", "unclear", "not about it"]
    pairs = [(one, other) for one in ways for other in ways]
    table = pd.DataFrame(pairs, columns=["one", "other"])
    told = [pair for pair, is_so in zip(pairs, is_opposite(table["one"], table["other"]), strict=True) if is_so]
    assert told == [("positive", "negative"), ("negative", "positive")]


def test_a_sentence_is_named_by_twelve_signs_of_its_hash() -> None:
    text = "Social workers’ caseloads are high."
    (named,) = coded((text, "load", "negative"))["sentence_sha256"]
    assert named == hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def test_rules_of_today_are_measured_on_the_same_sentences_as_those_of_then() -> None:
    then, now = measured(), measured("mended")
    scored = {name for name, theme in load_rules().themes.items() if not theme.quotes_only and not theme.part_of}
    labels = load_labels()
    for counts in (then, now):
        assert counts[["found", "missed"]].to_numpy().sum() == labels["theme"].isin(scored).sum()
    assert set(load_answers().columns) >= {"sealed", "mended", "part"}
    assert now["wrong"].sum() <= then["wrong"].sum()


def sealed_tables(name: str) -> pd.DataFrame:
    """Return two parts: four sentences picked and three drawn in the first, one picked and two drawn in the second."""
    if name == "parts":
        return pd.DataFrame({"part": ["sealed first", "sealed second"], "sentences": [100, 50]})
    first, second = ["net"] * 3 + ["rule"] + ["drawn"] * 3, ["net"] + ["drawn"] * 2
    parts = ["sealed first"] * 7 + ["sealed second"] * 3
    files = ["a.pdf"] * 7 + ["b.pdf"] * 3
    return pd.DataFrame({"part": parts, "file": files, "sentence_no": range(10), "picked_by": first + second})


def test_how_each_part_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("sealed first", "a.pdf", 0), ("sealed first", "a.pdf", 4), ("sealed first", "a.pdf", 4),
            ("sealed second", "b.pdf", 7)]  # fmt: skip
    labels = pd.DataFrame(rows, columns=["part", "file", "sentence_no"]).assign(theme=["x", "x", "y", "x"])
    monkeypatch.setattr(sealed_sample, "load_sealed", sealed_tables)
    monkeypatch.setattr(sealed_sample, "load_labels", lambda: labels)
    found = sealed_sample.samples()
    assert found == {"sealed first": Sample(100, 4, 3, 2), "sealed second": Sample(50, 1, 2, 0)}
    assert [each.rest for each in found.values()] == [96, 49]


def test_a_mention_that_was_let_through_stands_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"one": Sample(1_000, 100, 90, 1), "two": Sample(600, 100, 50, 3)}
    counts = pd.DataFrame({"found": [50, 30], "missed": [10, 14]})
    monkeypatch.setattr(sealed_sample, "samples", lambda: parts)
    monkeypatch.setattr(sealed_sample, "measured", lambda: counts)
    found = sealed_sample.recall_in_all.__wrapped__()
    unread = 900 / 90 * 1 + 500 / 50 * 3
    assert found.value == pytest.approx(80 / (80 + 20 + unread))
    assert found.n == 80 + 20 + 4
    assert found.low < found.value < found.high
    assert found == sealed_sample.recall_in_all.__wrapped__(), "the draws have a seed"


def test_with_nothing_let_through_recall_is_close_to_that_of_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_sample, "samples", lambda: {"one": Sample(1_000, 990, 10, 0)})
    monkeypatch.setattr(sealed_sample, "measured", lambda: pd.DataFrame({"found": [900], "missed": [100]}))
    found = sealed_sample.recall_in_all.__wrapped__()
    assert found.value == 0.9
    assert (found.low, found.high) == (pytest.approx(0.88, abs=0.005), pytest.approx(0.917, abs=0.005))


def answers(*rows: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["first", "second", "third", "mended"])
    return table.assign(agreed=[agreed(*row[:3]) for row in rows])


@pytest.mark.parametrize(
    ("row", "right", "opposite", "counted"),
    [
        (("positive", "positive", None, "positive"), 1, 0, 1),
        (("positive", "positive", None, "negative"), 0, 1, 1),
        (("positive", "negative", None, "positive"), 0.5, 0.5, 1),
        (("positive", "mixed", None, "negative"), 0, 0.5, 1),
        (("positive", NOT_ABOUT, None, "positive"), 0.5, 0, 1),
        (("positive", "negative", "negative", "negative"), 1, 0, 1),
        (("positive", "negative", "mixed", "positive"), 0, 0, 0),
        ((NOT_ABOUT, NOT_ABOUT, None, "positive"), 0, 0, 0),
        (("positive", "positive", None, None), 0, 0, 0),
    ],
)
def test_the_coder_against_agreed_labels(
    row: tuple[str, str, str | None, str | None], right: float, opposite: float, counted: int
) -> None:
    items = answers(row, ("mixed", "mixed", None, "mixed"))
    found = right_and_opposite(items, "agreed", "mended")
    assert [each.n for each in found] == [counted + 1] * 2
    assert found[0].value == (right + 1) / (counted + 1)
    assert found[1].value == opposite / (counted + 1)


@pytest.mark.parametrize(
    ("first", "second", "third", "label"),
    [
        ("mixed", "mixed", "positive", "mixed"), ("mixed", "positive", "positive", "positive"),
        ("mixed", "positive", "mixed", "mixed"), ("mixed", "positive", "unclear", ALL_DIFFER),
        ("mixed", "positive", float("nan"), UNDECIDED), (NOT_ABOUT, "positive", NOT_ABOUT, NOT_ABOUT),
    ],
)  # fmt: skip
def test_what_two_of_three_say(first: str, second: str, third: object, label: str) -> None:
    assert agreed(first, second, third) == label
    assert agreed(second, first, third) == label


def test_readers_that_agree_wholly_and_no_better_than_chance() -> None:
    same = answers(*[("positive", "positive", None, None)] * 3, ("mixed", "mixed", None, None))
    assert (agreement(same).same.value, agreement(same).kappa) == (1.0, pytest.approx(1.0))
    ways = ("positive", "negative")
    chance = answers(*[(one, other, None, None) for one in ways for other in ways])
    assert agreement(chance).same.value == 0.5
    assert agreement(chance).kappa == pytest.approx(0.0)
    assert agreement(chance).low < 0 < agreement(chance).high


def test_items_about_the_theme_are_so_for_both() -> None:
    items = answers(
        ("mixed", NOT_ABOUT, None, None), (NOT_ABOUT, "mixed", None, None), ("mixed", "positive", None, None)
    )
    assert list(readers.about_the_theme(items).index) == [2]

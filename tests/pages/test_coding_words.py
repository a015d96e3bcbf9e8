"""How often the coding is right, in words and tables: aims at their edges, and counts from labels made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from workforce_grades.pages.inspectors_words import measured as page
from workforce_grades.shares import Share
from workforce_grades.words.readers import ALL_DIFFER, NOT_ABOUT, UNDECIDED

POS, NEG, MIXED = "positive", "negative", "mixed"


def part(percent: float, low: float | None = None, n: int = 100) -> Share:
    return Share(percent / 100, (percent - 1 if low is None else low) / 100, (percent + 1) / 100, n)


def counted(*rows: tuple[str, str, int, int, int, int, int, int]) -> pd.DataFrame:
    columns = ["part", "theme", "found", "wrong", "missed", "directed", "right", "opposite"]
    return pd.DataFrame(rows, columns=columns)


def words(
    monkeypatch: pytest.MonkeyPatch, precision: int = 95, recall: Share | None = None, direction: Share | None = None,
    opposite: Share | None = None, through: tuple[int, int] = (1, 1),
) -> tuple[str, ...]:  # fmt: skip
    """The three paragraphs where so many of 100 coded sentences are right and the rest is as given."""
    samples = {"first": SimpleNamespace(let_through=through[0], drawn=200, rest=4010, picked=300),
               "second": SimpleNamespace(let_through=through[1], drawn=100, rest=1700, picked=200)}  # fmt: skip
    monkeypatch.setattr(page, "measured", lambda: counted(("a", "caseload", precision, 100 - precision, 5, 50, 45, 1)))
    monkeypatch.setattr(page, "recall_in_all", lambda: recall or part(85))
    monkeypatch.setattr(page, "load_readings", lambda: None)
    monkeypatch.setattr(page, "right_and_opposite", lambda *_: (direction or part(90), opposite or part(1)))
    monkeypatch.setattr(page, "samples", lambda: samples)
    return page.accuracy_in_words().paragraphs


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        pytest.param({"precision": 99}, "All were met.", id="all"),
        pytest.param(
            {"precision": 99, "recall": part(80, 79.5)}, "All were met.", id="an interval from the aim on, as shown"
        ),
        pytest.param(
            {"precision": 99, "recall": part(80, 79.4)},
            "All were met, but the interval of recall reaches below its aim.",
            id="below",
        ),
        pytest.param(
            {"precision": 90},
            "All were met, but the interval of precision reaches below its aim.",
            id="the aim exactly",
        ),
        pytest.param({"precision": 99, "opposite": part(5)}, "All were met.", id="five percent opposite"),
        pytest.param(
            {"precision": 99, "opposite": part(5.1)},
            "The aim for opposite directions was missed. The others were met.",
            id="more opposite",
        ),
        pytest.param(
            {"precision": 99, "recall": part(79.9)}, "The aim for recall was missed. The others were met.", id="recall"
        ),
        pytest.param(
            {"precision": 89, "direction": part(85, 80)},
            "The aim for precision was missed. The others were met, but the interval of "
            "direction reaches below its aim.",
            id="one missed, one close",
        ),
        pytest.param(
            {"precision": 89, "recall": part(70), "direction": part(84)},
            "The aims for precision, recall and direction were missed. The others were met.",
            id="three",
        ),
        pytest.param(
            {"precision": 89, "recall": part(70), "direction": part(84), "opposite": part(9)},
            "All were missed.",
            id="all four",
        ),
    ],
)
def test_which_aims_were_missed(monkeypatch: pytest.MonkeyPatch, measures: dict[str, Any], said: str) -> None:
    aims = "The aims were 90% precision, 80% recall, 85% of directions right and at most 5% opposite. "
    assert words(monkeypatch, **measures)[2] == aims + said


@pytest.mark.parametrize(
    ("through", "told"),
    [
        (
            (1, 0),
            "Of 300 sentences drawn at random from those that nothing had picked out, 1 was about a theme; each "
            "stands for about 20 that",
        ),
        ((1, 2), "nothing had picked out, 3 were about a theme; each stands for about 20 or 17 that nobody read."),
        ((0, 4), "4 were about a theme; each stands for about 17 that nobody read."),
    ],
)
def test_what_nobody_read_is_weighed_by_part(
    monkeypatch: pytest.MonkeyPatch, through: tuple[int, int], told: str
) -> None:
    first = words(monkeypatch, through=through)[0]
    assert told in first
    assert "Precision over the seven themes was 95% (95% interval 89 to 98, n = 100)." in first
    assert "Recall was 95% (95% interval 89 to 98, n = 100) among the sentences that were read." in first
    assert first.endswith("Recall over all sentences is then 85% (95% interval 84 to 86).")


ITEMS = pd.DataFrame(
    [
        (POS, POS, POS, POS, POS),
        (NEG, NEG, NEG, POS, NEG),
        (POS, MIXED, UNDECIDED, POS, None),
        (NOT_ABOUT, POS, ALL_DIFFER, NEG, NEG),
    ],
    columns=["first", "second", "agreed", "sealed", "mended"],
)


def test_each_reader_has_a_row_unseen_beside_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against agreed labels the undecided item counts half where one of the two has the coder's direction."""
    monkeypatch.setattr(page, "load_readings", lambda: ITEMS)
    shown = page.table_readers().data.set_index("reader")
    columns = ["n", "right", "opposite", "seen_n", "seen_right", "seen_opposite"]
    third = 100 / 3
    assert shown.index.tolist() == ["First reader", "Second reader", "Agreed by readers"]
    assert shown.loc["First reader", columns].tolist() == pytest.approx([3, 2 * third, third, 2, 100, 0])
    assert shown.loc["Second reader", columns].tolist() == pytest.approx([4, 25, 50, 3, 2 * third, third])
    assert shown.loc["Agreed by readers", columns].tolist() == pytest.approx([3, 50, third, 2, 100, 0])
    assert shown.loc["First reader", "seen_ci"] == "34 to 100"


def test_agreement_of_readers_is_told_with_kappa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of four alike where 0.3125 would be by chance is 0.27; among three, two where a third would be is 0.50."""
    monkeypatch.setattr(page, "load_readings", lambda: ITEMS)
    monkeypatch.setattr(
        page,
        "samples",
        lambda: {"a": SimpleNamespace(picked=1000, drawn=200), "b": SimpleNamespace(picked=50, drawn=5)},
    )
    told = page.readers_in_words().paragraphs
    assert told[0].startswith("One reader labelled 1,255 sentences.")
    assert "read again the 4 pairs of a sentence and a theme" in told[0]
    assert "The two gave the same answer to 50% (Cohen's kappa 0.27, 95% interval" in told[0]
    assert told[0].endswith("Among the 3 that both take to be about the theme, kappa is 0.50.")
    assert told[1].startswith("They differ on 2. No third reader has decided these 1. Each counts half")
    assert told[1].endswith("the direction was right for 50.0% (n = 2).")


def test_where_a_third_reader_decided_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "load_readings", lambda: ITEMS.assign(agreed=[POS, NEG, POS, ALL_DIFFER]))
    assert page.readers_in_words().paragraphs[1] == (
        "They differ on 2. A third reader, who had seen neither's answer, decided; where all three differ, none counts."
    )


def test_themes_are_counted_over_both_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = counted(
        ("a", "turnover", 6, 2, 1, 4, 3, 1), ("b", "turnover", 3, 1, 2, 4, 3, 0), ("b", "supervision", 0, 1, 0, 0, 0, 0)
    )
    monkeypatch.setattr(page, "measured", lambda: rows)
    table = page.table_accuracy(str.upper)
    assert table.data["theme"].tolist() == ["SUPERVISION", "TURNOVER"]
    assert table.data.iloc[1, 1:].tolist() == pytest.approx([12, 75.0, 75.0, 8, 75.0])
    assert table.data.iloc[0, [1, 2]].tolist() == [0, 0.0]
    assert table._repr_html_().count('<td class="number">–</td>') == 3


def test_where_nothing_was_let_through_no_sentence_stands_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first = words(monkeypatch, through=(0, 0))[0]
    assert "nothing had picked out, 0 were about a theme. Recall over all" in first

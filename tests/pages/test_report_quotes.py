"""Quotes from reports: which are chosen, how long they are, what stands beside them."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from workforce_grades.pages.inspectors_words.quotes import CensusFigure, chosen, quote, quote_list, quotes

PUBLISHED = pd.Timestamp(2024, 7, 12)
NAN = math.nan


def said(sentence: str, *, section: str = "leaders", number: int = 7, polarity: str = "positive") -> pd.Series:
    return pd.Series({"sentence": sentence, "section": section, "sentence_no": number, "polarity": polarity})


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("what_needs_to_improve", "what needs to improve"),
        ("in_care", "children in care"),
        ("priority_action", "areas for priority action"),
        ("some_other_part", "some other part"),
    ],
)
def test_a_quote_names_its_section(section: str, words: str) -> None:
    told = quote(said("Staff stay.", section=section), PUBLISHED, illustrative=True)
    assert told == (
        f"“Staff stay.” <small>(Report published 12 July 2024, {words}, sentence 7; generated, not "
        f"Ofsted&#39;s)</small>"
    )


def test_a_long_sentence_is_cut_between_words_and_marked() -> None:
    exact = "x" * 209 + " " + "y" * 210
    assert f"“{exact}”" in quote(said(exact), PUBLISHED, illustrative=False)
    assert f"“{'x' * 209} [...]”" in quote(said(exact + "y"), PUBLISHED, illustrative=False)


MENTIONS = pd.DataFrame(
    [
        said("a", section="in_care", number=1, polarity="negative"),
        said("b", section="summary", number=9),
        said("c", section="leaders", number=5),
        said("d", section="leaders", number=3),
        said("e", section="what_needs_to_improve", number=2),
        said("f", section="leaders", number=1, polarity="mixed"),
    ]
)


@pytest.mark.parametrize(
    ("most", "order"),
    [(1, "f"), (2, "fd"), (3, "fda"), (4, "fdac"), (5, "fdacb"), (6, "fdacbe"), (9, "fdacbe"), (0, "")],
)
def test_one_of_each_direction_comes_before_a_second_and_leaders_before_others(most: int, order: str) -> None:
    assert "".join(chosen(MENTIONS, most)["sentence"]) == order


@pytest.mark.parametrize(
    ("most", "lines", "more"), [(2, 3, "and 4 more"), (5, 6, "and 1 more"), (6, 6, ""), (9, 6, "")]
)
def test_how_many_more_there_are_is_said(most: int, lines: int, more: str) -> None:
    told = quotes(MENTIONS, PUBLISHED, most, illustrative=True).split("<br>")
    assert len(told) == lines
    assert told[-1] == more or not more
    assert quotes(MENTIONS.iloc[:0], PUBLISHED, most, illustrative=True) == ""


def test_a_list_of_quotes_escapes_headings_and_leaves_empty_figures_out() -> None:
    told = quote(said("Staff <stay>."), PUBLISHED, illustrative=False)
    html = str(quote_list([("One <b>", "Caseload 2022", told), ("Two", "", told)], note="A & B")._repr_html_())
    assert html.startswith(
        '<dl class="figure-words"><dt>One &lt;b&gt;</dt><dd>Caseload 2022</dd><dd>“Staff &lt;stay&gt;.”'
    )
    assert "<dt>Two</dt><dd>“" in html
    assert html.endswith('</dl><p class="table-note">A &amp; B</p>')


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (
            CensusFigure("caseload", 2022, 17.24, "23rd highest of 150 returns", 16.55),
            "Caseload 2022: 17.2 cases. 23rd highest of 150 returns; England 16.6",
        ),
        (CensusFigure("agency_rate", 2019, 0.0, "", NAN), "Agency rate 2019: 0.0%. England –"),
    ],
    ids=["with its place", "without a place"],
)
def test_a_census_figure_in_words(figure: CensusFigure, words: str) -> None:
    assert figure.in_words() == words.replace("16.6", f"{figure.england:.1f}")

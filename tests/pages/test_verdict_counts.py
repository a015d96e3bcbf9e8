"""How claims came out: counts of verdicts, which are firm, and the rules as the page prints them."""

from __future__ import annotations

import pytest
from made_claims import CLOSE, FIRM, on, read, told

from workforce_grades.claims import RULES, VERDICTS, Finding
from workforce_grades.pages.case_studies.rules import table_rules, words_of_rules
from workforce_grades.pages.case_studies.tally import care_in_words, counts_in_words, dating_in_words
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose


def many(**verdicts: int) -> list[Finding]:
    return [told(name.replace("_", " ")) for name, count in verdicts.items() for _each in range(count)]


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (
            {"agrees": 1},
            "Of 1 claim that press articles made about Here, 1 can be held against the open data used here: 1 "
            "agrees. The other 0 "
            "cannot.",
        ),
        (
            {"agrees": 2, "cannot_be_checked": 1},
            "Of 3 claims that press articles made about Here, 2 can be held against the open data used here: "
            "all 2 agree. The other 1 cannot.",
        ),
        (
            {"depends_on_the_year": 2, "disagrees": 1, "agrees_in_part": 1, "agrees": 3},
            "Of 7 claims that press articles made about Here, 7 can be held "
            "against the open data used here: 3 agree, 1 agrees in part, 1 disagrees and 2 depend on the year. The "
            "other 0 cannot.",
        ),
        (
            {"cannot_be_checked": 2},
            "Of 2 claims that press articles made about Here, 0 can be held against the open data used here: none. "
            "The other 2 "
            "cannot.",
        ),
    ],
)
def test_verdicts_are_counted_in_their_order(verdicts: dict[str, int], said: str) -> None:
    assert counts_in_words(many(**verdicts), "Here") == said


def test_claims_that_name_a_figure_are_counted_apart_from_those_in_words() -> None:
    found = [told("agrees", dating="exact"), told("disagrees", dating="about"), told("disagrees", dating="about"),
             told("cannot be checked", dating="exact")]  # fmt: skip
    assert dating_in_words(found) == (
        "Of the 1 that name an inspection, a figure or a record, 1 agrees; of the 2 that describe a time in words, "
        "such as high or "
        "manageable, all 2 disagree."
    )
    assert dating_in_words([]).count("none") == 2


def test_verdicts_that_would_differ_are_named() -> None:
    steady = told("agrees", CLOSE, FIRM)
    turned = told("depends on the year", read(on(2019), holds=False), CLOSE, claim_id="C40")
    lost = told("agrees", CLOSE, claim_id="C41")
    opening = (
        "a reading that is close to where the answer turns, or of a day after the article. Without those readings,"
    )
    assert care_in_words([steady, told("agrees", FIRM)]) == (
        f"How firm are they? 1 verdict counts {opening} no verdict would change."
    )
    assert care_in_words([steady, turned]) == (
        f"How firm are they? 2 verdicts count {opening} 1 verdict would differ: C40 (depends on the year here, "
        f"disagrees then)."
    )
    assert care_in_words([turned, lost]).endswith(
        "2 verdicts would differ: C40 (depends on the year here, disagrees then) and C41 (agrees here, cannot be "
        "checked then)."
    )


def test_rules_are_shown_with_the_claims_that_each_decides() -> None:
    table = table_rules([told("agrees"), told("agrees"), told("agrees", kind="record")])
    assert isinstance(table, Table)
    assert dict(zip(RULES, table.data["claims"], strict=True)) == dict.fromkeys(RULES, 0) | {"level": 2, "record": 1}
    assert isinstance(table_rules([]), Prose)


@pytest.mark.parametrize(
    ("claims", "ending"),
    [
        ([told("agrees")], "What a claim says: 'above', above England."),
        (
            [
                told("agrees", direction="in_line", tolerance=2.0),
                told("agrees", direction="in_line", tolerance=0.5),
                told("agrees", tolerance=9.0),
            ],
            "What a claim says: 'above', above England; 'in line', no further from England than the tolerance. The "
            "tolerance is 0.5 and 2.0 in the "
            "measure's unit.",
        ),
        (
            [told("agrees", direction="in_line", tolerance=2.0)] * 2,
            "than the tolerance. The tolerance is 2.0 in the measure's unit.",
        ),
    ],
    ids=["no tolerance", "two", "the same twice"],
)
def test_only_directions_in_use_and_their_tolerances_are_told(claims: list[Finding], ending: str) -> None:
    points = words_of_rules(claims)
    assert points.kind == "list"
    assert points.paragraphs[-1].endswith(ending)
    assert [text.partition("'")[2].partition("'")[0] for text in points.paragraphs[: len(VERDICTS)]] == list(VERDICTS)
    assert points.paragraphs[-2].startswith("Care with a reading: the number lies less than 1 percentage point")
    assert words_of_rules([]).paragraphs == ()

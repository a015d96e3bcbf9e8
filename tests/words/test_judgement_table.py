"""Judgements between labels: whatever the order of cells, the far end of a label's reach, what is no grade at all."""

from __future__ import annotations

from itertools import permutations

import pytest

from workforce_grades.words.judgement_table import Judgements, as_grade, find_judgements

RI = "Requires improvement"
LABELS = {
    "leaders": "The impact of leaders on social work practice with children and families",
    "help_protection": "The experiences and progress of children who need help and protection",
    "in_care": "The experiences and progress of children in care",
    "care_leavers": "The experiences and progress of care leavers",
    "overall": "Overall effectiveness",
}
GRADES = {
    "leaders": "Good",
    "help_protection": RI,
    "in_care": "Outstanding",
    "care_leavers": "Inadequate",
    "overall": RI,
}


def table(*names: str) -> str:
    cells = " ".join(f"{LABELS[name]} {GRADES[name].replace(RI, f'{RI} to be good')}" for name in names)
    return f"Judgement Grade {cells}"


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("Outstanding", "Outstanding"), ("is good.", "Good"), ("GOOD", "Good"), ("inadequate", "Inadequate"),
        ("requires improvement", RI), ("Requires  improvement\nto be good", RI), ("require improvement to be good", RI),
        ("inadequate, not good", "Inadequate"), ("Not judged", None), ("not judged, though good", None),
        ("goodness knows", None), ("requires improvements", None), ("adequate", None), ("", None),
    ],
)  # fmt: skip
def test_the_first_grade_of_some_words(words: str, grade: str | None) -> None:
    assert as_grade(words) == grade


@pytest.mark.parametrize("order", list(permutations(list(LABELS)[:4])), ids=",".join)
def test_rows_of_the_table_in_any_order(order: tuple[str, ...]) -> None:
    assert find_judgements(table(*order, "overall")).grades == GRADES


@pytest.mark.parametrize("left_out", list(LABELS))
def test_a_row_that_is_not_there_is_no_judgement_and_changes_no_other(left_out: str) -> None:
    found = find_judgements(table(*(name for name in LABELS if name != left_out))).grades
    assert found == {**GRADES, left_out: None}


def test_what_stands_before_the_header_of_the_table_is_not_part_of_it() -> None:
    before = f"{LABELS['leaders']} is inadequate. {LABELS['overall']} Inadequate. "
    assert find_judgements(before + table(*LABELS)).grades == GRADES
    assert find_judgements(before).grades["leaders"] == "Inadequate"


def test_the_table_ends_with_the_overall_grade() -> None:
    after = f"{table('help_protection', 'overall')} Later: {LABELS['leaders']} is good."
    assert find_judgements(after).grades == {**dict.fromkeys(LABELS), "help_protection": RI, "overall": RI}


def test_an_overall_grade_that_comes_first_ends_nothing() -> None:
    assert find_judgements(table("overall", "leaders")).grades["leaders"] == "Good"


def test_of_two_rows_of_a_name_the_first_counts() -> None:
    text = f"{LABELS['leaders']} Good {LABELS['leaders']} Inadequate"
    assert find_judgements(text).grades["leaders"] == "Good"


@pytest.mark.parametrize(("gap", "grade"), [(100, "Good"), (130, None)])
def test_a_label_reaches_so_far_and_no_farther(gap: int, grade: str | None) -> None:
    text = f"{LABELS['overall']} {'x' * gap} Good"
    assert find_judgements(text).grades["overall"] == grade


@pytest.mark.parametrize(
    "cell",
    ["The experiences and progress of good children in care", "The experiences good and progress of children in care"],
)
def test_a_grade_may_stand_within_the_lines_of_its_label(cell: str) -> None:
    assert find_judgements(f"Judgement Grade {cell}").grades["in_care"] == "Good"


def test_care_leavers_judged_with_children_in_care_have_no_grade_of_their_own() -> None:
    joint = f"{LABELS['in_care']} and care leavers Good {LABELS['overall']} Good"
    assert find_judgements(joint) == Judgements(
        {**dict.fromkeys(LABELS), "in_care": "Good", "overall": "Good"}, True, None
    )


@pytest.mark.parametrize("text", ["", "Judgement Grade", "Good", "Nothing of the kind"])
def test_without_labels_nothing_is_judged(text: str) -> None:
    assert find_judgements(text) == Judgements(dict.fromkeys(LABELS), False, None)


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("The overall judgement is that services are inadequate.", "Inadequate"),
        ("The overall effectiveness of services requires improvement to be good.", RI),
        ("Children’s services in Aldra are good", "Good"),
        ("Children's services in Aldra require improvement", RI),
        ("Children’s services in Aldra. They are good", None),
        ("Overall judgement. It is good", None),
    ],
)
def test_the_single_framework_says_the_overall_judgement_in_a_sentence(sentence: str, grade: str | None) -> None:
    assert find_judgements(sentence, sif=True).grades["overall"] == grade
    assert find_judgements(sentence, sif=True).in_care_includes_care_leavers


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("The Local Safeguarding Children Board requires improvement to be good", RI),
        ("the LSCB is good", "Good"),
        ("the LSCB that it is outstanding", "Outstanding"),
        ("the LSCB. It is good", None),
        ("the board is good", None),
    ],
)
def test_the_boards_judgement_is_one_of_the_single_framework_only(sentence: str, grade: str | None) -> None:
    assert find_judgements(sentence, sif=True).board == grade


def test_labels_of_the_single_framework() -> None:
    text = (
        "1. Children who need help and protection Good 2. Children looked after and achieving permanence Requires "
        "improvement 2.1 Adoption performance Outstanding 2.2 Experiences and progress of care leavers Inadequate "
        "3. Leadership, management and governance Good"
    )
    assert find_judgements(text, sif=True).grades == {
        "overall": None, "leaders": "Good", "help_protection": "Good", "in_care": RI, "care_leavers": "Inadequate",
    }  # fmt: skip

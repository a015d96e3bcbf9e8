"""Whose names are left out of a sentence and which words only look like names; abbreviations that end no sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.words.personal_names import LEFT_OUT, without_names
from workforce_grades.words.sections import Paragraph
from workforce_grades.words.sentences import Sentence, split, split_report

ABBREVIATIONS = ["e.g", "i.e", "etc", "vs", "no", "approx", "Dr", "Mr", "Mrs", "Ms", "St", "Prof", "Cllr", "Rev", "Ltd",
                 "para", "pp", "vol", "a.m", "p.m"]  # fmt: skip

TITLES = ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Dr.", "Prof", "Professor", "Sir", "Dame", "Lord", "Lady", "Baroness",
          "Cllr", "Councillor", "Rev", "Reverend"]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "Lead inspector: Quillen Nobody", "Lead inspectors: two", "Her Majesty’s Inspector, Ofsted",
        "His Majesty’s Inspectors", "Dear Quillen", "Yours faithfully", "Inspection team: two people",
        "Quality assurance manager: Orrin Noone", "Seconded inspectors: one", "It was led by an Ofsted inspector: her",
    ],
)  # fmt: skip
def test_a_sentence_about_who_somebody_is_goes_as_a_whole(sentence: str) -> None:
    assert without_names(sentence) == ""


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("name", ["Noone", "Orrin Noone", "Orrin Quillen Noone", "O’Noone", "Noone-Nobody"])
def test_a_title_and_the_names_after_it_are_left_out(title: str, name: str) -> None:
    assert without_names(f"Then {title} {name} came.") == f"Then {LEFT_OUT} came."


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("The leader, Orrin Noone, the new one, acts.", f"The leader, {LEFT_OUT}, the new one, acts."),
        ("A worker, Orrin Noone, was praised.", f"A worker, {LEFT_OUT}, was praised."),
        ("A worker, Orrin Noone, left.", "A worker, Orrin Noone, left."),
        ("In June, Orrin Noone, director, left.", f"In June, {LEFT_OUT}, director, left."),
        ("In June, Orrin Noone, the interim DCS, left.", f"In June, {LEFT_OUT}, the interim DCS, left."),
        ("In June, Orrin Noone, lead member, left.", f"In June, {LEFT_OUT}, lead member, left."),
        ("In the area, Early Help, the first of all, works.", "In the area, Early Help, the first of all, works."),
        ("In the north, Children Services, director, works.", "In the north, Children Services, director, works."),
        ("The board, Social Care, who is new, works.", "The board, Social Care, who is new, works."),
        ("A doctor sees them.", "A doctor sees them."),
        ("The sirens of Lordship Lane sound.", "The sirens of Lordship Lane sound."),
        ("Mrs wonders.", "Mrs wonders."),
    ],
)  # fmt: skip
def test_a_name_beside_an_office_is_left_out_and_a_service_is_none(sentence: str, left: str) -> None:
    assert without_names(sentence) == left


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Quillen Nobody wrote to Quillen Nobody.", f"{LEFT_OUT} wrote to {LEFT_OUT}."),
        ("Quillen Nobodyson wrote.", "Quillen Nobodyson wrote."),
        ("Orrin N. Noone wrote.", f"{LEFT_OUT} wrote."),
        ("Orrin NX Noone wrote.", "Orrin NX Noone wrote."),
    ],
    ids=["every time", "whole words only", "a full stop in a name", "which stands for itself"],
)
def test_a_reports_own_inspectors_are_left_out(sentence: str, left: str) -> None:
    assert without_names(sentence, ["Quillen Nobody", "Orrin N. Noone"]) == left


@pytest.mark.parametrize("word", ABBREVIATIONS)
@pytest.mark.parametrize("quote", ["", "’", ")", "’)"])
def test_an_abbreviation_ends_no_sentence_whatever_closes_behind_it(word: str, quote: str) -> None:
    text = f"They met {word}.{quote} Then they left."
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One is here. Two is here.", ["One is here.", "Two is here."]),
        ("One is here. two is here.", ["One is here. two is here."]),
        ("One is here! ‘Two’ is here.", ["One is here!", "‘Two’ is here."]),
        ("One is here?” (Two is here.)", ["One is here?”", "(Two is here.)"]),
        ("One is here… 12 more are there.", ["One is here…", "12 more are there."]),
        ("One is here.2 Two is here.", ["One is here.2", "Two is here."]),
        ("One is here.123 Two is here.", ["One is here.123 Two is here."]),
        ("It was J. Noone. He left.", ["It was J. Noone.", "He left."]),
        ("It was 2.5 FTE less. He left.", ["It was 2.5 FTE less.", "He left."]),
        ("It was 12.50 FTE less. He left.", ["It was 12.50 FTE less.", "He left."]),
        ("It needs 1500.5 FTE staff. He left.", ["It needs 1500.5 FTE staff.", "He left."]),
        ("There are now 17.1 The council knows.", ["There are now 17.1", "The council knows."]),
        ("It was so in 2015.3 He left.", ["It was so in 2015.3", "He left."]),
        ("17.5 Social workers stay. He left.", ["17.5 Social workers stay.", "He left."]),
        ("17. Social workers stay. 18. He left.", ["17. Social workers stay.", "18. He left."]),
        ("They said so etc. And left. They went.", ["They said so etc. And left.", "They went."]),
        ("Nothing ends here", ["Nothing ends here"]),
        ("One  is\nhere. \n Two is here.", ["One is here.", "Two is here."]),
        ("   ", []),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["Staff stay.", "Is it so?", "They said ‘no’!", "It rose to 3.5 then."]), max_size=8))
def test_sentences_that_were_joined_come_apart_again(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_sentences_of_a_report_are_numbered_through_without_those_that_are_left_out() -> None:
    paragraphs = [
        Paragraph("summary", 0, "Staff stay. Lead inspector: Orrin Noone", is_bullet=False),
        Paragraph("leaders", 4, "Quillen Nobody came. Yours sincerely", is_bullet=False),
        Paragraph("leaders", 0, "The pace of it", is_bullet=True),
    ]
    assert split_report(paragraphs, ["Quillen Nobody"]) == [
        Sentence("summary", 1, 0, "Staff stay.", is_bullet=False),
        Sentence("leaders", 2, 4, f"{LEFT_OUT} came.", is_bullet=False),
        Sentence("leaders", 3, 0, "The pace of it", is_bullet=True),
    ]


def test_names_may_be_given_as_any_iterable() -> None:
    paragraphs = [Paragraph("summary", 1, "Quillen Nobody came. Then Quillen Nobody left.", is_bullet=False)]
    said = [one.text for one in split_report(iter(paragraphs), iter(["Quillen Nobody"]))]
    assert said == [f"{LEFT_OUT} came.", f"Then {LEFT_OUT} left."]

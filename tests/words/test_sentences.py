"""Sentences end where they end; nothing is lost; nobody is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.words.characters import mend_words, plain
from workforce_grades.words.furniture import without_furniture
from workforce_grades.words.personal_names import without_names
from workforce_grades.words.sentences import split


@given(st.text(alphabet="abcAB .,!?’‘()123\n", max_size=200))
def test_the_sentences_of_a_text_are_the_text(text: str) -> None:
    pieces = split(text)
    assert " ".join(pieces) == " ".join(text.split())
    assert all(piece.strip() == piece and piece for piece in pieces)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Staff stay. They like it.", 2),
        ("Dr. Known leads. Others follow.", 2),
        ("Staff, e.g. Newly qualified ones, stay.", 1),
        ("It rose to 3.5 cases. Then it fell.", 2),
        ("‘It is good.’ That was said.", 2),
        ("Is it? Yes! It is.", 3),
        ("See section 2. 16- and 17-year-olds wait.", 2),
        ("", 0),
    ],
)
def test_stops_that_end_a_sentence_and_stops_that_do_not(text: str, count: int) -> None:
    assert len(split(text)) == count


def test_characters_of_pdf_files_in_one_form() -> None:
    assert plain("\uf06e care\u00adful\r\n10 \u2500 14 June\u00a02024 ﬁne") == "• careful\n10 – 14 June 2024 fine"


def test_a_word_broken_at_a_line_end_keeps_its_hyphen_unless_the_report_writes_it_without() -> None:
    assert mend_words(["multi\ufffe\nagency work"]) == ["multi-agency work"]
    assert mend_words(["inspec\ufffe\ntion. An inspection."]) == ["inspection. An inspection."]
    assert mend_words(["A well-\nknown place"]) == ["A well-known place"]


def test_headers_and_page_numbers_go_also_where_they_run_into_text() -> None:
    header = "Inspection of Aldra local authority children’s services"
    texts = ("Visits go on\nand on", "Plans change\noften", "Staff stay\nhere")
    pages = ["Title\nText", *(f"{header}\n{n}\n{text}" for n, text in enumerate(texts, 2)), f"{header}Glued text"]
    lines = without_furniture(pages)
    assert lines == [["Title", "Text"], *(text.split("\n") for text in texts), ["Glued text"]]


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Lead inspector: Quillen Nobody", ""),
        ("Yours sincerely", ""),
        ("Councillor Orrin Noone chairs the board.", "[name left out] chairs the board."),
        ("The director, Orrin Noone, who is new, leads.", "The director, [name left out], who is new, leads."),
        ("Social workers know children well.", "Social workers know children well."),
        ("His Majesty’s courts praise the work.", "His Majesty’s courts praise the work."),
    ],
)
def test_who_somebody_is_stays_out(sentence: str, left: str) -> None:
    assert without_names(sentence) == left

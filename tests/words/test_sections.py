"""Headings, numbers and bullets told from text; the title page, lists of contents and the end matter left out."""

from __future__ import annotations

import pytest

from workforce_grades.words.sections import Paragraph, read_paragraphs

PROSE = "Workers know the children well."


def read(*lines: str) -> list[Paragraph]:
    """Return the paragraphs of one page that begins with its summary and has room before its end."""
    return read_paragraphs([["Executive summary", *lines]])


def said(*lines: str) -> list[tuple[str, str]]:
    return [(one.section, one.text) for one in read(*lines)]


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("What needs to improve?", "what_needs_to_improve"),
        ("What needs to be improved in this area of social work practice?", "what_needs_to_improve"),
        ("What needs to improve in this area?", "what_needs_to_improve"),
        ("Area for improvement", "what_needs_to_improve"),
        ("Areas for development:", "what_needs_to_improve"),
        ("RECOMMENDATIONS", "what_needs_to_improve"),
        ("Required improvements", "what_needs_to_improve"),
        ("What does the local authority need to improve?", "what_needs_to_improve"),
        ("Areas for priority action", "priority_action"),
        ("Priority and immediate action", "priority_action"),
        ("Immediate priority actions", "priority_action"),
        ("The impact of leaders on social work practice with children and families: good", "leaders"),
        ("Impact of leaders on social work practice", "leaders"),
        ("Leadership, management and governance", "leaders"),
        ("3. Leadership management and governance requires improvement", "leaders"),
        ("The experiences and progress of children who need help and protection: inadequate", "help_protection"),
        ("Children in need of help and protection are good", "help_protection"),
        ("The experiences and progress of children in care: outstanding", "in_care"),
        ("The experiences and progress of children in care and care leavers – good", "in_care"),
        ("The experiences and progress of children looked after is good", "in_care"),
        ("Children looked after and achieving permanence", "in_care"),
        ("2.1 Adoption performance", "adoption"),
        ("The graded judgment for adoption performance is outstanding", "adoption"),
        ("Care leavers: requires improvement to be good", "care_leavers"),
        ("The experience and progress of care leavers is good", "care_leavers"),
        ("The graded judgement about the experiences and progress of care leavers", "care_leavers"),
        ("The Local Safeguarding Children Board (LSCB) is good", "safeguarding_board"),
        ("Headline findings", "summary"),
        ("Summary of key findings", "summary"),
        ("The local authority’s strengths", "strengths"),
        ("Progress since the last inspection", "strengths"),
        ("Inspection judgements about the local authority", "findings"),
        ("Findings and evaluation of social work practice", "findings"),
        ("Summary for children and young people", "summary_for_children"),
        ("Information about this local authority area2", "about_the_area"),
    ],
)  # fmt: skip
def test_a_heading_opens_its_section(heading: str, section: str) -> None:
    assert said("The council is well led.", heading, PROSE) == [
        ("summary", "The council is well led."),
        (section, PROSE),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Care leavers have advisers who help.", "Recommendations were made by it.", "Children in care live well.",
        "The impact of leaders on practice is good.", "Leadership has changed this year.", "Good practice is shared.",
        "What needs to improve is the pace of it.",
    ],
)  # fmt: skip
def test_a_sentence_that_begins_like_a_heading_is_text(line: str) -> None:
    assert said("The council is well led.", line) == [("summary", f"The council is well led. {line}")]


@pytest.mark.parametrize("parts", [1, 2, 3, 4])
def test_a_heading_may_take_up_to_four_lines(parts: int) -> None:
    words = ["The", "experiences", "and", "progress", "of", "children", "in", "care", "and", "care", "leavers:", "good"]
    size = len(words) // parts
    lines = [" ".join(words[at : at + size]) for at in range(0, len(words), size)]
    assert len(lines) == parts
    assert said("All is well led.", *lines, PROSE) == [("summary", "All is well led."), ("in_care", PROSE)]


def test_the_longest_form_of_a_heading_counts() -> None:
    lines = ("The impact of leaders on social work practice", "with children and families", PROSE)
    assert said(*lines) == [("leaders", PROSE)]


def test_words_of_a_heading_in_the_middle_of_a_sentence_are_text() -> None:
    assert said("Staff who work with", "care leavers", "know them well.") == [
        ("summary", "Staff who work with care leavers know them well.")
    ]
    assert said("Staff know them well.", "care leavers", PROSE) == [
        ("summary", "Staff know them well."),
        ("care_leavers", PROSE),
    ]


def numbers(*lines: str) -> list[tuple[int, str]]:
    return [(one.number, one.text) for one in read(*lines)]


@pytest.mark.parametrize(
    ("second", "number"),
    [("2. ", 2), ("2 ", 2), ("2.", 2), ("3. ", 3), ("6. ", 6), ("1. ", 1), ("7. ", None), ("3 ", None), ("1 ", None)],
)
def test_a_paragraph_has_the_next_number_or_with_a_stop_one_soon_after(second: str, number: int | None) -> None:
    first = "The first one is here."
    apart, together = [(1, first), (number, PROSE)], [(1, f"{first} {second}{PROSE}")]
    assert numbers(f"1. {first}", f"{second}{PROSE}") == (apart if number else together)


def test_a_number_within_a_sentence_is_no_paragraphs() -> None:
    assert numbers("1. The council has", "2 Teams of social workers.") == [
        (1, "The council has 2 Teams of social workers.")
    ]
    assert numbers("1. The council has", "2. Teams of social workers.") == [
        (1, "The council has"),
        (2, "Teams of social workers."),
    ]


@pytest.mark.parametrize("line", ["1. 16- and 17-year-olds wait for a home.", "1. ‘They listen to me,’ said a child."])
def test_a_numbered_paragraph_may_begin_with_a_quote_or_an_age(line: str) -> None:
    assert numbers(line) == [(1, line[3:])]


def test_numbers_go_on_through_sections_and_end_with_a_heading() -> None:
    found = read(
        "1. The first one is here.", "What needs to improve?", "The pace of all this.", "2. A second one here."
    )
    assert [(one.section, one.number) for one in found] == [
        ("summary", 1), ("what_needs_to_improve", 0), ("what_needs_to_improve", 2),
    ]  # fmt: skip


def test_bullets_end_one_another_and_run_over_lines() -> None:
    bullets = ("• The pace of all", "assessments.", "• How plans are written.")
    found = read("What needs to improve?", *bullets, "Care leavers", PROSE)
    assert [(one.section, one.text, one.is_bullet) for one in found] == [
        ("what_needs_to_improve", "The pace of all assessments.", True),
        ("what_needs_to_improve", "How plans are written.", True),
        ("care_leavers", PROSE, False),
    ]


@pytest.mark.parametrize("line", ["12", "• 4", "1. RI", "Aldra Council", "a b c d"])
def test_what_has_fewer_than_three_words_is_no_text(line: str) -> None:
    assert read(line) == []


def test_lines_of_a_table_of_contents_go_and_others_that_end_in_a_number_stay() -> None:
    pages = [
        ["Executive summary", "Contents", "The way ahead for all 7", "Nothing of it here"],
        [
            "The rest stands on page 7",
            "And the way ahead ...... 12",
            "And the way . . . . . ahead",
            "And so ____ on it",
        ],
    ]
    assert [one.text for one in read_paragraphs(pages)] == ["Nothing of it here The rest stands on page 7"]


@pytest.mark.parametrize(
    "line",
    [
        "The Office for Standards in Education, Children’s Services and Skills (Ofsted) regulates", "Yours sincerely",
        "Information about this inspection", "Inspection team", "Our inspection team was", "YOURS FAITHFULLY",
        "What the inspection judgements mean", "If you would like a copy of this document", "The inspection team",
        "Any complaints about the inspection or the report",
    ],
)  # fmt: skip
def test_the_end_matter_is_left_out(line: str) -> None:
    assert [one.text for one in read(PROSE, line, "Somebody of this name led it.")] == [PROSE]


def test_words_of_the_end_matter_in_the_first_third_do_not_end_a_report() -> None:
    lines = ["Our inspection team came twice.", *[PROSE] * 5]
    assert [one.text for one in read(*lines)] == [" ".join(lines)]


@pytest.mark.parametrize(
    "grades",
    [
        ["Overall effectiveness Good"],
        ["Overall effectiveness", "Good"],
        ["Overall effectiveness", "Requires improvement", "to be good"],
        ["Overall effectiveness:", "Requires", "improvement", "to be", "good"],
        ["Care leavers Good"],
        ["Care leavers", "Requires improvement to be good"],
    ],
)
def test_text_begins_after_the_table_of_judgements(grades: list[str]) -> None:
    page = [
        "Inspection of Aldra children’s services",
        "Somebody of this name led it.",
        "Judgement Grade",
        *grades,
        PROSE,
    ]
    assert [one.text for one in read_paragraphs([page])] == [PROSE]


@pytest.mark.parametrize(
    ("front", "text"),
    [
        (["Inspection of Aldra", "Lead inspector: Somebody of Ofsted"], [PROSE]),
        (["Inspection of Aldra", "Dear Director", "www.gov.uk and more here"], [PROSE]),
        ([], [PROSE]),
        (["Aldra is a council here."], [f"Aldra is a council here. {PROSE}"]),
    ],
)
def test_without_a_table_text_begins_after_the_lines_of_a_title_page(front: list[str], text: list[str]) -> None:
    assert [one.text for one in read_paragraphs([[*front, PROSE]])] == text


def test_nothing_gives_no_paragraphs() -> None:
    assert read_paragraphs([]) == read_paragraphs([[]]) == []

"""Dates of a first page: every label, single days and ranges, what is no date, several dates of which one counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.words.inspection_dates import Visit, find_publication, find_visit

JUNE = Visit(date(2024, 6, 10), date(2024, 6, 14))


@pytest.mark.parametrize(
    "label",
    [
        "Inspection dates:", "Inspection date", "INSPECTION DATES –", "Re-inspection dates:", "Reinspection date.",
        "Visit dates:", "Review date:", "Dates of inspection", "Date of the visit:", "Dates of the review –",
        "It was inspected from", "It was inspected between", "It was inspected on",
    ],
)  # fmt: skip
def test_labels_of_a_visit(label: str) -> None:
    assert find_visit(f"A council. {label} 10 to 14 June 2024 by us") == JUNE


@pytest.mark.parametrize(
    "text",
    [
        "the findings of the visit to Aldra children’s services on 10 to 14 June 2024.",
        "This inspection of the services took place between 10 and 14 June 2024",
        "the review, which was held from Monday 10 to Friday 14 June 2024",
    ],
)
def test_a_sentence_may_say_when_it_was(text: str) -> None:
    assert find_visit(text) == JUNE


@pytest.mark.parametrize(
    "text",
    [
        "", "10 to 14 June 2024", "Inspection dates: in the summer", "Inspection dates: 10 to 14 June",
        "Inspection date: 31 June 2024", "Inspection date: 30/02/2024", "Inspection dates: 14 to 10 June 2024",
        "Inspection dates: 31 to 2 June 2024", "Inspection dates: 14 June 2024 to 10 June 2024",
        "Inspection date: 10 Junember 2024", "Inspection date: 10 June 1824", "Inspection date: 10/13/2024",
        "the visit. It was on 10 June 2024", f"Inspection dates: {'by nobody ' * 13}10 to 14 June 2024",
    ],
)  # fmt: skip
def test_what_says_no_day_of_a_visit(text: str) -> None:
    assert find_visit(text) is None


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("1 May 2024", (2024, 5, 1), (2024, 5, 1)),
        ("1st of May, 2024", (2024, 5, 1), (2024, 5, 1)),
        ("2 nd May 2024", (2024, 5, 2), (2024, 5, 2)),
        ("Thurs 2 May 2024", (2024, 5, 2), (2024, 5, 2)),
        ("Wednesday, 1 May 2024", (2024, 5, 1), (2024, 5, 1)),
        ("1.5.24", (2024, 5, 1), (2024, 5, 1)),
        ("1/5/2024 to 3/5/2024", (2024, 5, 1), (2024, 5, 3)),
        ("31 January – 2 February 2024", (2024, 1, 31), (2024, 2, 2)),
        ("27 Feb. to 1 Mar. 2024", (2024, 2, 27), (2024, 3, 1)),
        ("28 Sept until 2 Oct 2024", (2024, 9, 28), (2024, 10, 2)),
        ("1 through 3 July 2024", (2024, 7, 1), (2024, 7, 3)),
        ("5 August 2018 to 9 August", (2018, 8, 5), (2018, 8, 9)),
        ("28 November 2022 to 9 December 2022", (2022, 11, 28), (2022, 12, 9)),
        ("30 December 2021 to 3 January 2022", (2021, 12, 30), (2022, 1, 3)),
        ("28 December to 5 January 2022", (2021, 12, 28), (2022, 1, 5)),
        ("4 and 5 July 2023", (2023, 7, 4), (2023, 7, 5)),
        ("29 February 2024", (2024, 2, 29), (2024, 2, 29)),
    ],
)
def test_days_as_reports_print_them(printed: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    assert find_visit(f"Inspection dates: {printed}") == Visit(date(*start), date(*end))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Inspection dates: to follow. Inspection date: 4 May 2016", 4),
        ("Inspection date: 4 May 2016. Visit date: 9 May 2016", 4),
        ("the visit on 9 May 2016. Inspection date: 4 May 2016", 4),
        ("Inspection date: 31 June 2016. Inspection date: 4 May 2016", 4),
        ("Inspection dates: 4 to 4 May 2016 and 9 to 9 May 2016", 4),
    ],
    ids=[
        "a label without a day",
        "the first of two",
        "a label before a sentence",
        "a day that is none",
        "two stretches",
    ],
)
def test_of_several_days_one_counts(text: str, day: int) -> None:
    assert find_visit(text) == Visit(date(2016, 5, day), date(2016, 5, day))


@pytest.mark.parametrize(("last", "days"), [(10, 1), (14, 5), (21, 12)])
def test_first_and_last_day_count(last: int, days: int) -> None:
    assert Visit(date(2024, 6, 10), date(2024, 6, last)).days == days


@settings(max_examples=50)
@given(st.dates(date(2014, 1, 1), date(2030, 12, 1)), st.integers(0, 25), st.sampled_from(["to", "and", "–", "until"]))
def test_any_stretch_is_read_back_whichever_parts_of_its_first_day_are_left_out(
    start: date, more: int, between: str
) -> None:
    end = start + timedelta(days=more)
    last = f"{end.day} {end:%B} {end.year}"
    forms = [f"{start.day} {start:%B} {start.year}", f"{start:%d/%m/%Y}", f"{start.day} {start:%b}"]
    forms += [f"{start.day}"] if (start.year, start.month) == (end.year, end.month) else []
    for first in forms:
        assert find_visit(f"Inspection dates: {first} {between} {last}") == Visit(start, end), first


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Report published: 13 May 2015", date(2015, 5, 13)),
        ("Published on 1 June 2018", date(2018, 6, 1)),
        ("Publication date – 2 July 2016", date(2016, 7, 2)),
        ("Date of publication: 02/07/2016", date(2016, 7, 2)),
        ("REPORT PUBLISHED ON Friday 3rd July 2015", date(2015, 7, 3)),
        ("It will be published soon. Report published: 4 May 2016", date(2016, 5, 4)),
        ("Published: 31 June 2016. Published: 4 May 2016", date(2016, 5, 4)),
        ("Published: 4 May 2016. Published: 5 May 2016", date(2016, 5, 4)),
        ("Report published: May 2015", None),
        ("Report published: 4 May", None),
        ("unpublished: 4 May 2016", None),
        ("Inspection date: 4 May 2016", None),
        ("", None),
    ],
)
def test_the_day_of_publication(text: str, day: date | None) -> None:
    assert find_publication(text) == day

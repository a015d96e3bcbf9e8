"""The title says what kind of report it is and whose: every kind, how long the inspection was, and who led it."""

from __future__ import annotations

from datetime import date

import pytest

from workforce_grades.words.front_page import FrontPage, read_front
from workforce_grades.words.inspection_dates import Visit


def front(*lines: str, dates: str = "Inspection dates: 10 to 21 June 2024") -> FrontPage:
    found = read_front([[*lines, dates]])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("title", "framework", "kind"),
    [
        ("Inspection of Aldra local authority children’s services", "ILACS", "standard"),
        ("Inspection of the London Borough of Aldra children's social care services", "ILACS", "standard"),
        ("Inspection of children’s social care services", "ILACS", "standard"),
        ("Focused visit to Aldra children’s services", "ILACS", "focused visit"),
        ("Focussed visit of Aldra", "ILACS", "focused visit"),
        ("Monitoring visit to Aldra children’s services", "ILACS", "monitoring visit"),
        ("Monitoring visit Aldra Council children’s services", "ILACS", "monitoring visit"),
        ("Inspection of services for children in need of help and protection", "SIF", "single"),
        ("Re-inspection of services for children in need of help and protection", "SIF re-inspection", "re-inspection"),
        ("Reinspection of Aldra Council children’s services", "SIF re-inspection", "re-inspection"),
        ("Joint targeted area inspection of the response to neglect in Aldra", "JTAI", "JTAI"),
        ("Joint area child protection inspection of Aldra", "JTAI", "JTAI"),
        ("Review of the effectiveness of the Local Safeguarding Children Board", "LSCB review", "board"),
        ("Review of the effectiveness of the Aldra Safeguarding Children Board", "LSCB review", "board"),
        ("INSPECTION OF ALDRA CHILDREN’S SERVICES", "ILACS", "standard"),
    ],
)
def test_the_title_tells_the_kind(title: str, framework: str, kind: str) -> None:
    found = front(title)
    assert (found.framework, found.inspection_type) == (framework, kind)


@pytest.mark.parametrize(
    "line",
    ["Inspection of a school", "Review of the effectiveness of a plan", "A visit to Aldra", "Children’s services"],
)
def test_other_papers_are_no_report(line: str) -> None:
    assert read_front([[line, "Inspection dates: 10 to 21 June 2024"]]) is None


def test_the_kind_whose_title_comes_first_counts() -> None:
    text = "This was the first monitoring visit to a council since then."
    assert front("Inspection of Aldra children’s services", text).inspection_type == "standard"
    assert front("Monitoring visit to Aldra", "after an inspection of Aldra children’s services").inspection_type == (
        "monitoring visit"
    )


def test_a_title_below_the_first_1500_signs_is_none() -> None:
    assert read_front([["x" * 1_500, "Inspection of Aldra children’s services"]]) is None


@pytest.mark.parametrize(
    ("dates", "said", "kind"),
    [
        ("10 to 14 June 2024", "", "short"),
        ("10 to 16 June 2024", "", "short"),
        ("10 to 17 June 2024", "", "standard"),
        ("10 to 14 June 2024", "A standard inspection", "standard"),
        ("10 to 21 June 2024", "ILACS short inspection", "short"),
        ("10 to 21 June 2024", f"{'x' * 600} short inspection", "standard"),
    ],
)
def test_a_short_inspection_has_a_week_at_most_unless_the_title_says_which(dates: str, said: str, kind: str) -> None:
    found = front("Inspection of Aldra children’s services", said, dates=f"Inspection dates: {dates}")
    assert found.inspection_type == kind


def test_without_a_date_there_is_neither_visit_nor_kind() -> None:
    found = front("Inspection of Aldra children’s services", dates="")
    assert (found.visit, found.inspection_type, found.published) == (None, "", None)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_date_may_stand_on_one_of_three_pages(page: int) -> None:
    pages = [["Inspection of Aldra children’s services", *["More of it."] * 12], ["Text"], ["Text"], ["Text"]]
    pages[page].append("Inspection dates: 10 to 21 June 2024")
    found = read_front(pages)
    assert found is not None
    assert found.visit == (Visit(date(2024, 6, 10), date(2024, 6, 21)) if page < 3 else None)


def test_a_first_page_with_little_on_it_goes_on_with_the_second() -> None:
    found = read_front([["Aldra Council"], ["Inspection of children’s services", "Inspection dates: 1 May 2024"]])
    assert found is not None
    assert found.framework == "ILACS"
    assert read_front([["Aldra Council"] * 12, ["Inspection of children’s services"]]) is None
    assert read_front([[], ["Inspection of children’s services"]]) is not None


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["Inspection of Aldra local authority children’s services"], "Aldra"),
        (["Inspection of the Royal Borough of Aldra", "children’s services"], "Royal Borough of Aldra"),
        (["Inspection of Aldra’s local authority children’s services"], "Aldra"),
        (["Focused visit to Aldra Council children’s services"], "Aldra Council"),
        (["Monitoring visit of Aldra local authority, children’s services"], "Aldra"),
        (["Inspection of children’s social care services in Aldra Vale Inspection"], "Aldra Vale"),
        (["Joint targeted area inspection of the response to neglect in Aldra Inspection"], "Aldra"),
    ],
)
def test_the_likeliest_name_is_the_one_in_the_title(lines: list[str], name: str) -> None:
    assert front(*lines).names[0] == name


def test_lines_of_the_title_and_pairs_of_them_may_be_the_name_but_no_line_of_ofsteds() -> None:
    found = front("Aldra", "Vale Council", "Ofsted", "www.gov.uk", "2 Piccadilly", "Inspection of children’s services")
    assert found.names == (
        "Aldra", "Vale Council", "Inspection of children’s services", "Aldra Vale Council",
        "Vale Council Inspection of children’s services",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Lead inspector: Quillen Nobody, His Majesty’s Inspector", ("Quillen Nobody",)),
        ("Lead inspector: Quillen Nobody Her Majesty’s Inspector", ("Quillen Nobody",)),
        ("Lead inspectors: Quillen Nobody-Noone HMI", ("Quillen Nobody-Noone",)),
        ("Inspection team: Quillen O’Nobody", ("Quillen O’Nobody",)),
        ("Lead inspector: quillen nobody", ()),
        ("Lead inspector will come", ()),
    ],
)
def test_who_led_it_is_known_only_to_be_left_out(line: str, names: tuple[str, ...]) -> None:
    assert front("Inspection of Aldra children’s services", line).inspectors == names


@pytest.mark.parametrize(
    ("title", "judged"),
    [
        ("Inspection of Aldra children’s services", True),
        ("Inspection of services for children in need of help and protection", True),
        ("Focused visit to Aldra children’s services", False),
        ("Monitoring visit to Aldra children’s services", False),
        ("Joint targeted area inspection of Aldra", False),
        ("Review of the effectiveness of the Local Safeguarding Children Board", False),
    ],
)
def test_visits_joint_inspections_and_boards_have_none_of_the_five_judgements(title: str, judged: bool) -> None:
    found = front(title, "Overall effectiveness Good").judgements
    assert found.grades.get("overall") == ("Good" if judged else None)


@pytest.mark.parametrize(("page", "title", "found"), [
    (1, "Inspection of Aldra children’s services", "Good"),
    (2, "Inspection of Aldra children’s services", None),
    (5, "Inspection of services for children in need of help and protection", "Good"),
    (6, "Inspection of services for children in need of help and protection", None),
])  # fmt: skip
def test_judgements_stand_on_the_first_two_pages_or_under_the_single_framework_six(
    page: int, title: str, found: str | None
) -> None:
    pages = [[title, *["Inspection dates: 10 to 21 June 2024"] * 12], *([["Text"]] * 6)]
    pages[page] = ["Overall effectiveness Good"]
    report = read_front(pages)
    assert report is not None
    assert report.judgements.grades["overall"] == found


def test_the_printed_day_of_publication() -> None:
    assert front("Inspection of Aldra children’s services", "Report published: 1 August 2024").published == date(
        2024, 8, 1
    )

"""Headers, footers and page numbers: what goes, what stays because of where it stands, how often, or on which page."""

from __future__ import annotations

import pytest

from workforce_grades.words.furniture import without_furniture

BODY = [f"Line {letter} of the text" for letter in "abcdefghij"]
HEADER = "Inspection of Aldra local authority children’s services"


def body(page: int) -> list[str]:
    """Return text that no other page has."""
    return [f"{line} and {'more ' * (page + 1)}".strip() for line in BODY]


def kept(*pages: list[str]) -> list[list[str]]:
    return without_furniture(["\n".join(page) for page in pages])


@pytest.mark.parametrize("number", ["7", "17", "117", "Page 7", "page 7 of 12", "7 of 12", "PAGE 7 OF 12"])
@pytest.mark.parametrize("page", [0, 1])
def test_page_numbers_go_on_every_page_the_first_too(number: str, page: int) -> None:
    pages = [["Title", *BODY], ["More", *BODY]]
    pages[page].append(number)
    assert kept(*pages)[page] == pages[page][:-1]


@pytest.mark.parametrize("line", ["2024", "7 children", "Page seven", "7.", "of 12", "7 of the 12"])
def test_lines_that_only_look_like_page_numbers_stay(line: str) -> None:
    assert kept(["Title"], [*BODY, line])[1] == [*BODY, line]


@pytest.mark.parametrize(("at", "stays"), [(0, False), (3, False), (4, True), (6, True), (7, False), (10, False)])
def test_only_the_four_lines_at_either_edge_of_a_page_are_looked_at(at: int, stays: bool) -> None:
    page = [*BODY[:at], "12", *BODY[at:]]
    assert ("12" in kept(["Title"], page)[1]) == stays


@pytest.mark.parametrize(
    ("pages", "times", "stays"),
    [(4, 2, True), (4, 3, False), (10, 3, False), (11, 3, True), (11, 4, False), (3, 2, True)],
)
def test_a_line_is_a_header_from_three_pages_in_ten_on_and_never_on_fewer_than_three(
    pages: int, times: int, stays: bool
) -> None:
    """The first page does not count here: it shows no header."""
    whole = [["Title"], *([f"{word} of Aldra", "text"] for word in "bcdefghijklm"[: pages - 1])]
    for page in whole[1 : times + 1]:
        page[0] = "Council of Aldra"
    assert any("Council of Aldra" in page for page in kept(*whole)) == stays


def test_digits_case_and_full_stops_do_not_make_a_header_another_one() -> None:
    headers = ["Aldra 1 of 40", "ALDRA 2 of 40.", " aldra 33 of 40 "]
    assert kept(["Title"], *([header, *body(at)] for at, header in enumerate(headers)))[1:] == [
        body(0),
        body(1),
        body(2),
    ]


def test_a_line_that_stands_thrice_on_one_page_is_no_header() -> None:
    page = ["again", "again", "again"]
    assert kept(["Title"], page, ["other"]) == [["Title"], page, ["other"]]


def test_what_is_a_header_elsewhere_is_the_title_on_the_first_page() -> None:
    pages = [["Report on Aldra", "Text"], *(["Report on Aldra", *body(at)] for at in range(3))]
    assert kept(*pages) == [["Report on Aldra", "Text"], *(body(at) for at in range(3))]


@pytest.mark.parametrize(
    "line",
    [
        HEADER, f"{HEADER} 3", "Focused visit to Aldra Council children’s services", "10 to 21 June 2024",
        "Monitoring visit of Aldra children's services 4", "10 June 2024 – 5 July 2024", "29 May to 9 June 2023 5",
        "29 May 2023 - 9 June 2023",
    ],
)  # fmt: skip
def test_forms_that_are_known_go_although_they_stand_once_but_for_the_first_page(line: str) -> None:
    assert kept(["Title", line, *BODY], [line, *BODY]) == [["Title", line, *BODY], BODY]


@pytest.mark.parametrize(
    "line",
    ["Inspection of children’s services", "10 to 21 children", "Visit to Aldra children’s services",
     "Focused visit to Aldra Council found little"],
)  # fmt: skip
def test_forms_that_are_nearly_known_are_text(line: str) -> None:
    assert kept(["Title"], [line, *BODY])[1] == [line, *BODY]


@pytest.mark.parametrize(
    ("glued", "left"),
    [
        (f"{HEADER} 12Children wait.", "Children wait."),
        (f"{HEADER} 12", None),
        (f"{HEADER.upper()} 12Children wait.", "Children wait."),
        (f"See {HEADER} 12Children wait.", f"See {HEADER} 12Children wait."),
    ],
    ids=["text after it", "alone", "in capitals", "within a line"],
)
def test_a_header_that_runs_into_the_text_is_cut_off_it(glued: str, left: str | None) -> None:
    pages = [["Title"], *([f"{HEADER} {at}", *body(at)] for at in range(3)), [glued, *BODY]]
    assert kept(*pages)[-1] == ([left] if left else []) + BODY


@pytest.mark.parametrize(("header", "is_cut"), [("Aldra", False), ("x" * 20, False), ("x" * 21, True)])
def test_a_short_header_is_never_cut_off_a_word(header: str, is_cut: bool) -> None:
    pages = [["Title"], *([header, letter] for letter in "abc"), [f"{header}vale is a place."]]
    assert kept(*pages)[-1] == ["vale is a place." if is_cut else f"{header}vale is a place."]


def test_a_line_of_one_sign_is_no_header() -> None:
    assert kept(["Title"], *(["x", *body(at)] for at in range(3)))[1] == ["x", *body(0)]


@pytest.mark.parametrize("lines", [9, 10, 12])
def test_what_stands_in_the_middle_of_pages_is_no_header_at_the_edge_of_another(lines: int) -> None:
    pages = [body(at)[:4] + ["again"] + [f"{at} {letter}" for letter in "abcdefg"[: lines - 5]] for at in range(3)]
    assert kept(["Title"], *pages, ["again", "text"])[-1] == ["again", "text"]


def test_blank_lines_and_pages_without_text_leave_nothing() -> None:
    assert without_furniture(["Title\n\n\nText", "", "\n\n"]) == [["Title", "Text"], [], []]
    assert without_furniture([]) == []

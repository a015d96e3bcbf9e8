"""What an error says, word for word: it is printed as it stands, so its sentences are checked as readers meet them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.errors import (
    DataError,
    EstimationError,
    FetchError,
    ParameterError,
    UnknownNameError,
    WorkforceGradesError,
    nearest,
)

MEASURES = ["turnover", "caseload", "agency", "vacancy", "absence"]


@pytest.mark.parametrize(
    ("given_words", "said"),
    [
        ({}, "las.csv: no rows."),
        ({"place": "row 3"}, "las.csv, row 3: no rows."),
        ({"expected": "a header"}, "las.csv: no rows. Expected a header."),
        ({"action": "download it again"}, "las.csv: no rows. Download it again."),
        ({"expected": "a header", "action": "ask DfE"}, "las.csv: no rows. Expected a header. Ask DfE."),
        ({"action": "is it open?"}, "las.csv: no rows. Is it open?"),
        ({"place": "sheet A", "expected": "x!"}, "las.csv, sheet A: no rows. Expected x!"),
    ],
    ids=["bare", "place", "expected", "action", "both", "question", "exclamation"],
)
def test_a_data_error_says_where_what_and_what_to_do(given_words: dict[str, str], said: str) -> None:
    error = DataError("/home/someone/data/las.csv", "no rows", **given_words)
    assert str(error) == said
    assert "/home" not in str(error), "folders of a machine stay out"
    facts = {"place": error.place, "expected": error.expected, "action": error.action}
    assert facts == {"place": "", "expected": "", "action": ""} | given_words
    assert (error.file, error.found) == ("las.csv", "no rows")


@pytest.mark.parametrize(
    ("given_words", "said"),
    [
        ({}, "https://a.uk/x: status 404."),
        ({"expected": "a CSV"}, "https://a.uk/x: status 404. Expected a CSV."),
        ({"expected": "a CSV", "action": "try later"}, "https://a.uk/x: status 404. Expected a CSV. Try later."),
    ],
)
def test_a_fetch_error_names_the_whole_address(given_words: dict[str, str], said: str) -> None:
    error = FetchError("https://a.uk/x", "status 404", **given_words)
    assert str(error) == said
    assert (error.address, error.found) == ("https://a.uk/x", "status 404")


@pytest.mark.parametrize(
    ("name", "hint", "said"),
    [
        ("turnovr", "", "term 'turnovr' is not known. Did you mean 'turnover'?"),
        ("qqqq", "", "term 'qqqq' is not known."),
        ("qqqq", "known: all five", "term 'qqqq' is not known. Known: all five."),
        ("absense", "try again", "term 'absense' is not known. Did you mean 'absence'? Try again."),
    ],
)
def test_an_unknown_name_is_said_with_the_nearest(name: str, hint: str, said: str) -> None:
    error = UnknownNameError("term", name, MEASURES, hint=hint)
    assert str(error) == said
    assert (error.kind, error.name) == ("term", name)


@pytest.mark.parametrize(
    ("known", "offered"),
    [
        (["North East", "North West"], "did you mean 'North East' or 'North West'?"),
        (["North A", "North B", "North C"], "did you mean 'North A', 'North B' or 'North C'?"),
    ],
)
def test_several_that_are_equally_near_are_offered_together(known: list[str], offered: str) -> None:
    error = UnknownNameError("region", "North", known)
    assert sorted(error.nearest) == known
    assert offered.casefold() in str(error).casefold()


def test_the_nearest_comes_first_and_no_more_than_asked_for() -> None:
    names = ["Leicester", "Leicestershire", "Gloucestershire", "Leeds"]
    assert nearest("leicester", names)[0] == "Leicester"
    assert nearest("LEICESTERSHIRE", names, limit=1) == ("Leicestershire",)
    assert len(nearest("leicester", names, limit=2)) == 2
    assert nearest("zzz", names) == ()
    assert nearest("leeds", iter(names))[0] == "Leeds", "any iterable will do"


@given(st.sampled_from(MEASURES), st.booleans())
def test_a_known_name_is_nearest_to_itself_in_any_case(name: str, upper: bool) -> None:
    assert nearest(name.upper() if upper else name, MEASURES)[0] == name


@pytest.mark.parametrize("kind", [DataError, EstimationError, FetchError, ParameterError, UnknownNameError])
def test_the_command_line_can_catch_them_all_as_one(kind: type[Exception]) -> None:
    assert issubclass(kind, WorkforceGradesError)
    assert not issubclass(kind, (ValueError, OSError))


@pytest.mark.parametrize(
    ("text", "near"), [("Wst", ()), ("Lds", ("Leeds",)), ("Darby", ("Derby",)), ("Hul", ("Solihull", "Hull"))]
)
def test_what_is_alike_by_chance_is_not_suggested(text: str, near: tuple[str, ...]) -> None:
    known = ["Leeds", "Derby", "Darlington", "Bracknell Forest", "Cheshire East", "St. Helens", "Solihull", "Hull"]
    assert set(nearest(text, known)) == set(near)

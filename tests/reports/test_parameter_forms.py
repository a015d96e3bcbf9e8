"""Parameters by their types: which values each takes, what it is called, what a wrong one is told; and their cell."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.errors import DataError, ParameterError, UnknownNameError
from workforce_grades.reports.parameter_cell import parse_parameters
from workforce_grades.reports.parameters import Parameter, ParameterType, check_values, convert, split_assignment

LAGS = ParameterType("Literal", (0, 1, "all", True), optional=True)


def typed(kind: str, *, optional: bool = False) -> ParameterType:
    return ParameterType(kind, optional=optional)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        (typed("str"), "str", "text"),
        (typed("int", optional=True), "int | None", "a whole number, or none"),
        (typed("float"), "float", "a number"),
        (typed("bool"), "bool", "true or false"),
        (typed("IsoDate"), "IsoDate", "a date such as 2022-03-31"),
        (typed("list[str]"), "list[str]", "a list of texts, separated by commas"),
        (LAGS, "Literal[0, 1, 'all', True] | None", "one of 0, 1, all, True, or none"),
    ],
)
def test_a_type_is_written_as_in_the_notebook_and_said_in_words(kind: ParameterType, written: str, words: str) -> None:
    assert (str(kind), kind.words) == (written, words)
    (parsed,) = parse_parameters(f"a: {written} = {'None' if kind.optional else EXAMPLES[kind.kind]}", notebook="n")
    assert parsed.type == kind


EXAMPLES = {"str": "''", "float": "1.5", "bool": "True", "IsoDate": "'2022-03-31'", "list[str]": "['a']"}


@pytest.mark.parametrize(
    ("kind", "taken", "refused"),
    [
        (typed("str"), ["", "a"], [1, None, ["a"]]),
        (typed("int"), [0, -3, 10**30], [True, 1.0, "1", None]),
        (typed("float"), [0, 1.5, -2], [True, math.nan, math.inf, -math.inf, "1", None]),
        (typed("bool"), [True, False], [0, 1, "true", None]),
        (typed("IsoDate"), ["2022-03-31", "2024-02-29"], ["2022-3-31", "20220331", "2023-02-29", "", 20220331, None]),
        (typed("list[str]"), [[], ["a", ""]], [["a", 1], ("a",), "a", None]),
        (LAGS, [0, 1, "all", True, None], [2, 1.0, False, "0", "ALL", [0]]),
        (typed("int", optional=True), [None, 1], ["", 1.0]),
    ],
)
def test_a_type_takes_its_own_values_and_no_other(
    kind: ParameterType, taken: list[object], refused: list[object]
) -> None:
    assert [value for value in taken if not kind.accepts(value)] == []
    assert [value for value in refused if kind.accepts(value)] == []


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (typed("str"), " a ", " a "),
        (typed("str", optional=True), " NONE ", None),
        (typed("str", optional=True), "", None),
        (typed("str"), "none", "none"),
        (typed("bool"), " YES ", True),
        (typed("bool"), "0", False),
        (typed("bool"), "1", True),
        (typed("bool"), "False", False),
        (typed("float"), "1e3", 1000.0),
        (typed("float"), " .5 ", 0.5),
        (typed("int"), " 7 ", 7),
        (typed("list[str]"), " a , ,b,", ["a", "b"]),
        (typed("list[str]"), "", []),
        (LAGS, "ALL", "all"),
        (LAGS, " 1 ", 1),
        (LAGS, "true", True),
    ],
)
def test_text_is_read_as_the_type_says(kind: ParameterType, text: str, value: object) -> None:
    found = convert(Parameter("a", kind, None), text, report="r")
    assert found == value
    assert type(found) is type(value)


def test_a_whole_number_given_for_a_number_becomes_one() -> None:
    found = convert(Parameter("a", typed("float"), 0.0), 3, report="r")
    assert (found, type(found)) == (3.0, float)
    assert convert(Parameter("a", typed("int"), 0), 3, report="r") == 3


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (typed("int"), "3.0", "'3.0' is not allowed. Expected a whole number."),
        (typed("int"), True, "'True' is not allowed. Expected a whole number."),
        (typed("bool"), "maybe", "'maybe' is not allowed. Expected true or false."),
        (typed("float"), "nan", "'nan' is not allowed. Expected a number."),
        (ParameterType("Literal", ("turnover", "caseload")), "turnovr",
         "'turnovr' is not allowed. Did you mean 'turnover'? Expected one of turnover, caseload."),
        (ParameterType("Literal", ("turnover", "caseload")), "zzz", "'zzz' is not allowed. Expected one of turnover"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_is_expected(kind: ParameterType, value: object, message: str) -> None:
    with pytest.raises(ParameterError) as refused:
        convert(Parameter("a", kind, None), value, report="grades")  # type: ignore[arg-type]
    assert str(refused.value).startswith(f"Parameter 'a' of report 'grades': {message}")


@settings(max_examples=30)
@given(st.dates())
def test_every_day_is_taken_as_its_iso_text(day: date) -> None:
    assert typed("IsoDate").accepts(day.isoformat())
    assert convert(Parameter("a", typed("IsoDate"), ""), f" {day.isoformat()}\n", report="r") == day.isoformat()


@settings(max_examples=30)
@given(st.lists(st.text("abc ", min_size=1, max_size=4).map(str.strip).filter(bool)))
def test_a_list_comes_back_from_its_text(texts: list[str]) -> None:
    assert convert(Parameter("a", typed("list[str]"), []), ", ".join(texts), report="r") == texts


def test_a_report_without_parameters_says_that() -> None:
    with pytest.raises(UnknownNameError, match=r"parameter of report 'r' 'a' is not known\. It has: no parameters\."):
        check_values((), {"a": "1"}, report="r")
    assert check_values((), {}, report="r") == {}


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [("a=1", "a", "1"), (" a =1", "a", "1"), ("a=", "a", ""), ("a= x", "a", " x"), ("a==b", "a", "=b")],
)
def test_an_assignment_is_parted_and_its_value_left_as_it_is(text: str, name: str, value: str) -> None:
    assert split_assignment(text) == (name, value)


@pytest.mark.parametrize(
    ("defaults", "example"),
    [
        (["", 3], "-p p1=3"),
        (["", None], "-p p0=VALUE"),
        ([["x", "y"], 3], "-p p0=x,y"),
        ([[], 3], "-p p0=VALUE"),
    ],
)
def test_an_example_is_of_the_first_parameter_with_a_default(defaults: list[object], example: str) -> None:
    settable = [Parameter(f"p{at}", typed("str"), value) for at, value in enumerate(defaults)]  # type: ignore[arg-type]
    with pytest.raises(ParameterError) as refused:
        split_assignment("nothing", settable)
    assert str(refused.value) == f"'nothing' is not NAME=VALUE. Give for example {example}."


@pytest.mark.parametrize(
    ("source", "helps"),
    [
        ("a: int = 1  # one", ["one"]),
        ("a: int = 1  ## one # two ", ["one # two"]),
        ("# above\na: int = 1\n\nb: str = '# no'  # two", ["", "two"]),
        ("a: list[str] = [  # of the first line\n 'x',\n]  # of the last", ["of the last"]),
        ('"""Words."""\n"More."\na: int = 1', [""]),
        ("", []),
    ],
)
def test_the_comment_at_the_end_of_a_declaration_is_its_help(source: str, helps: list[str]) -> None:
    assert [parameter.help for parameter in parse_parameters(source, notebook="n")] == helps


@pytest.mark.parametrize(
    ("source", "line", "found"),
    [
        ("a: int = 1\nb = 2", 2, "'b = 2' declares no parameter"),
        ("a: int = 1\n\nfor x in y:\n  pass", 3, "'for x in y:' declares no parameter"),
        ("a.b: int = 1", 1, "'a.b: int = 1' declares no parameter"),
        ("print(1)", 1, "'print(1)' declares no parameter"),
        ("a: int = (", 1, "this is not Python"),
        ("\n\na: Literal[1, x] = 1", 3, "type 'Literal[1, x]' of 'a' is not supported"),
        ("a: Literal[()] = 1", 1, "type 'Literal[()]' of 'a' is not supported"),
        ("a: Literal[None] = None", 1, "type 'Literal[None]' of 'a' is not supported"),
        ("a: None | int = 1", 1, "type 'None | int' of 'a' is not supported"),
        ("a: int | str = 1", 1, "type 'int | str' of 'a' is not supported"),
        ("a: list = []", 1, "type 'list' of 'a' is not supported"),
        ("a: int = 1 + 1", 1, "the default of 'a' is not a whole number"),
        ("a: float = 1e999", 1, "the default of 'a' is not a number"),
        ("a: str = None", 1, "the default of 'a' is not text"),
    ],
)
def test_a_line_that_declares_nothing_right_is_named(source: str, line: int, found: str) -> None:
    with pytest.raises(DataError) as refused:
        parse_parameters(source, notebook="04-a.ipynb")
    assert refused.value.found.startswith(found)
    assert refused.value.place == f"parameters cell, line {line}"


def test_a_name_that_is_declared_twice_is_refused() -> None:
    with pytest.raises(
        DataError, match=r"04-a\.ipynb, .*: parameter 'b' is declared twice\. Expected each parameter once"
    ):
        parse_parameters("a: int = 1\nb: int = 1\nb: str = ''", notebook="04-a.ipynb")

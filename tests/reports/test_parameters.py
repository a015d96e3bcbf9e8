from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.errors import DataError, ParameterError, UnknownNameError
from workforce_grades.reports.parameter_cell import parse_parameters
from workforce_grades.reports.parameters import Parameter, ParameterType, check_values, convert, split_assignment

CELL = '''
"""Words about the parameters."""
data: str = ""  # folder of the publishers' files
measure: Literal["turnover_rate", "caseload"] = "caseload"  # which measure
years: int = 3
cap: float = 22.0  # cases a worker
from_year: int | None = None
marked: bool = True
names: list[str] = []
lag: Literal[0, 1, 2] | None = 0
on: IsoDate | None = None
'''


def declared() -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in parse_parameters(CELL, notebook="01-a.ipynb")}


def test_every_supported_type_is_read_with_its_default_and_help() -> None:
    found = declared()
    assert [str(parameter.type) for parameter in found.values()] == [
        "str", "Literal['turnover_rate', 'caseload']", "int", "float", "int | None", "bool", "list[str]",
        "Literal[0, 1, 2] | None", "IsoDate | None",
    ]  # fmt: skip
    assert found["measure"].help == "which measure"
    assert found["years"].help == ""
    assert [parameter.default for parameter in found.values()] == ["", "caseload", 3, 22.0, None, True, [], 0, None]


def test_a_cell_is_never_executed() -> None:
    with pytest.raises(DataError, match="the default of 'a' is not text"):
        parse_parameters("a: str = __import__('os').getcwd()", notebook="n.ipynb")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("years = 3", "declares no parameter"),
        ("years: int", "declares no parameter"),
        ("import os", "declares no parameter"),
        ("years: int = 'three'", "default of 'years' is not a whole number"),
        ("years: int = True", "default of 'years' is not a whole number"),
        ("when: date = 3", "type 'date' of 'when' is not supported"),
        ("names: list[int] = []", r"type 'list\[int\]' of 'names' is not supported"),
        ("when: IsoDate = '31/03/2022'", "default of 'when' is not a date such as 2022-03-31"),
        ("m: Literal['a'] = 'b'", "default of 'm' is not one of a"),
        ("a: int = 1\na: int = 2", "declared twice"),
        ("a: int = ", "not Python"),
    ],
)
def test_a_wrong_declaration_names_notebook_and_line(line: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        parse_parameters(line, notebook="04-grades.ipynb")
    assert str(caught.value).startswith("04-grades.ipynb, parameters cell, line ")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("data", "5", "5"),
        ("measure", "Caseload", "caseload"),
        ("years", "-2", -2),
        ("cap", "18", 18.0),
        ("from_year", "none", None),
        ("from_year", "2020", 2020),
        ("marked", "no", False),
        ("names", "Hull, Derby,", ["Hull", "Derby"]),
        ("lag", "2", 2),
        ("on", " 2022-03-31", "2022-03-31"),
        ("on", "none", None),
    ],
)
def test_text_of_the_command_line_takes_the_declared_type(name: str, text: str, value: object) -> None:
    found = convert(declared()[name], text, report="grades")
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("years", "3.5"),
        ("years", ""),
        ("cap", "nan"),
        ("cap", "inf"),
        ("marked", "maybe"),
        ("lag", "3"),
        ("years", "none"),
        ("on", "31/03/2022"),
        ("on", "2022-02-30"),
        ("on", "2022-3-31"),
        ("on", "yesterday"),
    ],
)
def test_text_of_another_type_is_refused(name: str, text: str) -> None:
    with pytest.raises(ParameterError, match=f"Parameter '{name}' of report 'grades'"):
        convert(declared()[name], text, report="grades")


def test_a_value_outside_a_literal_gets_the_nearest() -> None:
    with pytest.raises(ParameterError, match=r"Did you mean 'caseload'.*one of turnover_rate, caseload"):
        convert(declared()["measure"], "case load", report="grades")


def test_an_unknown_parameter_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'measure'"):
        check_values(tuple(declared().values()), {"mesure": "caseload"}, report="grades")


def test_values_not_given_keep_their_defaults() -> None:
    values = check_values(tuple(declared().values()), {"years": "5"}, report="grades")
    assert values == {name: parameter.default for name, parameter in declared().items()} | {"years": 5}


@given(st.integers())
def test_whole_numbers_come_through_text_unchanged(number: int) -> None:
    assert convert(Parameter("n", ParameterType("int"), 0), str(number), report="r") == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_through_text_unchanged(number: float) -> None:
    assert convert(Parameter("n", ParameterType("float"), 0.0), repr(number), report="r") == number


def test_assignments_are_split_at_the_first_equals_sign() -> None:
    assert split_assignment("spec=a=b") == ("spec", "a=b")
    for wrong in ("spec", "=3"):
        with pytest.raises(ParameterError, match=r"is not NAME=VALUE\. No report that is asked for has a parameter"):
            split_assignment(wrong)


def test_the_example_of_an_assignment_would_work() -> None:
    settable = parse_parameters('who: str = ""\nyears: int = 3\nmeasures: list[str] = ["a", "b"]', notebook="a.ipynb")
    for text, example in (
        ("foo", "-p years=3"),
        ("who", "-p who=VALUE"),
        ("years", "-p years=3"),
        ("measures", "-p measures=a,b"),
    ):
        with pytest.raises(ParameterError, match=f"Give for example {example}."):
            split_assignment(text, settable)

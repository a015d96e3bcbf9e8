"""Report parameters: their declared types, and the check of every value before a kernel starts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from workforce_grades.errors import ParameterError, UnknownNameError, nearest

Value = str | int | float | bool | list[str] | None
Kind = Literal["str", "int", "float", "bool", "IsoDate", "Literal", "list[str]"]
IsoDate = str
"""A date as its ISO 8601 text, such as "2022-03-31": neither JSON nor Papermill hands on a date."""

_WORDS: Final[dict[Kind, str]] = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "IsoDate": "a date such as 2022-03-31",
    "list[str]": "a list of texts, separated by commas",
}
_BOOLEANS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_NOTHING: Final = ("", "none")


@dataclass(frozen=True, slots=True)
class ParameterType:
    """The declared type of a parameter.

    Attributes
    ----------
    kind
        Name of the type; ``Literal`` has `choices`.
    choices
        Allowed values of a ``Literal``.
    optional
        Whether None is allowed too.
    """

    kind: Kind
    choices: tuple[str | int | float | bool, ...] = ()
    optional: bool = False

    def __str__(self) -> str:
        """Return the type as it is written in the notebook."""
        name = f"Literal[{', '.join(map(repr, self.choices))}]" if self.kind == "Literal" else self.kind
        return f"{name} | None" if self.optional else name

    @property
    def words(self) -> str:
        """The type in words, for messages."""
        words = _WORDS.get(self.kind) or "one of " + ", ".join(str(choice) for choice in self.choices)
        return f"{words}, or none" if self.optional else words

    def accepts(self, value: object) -> bool:
        """Whether a Python value is of this type; True is not a whole number."""
        if value is None:
            return self.optional
        if self.kind == "Literal":
            return any(type(value) is type(choice) and value == choice for choice in self.choices)
        if self.kind == "list[str]":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        if self.kind == "IsoDate":
            return isinstance(value, str) and _is_iso_date(value)
        if self.kind == "float":
            return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return type(value).__name__ == self.kind

    def from_text(self, text: str) -> Value:
        """Return the value that `text` stands for on the command line.

        Raises
        ------
        ValueError
            The text is not of this type.
        """
        if self.optional and text.strip().lower() in _NOTHING:
            return None
        match self.kind:
            case "str":
                return text
            case "IsoDate":
                return text.strip()
            case "list[str]":
                return [part.strip() for part in text.split(",") if part.strip()]
            case "Literal":
                return self._choice(text)
            case "bool":
                return _boolean(text)
            case "int":
                return int(text)
            case "float":
                return _finite(text)

    def _choice(self, text: str) -> Value:
        for choice in self.choices:
            if str(choice).lower() == text.strip().lower():
                return choice
        raise ValueError(text)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of a notebook's `parameters` cell: ``name: type = default  # help``."""

    name: str
    type: ParameterType
    default: Value
    help: str = ""


def convert(parameter: Parameter, value: str | Value, *, report: str) -> Value:
    """Return `value` in the declared type of `parameter`.

    Parameters
    ----------
    parameter
        The declaration.
    value
        Text as it came from the command line, or a value of the declared type.
    report
        Name of the report, for messages.

    Raises
    ------
    ParameterError
        It is not of that type, or not one of the allowed values.
    """
    try:
        found = parameter.type.from_text(value) if isinstance(value, str) else value
    except ValueError:
        raise ParameterError(_wrong_value(parameter, value, report)) from None
    if not parameter.type.accepts(found):
        raise ParameterError(_wrong_value(parameter, value, report))
    return float(found) if parameter.type.kind == "float" and isinstance(found, int) else found


def check_values(declared: tuple[Parameter, ...], given: Mapping[str, str | Value], *, report: str) -> dict[str, Value]:
    """Return every parameter of a report with its value: the one given, else the default.

    Raises
    ------
    UnknownNameError
        A name that the notebook does not declare; carries the nearest.
    ParameterError
        A value of the wrong type.
    """
    by_name = {parameter.name: parameter for parameter in declared}
    for name in given:
        if name not in by_name:
            hint = f"It has: {', '.join(by_name) or 'no parameters'}"
            raise UnknownNameError(f"parameter of report '{report}'", name, by_name, hint=hint)
    return {
        name: convert(parameter, given[name], report=report) if name in given else parameter.default
        for name, parameter in by_name.items()
    }


def split_assignment(text: str, settable: Sequence[Parameter] = ()) -> tuple[str, str]:
    """Return name and value of ``name=value``; `settable` are the parameters that a message can name.

    Raises
    ------
    ParameterError
        There is no equals sign, or no name.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ParameterError(f"'{text}' is not NAME=VALUE. {_example(name.strip(), settable)}")
    return name.strip(), value


def _example(name: str, settable: Sequence[Parameter]) -> str:
    """Return an example that would work, of the parameter named if there is one."""
    if not settable:
        return "No report that is asked for has a parameter to give."
    with_default = [parameter for parameter in settable if parameter.default not in ("", None)]
    like = next((parameter for parameter in settable if parameter.name == name), [*with_default, *settable][0])
    default = ",".join(like.default) if isinstance(like.default, list) else like.default
    return f"Give for example -p {like.name}={'VALUE' if default in ('', None) else default}."


def _wrong_value(parameter: Parameter, value: object, report: str) -> str:
    near = nearest(str(value), [str(choice) for choice in parameter.type.choices], limit=1)
    suggestion = f" Did you mean '{near[0]}'?" if near else ""
    return (
        f"Parameter '{parameter.name}' of report '{report}': '{value}' is not allowed.{suggestion} "
        f"Expected {parameter.type.words}."
    )


def _boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.strip().lower()]
    except KeyError:
        raise ValueError(text) from None


def _is_iso_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number

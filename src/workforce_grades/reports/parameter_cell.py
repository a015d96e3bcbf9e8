"""The typed `parameters` cell of a notebook, read without running it.

A line declares one parameter: ``name: type = default  # what it is for``. The types are str, int,
float, bool, IsoDate, list[str] and Literal[...], each also with ``| None``.
"""

from __future__ import annotations

import ast
import io
import tokenize
from typing import Final, cast

from workforce_grades.errors import DataError
from workforce_grades.reports.parameters import Kind, Parameter, ParameterType, Value

_PLAIN: Final = ("str", "int", "float", "bool", "IsoDate")
_FORM: Final = "name: type = default  # what it is for"


def parse_parameters(source: str, *, notebook: str) -> tuple[Parameter, ...]:
    """Return the parameters that a cell declares, in its order.

    Parameters
    ----------
    source
        Text of the cell tagged `parameters`.
    notebook
        File name, for messages.

    Raises
    ------
    DataError
        A line that is not a declaration, a type that is not supported, a default of another type.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise _problem(notebook, error.lineno or 1, f"this is not Python: {error.msg}") from None
    comments = _comments(source)
    declared = [_declaration(node, comments, notebook) for node in tree.body if not _is_text(node)]
    names = [parameter.name for parameter in declared]
    for name in names:
        if names.count(name) > 1:
            raise _problem(notebook, 1, f"parameter '{name}' is declared twice", "each parameter once")
    return tuple(declared)


def _declaration(node: ast.stmt, comments: dict[int, str], notebook: str) -> Parameter:
    if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.value is None:
        raise _problem(notebook, node.lineno, f"'{ast.unparse(node).splitlines()[0]}' declares no parameter")
    name, kind = node.target.id, _type(node.annotation)
    if kind is None:
        raise _problem(
            notebook,
            node.lineno,
            f"type '{ast.unparse(node.annotation)}' of '{name}' is not supported",
            "str, int, float, bool, IsoDate, list[str], Literal[...], or one of them with | None",
        )
    default = _default(node.value)
    if default is ... or not kind.accepts(default):
        raise _problem(notebook, node.lineno, f"the default of '{name}' is not {kind.words}", f"a literal {kind}")
    return Parameter(name, kind, cast(Value, default), comments.get(node.end_lineno or node.lineno, ""))


def _type(node: ast.expr) -> ParameterType | None:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _optional(_type(left))
        case ast.Name(id=name) if name in _PLAIN:
            return ParameterType(cast(Kind, name))
        case ast.Subscript(value=ast.Name(id="list"), slice=ast.Name(id="str")):
            return ParameterType("list[str]")
        case ast.Subscript(value=ast.Name(id="Literal"), slice=inside):
            return _literal(inside)
    return None


def _optional(kind: ParameterType | None) -> ParameterType | None:
    return kind and ParameterType(kind.kind, kind.choices, optional=True)


def _literal(inside: ast.expr) -> ParameterType | None:
    items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    values = [_default(item) for item in items]
    if not values or not all(isinstance(value, str | int | float | bool) for value in values):
        return None
    return ParameterType("Literal", tuple(cast(list[str], values)))


def _default(node: ast.expr) -> object:
    """Return the value of a literal; the ellipsis stands for everything else."""
    try:
        return cast(object, ast.literal_eval(node))
    except ValueError:
        return ...


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ").strip() for token in tokens if token.type == tokenize.COMMENT}


def _problem(notebook: str, line: int, found: str, expected: str = "") -> DataError:
    return DataError(
        notebook,
        found,
        place=f"parameters cell, line {line}",
        expected=expected or f"lines like `{_FORM}`",
    )

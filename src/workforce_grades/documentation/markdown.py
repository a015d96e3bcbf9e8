"""Markdown that holds what came from code: tables and literal text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; a vertical bar in a cell is escaped, a line end becomes a space."""
    lines = [_line(headers), _line(["---"] * len(headers)), *(_line(row) for row in rows)]
    return "\n".join(lines) + "\n"


def code(value: object) -> str:
    """Return text as code within a line; as itself where it is empty."""
    return f"`{value}`" if str(value) else ""


def literal(lines: Iterable[str]) -> str:
    """Return lines as they are, as a block."""
    return "\n".join(["```text", *lines, "```", ""])


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(" ".join(str(cell).replace("|", r"\|").split()) for cell in cells) + " |"

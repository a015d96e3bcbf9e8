"""Which part of the package imports which, read from the source, and drawn as SVG."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from markupsafe import Markup

from workforce_grades.imports import PACKAGE, import_statements

Edge = tuple[str, str]

_BOX: Final = (112, 30)
_STEP: Final = (148, 50)
_MARGIN: Final = 12
_STYLE: Final = "font: 13px sans-serif; fill: #12436D; text-anchor: middle"


def imports_between_parts(package: Path = PACKAGE) -> Counter[Edge]:
    """Return how many imports lead from one part to another.

    A part is a folder of the package, or the modules beside the folders that share a first word: `cli` is
    `cli.py`, `cli_options.py` and so on. Imports for type checkers only do not count.

    Parameters
    ----------
    package
        Folder of the package.

    Returns
    -------
    collections.Counter
        (importing part, imported part) to the number of import statements.
    """
    found: Counter[Edge] = Counter()
    for file in sorted(package.rglob("*.py")):
        own = _part(file.relative_to(package).parts[0].removesuffix(".py"))
        for module in _imported(file.read_text(encoding="utf-8")):
            other = _part(module.split(".")[1])
            if own and other != own:
                found[own, other] += 1
    return found


def main_imports(imports: Mapping[Edge, int]) -> set[Edge]:
    """Return the imports that give the parts their order: of a pair that need one another, the more frequent way."""
    return {
        (own, other) for (own, other), count in imports.items() if (count, own) > (imports.get((other, own), 0), other)
    }


def without_detours(edges: Iterable[Edge]) -> set[Edge]:
    """Return the edges that no longer way round stands for (the transitive reduction of an acyclic graph)."""
    every = set(edges)
    return {(own, other) for own, other in every if not _reaches(own, other, every - {(own, other)})}


def ranks(edges: Iterable[Edge]) -> dict[str, int]:
    """Return how many steps each part stands above those that import nothing.

    Raises
    ------
    ValueError
        The edges go round in a circle.
    """
    from graphlib import CycleError, TopologicalSorter

    below: dict[str, set[str]] = {}
    for own, other in edges:
        below.setdefault(own, set()).add(other)
        below.setdefault(other, set())
    try:
        order = list(TopologicalSorter(below).static_order())
    except CycleError as error:
        raise ValueError(f"parts import one another in a circle: {' from '.join(error.args[1])}") from None
    found: dict[str, int] = {}
    for part in order:
        found[part] = max((found[other] + 1 for other in below[part]), default=0)
    return found


def module_diagram(package: Path = PACKAGE) -> str:
    """Return the parts of the package and their imports as SVG: who imports stands right of what it imports.

    Detours are left out; the less frequent way of a pair that need one another is dashed.

    Parameters
    ----------
    package
        Folder of the package.
    """
    imports = imports_between_parts(package)
    main = main_imports(imports)
    places = _places(ranks(main))
    width = max(x for x, _y in places.values()) + _BOX[0] + _MARGIN
    height = max(y for _x, y in places.values()) + _BOX[1] + _MARGIN
    lines = [_line(places, edge, dashed=False) for edge in sorted(without_detours(main))]
    lines += [_line(places, edge, dashed=True) for edge in sorted(set(imports) - main)]
    told = "; ".join(f"{own} imports {other}" for own, other in sorted(without_detours(main)))
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{alt}">'
            '<rect width="100%" height="100%" fill="#ffffff"/>\n{lines}\n{boxes}\n</svg>\n'
        ).format(
            width=width,
            height=height,
            alt=f"Parts of the package and what they import: {told}.",
            lines=Markup("\n").join(lines),
            boxes=Markup("\n").join(_box(part, *place) for part, place in sorted(places.items())),
        )
    )


def _part(module: str) -> str:
    return "" if module.startswith("__") else module.split("_")[0] if (PACKAGE / f"{module}.py").is_file() else module


def _imported(text: str) -> Iterator[str]:
    for statement in import_statements(ast.parse(text)):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(f"{PACKAGE.name}."):
            yield str(statement.module)


def _reaches(start: str, goal: str, edges: set[Edge]) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        following = {other for own, other in edges if own == here} - seen
        if goal in following:
            return True
        seen |= following
        waiting += following
    return False


def _places(rank: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return the upper left corner of each part: a column a rank, in a column by name, columns centred."""
    columns: dict[int, list[str]] = {}
    for part in sorted(rank):
        columns.setdefault(rank[part], []).append(part)
    tallest = max(map(len, columns.values()))
    return {
        part: (
            _MARGIN + column * _STEP[0],
            _MARGIN + (tallest - len(parts)) * _STEP[1] // 2 + at * _STEP[1],
        )
        for column, parts in columns.items()
        for at, part in enumerate(parts)
    }


def _line(places: Mapping[str, tuple[int, int]], edge: Edge, *, dashed: bool) -> Markup:
    (x1, y1), (x2, y2) = places[edge[0]], places[edge[1]]
    half, drop = _BOX[1] // 2, 9 if dashed else 0
    begins, ends = (x1, x2 + _BOX[0]) if x1 > x2 else (x1 + _BOX[0], x2)
    is_long = abs(x1 - x2) > _STEP[0]
    bend = min(y1, y2) - _BOX[1] if y1 != y2 and min(y1, y2) < _STEP[1] else max(y1, y2) + 2 * _BOX[1]
    middle = (begins + ends) // 2, bend if is_long else (y1 + y2) // 2 + half + drop
    return Markup('<path d="M{} {}Q{} {} {} {}" fill="none" stroke="{}"{}/>').format(
        begins, y1 + half + drop, *middle, ends, y2 + half + drop,
        "#801650" if dashed else "#6b6b6b", Markup(' stroke-dasharray="4 3"') if dashed else "",
    )  # fmt: skip


def _box(part: str, x: int, y: int) -> Markup:
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="4" fill="#eef3f8" stroke="#12436D"/>'
        '<text x="{}" y="{}" style="{}">{}</text>'
    ).format(x, y, *_BOX, x + _BOX[0] // 2, y + _BOX[1] // 2 + 5, _STYLE, part)

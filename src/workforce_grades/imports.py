"""Which module of the package imports which, read from the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parent
_INIT: Final = "__init__.py"


def module_files(package: Path = PACKAGE) -> dict[str, Path]:
    """Return the file of each module of a package, by the module's full name."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if file.name == _INIT else parts)] = file
    return found


def imports_by_module(package: Path = PACKAGE) -> dict[str, frozenset[str]]:
    """Return the modules of the package that each of its modules needs.

    Imports within functions count, those for type checkers only do not, but for those of a package's own
    ``__init__``: they name what it hands on when it is first used. Every module needs the packages that it is in.

    Parameters
    ----------
    package
        Folder of the package.
    """
    files = module_files(package)
    return {
        name: _known(imported_names(file.read_text(encoding="utf-8"), name, file), files) | _packages_of(name)
        for name, file in files.items()
    }


def imported_names(text: str, module: str = "", file: Path | None = None) -> frozenset[str]:
    """Return every name that a source text imports, in full: modules, and what is imported from them.

    Parameters
    ----------
    text
        Python source.
    module, file
        Whose source it is; relative imports start there.

    Raises
    ------
    SyntaxError
        It is not Python.
    """
    is_init = file is not None and file.name == _INIT
    home = module if is_init else module.rpartition(".")[0]
    statements = import_statements(ast.parse(text), for_type_checkers=is_init)
    return frozenset(name for statement in statements for name in _names(statement, home))


def reached(start: Iterable[str], imports: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the modules that some names lead to, through however many imports, themselves included."""
    seen: set[str] = set()
    waiting = [*_known(start, imports)]
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += imports[module]
    return seen


def import_statements(node: ast.AST, *, for_type_checkers: bool = False) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the import statements of a parsed text, those in ``if TYPE_CHECKING`` blocks only where asked for."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif for_type_checkers or not _is_for_type_checkers(child):
            yield from import_statements(child, for_type_checkers=for_type_checkers)


def _is_for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _names(statement: ast.Import | ast.ImportFrom, home: str) -> Iterator[str]:
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
    else:
        origin = _origin(statement, home)
        yield from (origin, *(f"{origin}.{alias.name}" for alias in statement.names))


def _origin(statement: ast.ImportFrom, home: str) -> str:
    """Return the full name of the module that a statement imports from."""
    above = home.split(".")[: len(home.split(".")) - statement.level + 1] if statement.level else []
    return ".".join([*above, *([statement.module] if statement.module else [])])


def _known(names: Iterable[str], modules: Iterable[str]) -> frozenset[str]:
    return frozenset(names) & frozenset(modules)


def _packages_of(module: str) -> frozenset[str]:
    parts = module.split(".")
    return frozenset(".".join(parts[:count]) for count in range(1, len(parts)))

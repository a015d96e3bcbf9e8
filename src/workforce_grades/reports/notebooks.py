"""The collection of notebooks: what each declares about itself, read without running it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workforce_grades.errors import DataError, UnknownNameError
from workforce_grades.imports import imported_names
from workforce_grades.pages.words import spoken
from workforce_grades.reports.foreach import FOREACH, Kind, Member
from workforce_grades.reports.notebook_format import import_nbformat
from workforce_grades.reports.parameter_cell import parse_parameters
from workforce_grades.reports.parameters import Parameter
from workforce_grades.sources.hashes import file_sha256

if TYPE_CHECKING:
    from nbformat import NotebookNode

METADATA_KEY: Final = "workforce_grades"
PARAMETERS_TAG: Final = "parameters"
REPORT_NAME: Final = re.compile(r"(\d{2})-([a-z0-9]+(?:-[a-z0-9]+)*)\.ipynb")
_INDIRECT: Final = re.compile(r"\b(?:__import__|importlib|runpy|pkgutil|get_ipython|exec|eval)\b|\bsys\.path\b")
"""How cells can run code that no import statement names."""
_KEYS: Final = ("title", "description", "foreach", "guide", "collection")


@dataclass(frozen=True, slots=True)
class Notebook:
    """One notebook of the collection.

    Attributes
    ----------
    path
        The file.
    report
        Name of the report: the file name without its number and suffix.
    title, description
        As declared; ``{authority}`` or ``{region}`` stands for its name.
    foreach
        "authority" or "region" where it makes a page for each.
    parameters
        What its `parameters` cell declares.
    sha256
        Hash of what it says and does: cells and declarations, without outputs.
    is_guide
        Whether it is about the pages themselves: every page links to it below, none among the reports.
    imports
        Full names that its cells import; nothing where they may reach code in another way (magics, files beside it).
    """

    path: Path
    report: str
    title: str
    description: str
    foreach: Kind | None
    parameters: tuple[Parameter, ...]
    sha256: str
    is_guide: bool = False
    imports: frozenset[str] | None = None

    def text(self, declared: str, member: Member | None) -> str:
        """Return a title or description with the name of whom the page is about, at its head or in a sentence."""
        if member is None:
            return declared
        gap = f"{{{member.kind}}}"
        return declared.replace(gap, member.name if declared.startswith(gap) else spoken(member.name))


def notebooks_folder() -> Path:
    """Return the folder of notebooks in the project's checkout."""
    return Path(__file__).resolve().parents[3] / "notebooks"


def load_notebooks(folder: Path) -> tuple[Notebook, ...]:
    """Return the notebooks of the collection by their numbers.

    Files not named like ``04-name.ipynb`` are not part of it, nor are those that declare
    ``"collection": false``.

    Raises
    ------
    DataError
        There are none, two make the same report, or one declares itself wrongly.
    """
    files = sorted(file for file in folder.glob("*.ipynb") if REPORT_NAME.fullmatch(file.name))
    notebooks = tuple(notebook for file in files if (notebook := load_notebook(file)) is not None)
    if not notebooks:
        raise DataError(folder.name, "no notebooks here", expected="files like 01-data-and-quality.ipynb")
    names = [notebook.report for notebook in notebooks]
    for name in names:
        if names.count(name) > 1:
            raise DataError(folder.name, f"two notebooks make the report '{name}'", action="Rename one of them")
    return notebooks


def load_notebook(file: Path) -> Notebook | None:
    """Return what one notebook declares; None where it is not part of the collection.

    Raises
    ------
    DataError
        It is not a notebook, has no title, or not exactly one cell tagged `parameters`.
    """
    node = read_notebook(file)
    declared = _declared(node, file)
    if not declared.get("collection", True):
        return None
    match = REPORT_NAME.fullmatch(file.name)
    report = match[2] if match else file.stem
    foreach, imports = declared.get("foreach"), _imports(node, file.parent)
    parameters = parse_parameters(_parameters_cell(node, file), notebook=file.name)
    _check(file, declared, {parameter.name: parameter for parameter in parameters})
    return Notebook(
        path=file,
        report=report,
        title=str(declared["title"]),
        description=str(declared.get("description", "")),
        foreach=foreach,
        parameters=parameters,
        sha256=_content_hash(node, declared, [] if imports is not None else _code_below(file.parent)),
        is_guide=bool(declared.get("guide", False)),
        imports=imports,
    )


def select(notebooks: Iterable[Notebook], names: Iterable[str]) -> tuple[Notebook, ...]:
    """Return the notebooks of the reports named; all where none is named.

    Raises
    ------
    UnknownNameError
        There is no such report; carries the nearest.
    """
    every = tuple(notebooks)
    known = {notebook.report for notebook in every}
    wanted = list(names)
    for name in wanted:
        if name not in known:
            raise UnknownNameError("report", name, sorted(known), hint="`workforce-grades list` shows all")
    return tuple(notebook for notebook in every if not wanted or notebook.report in wanted)


def read_notebook(file: Path) -> NotebookNode:
    """Return the notebook in the current format.

    Raises
    ------
    DataError
        The file is not a notebook.
    """
    nbformat = import_nbformat()
    try:
        node: NotebookNode = nbformat.read(file, as_version=4)
    except (ValueError, KeyError, AttributeError, nbformat.ValidationError) as error:
        cause = str(error).strip().partition("\n")[0][:120]
        raise DataError(file, f"not a Jupyter notebook ({cause})", action="Restore it, or take it away") from None
    return node


def _declared(node: NotebookNode, file: Path) -> dict[str, Any]:
    declared = dict(node.metadata.get(METADATA_KEY) or {})
    unknown = sorted(set(declared) - set(_KEYS))
    if unknown:
        raise UnknownNameError(f"{file.name}: notebook metadata {METADATA_KEY} key", unknown[0], _KEYS)
    return declared


def _check(file: Path, declared: dict[str, Any], parameters: dict[str, Parameter]) -> None:
    place = f"notebook metadata '{METADATA_KEY}'"
    if not declared.get("title"):
        raise DataError(file, "no title", place=place, expected='{"title": "..."}')
    foreach = declared.get("foreach")
    if foreach is not None and foreach not in FOREACH:
        raise DataError(
            file, f"foreach is '{foreach}'", place=place, expected=" or ".join(f'"{kind}"' for kind in FOREACH)
        )
    needed = ["data", *([foreach] if foreach else [])]
    for name in needed:
        if name not in parameters or parameters[name].type.kind != "str":
            raise DataError(
                file, f"no text parameter '{name}'", place="parameters cell", expected=f'a line like `{name}: str = ""`'
            )


def _parameters_cell(node: NotebookNode, file: Path) -> str:
    cells = [
        cell for cell in node.cells if cell.cell_type == "code" and PARAMETERS_TAG in cell.metadata.get("tags", [])
    ]
    if len(cells) != 1:
        raise DataError(file, f"{len(cells)} code cells are tagged '{PARAMETERS_TAG}'", expected="exactly one")
    return str(cells[0].source)


def _content_hash(node: NotebookNode, declared: dict[str, Any], helpers: Iterable[Path]) -> str:
    cells = [[cell.cell_type, cell.source, sorted(cell.metadata.get("tags", []))] for cell in node.cells]
    beside = [file_sha256(file) for file in helpers]
    text = json.dumps([declared, cells, beside], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _imports(node: NotebookNode, folder: Path) -> frozenset[str] | None:
    """Return what the cells import; nothing where they may reach code in another way than by a plain import."""
    code = "\n".join(cell.source for cell in node.cells if cell.cell_type == "code")
    try:
        names = imported_names(code)
    except SyntaxError:  # a magic, a command of the shell
        return None
    beside = {path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}
    is_plain = not _INDIRECT.search(code) and not beside & {name.partition(".")[0] for name in names}
    return names if is_plain else None


def _code_below(folder: Path) -> list[Path]:
    """Return the Python files of a folder of notebooks, which its cells may run; hidden folders do not count."""
    files = (file for file in folder.rglob("*.py") if file.is_file())
    return sorted(file for file in files if not any(part[0] == "." for part in file.relative_to(folder).parts))

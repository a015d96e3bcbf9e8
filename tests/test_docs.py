"""The documents say what is there: modules, pages and their headings, numbers that the code holds."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

from workforce_grades.analyses.prediction import FEWEST_SCORED, FEWEST_TRAINED, forecast_grades
from workforce_grades.analyses.predictors import PRIOR_DEVIATION
from workforce_grades.analyses.specification_curve import TERM_SETS, sensible_specifications
from workforce_grades.models.estimation import FEWEST_CLUSTERS
from workforce_grades.models.random_intercept import POINTS
from workforce_grades.pages.certainty.words import COVERAGE, MOST, SELDOM
from workforce_grades.pages.prediction.findings import BARELY
from workforce_grades.reports.notebooks import load_notebooks

STROBE = [
    "1a", "1b", "2", "3", "4", "5", "6a", "6b", "7", "8", "9", "10", "11", "12a", "12b", "12c", "12d", "12e",
    "13a", "13b", "13c", "14a", "14b", "14c", "15", "16a", "16b", "16c", "17", "18", "19", "20", "21", "22",
]  # fmt: skip
RECORD = ["6.1", "6.3", "7.1", "12.2", "12.3", "19.1", "22.1"]
LAYERS = ("link", "models", "analyses", "claims", "pages", "reports")
DOCUMENTS = ("README.md", "docs/analysis-plan.md", "docs/architecture.md", "docs/strobe.md")


@pytest.fixture(scope="module")
def package(root: Path) -> Path:
    return root / "src" / "workforce_grades"


@pytest.fixture(scope="module")
def headings(root: Path) -> dict[str, set[str]]:
    """Headings of each report's page; those about the pages themselves make no analysis."""
    studies = [notebook for notebook in load_notebooks(root / "notebooks") if not notebook.is_guide]
    return {notebook.report: _headings(notebook.path) for notebook in studies}


def _headings(path: Path) -> set[str]:
    cells = nbformat.read(path, as_version=4).cells
    shown = [cell.source for cell in cells if cell.cell_type == "markdown" and "tags" not in cell.metadata]
    return set(re.findall(r"^#{2,4} (.+)$", "\n".join(shown), flags=re.MULTILINE))


def _rows(text: str) -> list[list[str]]:
    """Return the cells of every table row, header and rule left out."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def _anchors(path: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", path.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


def _plain(path: Path) -> str:
    return " ".join(path.read_text().split())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(root: Path, name: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", (root / name).read_text())
    assert links or name == "docs/architecture.md"
    for link in links:
        target, _hash, anchor = link.partition("#")
        path = (root / name).parent / target
        assert path.is_file(), link
        assert not anchor or anchor in _anchors(path), link


def test_the_checklist_has_every_item_answered(root: Path) -> None:
    rows = [row for row in _rows((root / "docs" / "strobe.md").read_text()) if row[0] != "item"]
    assert [row[0] for row in rows] == [*STROBE, *RECORD]
    for item, asked, answer, where in rows:
        assert asked, item
        assert answer.endswith("."), item
        assert where, item


def test_every_place_of_the_checklist_exists(root: Path, headings: dict[str, set[str]]) -> None:
    text = (root / "docs" / "strobe.md").read_text()
    places = [place for row in _rows(text) if row[0] != "item" for place in row[3].split("; ")]
    places += re.findall(r"own page: (.+)\.$", text, flags=re.MULTILINE)
    for place in places:
        _check_place(place, root, headings)


def _check_place(place: str, root: Path, headings: dict[str, set[str]]) -> None:
    if page := re.fullmatch(r"`([a-z-]+)`, (?:on top|\*(.+)\*)", place):
        assert page[1] in headings, place
        assert page[2] is None or page[2] in headings[page[1]], place
    elif file := re.fullmatch(r"`(src/[\w./]+)`", place):
        assert (root / file[1]).is_file(), place
    else:
        assert re.fullmatch(r"\[[\w ]+\]\([^)]+\)", place), place


def test_a_heading_that_is_gone_would_be_noticed(root: Path, headings: dict[str, set[str]]) -> None:
    with pytest.raises(AssertionError, match="No such section"):
        _check_place("`what-if`, *No such section*", root, headings)
    with pytest.raises(AssertionError, match="no-such-page"):
        _check_place("`no-such-page`, on top", root, headings)


def test_the_plan_has_a_row_for_every_page(root: Path, headings: dict[str, set[str]]) -> None:
    rows = [row for row in _rows((root / "docs" / "analysis-plan.md").read_text()) if len(row) == 4]
    pages = [row[0].strip("`") for row in rows if row[0].startswith("`")]
    assert pages == list(headings)


def test_numbers_of_the_plan_are_those_of_the_code(root: Path) -> None:
    plan = _plain(root / "docs" / "analysis-plan.md")
    first_origin = (forecast_grades.__kwdefaults__ or {})["first_origin"]
    low, high = (f"{100 * bound:.0f}" for bound in COVERAGE)
    for phrase in (
        f"{len(sensible_specifications()):,} specifications",
        f"{_word(len(TERM_SETS))} sets of terms",
        f"fewer than {_word(FEWEST_CLUSTERS)} clusters",
        f"{POINTS}-point adaptive",
        f"deviation {PRIOR_DEVIATION} on each",
        f"`first_origin` ({first_origin})",
        f"needs {FEWEST_TRAINED} inspections before it and {FEWEST_SCORED} after",
        f"at least {BARELY:.0%} lower",
        f"of the same sign in {MOST:.0%} of specifications or more; seldom clear: {SELDOM:.0%} or fewer",
        f"outside {low} to {high}%",
    ):
        assert phrase in plan, phrase


def _word(number: int) -> str:
    return {7: "seven", 10: "ten"}[number]


def test_the_plan_says_that_it_is_none_made_beforehand(root: Path) -> None:
    plan = _plain(root / "docs" / "analysis-plan.md")
    assert "Dated 22 November 2026. **This is no pre-registration.**" in plan


def test_every_module_of_the_map_exists_and_every_module_is_on_it(root: Path, package: Path) -> None:
    named = _named_modules((root / "docs" / "architecture.md").read_text())
    for path in named:
        assert (package / path).exists(), path
    there = {str(path.relative_to(package)) for path in package.rglob("*.py") if not path.name.startswith("__")}
    covered = {path for path in there if any(path.startswith(folder) for folder in named if folder.endswith("/"))}
    assert there - covered - named == set()


def test_every_folder_of_the_package_is_on_the_map(root: Path, package: Path) -> None:
    text = (root / "docs" / "architecture.md").read_text()
    for folder in package.rglob("__init__.py"):
        name = str(folder.parent.relative_to(package))
        assert name == "." or f"`{name}/`" in text, name


def _named_modules(text: str) -> set[str]:
    """Return the modules and folders of the tables; a bare name lies in the folder of the one before it."""
    found = set()
    for row in _rows(text):
        folder = ""
        for name in re.findall(r"`([\w/]+(?:\.py|/))`", row[0]):
            own, _slash, _module = name.rpartition("/")
            folder = f"{own}/" if own and not name.endswith("/") else folder
            found.add(name if own else folder + name)
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_import_from_their_left(package: Path, layer: str) -> None:
    right = LAYERS[LAYERS.index(layer) + 1 :]
    modules = list((package / layer).rglob("*.py"))
    assert modules
    for path in modules:
        reached = {name.split(".")[1] for name in _imported(path) if name.count(".")} & set(right)
        assert not reached or (path.name, reached) == ("findings.py", {"reports"}), path


def _imported(path: Path) -> list[str]:
    tree = ast.walk(ast.parse(path.read_text()))
    names = [node.module or "" for node in tree if isinstance(node, ast.ImportFrom)]
    return [name for name in names if name.startswith("workforce_grades.")]

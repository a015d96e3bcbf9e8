"""The module diagram is drawn from the imports, and the one in the documents is up to date."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from workforce_grades.documentation.modules import (
    PACKAGE,
    imports_between_parts,
    main_imports,
    module_diagram,
    ranks,
    without_detours,
)

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Three parts: pages need models and reports, models need link, one module of reports needs pages."""
    files = {
        "__init__.py": "from workforce_grades.reports import build\n",
        "link/census.py": "import pandas\n",
        "models/fit.py": "from workforce_grades.link import census\n",
        "pages/page.py": "from workforce_grades.models.fit import fit\nfrom workforce_grades.link import census\n"
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from workforce_grades.reports import build\n",
        "pages/late.py": "def late():\n    from workforce_grades.reports.build import build\n",
        "reports/build.py": "from workforce_grades.pages import page\nfrom workforce_grades.pages import late\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_imports_are_counted_by_part_without_those_for_type_checkers(package: Path) -> None:
    assert imports_between_parts(package) == {
        ("models", "link"): 1, ("pages", "models"): 1, ("pages", "link"): 1, ("pages", "reports"): 1,
        ("reports", "pages"): 2,
    }  # fmt: skip


def test_the_more_frequent_way_gives_the_order(package: Path) -> None:
    main = main_imports(imports_between_parts(package))
    assert ("reports", "pages") in main
    assert ("pages", "reports") not in main
    assert ranks(main) == {"link": 0, "models": 1, "pages": 2, "reports": 3}
    assert without_detours(main) == {("models", "link"), ("pages", "models"), ("reports", "pages")}


def test_a_circle_is_named() -> None:
    with pytest.raises(ValueError, match="in a circle: "):
        ranks({("a", "b"), ("b", "c"), ("c", "a")})


def test_a_pair_with_as_many_imports_each_way_has_one_order() -> None:
    assert len(main_imports({("a", "b"): 1, ("b", "a"): 1})) == 1


def test_the_diagram_shows_every_part_and_the_way_back_dashed(package: Path) -> None:
    picture = ET.fromstring(module_diagram(package))
    assert [text.text for text in picture.iter(f"{SVG}text")] == ["link", "models", "pages", "reports"]
    lines = list(picture.iter(f"{SVG}path"))
    assert [bool(line.get("stroke-dasharray")) for line in lines] == [False, False, False, True]
    assert "reports imports pages" in str(picture.get("aria-label"))


def test_the_package_has_an_order() -> None:
    order = ranks(main_imports(imports_between_parts()))
    stages = ["link", "models", "analyses", "pages", "reports", "cli"]
    assert [order[part] for part in stages] == sorted(order[part] for part in stages)
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= set(order)


def test_the_documents_have_the_diagram_of_today(root: Path) -> None:
    assert (root / "docs" / "modules.svg").read_text(encoding="utf-8") == module_diagram(), "run `make diagram`"
    assert "](modules.svg)" in (root / "docs" / "architecture.md").read_text(encoding="utf-8")

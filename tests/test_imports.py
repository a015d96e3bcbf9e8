"""Imports read from the source: a small made-up package, and this one held against what Python itself imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from workforce_grades.imports import imported_names, imports_by_module, module_files, reached

SOURCES = {
    "__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.late import thing\n",
    "late.py": "thing = 1\n",
    "till.py": "import json\nimport shop.goods.bread\n",
    "lonely.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop import till\n",
    "goods/__init__.py": "",
    "goods/bread.py": "def bake():\n    from ..ovens import heat\n",
    "goods/cake.py": "from . import bread\nfrom .bread import bake\n",
    "ovens.py": "",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, text in SOURCES.items():
        file = tmp_path / "shop" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "shop"


def test_each_module_has_its_file(shop: Path) -> None:
    files = module_files(shop)
    assert files["shop"] == shop / "__init__.py"
    assert files["shop.goods.cake"] == shop / "goods" / "cake.py"
    assert len(files) == len(SOURCES)


def test_imports_of_each_module_late_and_relative_ones_too(shop: Path) -> None:
    assert imports_by_module(shop) == {
        "shop": {"shop.late"},
        "shop.late": {"shop"},
        "shop.till": {"shop", "shop.goods.bread"},
        "shop.lonely": {"shop"},
        "shop.goods": {"shop"},
        "shop.goods.bread": {"shop", "shop.goods", "shop.ovens"},
        "shop.goods.cake": {"shop", "shop.goods", "shop.goods.bread"},
        "shop.ovens": {"shop"},
    }


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ({"json"}, set()),
        ({"shop.late"}, {"shop", "shop.late"}),
        ({"shop.goods.cake.bake", "shop.goods.cake"}, {"shop", "shop.late", "shop.goods", "shop.goods.bread",
                                                       "shop.goods.cake", "shop.ovens"}),
    ],
)  # fmt: skip
def test_what_names_lead_to(shop: Path, start: set[str], found: set[str]) -> None:
    assert reached(start, imports_by_module(shop)) == found


def test_names_of_a_text_are_whole() -> None:
    text = "import a.b\nfrom c import d as e\nif x:\n    from f.g import h\n"
    assert imported_names(text) == {"a.b", "c", "c.d", "f.g", "f.g.h"}
    assert imported_names("from ..x import y", "p.q.r.s") == {"p.q.x", "p.q.x.y"}
    with pytest.raises(SyntaxError):
        imported_names("%%bash\nls")


@pytest.mark.parametrize("module", ["workforce_grades.reports.worker", "workforce_grades.pages.region.tables"])
def test_python_itself_imports_nothing_that_is_not_reached(module: str) -> None:
    program = f"import sys, {module}\nprint(*(name for name in sys.modules if name.startswith('workforce_grades')))"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert set(printed.split()) <= reached({module}, imports_by_module())

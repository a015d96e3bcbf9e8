"""How to cite the project and its pages; CITATION.cff is valid and says what the package says."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import workforce_grades
from workforce_grades.reports import citation
from workforce_grades.reports.citation import cite, project

SCHEMA = Path(__file__).parents[1] / "cff-1.2.0.schema.json"


def declared(root: Path) -> dict[str, object]:
    """CITATION.cff as JSON holds it: a date is text."""
    found = yaml.safe_load((root / "CITATION.cff").read_text())
    return {**found, "date-released": str(found["date-released"])}


def check(found: dict[str, object]) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(found)


def test_the_file_is_valid_by_the_formats_own_schema(root: Path) -> None:
    check(declared(root))


@pytest.mark.parametrize("change", [{"authors": []}, {"licence": "MIT"}, {"date-released": "22 November 2026"}])
def test_the_schema_refuses_what_is_wrong(root: Path, change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check(declared(root) | change)


def test_name_version_and_licence_are_those_of_the_package(root: Path) -> None:
    package = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    who = project()
    assert who.version == package["version"] == workforce_grades.__version__
    assert who.licence == package["license"]
    assert f"Copyright (c) {who.released.year} {who.authors[0]}" in (root / "LICENSE").read_text()
    assert f"# {who.title}\n" in (root / "README.md").read_text()
    assert "CITATION.cff" in package["license-files"]


def test_without_a_checkout_the_installed_copy_is_read(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Installed:
        def read_text(self, name: str) -> str:
            asked.append(name)
            return (root / "CITATION.cff").read_text()

    monkeypatch.setattr(citation, "_CHECKOUT", tmp_path)
    monkeypatch.setattr("importlib.metadata.distribution", lambda _name: Installed())
    assert citation.citation_text.__wrapped__() == (root / "CITATION.cff").read_text()
    assert asked == ["licenses/CITATION.cff"]


def test_a_page_is_cited_in_one_line_and_in_bibtex() -> None:
    cited = cite("Derby & Co: 50%", code="version 0.1.0 (commit abc)", made_from="DfE, a_b")
    year = project().released.year
    assert cited.text == (
        f"Workforce & Grades contributors ({year}). Derby & Co: 50%. Workforce & Grades, version 0.1.0 (commit abc). "
        "Made from: DfE, a_b."
    )
    assert cited.bibtex.startswith("@misc{workforce-grades-derby-co-50,\n")
    assert r"title = {{Derby \& Co: 50\%}}," in cited.bibtex
    assert r"note = {Made from: DfE, a\_b}," in cited.bibtex


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_no_title_breaks_the_entry(title: str) -> None:
    entry = cite(title, code="version 1", made_from="x").bibtex
    assert re.match(r"@misc\{[a-z0-9-]+,\n", entry)
    plain = re.sub(r"\\[{}]", "", entry)
    assert plain.count("{") == plain.count("}")
    assert not re.search(r"(?<!\\)[&%$#_]", entry.partition(",\n")[2])

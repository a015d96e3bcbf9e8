"""The RO-Crate of a record that is made here: what each file is, who made it, under which licence, from what."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workforce_grades.reports.citation import project
from workforce_grades.reports.crate import NAME, crate_metadata
from workforce_grades.reports.plan import plan
from workforce_grades.reports.provenance import Provenance
from workforce_grades.reports.record import BuildRecord, PageRecord, write_whole
from workforce_grades.reports.tasks import Collection, Selection

from .test_workbook import MADE_UP, REAL, SOURCE

Entities = dict[str, dict[str, Any]]


def described(record: BuildRecord, out: Path, origin: Provenance = REAL, tasks: Any = ()) -> Entities:
    out.mkdir(exist_ok=True)
    graph = json.loads(crate_metadata(record, origin, out, tasks))["@graph"]
    return {entity["@id"]: entity for entity in graph}


def with_files(out: Path, *paths: str) -> BuildRecord:
    return BuildRecord(files={path: write_whole(out / path, path) for path in paths})


def page(**parameters: str) -> PageRecord:
    return PageRecord("a", None, {}, parameters, "", 1.0)


def test_an_empty_run_has_its_record_its_code_and_no_tables(out: Path) -> None:
    held = described(BuildRecord(), out)
    assert held["./"]["hasPart"] == [{"@id": "build.json"}]
    assert "#tables" not in held
    assert held["#data"]["hasPart"] == [{"@id": "#data-f.csv"}]
    assert held["./"]["datePublished"] == project().released.isoformat()


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("data/linked.csv", "text/csv", "ILACS inspections"),
        ("data/linked.csv-metadata.json", "application/json", ": what its columns mean"),
        ("data/other.csv", "text/csv", ""),
        ("data/ILLUSTRATIVE.txt", "text/plain", "Says that the data are generated"),
        ("index.html", "text/html", "The first page: what there is"),
        ("changes.xml", "application/atom+xml", ""),
        (
            "data/all.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "All tables in one workbook",
        ),
        ("notebooks/04-a.ipynb", "application/x-ipynb+json", "The notebook that pages were made from, without outputs"),
        ("odd.bin", "application/octet-stream", ""),
    ],
)
def test_each_file_has_its_form_and_what_it_is(out: Path, path: str, form: str, words: str) -> None:
    entity = described(with_files(out, path), out)[path]
    assert entity["encodingFormat"] == form
    assert words in entity.get("description", "")
    assert bool(entity.get("description")) == bool(words)
    assert (entity["name"], entity["contentSize"]) == (path, str(len(path)))


def test_notebooks_are_code_in_a_language_and_other_files_are_not(out: Path) -> None:
    record = with_files(out, "notebooks/a.ipynb", "data/linked.csv")
    record.versions = {"python": "3.11.2", "workforce-grades": "v", "pandas": "3.0", "numpy": "2.3"}
    held = described(record, out)
    assert held["notebooks/a.ipynb"]["@type"] == ["File", "SoftwareSourceCode"]
    assert held["notebooks/a.ipynb"]["programmingLanguage"] == {"@id": "#python"}
    assert (held["data/linked.csv"]["@type"], held["#python"]["version"]) == ("File", "3.11.2")
    assert held["#code"]["softwareRequirements"] == ["numpy 2.3", "pandas 3.0", "python 3.11.2"]


def test_kept_notebooks_of_failures_and_files_that_are_gone_are_no_parts(out: Path) -> None:
    record = with_files(out, "failed/a.ipynb", "ro-crate-metadata.json", "data/linked.csv")
    record.files["data/gone.csv"] = "aa"
    parts = {part["@id"] for part in described(record, out)["./"]["hasPart"]}
    assert parts == {"build.json", "data/linked.csv"}


def test_tables_are_made_by_the_code_from_the_data(out: Path) -> None:
    held = described(with_files(out, "data/a.csv", "data/linked.csv", "index.html"), out)
    action = held["#tables"]
    assert (action["instrument"], action["object"]) == ({"@id": "#code"}, {"@id": "#data"})
    assert action["result"] == [{"@id": "data/a.csv"}, {"@id": "data/linked.csv"}]
    assert held["./"]["mentions"] == {"@id": "#tables"} or held["./"]["mentions"] == [{"@id": "#tables"}]


def test_a_page_of_a_task_has_its_words_and_one_without_is_made_by_the_code(collection: Collection, out: Path) -> None:
    tasks = plan(collection, Selection(), BuildRecord(), out).tasks
    write_whole(out / "quality.html", "x")
    write_whole(out / "old.html", "x")
    write_whole(out / "notebooks/01-quality.ipynb", "{}")
    record = BuildRecord(pages={"quality.html": page(years="3", names=""), "old.html": page(), "gone.html": page()},
                         files={"notebooks/01-quality.ipynb": ""})  # fmt: skip
    held = described(record, out, tasks=tasks)
    assert (held["quality.html"]["name"], held["quality.html"]["description"]) == ("Quality", "What it is about.")
    assert held["#make-quality.html"]["instrument"] == {"@id": "notebooks/01-quality.ipynb"}
    assert held["#make-quality.html"]["object"] == [{"@id": "#data"}, {"@id": "#names%3D"}, {"@id": "#years%3D3"}]
    assert (held["#years%3D3"]["value"], held["#names%3D"]["value"]) == ("3", "(empty)")
    assert held["#make-old.html"]["instrument"] == {"@id": "#code"}
    assert (held["old.html"]["name"], "description" in held["old.html"]) == ("old.html", False)
    assert "gone.html" not in held


def test_two_pages_of_one_value_share_its_entity(out: Path) -> None:
    for path in ("a.html", "b.html"):
        write_whole(out / path, path)
    held = described(BuildRecord(pages={"a.html": page(years="3"), "b.html": page(years="3")}), out)
    assert [name for name in held if name.startswith("#years")] == ["#years%3D3"]
    assert held["#make-a.html"]["object"] == held["#make-b.html"]["object"]


def test_data_have_the_publishers_licence_and_made_up_data_that_of_the_code(out: Path) -> None:
    real = described(BuildRecord(), out)
    assert real["./"]["license"] == {"@id": "https://example.org/l"}
    assert real["https://example.org/l"]["description"] == "Open Government Licence v3.0."
    own = f"https://spdx.org/licenses/{project().licence}.html"
    made_up = described(BuildRecord(), out, replace(MADE_UP, licence_page=""))
    assert made_up["./"]["license"] == made_up["#code"]["license"] == {"@id": own}
    assert (real["./"]["name"], made_up["./"]["name"]) == (NAME, f"{NAME} (illustrative data)")


def test_sources_of_one_publisher_share_its_entity_and_lack_what_is_not_known(out: Path) -> None:
    other = replace(SOURCE, title="Outcomes", page="", release="", file="a b.csv")
    held = described(BuildRecord(), out, replace(REAL, sources=(SOURCE, other)))
    assert held["#data-f.csv"]["publisher"] == held["#data-a%20b.csv"]["publisher"] == {"@id": "#dfe"}
    assert (held["#dfe"]["@type"], held["#dfe"]["name"]) == ("Organization", "DfE")
    assert {"url", "version"} & set(held["#data-a%20b.csv"]) == set()
    assert held["#data-a%20b.csv"]["alternateName"] == "a b.csv"


def test_the_order_of_the_record_makes_no_other_crate(out: Path) -> None:
    record = with_files(out, "data/a.csv", "data/b.csv", "index.html")
    turned = BuildRecord(files=dict(reversed(record.files.items())))
    assert crate_metadata(record, REAL, out, ()) == crate_metadata(turned, REAL, out, ())

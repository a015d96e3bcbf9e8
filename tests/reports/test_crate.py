"""The RO-Crate of a run: valid by its context and rules, true to the files, the same twice, silent on the machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from workforce_grades.reports.crate import CRATE, crate_metadata
from workforce_grades.reports.page_checks import PageError
from workforce_grades.reports.provenance import provenance
from workforce_grades.reports.record import load_record
from workforce_grades.reports.tasks import Collection

from .runs import go, tree

Entities = dict[str, dict[str, Any]]


@pytest.fixture
def made(collection: Collection, out: Path, no_kernels: None) -> Path:
    assert go(collection, out).failed == 0
    return out


def entities(out: Path) -> Entities:
    graph = json.loads((out / CRATE).read_text(encoding="utf-8"))["@graph"]
    held = {entity["@id"]: entity for entity in graph}
    assert len(held) == len(graph)
    return held


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield value["@id"]
    for each in value if isinstance(value, list) else []:
        yield from references(each)


def test_root_and_descriptor_are_as_the_specification_asks(made: Path) -> None:
    held = entities(made)
    assert held[CRATE]["about"] == {"@id": "./"}
    assert held[CRATE]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.3"}
    root = held["./"]
    assert root["@type"] == "Dataset"
    assert {"name", "description", "datePublished", "license", "author", "publisher", "hasPart"} <= set(root)
    assert all(each["@id"] in held for name in ("license", "author") for each in [root[name]])


def test_every_term_is_one_of_the_context_that_it_names(made: Path) -> None:
    written = json.loads((made / CRATE).read_text(encoding="utf-8"))
    context = json.loads((files("rocrate") / "data" / "ro-crate.jsonld").read_text(encoding="utf-8"))
    assert written["@context"] == context["@id"]
    terms = set(context["@context"])
    for entity in written["@graph"]:
        kinds = entity["@type"] if isinstance(entity["@type"], list) else [entity["@type"]]
        assert {*kinds, *entity} - {"@id", "@type"} <= terms, entity["@id"]


def test_every_reference_leads_to_an_entity_and_every_entity_is_reached(made: Path) -> None:
    held = entities(made)
    reached = {to for entity in held.values() for name, value in entity.items() if name[0] != "@" for to in
               references(value)}  # fmt: skip
    assert reached - set(held) == {"https://w3id.org/ro/crate/1.3"}
    assert set(held) - reached == {CRATE}


def test_every_file_of_the_folder_is_a_part_with_its_hash_and_size(made: Path) -> None:
    held = entities(made)
    parts = {part["@id"] for part in held["./"]["hasPart"]}
    assert parts == set(tree(made)) - {CRATE}
    for path in parts - {"build.json"}:
        content = (made / path).read_bytes()
        assert held[path]["sha256"] == hashlib.sha256(content).hexdigest()
        assert held[path]["contentSize"] == str(len(content))
        assert held[path]["encodingFormat"] != "application/octet-stream", path


def test_each_page_is_made_by_its_notebook_from_the_data_with_its_parameters(made: Path) -> None:
    held = entities(made)
    action = held["#make-local-authority/ashby.html"]
    assert action["instrument"] == {"@id": "notebooks/09-local-authority.ipynb"}
    assert action["result"] == {"@id": "local-authority/ashby.html"}
    objects = [held[each["@id"]] for each in action["object"]]
    assert objects[0]["name"] == "Files that everything was made from"
    assert [(each["name"], each["value"]) for each in objects[1:]] == [("authority", "Ashby")]
    assert held["local-authority/ashby.html"]["name"] == "Ashby: workforce and grades"
    assert {each["@id"] for each in held["./"]["mentions"]} == {name for name in held if name.startswith("#make-")} | {
        "#tables"
    }


def test_the_publishers_files_stand_there_with_hash_and_release(made: Path, collection: Collection) -> None:
    held = entities(made)
    source = held["#data-csww_indicators_2017_to_2025.csv"]
    assert source["sha256"] == hashlib.sha256(b"time_period\n2025\n").hexdigest()
    assert source["version"] == "Reporting year 2025"
    assert held[source["publisher"]["@id"]]["name"] == "Department for Education"
    assert source in [held[each["@id"]] for each in held["#data"]["hasPart"]]
    assert "pandas" in " ".join(held["#code"]["softwareRequirements"])


@pytest.mark.usefixtures("no_kernels")
def test_two_runs_in_two_places_give_the_same_bytes(collection: Collection, tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("one", "two")]
    for each in outs:
        go(collection, each)
    assert (outs[0] / CRATE).read_bytes() == (outs[1] / CRATE).read_bytes()
    assert str(tmp_path) not in (outs[0] / CRATE).read_text(encoding="utf-8")


def test_a_file_that_was_taken_away_is_no_part(made: Path, collection: Collection) -> None:
    (made / "local-authority" / "ashby.html").unlink()
    text = crate_metadata(load_record(made), provenance(collection.data), made, ())
    assert "local-authority/ashby.html" not in text


def test_a_folder_of_this_machine_is_refused(made: Path, collection: Collection) -> None:
    record = load_record(made)
    page = record.pages["quality.html"]
    record.pages["quality.html"] = type(page)(**{**{n: getattr(page, n) for n in page.__slots__},
                                                 "parameters": {"file": "/home/somebody/x"}})  # fmt: skip
    with pytest.raises(PageError, match="names a folder of this machine"):
        crate_metadata(record, provenance(collection.data), made, (), private=[Path("/home/somebody")])

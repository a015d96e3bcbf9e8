"""Blocks of data say what the page is, and hold nothing that could end them or run."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_notebook

from workforce_grades.reports.linked_data import data_block, dataset_data, report_data
from workforce_grades.reports.page_checks import read_elements
from workforce_grades.reports.render import PageContext, render_page
from workforce_grades.reports.tasks import Collection

from .test_index import HOSTILE, named, rendered
from .test_workbook import MADE_UP, REAL


def test_a_report_says_what_it_is_made_from() -> None:
    found = json.loads(report_data("Turnover", "What it says.", REAL))
    assert (found["@context"], found["@type"], found["name"]) == ("https://schema.org", "Report", "Turnover")
    assert found["license"] == "https://example.org/l"
    assert found["isBasedOn"][0]["identifier"] == "sha256:" + "a" * 64
    assert found["isBasedOn"][0]["version"] == "Reporting year 2025"
    assert found["version"] == "version 1"


def test_made_up_data_say_so_and_name_no_publisher_as_their_source() -> None:
    made_up = replace(MADE_UP, sources=(), licence_page="")
    found = json.loads(report_data("Turnover", "What it says.", made_up))
    assert found["description"].startswith("Illustrative data: fictional authorities.")
    assert "isBasedOn" not in found
    assert "license" not in found


def test_a_data_set_lists_its_files() -> None:
    found = json.loads(dataset_data("All", "x", REAL, ["data/a.csv", "data/b.xlsx", "data/a.csv-metadata.json"]))
    assert [(each["contentUrl"], each["encodingFormat"][:8]) for each in found["distribution"]] == [
        ("data/a.csv", "text/csv"), ("data/b.xlsx", "applicat"),
    ]  # fmt: skip


@given(st.text(max_size=40))
def test_any_text_comes_back_and_none_can_end_the_element(text: str) -> None:
    block = str(data_block({"name": text}))
    assert json.loads(block)["name"] == text
    assert not re.search("[<>&\u2028\u2029]", block)


@pytest.mark.parametrize("text", [*HOSTILE, "a note with </script>"])
def test_a_page_of_hostile_words_has_one_block_and_no_script(text: str) -> None:
    html = render_page(new_notebook(), PageContext(text, text, REAL, parameters={"authority": text}))
    elements = read_elements(html)
    assert elements.scripts == []
    assert [json.loads(block)["name"] for block in elements.data_blocks] == [text]
    assert "script-src" not in html


def test_the_index_is_a_data_set_whatever_its_authorities_are_called(collection: Collection) -> None:
    elements = read_elements(rendered(named(collection, *HOSTILE), {}))
    assert len(elements.scripts) == 1
    found = json.loads(elements.data_blocks[0])
    assert found["@type"] == "Dataset"
    assert [each["contentUrl"] for each in found["distribution"]] == [
        "data/linked.csv", "data/workforce-and-grades.xlsx",
    ]  # fmt: skip

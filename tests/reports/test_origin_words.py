"""Where a page comes from, in words: data, licence, version of the code; and what programs read of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workforce_grades.codebook import FLAG_MEANINGS, SYMBOLS
from workforce_grades.codebook_columns import COLUMNS, TABLES
from workforce_grades.reports import provenance as module
from workforce_grades.reports.csvw import table_metadata
from workforce_grades.reports.linked_data import dataset_data, report_data
from workforce_grades.reports.provenance import PACKAGE, code_version, provenance
from workforce_grades.reports.workbook import column_rows, notes
from workforce_grades.sources.folder import DataFolder

from .test_workbook import MADE_UP, REAL, SOURCE, opened, table
from .test_workbook import workbook_bytes as bytes_of

OFSTED = replace(SOURCE, title="Outcomes", publisher="Ofsted", release="As at 31 March 2025", page="", file="o.ods")
OTHER = replace(SOURCE, title="Index", publisher="mySociety", release="Not stated in the file", is_main=False)
BOTH = replace(REAL, sources=(SOURCE, OTHER, OFSTED))


def test_the_main_sources_are_named_with_their_release_in_a_sentence() -> None:
    assert BOTH.made_from == (
        "DfE, Indicators, reporting year 2025; Ofsted, Outcomes, as at 31 March 2025, and the other files listed above"
    )
    assert MADE_UP.made_from == "generated data about fictional authorities; not to be quoted as a finding"


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., DataFolder]:
    def make(*names: str) -> DataFolder:
        for name in names:
            (tmp_path / name).write_text("x")
        return DataFolder(tmp_path)

    return make


@pytest.mark.parametrize(
    ("names", "owners", "other"),
    [
        (["csww_indicators_2017_to_2025.csv"], "Department for Education", ""),
        (["LA_Inspection_Outcomes_as_at_31_March_2025.ods", "csww_indicators_2017_to_2025.csv"],
         "Department for Education; Ofsted", ""),
        (["la_imd.csv", "las.csv", "uk_local_authorities_future.csv", "sn_model_2025_wide.csv"],
         "Department for Education",
         "Also uses data of Department for Education (MIT); mySociety (CC BY 4.0)."),
    ],
)  # fmt: skip
def test_each_owner_is_named_once_by_licence(
    folder: Callable[..., DataFolder], names: list[str], owners: str, other: str
) -> None:
    licence = provenance(folder(*names)).licence
    assert licence[1] == f"Source: {owners}. The publishers do not endorse this page."
    assert licence[2:] == ((other,) if other else ())


def test_a_licence_page_is_that_of_the_publishers(folder: Callable[..., DataFolder]) -> None:
    assert provenance(folder("las.csv")).licence_page.endswith("/doc/open-government-licence/version/3/")
    made_up = folder("illustrative_csww_indicators_1.csv")
    assert provenance(DataFolder(made_up.path)).licence_page == ""


def test_only_workforce_and_inspections_are_main(folder: Callable[..., DataFolder]) -> None:
    found = provenance(folder("csww_indicators_2017_to_2025.csv", "las.csv", "LA_Inspection_Outcomes_x.ods"))
    assert {source.file: source.is_main for source in found.sources} == {
        "csww_indicators_2017_to_2025.csv": True, "LA_Inspection_Outcomes_x.ods": True, "las.csv": False,
    }  # fmt: skip


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """What git answers, by its first word."""
    answers = {
        "rev-parse --short=12": "abcdef012345",
        "rev-parse --show-toplevel": str(PACKAGE.parents[1]),
        "status": "",
    }
    monkeypatch.setattr(
        module, "_git", lambda *words: answers.get(" ".join(words[:2]), answers.get(words[0], "nothing"))
    )
    monkeypatch.setattr(module, "code_hash", lambda: "0123456789abcdef" * 4)
    yield answers


VERSION = f"version {module.workforce_grades.__version__}"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, f"{VERSION} (commit abcdef012345)"),
        ({"status": " M src/x.py"}, f"{VERSION} (commit abcdef012345, changed since: code 0123456789ab)"),
        ({"rev-parse --short=12": ""}, f"{VERSION} (code 0123456789ab)"),
        ({"rev-parse --show-toplevel": ""}, f"{VERSION} (code 0123456789ab)"),
        ({"rev-parse --show-toplevel": "/somebody/elses"}, f"{VERSION} (code 0123456789ab)"),
    ],
)
def test_code_is_named_by_its_commit_or_by_its_hash(git: dict[str, str], answers: dict[str, str], words: str) -> None:
    git |= answers
    assert code_version.__wrapped__() == words


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (SimpleNamespace(stdout=" abc\n", returncode=0), "abc"),
        (SimpleNamespace(stdout="abc", returncode=128), ""),
        (OSError("no git"), ""),
        (subprocess.TimeoutExpired("git", 10), ""),
    ],
)
def test_without_git_nothing_is_known_of_a_commit(monkeypatch: pytest.MonkeyPatch, done: Any, said: str) -> None:
    def run(words: list[str], **_options: object) -> Any:
        assert words[:3] == ["git", "-C", str(PACKAGE)]
        if isinstance(done, Exception):
            raise done
        return done

    monkeypatch.setattr(module.subprocess, "run", run)
    assert module._git("rev-parse", "HEAD") == said


def test_a_data_set_is_based_on_its_main_sources_with_their_pages() -> None:
    found = json.loads(dataset_data("All", "What.", BOTH, []))
    assert "distribution" not in found
    assert [(each["name"], each.get("url")) for each in found["isBasedOn"]] == [
        ("Indicators", "https://example.org/p"), ("Outcomes", None),
    ]  # fmt: skip
    assert found["isBasedOn"][1]["creator"] == {"@type": "Organization", "name": "Ofsted"}
    assert (found["inLanguage"], found["isAccessibleForFree"]) == ("en-GB", True)
    assert found["description"] == "What."
    assert "isBasedOn" not in json.loads(report_data("A", "B", replace(REAL, sources=(OTHER,))))


def test_metadata_of_a_table_name_sources_by_page_or_title_and_licence_by_page_or_words() -> None:
    described = json.loads(table_metadata("linked", ["la_key"], BOTH))
    assert described["dc:source"] == ["https://example.org/p", "https://example.org/p", "Outcomes"]
    plain = replace(REAL, licence_page="", licence=("One.", "Two."))
    assert json.loads(table_metadata("linked", [], plain))["dc:license"] == "One. Two."
    assert json.loads(table_metadata("linked", [], plain))["dc:title"] == TABLES["linked"]
    assert json.loads(table_metadata("linked", [], plain))["tableSchema"] == {"columns": []}


def test_notes_stand_in_order_with_each_table_source_flag_and_symbol() -> None:
    rows = notes({"linked": table(["Derby", "Leeds"]), "inspections": table(["x"]).head(0)}, BOTH)
    kinds = [kind.split()[0] for kind, _what in rows]
    order = ["Status", "Sheet", "Code", "Source", "Licence", "How", "Empty", "Flag", "Symbol"]
    assert list(dict.fromkeys(kinds)) == order
    told = dict(rows)
    assert told["Sheet linked"] == f"{TABLES['linked']} (2 rows)"
    assert told["Sheet inspections"].endswith("(0 rows)")
    assert told["Code"] == "workforce-grades version 1"
    assert ("Source", f"Ofsted; Outcomes; As at 31 March 2025; o.ods; {'a' * 64}") in rows
    assert kinds.count("Flag") == len(FLAG_MEANINGS)
    assert kinds.count("Symbol") == len([symbol for symbol in SYMBOLS if symbol])


def test_notes_without_a_licence_page_have_its_sentences_only() -> None:
    rows = notes({}, replace(REAL, licence=("One.", "Two."), licence_page=""))
    assert [what for kind, what in rows if kind == "Licence"] == ["One.", "Two."]


def test_each_column_has_its_row_by_table() -> None:
    one, two = table(["x"])[["year"]], table(["x"])[["overall", "year"]]
    rows = column_rows({"linked": one, "inspections": two})
    assert [row[:2] for row in rows] == [("linked", "year"), ("inspections", "overall"), ("inspections", "year")]
    assert rows[1][2:] == (COLUMNS["overall"].title, COLUMNS["overall"].description)
    with pytest.raises(KeyError, match="unheard"):
        column_rows({"linked": one.rename(columns={"year": "unheard"})})


@pytest.mark.parametrize(
    ("names", "width"), [(["x"], 9), (["x" * 20], 21), (["x" * 39], 40), (["x" * 500], 40), ([], 9)]
)
def test_a_column_is_as_wide_as_its_longest_text_up_to_a_limit(names: list[str], width: int) -> None:
    published = table(names or ["x"])[["name_published"]].head(len(names))
    sheet = opened(bytes_of({"linked": published}, REAL))["linked"]
    assert int(sheet.column_dimensions["A"].width) == width
    assert sheet.auto_filter.ref == f"A1:A{max(len(names), 1) + 1}"

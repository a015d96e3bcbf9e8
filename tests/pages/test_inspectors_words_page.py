"""The page and the authority's section: on the sample, without reports, and never a quote without its source."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.pages.figures import Figure
from workforce_grades.pages.inspectors_words.page import NO_REPORTS, NOTHING, InspectorsWords
from workforce_grades.pages.inspectors_words.quotes import CensusFigure, census_figure, chosen, quote
from workforce_grades.pages.local_authority.comparators import standings
from workforce_grades.pages.local_authority.said import said_of
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Html, Prose
from workforce_grades.reports.plan import data_hash
from workforce_grades.sources.folder import DataFolder
from workforce_grades.sources.reports_folder import REPORTS_FOLDER, find_reports_folder, reports_fingerprint
from workforce_grades.study import Study

PARTS = ("shares_figure", "shares_table", "agreement_table", "disagreements", "halo_words")


@pytest.fixture(scope="module")
def said(study: Study) -> InspectorsWords:
    return InspectorsWords(study)


@pytest.fixture(scope="module")
def silent(study: Study, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return the study of a folder without reports."""
    folder = tmp_path_factory.mktemp("silent") / "data"
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns(REPORTS_FOLDER))
    return replace(study, folder=DataFolder(folder))


def test_the_page_on_the_sample_has_every_part(said: InspectorsWords) -> None:
    assert "40 inspection reports" in str(said.answer())
    assert "no second witness" in str(said.answer())
    assert "Read: reports of 40 graded ILACS inspections" in str(said.scope())
    figure, table = said.shares_figure(), said.shares_table()
    assert isinstance(figure, Figure)
    assert re.search(
        r"the two lower grades raise \d+% .* \(difference \d+ to \d+ points, 95% interval\)", figure.headline
    )
    assert isinstance(table, Table)
    rows = table.data.set_index("theme")
    shown = rows.loc["Caseloads and workloads", ["praised", "raised", "silent"]]
    assert shown.apply(lambda cells: cells.str.fullmatch(r"\d+ \(\d+ to \d+\)")).all(axis=None)
    assert set(rows.loc["Supervision of staff", "raised"]) == {""}
    for name in PARTS[1:-1]:
        assert isinstance(getattr(said, name)(), Html | Table | Prose), name
    assert "say nothing clear about the next grade" in str(said.halo_words())


def test_without_reports_every_part_says_so(silent: Study) -> None:
    said = InspectorsWords(silent)
    assert str(said.answer()) == NO_REPORTS
    assert str(said.scope()) == ""
    assert {str(getattr(said, name)()) for name in PARTS} == {NOTHING}
    authority = silent.authorities.current[0]
    assert str(said_of(silent, authority)) == f"No inspection report of {authority.name} was read for this page."


def test_the_figures_of_the_coding_are_printed_with_who_labelled(said: InspectorsWords) -> None:
    words = str(said.measured())
    assert re.search(r"Precision over the seven themes was 92% \(95% interval 90 to 94, n = 550\)", words)
    assert "The aims were 90% precision, 80% recall, 85% of directions right and at most 5% opposite." in words
    readers = str(said.readers())
    assert re.search(r"One reader labelled 1,3\d\d sentences\. A second.* read again the 318 pairs", readers)
    assert "All readers were language models" in readers
    assert len(said.table_readers().data) == 3
    assert len(said.table_measured().data) == 7


def test_an_authority_s_section_quotes_beside_figure_place_and_england(study: Study, said: InspectorsWords) -> None:
    assert said.words is not None
    keys = set(said.words.reports["la_key"])
    authority = next(each for each in study.authorities.current if each.la_key in keys)
    html = said_of(study, authority)._repr_html_()
    assert re.search(r"<dt>Caseloads and workloads: [a-z ]+</dt><dd>Caseload \d{4}: [\d.]+ cases\. "
                     r"[^<]*(lowest|highest) of \d+ returns; England [\d.]+</dd><dd>“", html)  # fmt: skip
    quoted = re.findall(r"“[^”]+” <small>\((.*?)\)</small>", html)
    assert quoted
    assert all(re.fullmatch(r"Report published .* \d{4}, .+, sentence \d+; generated, not Ofsted&#39;s", source)
               for source in quoted)  # fmt: skip


def test_an_authority_without_a_report_has_a_sentence(study: Study, said: InspectorsWords) -> None:
    assert said.words is not None
    keys = set(said.words.reports["la_key"])
    authority = next(each for each in study.authorities.current if each.la_key not in keys)
    assert "No inspection report of" in str(said_of(study, authority))


def test_a_real_quote_has_report_section_sentence_and_licence() -> None:
    row = pd.Series({"sentence": "Staff <stay>.", "section": "leaders", "sentence_no": 7})
    shown = quote(row, pd.Timestamp(2024, 7, 12), illustrative=False)
    assert shown == (
        "“Staff &lt;stay&gt;.” <small>(Report published 12 July 2024, impact of leaders, sentence 7; "
        "Ofsted, © Crown copyright, OGL v3.0)</small>"
    )


def test_each_direction_is_quoted_before_a_second_of_one() -> None:
    mentions = pd.DataFrame({
        "section": ["in_care", "leaders", "leaders", "leaders"], "sentence_no": [1, 2, 3, 4],
        "polarity": ["negative", "positive", "positive", "positive"],
    })  # fmt: skip
    assert list(chosen(mentions, 2)["sentence_no"]) == [2, 1]


def test_the_figure_beside_the_words_is_that_of_the_census_before(study: Study) -> None:
    linked = study.linked()
    row = linked[linked["caseload"].notna()].iloc[0]
    found = census_figure(study, row, "caseload")
    assert isinstance(found, CensusFigure)
    assert (found.year, found.value) == (row["census_year"], row["caseload"])
    assert census_figure(study, row.replace({row["link_status"]: "no census"}), "caseload") is None


def test_its_place_is_the_one_on_the_cards_and_blank_where_they_have_none(study: Study) -> None:
    linked = study.linked()
    sound = linked[linked["caseload_flag"].eq("ok")].iloc[0]
    places = standings(study.workforce, "caseload")
    expected = places[sound["return_group"], sound["census_year"]]
    found = census_figure(study, sound, "caseload")
    assert found is not None and found.place == expected
    assert f" cases. {expected}; England " in found.in_words()
    nowhere = census_figure(study, sound.replace({sound["return_group"]: "nobody"}), "caseload")
    assert nowhere is not None and " cases. England " in nowhere.in_words()


def test_reports_belong_to_what_a_page_depends_on(silent: Study, sample: Path, tmp_path: Path) -> None:
    assert len(reports_fingerprint(DataFolder(sample))) == 41
    folder = tmp_path / "data"
    shutil.copytree(silent.folder.path, folder)
    before = data_hash(DataFolder(folder))
    beside = tmp_path / REPORTS_FOLDER
    shutil.copytree(sample / REPORTS_FOLDER, beside)
    assert find_reports_folder(DataFolder(folder)) == beside
    with_reports = data_hash(DataFolder(folder))
    next(beside.glob("*.pdf")).unlink()
    assert len({before, with_reports, data_hash(DataFolder(folder))}) == 3

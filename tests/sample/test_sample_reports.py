"""The sample's inspection reports: fictional, small, the same again, read with the themes they were written with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.authorities import load_authorities
from workforce_grades.sample.report_pdfs import FOLDER, report_pdf
from workforce_grades.sample.report_texts import FictionalReport, fictional_reports, wording
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sources.inspections import load_inspections
from workforce_grades.words.coder import code_sentence
from workforce_grades.words.collection import Reading, read_folder
from workforce_grades.words.history_check import history_differences, match_history
from workforce_grades.words.sentences import Sentence


@pytest.fixture(scope="module")
def reports(country: Simulation) -> list[FictionalReport]:
    return fictional_reports(country)


@pytest.fixture(scope="module")
def reading(sample: Path) -> Reading:
    return read_folder(sample / FOLDER, load_authorities(sample))


def test_the_folder_is_small_and_every_report_says_that_it_is_illustrative(
    sample: Path, reports: list[FictionalReport]
) -> None:
    files = sorted((sample / FOLDER).glob("*.pdf"))
    assert len(files) == len(reports) == 40
    assert sum(file.stat().st_size for file in files) < 170_000
    assert all(file.name.startswith("illustrative_") and b"Illustrative" in file.read_bytes() for file in files)


def test_the_same_seed_gives_the_same_reports(reports: list[FictionalReport], country: Simulation) -> None:
    again = fictional_reports(country)
    assert [one.lines for one in again] == [one.lines for one in reports]
    assert report_pdf(again[0]) == report_pdf(reports[0])


def test_committed_reports_are_those_of_the_generator(reading: Reading, reports: list[FictionalReport]) -> None:
    written = {line.text for one in reports for line in one.lines}
    read = set(reading.sentences["sentence"])
    assert written <= read
    assert {text for text in read - written if not text.startswith(("How ", "This report was generated"))} == set()


def test_every_date_type_and_judgement_equals_the_sample_s_own_list(sample: Path, reading: Reading) -> None:
    history = load_inspections(sample, framework="all")
    matched = match_history(reading.reports, history)
    assert len(matched) == len(reading.reports) == 40
    assert history_differences(matched, history).empty
    assert reading.refused.empty


def test_the_coder_finds_the_themes_that_were_written(reading: Reading, reports: list[FictionalReport]) -> None:
    written = {
        (one.member.key, line.text, line.theme, line.polarity) for one in reports for line in one.lines if line.theme
    }
    columns = ["la_key", "sentence", "theme", "polarity"]
    found = set(reading.themes[columns].itertuples(index=False, name=None))
    assert len(written) > 200
    assert found == written


@pytest.mark.parametrize("entry", wording()["sentence"], ids=lambda each: f"{each['theme']} {each['polarity']}")
def test_each_sentence_of_the_wording_is_coded_as_it_says(entry: dict[str, object]) -> None:
    for text in entry["text"]:  # type: ignore[attr-defined]
        said = code_sentence(Sentence(str(entry["section"]), 1, 0, text.format(place="Aldra"), is_bullet=False))
        assert [(one.theme, one.polarity) for one in said] == [(entry["theme"], entry["polarity"])], text


def test_words_follow_the_census_and_the_grade(reading: Reading, reports: list[FictionalReport]) -> None:
    rows = pd.DataFrame([
        (line.polarity == "positive", one.inspection["caseload"], one.inspection["overall"])
        for one in reports for line in one.lines if line.theme == "caseload" and line.polarity != "mixed"
    ], columns=["praised", "caseload", "overall"]).astype(float)  # fmt: skip
    means = rows.groupby("praised").mean()
    assert means.loc[1, "caseload"] < means.loc[0, "caseload"]
    assert means.loc[1, "overall"] > means.loc[0, "overall"]

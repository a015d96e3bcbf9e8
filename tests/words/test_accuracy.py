"""What was measured is what the page prints; labels are references only; on real reports it can be measured again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.authorities import load_authorities
from workforce_grades.shares import share
from workforce_grades.sources.inspections import load_inspections
from workforce_grades.words.accuracy import (
    ITEM,
    PARTS,
    load_answers,
    load_labels,
    load_sealed,
    measured,
    score,
    with_hash,
)
from workforce_grades.words.collection import Reading, find_reports, read_each, read_folder
from workforce_grades.words.halves import half_of
from workforce_grades.words.history_check import history_compared, history_differences, match_history
from workforce_grades.words.rules import load_rules


@pytest.fixture(scope="module")
def reading(mirror: Path) -> Reading:
    folder = mirror.parent / "inspection-reports"
    if not folder.is_dir():
        pytest.skip("no real reports beside this checkout")
    return read_folder(folder, load_authorities(mirror), history=load_inspections(mirror, framework="all"))


def test_shares_with_wilsons_interval() -> None:
    half = share(5, 10)
    assert (half.value, half.n) == (0.5, 10)
    assert (half.low, half.high) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))
    assert share(3, 3).high == 1.0
    assert share(0, 0).n == 0


def test_counts_of_a_tiny_case() -> None:
    labels = pd.DataFrame(
        [("sealed first", "a.pdf", "caseload", "positive")], columns=["part", "file", "theme", "polarity"]
    ).assign(sentence="One.")
    themes = pd.DataFrame(
        [("a.pdf", "One.", "caseload", "negative"), ("a.pdf", "One.", "agency", "mixed"),
         ("b.pdf", "Two.", "turnover", "negative")],
        columns=["file", "sentence", "theme", "polarity"],
    )  # fmt: skip
    agency, caseload = score(with_hash(themes), with_hash(labels), load_rules().themes).to_dict("records")
    assert caseload == {"part": "sealed first", "theme": "caseload", "found": 1, "wrong": 0, "missed": 0,
                        "directed": 1, "right": 0, "opposite": 1}  # fmt: skip
    assert (agency["found"], agency["wrong"]) == (0, 1)


@pytest.mark.parametrize("name", ["first_reader", "second_reader", "third_reader", "answers"])
def test_what_is_kept_is_references_without_any_text(name: str) -> None:
    kept = load_sealed(name)
    assert set(kept["theme"]) <= set(load_rules().themes)
    assert not kept.duplicated(ITEM).any()
    if len(kept):
        assert kept["sentence_sha256"].str.fullmatch(r"[0-9a-f]{12}").all()
        assert kept.drop(columns="file").fillna("").astype(str).map(len).to_numpy().max() <= 30


def test_the_sealed_answers_give_what_was_measured_when_each_part_was_sealed() -> None:
    counts = measured()
    assert set(counts["part"]) == set(PARTS)
    totals = counts.groupby("part")[["found", "wrong", "right", "opposite"]].sum()
    assert totals.loc["sealed first"].tolist() == [295, 27, 128, 2]
    assert totals.loc["sealed second"].tolist() == [213, 15, 97, 2]


@pytest.mark.mirror
def test_labels_lie_in_the_sealed_half(reading: Reading) -> None:
    keys = reading.reports.set_index("file")["la_key"]
    labels = load_labels()
    assert (labels["file"].map(keys).map(half_of) == labels["part"]).all()


@pytest.mark.mirror
def test_every_date_type_and_judgement_of_98_real_reports_equals_the_official_list(
    reading: Reading, mirror: Path
) -> None:
    history = load_inspections(mirror, framework="all")
    matched = match_history(reading.reports, history)
    assert len(matched) == len(reading.reports) == 98
    assert history_differences(matched, history).empty
    compared = history_compared(matched, history)
    assert compared["publication_date"] == 0  # no report prints it
    assert compared["care_leavers"] == 36  # a judgement of its own since January 2023
    assert {count for what, count in compared.items() if what not in ("publication_date", "care_leavers")} == {98}
    assert reading.refused.empty


@pytest.mark.mirror
def test_references_are_of_sentences_that_are_there(reading: Reading) -> None:
    sentences = with_hash(reading.sentences).set_index(["file", "sentence_no"])["sentence_sha256"]
    for name in ("first_reader", "second_reader", "answers"):
        kept = load_sealed(name).set_index(["file", "sentence_no"])["sentence_sha256"]
        assert (sentences.reindex(kept.index) == kept).all(), name
    parts = load_sealed("parts").set_index("part")
    part = reading.reports.set_index("file")["la_key"].map(half_of)
    for name, row in parts.iterrows():
        files = set(part.index[part == name])
        assert (len(files), reading.sentences["file"].isin(files).sum()) == (row["reports"], row["sentences"])


@pytest.mark.mirror
def test_mended_answers_are_those_of_the_rules_in_use(reading: Reading) -> None:
    part = reading.reports.set_index("file")["la_key"].map(half_of)
    coded = with_hash(reading.themes[reading.themes["file"].map(part).isin(PARTS)])
    now = coded[coded["theme"] != "practice_model"].set_index(ITEM)["polarity"].sort_index()
    kept = load_answers().dropna(subset=["mended"]).set_index(ITEM)["mended"].sort_index()
    assert now.to_dict() == kept.to_dict(), "the rules changed: write their answers to words/sealed/answers.csv"


@pytest.mark.mirror
def test_no_inspector_is_named_in_any_table_of_all_98_reports(reading: Reading, mirror: Path) -> None:
    folder = mirror.parent / "inspection-reports"
    named = {
        name
        for _file, outcome in read_each(find_reports(folder), folder)
        if isinstance(outcome, tuple)
        for name in outcome[0].front.inspectors
    }
    assert len(named) >= 40
    tables = (reading.reports, reading.sentences, reading.themes)
    said = "\n".join(table.to_csv(index=False) for table in tables)
    assert not [name for name in named if name in said]
    assert not any(word in said for word in ("Lead inspector", "Yours sincerely", "Piccadilly Gate"))

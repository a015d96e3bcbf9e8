"""What was measured is what the page prints; labels are references only; on real reports it can be measured again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.authorities import load_authorities
from workforce_grades.sources.inspections import load_inspections
from workforce_grades.words.accuracy import PARTS, load_labels, load_measured, score, share, shares
from workforce_grades.words.collection import Reading, read_folder
from workforce_grades.words.halves import half_of
from workforce_grades.words.history_check import history_differences, match_history
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
        [("sealed first", "a.pdf", "x", 1, "4f3e", "caseload", "positive")],
        columns=["part", "file", "section", "sentence_no", "sentence_sha256", "theme", "polarity"],
    )
    columns = ["file", "sentence", "theme", "polarity"]
    themes = pd.DataFrame([("a.pdf", "One.", "caseload", "negative"), ("b.pdf", "Two.", "turnover", "negative")])
    themes.columns = pd.Index(columns)
    import hashlib

    labels["sentence_sha256"] = hashlib.sha256(b"One.").hexdigest()[:12]
    (row,) = score(themes, labels, load_rules().themes).to_dict("records")
    assert row == {"part": "sealed first", "theme": "caseload", "found": 1, "wrong": 0, "missed": 0, "directed": 1,
                   "right": 0, "opposite": 1}  # fmt: skip


def test_labels_are_references_without_any_text() -> None:
    labels = load_labels()
    assert set(labels["part"]) == set(PARTS)
    assert labels["sentence_sha256"].str.fullmatch(r"[0-9a-f]{12}").all()
    assert set(labels["theme"]) <= set(load_rules().themes)
    assert labels.drop(columns="file").astype(str).map(len).to_numpy().max() <= 30


def test_what_was_measured_unseen_is_what_the_plan_asks_or_says_so() -> None:
    counts = load_measured()
    assert set(counts["part"]) == set(PARTS)
    whole = shares(counts)
    assert whole["precision"].value >= 0.90
    assert whole["recall"].value >= 0.80
    assert whole["opposite"].value <= 0.05
    assert whole["polarity"].low < 0.85 < whole["polarity"].high


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
    assert reading.refused.empty


@pytest.mark.mirror
def test_mended_rules_hold_on_the_labelled_sentences(reading: Reading) -> None:
    labels = load_labels()
    hashes = reading.sentences.set_index(["file", "sentence_no"])["sentence"]
    assert all((row.file, row.sentence_no) in hashes.index for row in labels.itertuples())
    now = shares(score(reading.themes, labels, load_rules().themes))
    assert now["precision"].value >= 0.98
    assert now["recall"].value >= 0.97
    assert now["polarity"].value >= 0.90


@pytest.mark.mirror
def test_no_inspector_is_named_in_any_sentence(reading: Reading, mirror: Path) -> None:
    from workforce_grades.words.report import read_report

    folder = mirror.parent / "inspection-reports"
    named = {
        name for file in list(reading.reports["file"])[:12] for name in read_report(folder / file).front.inspectors
    }
    assert len(named) >= 6
    said = "\n".join(reading.sentences["sentence"])
    assert not [name for name in named if name in said]
    assert not any(word in said for word in ("Lead inspector", "Yours sincerely", "Piccadilly Gate"))

"""A study says what it is in one line, and hands on an authority's rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from builders import build_folder
from workforce_grades.reports.session import notes_of
from workforce_grades.sources.folder import SOURCES
from workforce_grades.study import Study, load_study
from workforce_grades.words import study_words


def test_a_study_is_shown_by_its_folder_kind_and_counts(tmp_path: Path, sample: Path) -> None:
    study = load_study(build_folder(tmp_path / "mine"))
    returns, ilacs = len(study.workforce), int((study.inspections["framework"] == "ILACS").sum())
    years = f"{study.workforce['year'].min()} to {study.workforce['year'].max()}"
    assert repr(study) == (
        f"<Study of 'mine' (publishers' files): {len(study.authorities.current)} authorities, "
        f"{returns} workforce returns {years}, {ilacs} ILACS inspections>"
    )
    assert "Study of 'sample' (illustrative sample): " in repr(load_study(sample))
    assert len(repr(load_study(sample))) < 160


def test_in_jupyter_it_says_what_is_not_there_and_what_is_lost_by_that(tmp_path: Path) -> None:
    study = load_study(build_folder(tmp_path / "mine"))
    shown = study._repr_html_()
    assert "Not in the folder: " in shown
    assert "Local authority deprivation, composite UK index: models cannot allow for deprivation" in shown
    absent = {source.id for source in study.folder.absent()}
    assert absent == {source.id for source in SOURCES.values() if not source.required}
    assert all(bool(source.without) != source.required for source in SOURCES.values())


def test_a_note_about_a_file_that_is_not_there_names_none(tmp_path: Path) -> None:
    notes = notes_of(load_study(build_folder(tmp_path / "mine")))
    assert len(notes) > 3
    assert all(note.startswith("no file of '") for note in notes)


def test_an_authoritys_returns_are_its_rows_by_year(study: Study) -> None:
    members = study.members
    for key in sorted(set(members["la_key"])):
        own = members[members["la_key"] == key].set_index("year").sort_index()
        pd.testing.assert_frame_equal(study.returns_of(key), own)
    nobody = study.returns_of("000")
    assert nobody.empty
    assert list(nobody.columns) == [column for column in members.columns if column != "year"]


def test_what_inspectors_said_is_matched_once(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    first = study_words.load_words(study)
    monkeypatch.setattr(study_words, "words_of", lambda *_given: pytest.fail("matched again"))
    again = study_words.load_words(study)
    assert first is not None
    pd.testing.assert_frame_equal(again.reports, first.reports)
    pd.testing.assert_frame_equal(again.themes, first.themes)

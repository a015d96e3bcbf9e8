"""Reports found in Ofsted's list: which by which day; which part an authority is in; which list is used."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from builders import AUTHORITIES, authority_codes
from workforce_grades.codebook import OUTCOMES
from workforce_grades.errors import UnknownNameError
from workforce_grades.sources.folder import DATA_VARIABLE
from workforce_grades.words import lists
from workforce_grades.words.collection import Reading
from workforce_grades.words.halves import half_of
from workforce_grades.words.history_check import history_compared, history_differences, match_history
from workforce_grades.words.study_words import words_of

DAY, OUT = pd.Timestamp(2024, 6, 10), pd.Timestamp(2024, 8, 5)


def judged(**facts: object) -> dict[str, object]:
    grades = dict.fromkeys(OUTCOMES, "Good")
    return {"la_key": "801", "framework": "ILACS", "inspection_type": "standard", "publication_date": OUT,
            "in_care_includes_care_leavers": False, **grades, **facts}  # fmt: skip


def printed(*reports: dict[str, object]) -> pd.DataFrame:
    rows = [{"file": f"{at}.pdf", "start_date": DAY, "publication_basis": "printed", **judged(), **facts}
            for at, facts in enumerate(reports)]  # fmt: skip
    return pd.DataFrame(rows)


def listed(*inspections: dict[str, object]) -> pd.DataFrame:
    rows = [{"inspection_id": f"I{at}", "inspection_date": DAY, **judged(), **facts}
            for at, facts in enumerate(inspections)]  # fmt: skip
    return pd.DataFrame(rows)


SIF: dict[str, object] = {"framework": "SIF", "inspection_type": "single"}


@pytest.mark.parametrize(
    ("report", "inspection", "found"),
    [
        ({}, {}, True),
        ({}, {"inspection_date": DAY + pd.Timedelta(days=1)}, False),
        ({}, {"la_key": "802"}, False),
        ({}, {"publication_date": pd.NaT}, True),
        ({"publication_date": pd.NaT}, {}, True),
        ({"overall": None}, {}, True),
        ({"inspection_type": "short"}, {}, True),
        ({"inspection_type": "focused visit"}, {}, False),
        ({"inspection_type": "monitoring visit"}, {}, False),
        ({}, SIF, False),
        (SIF, {}, False),
        (SIF, SIF, True),
        (SIF, {**SIF, "inspection_date": pd.NaT}, True),
        (SIF, {**SIF, "publication_date": OUT + pd.Timedelta(days=1)}, False),
        (SIF, {**SIF, "framework": "SIF re-inspection"}, False),
        ({**SIF, "la_key": "802"}, SIF, False),
    ],
)
def test_an_ilacs_report_is_found_by_its_first_day_and_one_before_by_its_publication(
    report: dict[str, object], inspection: dict[str, object], found: bool
) -> None:
    matched = match_history(printed(report), listed(inspection))
    assert list(matched["inspection_id"]) == (["I0"] if found else [])
    assert not {"inspection_date", "inspection_date_x"} & set(matched.columns)


def test_both_kinds_are_found_at_once_ilacs_first() -> None:
    matched = match_history(printed(SIF, {}), listed(SIF, {}))
    assert list(zip(matched["file"], matched["inspection_id"], strict=True)) == [("1.pdf", "I1"), ("0.pdf", "I0")]


@pytest.mark.parametrize(
    ("report", "inspection", "differ"),
    [
        ({}, {}, []),
        ({"overall": "Good"}, {"overall": "Inadequate"}, [("overall", "Good", "Inadequate")]),
        ({"care_leavers": None}, {}, [("care_leavers", "", "Good")]),
        ({}, {"care_leavers": None}, [("care_leavers", "Good", "")]),
        ({"care_leavers": None}, {"care_leavers": float("nan")}, []),
        ({"publication_date": OUT + pd.Timedelta(days=1)}, {}, [("publication_date", "2024-08-06", "2024-08-05")]),
        ({"publication_date": OUT + pd.Timedelta(days=1), "publication_basis": "file name"}, {}, []),
        ({"in_care_includes_care_leavers": True}, {}, [("in_care_includes_care_leavers", "True", "False")]),
        ({"inspection_type": "short"}, {"inspection_type": "standard"}, [("inspection_type", "short", "standard")]),
    ],
)
def test_what_differs_from_the_list_is_told_in_words(
    report: dict[str, object], inspection: dict[str, object], differ: list[tuple[str, str, str]]
) -> None:
    history = listed(inspection)
    found = history_differences(match_history(printed(report), history), history)
    assert list(found.columns) == ["file", "what", "report", "history"]
    assert list(found.drop(columns="file").itertuples(index=False, name=None)) == differ


def test_fields_that_neither_side_has_were_not_compared() -> None:
    rows = {"care_leavers": None}, {"care_leavers": "Good"}
    history = listed({"care_leavers": None}, {"care_leavers": None, "la_key": "802"}, SIF)
    matched = match_history(printed(rows[0], {**rows[1], "la_key": "802"}, SIF), history)
    counted = history_compared(matched, history)
    assert (counted["start_date"], counted["care_leavers"], counted["overall"]) == (2, 2, 3)


def test_nothing_held_against_the_list_differs_in_nothing() -> None:
    history = listed({})
    matched = match_history(printed({"la_key": "802"}), history)
    assert history_differences(matched, history).empty
    assert set(history_compared(matched, history).values()) == {0}


def test_words_of_a_study_are_of_its_ilacs_inspections_each_once() -> None:
    reports = printed({}, {}, SIF, {"la_key": "802"})
    themes = pd.DataFrame({"file": ["0.pdf", "1.pdf", "2.pdf", "0.pdf", "3.pdf"], "theme": list("abcde")})
    refused = pd.DataFrame({"file": ["x.pdf", "y.pdf"], "reason": "it is empty"})
    words = words_of(Reading(reports, pd.DataFrame(), themes, refused), listed({}, SIF))
    assert list(words.reports["file"]) == ["0.pdf"]
    assert list(zip(words.themes["theme"], words.themes["inspection_id"], strict=True)) == [("a", "I0"), ("d", "I0")]
    assert (words.read, words.refused, words.unmatched) == (4, 2, 3)


@pytest.mark.parametrize(
    ("key", "half"),
    [("207", "tuning"), ("202", "tuning"), ("301", "sealed first"), ("302", "sealed second"), ("801", "sealed first"),
     ("", "sealed second")],
)  # fmt: skip
def test_what_was_sealed_stays_sealed(key: str, half: str) -> None:
    """Worked out with another program from the text `what inspectors said, 2026-11-22|KEY`."""
    assert half_of(key) == half


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of reports in a folder of its own, and a sample beside which nothing real lies."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.setattr(lists, "sample_folder", lambda: tmp_path / "checkout" / "data" / "sample")
    reports = tmp_path / "work" / "reports"
    reports.mkdir(parents=True)
    return reports


def with_list(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    authority_codes().to_csv(folder / AUTHORITIES, index=False)


def test_the_list_of_authorities_is_the_nearest_one(places: Path, tmp_path: Path, sample: Path) -> None:
    """Each step adds a nearer folder."""
    assert lists.list_of_authorities(places, None).path == sample
    for nearer in (tmp_path / "shared" / "open-data", places.parent / "z", places.parent / "b", places.parent, places):
        assert lists.list_of_authorities(places, None).path != nearer
        with_list(nearer)
        assert lists.list_of_authorities(places, None).path == nearer


def test_what_the_user_names_counts_whatever_is_near(
    places: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_list(places)
    chosen, set_in = tmp_path / "chosen", tmp_path / "set"
    for folder in (chosen, set_in):
        folder.mkdir()
    assert lists.list_of_authorities(places, chosen).path == chosen
    monkeypatch.setenv(DATA_VARIABLE, str(set_in))
    assert lists.list_of_authorities(places, None).path == set_in
    assert lists.list_of_authorities(places, chosen).path == chosen
    with pytest.raises(UnknownNameError, match="data folder"):
        lists.list_of_authorities(places, tmp_path / "gone")

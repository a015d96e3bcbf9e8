from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_england import AFTER, ONS, small_england, write_csv

from workforce_grades.errors import DataError
from workforce_grades.sources.deprivation import load_deprivation
from workforce_grades.sources.report import load_report

REGISTER = {"NOM": "E06900001", "SOM": "E08900002", "EAM": "E09900003", "NEM": "E06900005", "DUM": "E06900007"}


def index_rows() -> list[list[Any]]:
    return [[code, f"{code} Council", 10.5 + at, "label"] for at, code in enumerate(REGISTER)]


def load(
    folder: Path,
    index: list[list[Any]],
    register: list[list[Any]] | None = None,
    *,
    extra: dict[str, str] | None = None,
) -> pd.DataFrame:
    listed = register or [[code, "Council", ons] for code, ons in (REGISTER | (extra or {})).items()]
    write_csv(folder / "la_imd.csv", ["local-authority-code", "official-name", "la-deprivation-score", "label"], index)
    write_csv(folder / "uk_local_authorities_future.csv", ["local-authority-code", "official-name", "gss-code"], listed)
    return load_deprivation(folder, authorities=small_england())


def test_a_score_for_each_authority(tmp_path: Path) -> None:
    table = load(tmp_path, index_rows())
    assert table["la_key"].tolist() == list(AFTER)
    assert table["deprivation_score"].tolist() == [10.5, 11.5, 12.5, 13.5, 14.5]
    assert set(table["deprivation_score_flag"]) == {"ok"}
    assert load_report(table).notes == ()


def test_districts_and_other_nations_are_counted_and_left_out(tmp_path: Path) -> None:
    others = {"LIT": "E07900001", "COM": "E47900001", "WAL": "W06900001", "SCO": "S12900001"}
    index = [*index_rows(), *([code, "Council", 60.0, ""] for code in others)]
    table = load(tmp_path, index, extra=others)
    assert len(table) == 5
    report = load_report(table)
    assert report.read == 9
    assert report.dropped == {"Scotland, Wales and Northern Ireland": 2, "districts and combined authorities": 2}


def test_of_two_codes_of_one_authority_the_later_counts(tmp_path: Path) -> None:
    table = load(tmp_path, [["SOO", "Old", 50.0, ""], *index_rows()], extra={"SOO": "E10900002"})
    assert table.set_index("la_key").loc["902", "deprivation_score"] == 11.5
    assert load_report(table).dropped == {"former codes of authorities that have a newer one": 1}


def test_a_former_code_alone_serves(tmp_path: Path) -> None:
    register = [[code, "Council", "E10900002" if code == "SOM" else ons] for code, ons in REGISTER.items()]
    assert load(tmp_path, index_rows(), register)["la_key"].tolist() == list(AFTER)


@pytest.mark.parametrize("lost", [slice(1, None), slice(2)])
def test_an_index_that_lacks_authorities_of_today_is_refused(tmp_path: Path, lost: slice) -> None:
    missing = "Newmere, Dunmere" if lost.stop else "Northmere"
    with pytest.raises(DataError, match=rf"la_imd\.csv.*missing: .*{missing.split(',')[0]}.*rows are lost"):
        load(tmp_path, index_rows()[lost])


def test_a_register_code_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"line 7: register code 'ZZZ' is not in the list of UK authorities"):
        load(tmp_path, [*index_rows(), ["ZZZ", "Council", 12.0, ""]])


def test_a_register_code_stands_once(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"la_imd\.csv, line 7: register code 'NOM' stands there twice"):
        load(tmp_path, [*index_rows(), index_rows()[0]])


def test_a_score_over_100_is_refused(tmp_path: Path) -> None:
    rows = index_rows()
    rows[2][2] = 1250.0
    with pytest.raises(DataError, match=r"1250.*a score from 0 to 100"):
        load(tmp_path, rows)


def test_a_withheld_score_keeps_its_reason(tmp_path: Path) -> None:
    rows = index_rows()
    rows[2][2] = ""
    table = load(tmp_path, rows).set_index("la_key")
    assert table.loc["903", "deprivation_score_flag"] == "unavailable"


def test_both_files_are_needed(tmp_path: Path) -> None:
    load(tmp_path, index_rows())
    (tmp_path / "uk_local_authorities_future.csv").unlink()
    with pytest.raises(DataError, match="uk_local_authorities_future"):
        load_deprivation(tmp_path, authorities=small_england())


def test_ended_authorities_have_no_row(tmp_path: Path) -> None:
    assert {"904", "906"}.isdisjoint(load(tmp_path, index_rows())["la_key"])
    assert ONS["904"] not in REGISTER.values()


@pytest.mark.mirror
def test_the_published_index(mirror: Path) -> None:
    table = load_deprivation(mirror)
    report = load_report(table)
    assert (report.read, report.kept, report.notes) == (397, 153, ())
    assert report.dropped == {"Scotland, Wales and Northern Ireland": 65, "districts and combined authorities": 179}
    scores = table.set_index("la_key")["deprivation_score"]
    assert scores.idxmax() == "890"
    assert scores["890"] == pytest.approx(45.487, abs=0.001)
    assert scores[["370", "373"]].notna().all()
    assert {"835", "836", "837", "909", "928"}.isdisjoint(scores.index)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_england import write_csv

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.errors import DataError
from workforce_grades.sources.neighbours import CLOSENESS, RANKS, _closeness, load_neighbours
from workforce_grades.sources.report import load_report

KEYS = [str(900 + at) for at in range(12)]
HEADER_2025 = ["old_la_code", "la_name", "region_ind", "region_name"] + [
    name for rank in RANKS for name in (f"SN_{rank}", f"SN_{rank}P")
]
HEADER_2021 = ["LA num", "LA Name", "LA number", "GOInd", "GOReg"] + [
    name for rank in RANKS for name in (f"SN{rank}", "SNP")
] + [""]  # fmt: skip


def twelve() -> Authorities:
    from datetime import date

    members = {
        key: Authority(key, f"E06{key}000", f"Place {key}", "E12000001", "North", "UA", True, date(2009, 4, 1))
        for key in KEYS
    }
    return Authorities(members, {}, pd.DataFrame())


def neighbours_of(key: str) -> list[str]:
    at = KEYS.index(key)
    return [KEYS[(at + step) % len(KEYS)] for step in RANKS]


def wide_row(key: str, *before: object, word: str = "Close ") -> list[Any]:
    return [key, f"Place {key}", *before, *(cell for neighbour in neighbours_of(key) for cell in (neighbour, word))]


def rows_2025() -> list[list[Any]]:
    return [wide_row(key, 1, "North") for key in KEYS]


def load(folder: Path, rows: list[list[Any]]) -> pd.DataFrame:
    write_csv(folder / "sn_model_2025_wide.csv", HEADER_2025, rows, encoding="utf-8-sig")
    return load_neighbours(folder, authorities=twelve())


def refusal(folder: Path, rows: list[list[Any]]) -> str:
    with pytest.raises(DataError) as caught:
        load(folder, rows)
    return str(caught.value)


def test_ten_ranked_neighbours_each(tmp_path: Path) -> None:
    table = load(tmp_path, rows_2025())
    assert list(table.columns) == ["la_key", "neighbour_key", "rank", "closeness", "model"]
    assert len(table) == 120
    first = table[table["la_key"] == "900"]
    assert first["rank"].tolist() == list(RANKS)
    assert first["neighbour_key"].tolist() == neighbours_of("900")
    assert set(table["model"]) == {"2025"}
    assert load_report(table).authorities == 12


def test_closeness_is_ordered_and_its_spelling_does_not_matter(tmp_path: Path) -> None:
    rows = rows_2025()
    rows[0][5], rows[0][7] = "Extremely Close", "not close"
    closeness = load(tmp_path, rows)["closeness"]
    assert closeness.iloc[:3].tolist() == ["Extremely close", "Not close", "Close"]
    assert closeness.max() == "Extremely close"
    assert closeness.cat.codes.iloc[:3].tolist() == [4, 0, 2]


@given(
    st.sampled_from(CLOSENESS),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["", " ", "\t", "\u00a0"]),
)
def test_every_spelling_of_a_closeness_is_read(word: str, case: Any, space: str) -> None:
    assert _closeness(space + case(word).replace(" ", "  ") + space, file=Path("sn.csv"), place="") == word


def test_an_unknown_closeness_is_refused(tmp_path: Path) -> None:
    rows = rows_2025()
    rows[2][9] = "Fairly close"
    message = refusal(tmp_path, rows)
    assert "'Fairly close' is not a closeness" in message
    assert "line 4, column SN_3P" in message


def test_an_authority_is_never_its_own_neighbour(tmp_path: Path) -> None:
    rows = rows_2025()
    rows[3][4] = "903"
    assert "Place 903 (903) is its own neighbour (rank 1" in refusal(tmp_path, rows)


def test_a_neighbour_never_comes_twice(tmp_path: Path) -> None:
    rows = rows_2025()
    rows[3][6] = rows[3][4]
    message = refusal(tmp_path, rows)
    assert "has one neighbour twice (rank 2: 904)" in message
    assert "line 5" in message


def test_a_neighbour_must_be_known(tmp_path: Path) -> None:
    rows = rows_2025()
    rows[3][4] = "999"
    message = refusal(tmp_path, rows)
    assert "'999' is not in the authority list" in message
    assert "line 5, column SN_1" in message


def test_an_authority_has_one_list(tmp_path: Path) -> None:
    assert "has two lists of neighbours" in refusal(tmp_path, [*rows_2025(), rows_2025()[0]])


def test_an_authority_without_a_list_is_named(tmp_path: Path) -> None:
    assert "11 authorities; missing: Place 911" in refusal(tmp_path, rows_2025()[:-1])


def test_the_2021_layout_with_its_repeated_headers_and_tail(tmp_path: Path) -> None:
    blank: list[Any] = [""] * len(HEADER_2021)
    rows = [[*wide_row(key, key, 1, "North"), ""] for key in KEYS[:-1]]
    last = [*wide_row(KEYS[-1], KEYS[-1], 1, "North", word="Very Close"), ""]
    tail = [blank, ["", "Old SNs:"], blank, last]
    write_csv(tmp_path / "New_Statistical_Neighbour_Groupings_April_2021.csv", HEADER_2021, [*rows, *tail])
    table = load_neighbours(tmp_path, model="2021", authorities=twelve())
    assert len(table) == 120
    assert table.loc[table["la_key"] == "911", "closeness"].tolist() == ["Very close"] * 10
    assert table.loc[table["la_key"] == "900", "neighbour_key"].tolist() == neighbours_of("900")
    assert set(table["model"]) == {"2021"}


def test_a_truncated_tail_of_the_2021_file_is_refused(tmp_path: Path) -> None:
    rows = [[*wide_row(key, key, 1, "North"), ""] for key in KEYS]
    rows[-1] = rows[-1][:12]
    write_csv(tmp_path / "New_Statistical_Neighbour_Groupings_April_2021.csv", HEADER_2021, rows)
    with pytest.raises(DataError, match="line 13, column SN"):
        load_neighbours(tmp_path, model="2021", authorities=twelve())


@pytest.mark.mirror
def test_the_published_neighbours_of_2025(mirror: Path) -> None:
    table = load_neighbours(mirror)
    assert len(table) == 1_530
    counts = table["closeness"].value_counts()
    assert [int(counts[word]) for word in CLOSENESS] == [49, 136, 513, 820, 12]
    pairs = set(zip(table["la_key"], table["neighbour_key"], strict=True))
    assert sum((there, here) in pairs for here, there in pairs) == 938
    nobody = set(table["la_key"]) - set(table["neighbour_key"])
    assert nobody == {"381", "201", "420", "857"}


@pytest.mark.mirror
def test_the_published_neighbours_of_2021(mirror: Path) -> None:
    table = load_neighbours(mirror, model="2021")
    assert len(table) == 1_560
    assert {"909", "835", "836", "837", "928"} <= set(table["la_key"])
    assert "909" in set(table["neighbour_key"])
    newer = load_neighbours(mirror).groupby("la_key")["neighbour_key"].agg(set)
    older = table.groupby("la_key")["neighbour_key"].agg(set)
    shared = [len(newer[key] & older[key]) for key in newer.index.intersection(older.index)]
    assert sum(shared) / len(shared) == pytest.approx(5.4, abs=0.05)

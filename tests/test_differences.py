"""Two versions of a table differ where a value, a row or an authority does, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.authorities import load_authorities
from workforce_grades.differences import COLUMNS, RUN_COLUMNS, compare_runs, compare_tables, read_run
from workforce_grades.errors import DataError
from workforce_grades.reports.exports import write_csv
from workforce_grades.sources.workforce import load_workforce

VALUES = st.dictionaries(st.integers(0, 9), st.sampled_from(["", "1.0", "2.5", "c"]), max_size=8)


def table(values: dict[int, str]) -> pd.DataFrame:
    return pd.DataFrame({"id": list(values), "rate": list(values.values())}, dtype="str")


def told(found: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(row) for row in found[["id", *COLUMNS]].to_numpy().tolist()]


def test_values_rows_and_order() -> None:
    found = compare_tables(
        table({1: "1.0", 2: "c", 3: "5"}), table({4: "7", 2: "2.5", 1: "1.0"}), key=["id"], columns=["rate", "absent"]
    )
    assert told(found) == [
        ("4", "", "new", "", ""),
        ("2", "rate", "revised", "c", "2.5"),
        ("3", "", "gone", "", ""),
    ]


def test_missing_numbers_are_equal_to_missing_ones() -> None:
    old, new = (pd.DataFrame({"id": [1, 2], "rate": [float("nan"), value]}) for value in (1.0, float("nan")))
    found = compare_tables(old, new, key=["id"], columns=["rate"])
    assert found["id"].to_list() == [2]
    assert found["after"].isna().all()


def test_a_key_that_names_two_rows_is_an_error() -> None:
    with pytest.raises(DataError, match="two rows have the key 1"):
        compare_tables(pd.concat([table({1: "a"})] * 2), table({1: "a"}), key=["id"], columns=["rate"])


@given(VALUES, VALUES)
def test_the_old_table_with_its_changes_is_the_new_one(old: dict[int, str], new: dict[int, str]) -> None:
    found = compare_tables(table(old), table(new), key=["id"], columns=["rate"])
    made = {str(key): value for key, value in old.items()}
    for key, _column, kind, before, after in told(found):
        if kind == "revised":
            assert (made[key], after) == (before, new[int(key)])
            made[key] = after
        elif kind == "new":
            made[key] = new[int(key)]
        else:
            del made[key]
    assert made == {str(key): value for key, value in new.items()}


@given(VALUES)
def test_a_table_does_not_differ_from_itself(values: dict[int, str]) -> None:
    assert compare_tables(table(values), table(values), key=["id"], columns=["rate"]).empty


def returns(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(keys, keys, f"Name {keys}", year, turnover, caseload) for keys, year, turnover, caseload in rows],
        columns=["return_group", "la_keys", "name_published", "year", "turnover_rate", "caseload"],
    )


def inspections(*rows: tuple[str, str, str]) -> pd.DataFrame:
    facts = [(f"ILACS-{key}-{day}", key, f"Name {key}", day, grade) for key, day, grade in rows]
    return pd.DataFrame(facts, columns=["inspection_id", "la_key", "name_published", "inspection_date", "overall"])


def test_runs_differ_by_authorities_returns_grades_and_rates() -> None:
    old = {
        "workforce": returns(("801", "2024", "10.1", "15.0"), ("802", "2024", "9.0", "")),
        "inspections": inspections(("801", "2023-05-01", "Good"), ("802", "2022-01-10", "Good")),
    }
    new = {
        "workforce": returns(
            ("801", "2024", "12.2", "15.0"), ("801", "2025", "8.0", "14.0"), ("803+804", "2025", "7.0", "13.0"),
            ("802", "2024", "9.0", ""),
        ),
        "inspections": inspections(("801", "2023-05-01", "Inadequate"), ("803", "2025-02-03", "Good")),
    }  # fmt: skip
    found = compare_runs(old, new)
    assert list(found.columns) == RUN_COLUMNS
    rows = [tuple(row) for row in found.drop(columns="name").to_numpy().tolist()]
    assert rows == [
        ("authorities", "803+804", "2025", "", "new", "", ""),
        ("authorities", "802", "2024", "", "gone", "", ""),
        ("workforce", "801", "2024", "turnover_rate", "revised", "10.1", "12.2"),
        ("workforce", "801", "2025", "", "new", "", ""),
        ("workforce", "803+804", "2025", "", "new", "", ""),
        ("inspections", "801", "2023-05-01", "overall", "revised", "Good", "Inadequate"),
        ("inspections", "803", "2025-02-03", "", "new", "", ""),
        ("inspections", "802", "2022-01-10", "", "gone", "", ""),
    ]
    assert compare_runs(new, new).empty


def test_a_folder_without_tables_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no workforce\.csv of a run here"):
        read_run(tmp_path)


@pytest.mark.mirror
def test_revisions_of_turnover_are_those_that_the_dossier_counts(mirror: Path, tmp_path: Path) -> None:
    """93 of 902 local authority years differ between the 2022 and the 2025 release; Middlesbrough's 2018 by most."""
    authorities = load_authorities(mirror)
    old, new = (
        pd.read_csv(
            write_csv(load_workforce(mirror, edition=edition, authorities=authorities), tmp_path / f"{edition}.csv"),
            dtype="str", keep_default_na=False,
        )
        for edition in ("2022", "latest")
    )  # fmt: skip
    found = compare_tables(old, new, key=["return_group", "year"], columns=["turnover_rate"])
    revised = found[found["kind"] == "revised"]
    both = revised[(revised["before"] != "") & (revised["after"] != "")]
    change = (both["after"].astype(float) - both["before"].astype(float)).abs()
    largest = both.loc[change.idxmax()]
    assert (largest["return_group"], largest["year"], largest["before"], largest["after"]) == (
        "806", "2018", "22.2", "10.3",
    )  # fmt: skip
    assert len(both) == 93

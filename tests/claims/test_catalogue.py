"""The catalogue of claims: whole, typed, and refused with the place where it is wrong."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from workforce_grades.claims import RULES, Claim, load_claims
from workforce_grades.claims.catalogue import COLUMNS
from workforce_grades.claims.measures import REGIONS
from workforce_grades.errors import DataError
from workforce_grades.pages.case_studies.page import PLACES

CHANGE = {
    "claim_id": "C01", "place": "601", "authority": "601", "source": "a paper", "period": "2024", "theme": "turnover",
    "claim": "Turnover rose from 10.0% to 12.5%.", "kind": "change", "measure": "turnover_rate", "from_year": "2023",
    "to_year": "2024", "dating": "exact", "direction": "up", "stated_from": "10.0", "stated_value": "12.5",
    "tolerance": "0.05",
}  # fmt: skip


def write(path: Path, *rows: Mapping[str, str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_53_claims_are_there_in_order_about_the_five_places() -> None:
    claims = load_claims()
    assert [claim.claim_id for claim in claims] == [f"C{number:02d}" for number in range(1, 54)]
    assert {claim.place for claim in claims} == set(PLACES)
    assert {claim.kind for claim in claims} == set(RULES)
    assert {claim.authority for claim in claims} == {*PLACES, "England", "South East"}


def test_the_regions_a_claim_may_name_are_those_of_the_registry() -> None:
    table = files("workforce_grades.authorities") / "reference" / "regions.csv"
    with table.open(encoding="utf-8") as stream:
        assert tuple(row["region_name"] for row in csv.DictReader(stream)) == REGIONS


def test_cells_become_typed_values(tmp_path: Path) -> None:
    (claim,) = load_claims(write(tmp_path / "claims.csv", CHANGE))
    assert claim == Claim(
        **{name: CHANGE[name] for name in ("claim_id", "place", "authority", "source", "period", "theme", "claim")},
        kind="change", measure="turnover_rate", from_year=2023, to_year=2024, dating="exact", direction="up",
        stated_from=10.0, stated_value=12.5, tolerance=0.05,
    )  # fmt: skip


def test_a_claim_that_open_data_do_not_hold_says_what_is_needed() -> None:
    for claim in load_claims():
        assert bool(claim.needs) == (claim.kind == "not_in_open_data"), claim.claim_id


def test_quoted_figures_stand_in_the_claim_itself() -> None:
    for claim in load_claims():
        for figure in (claim.stated_from, claim.stated_value, claim.stated_england):
            assert figure is None or f"{figure:.1f}" in claim.claim, claim.claim_id


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kind": "rumour"}, "column kind: rumour (line 2). Expected one of grade_given"),
        ({"measure": "turnover"}, "column measure: turnover (line 2)"),
        ({"from_year": "two"}, "column from_year: two (line 2). Expected a year such as 2017"),
        ({"tolerance": "-1"}, "column tolerance: -1 (line 2). Expected a number that is not negative"),
        ({"place": "Hull"}, "column place: Hull (line 2). Expected a DfE code of three digits"),
        ({"stated_grade": "Fair"}, "column stated_grade: Fair (line 2)"),
        ({"claim_id": "1"}, "Expected C and two digits"),
        ({"claim": ""}, "column claim"),
        ({"to_year": ""}, "line 2, column to_year: claim C01 of the kind change has nothing. Expected a value"),
        ({"needs": "more"}, "line 2, column needs: claim C01 of the kind change has 'more'. Expected a blank"),
        ({"direction": "above"}, "column direction: claim C01 of the kind change has 'above'. Expected one of up"),
        ({"measure": "overall"}, "has 'overall'. Expected a measure, not a judgement"),
        ({"kind": "grade_given", "direction": "", "dating": "", "stated_from": "", "stated_value": "",
          "tolerance": "", "stated_grade": "Good"}, "has 'turnover_rate'. Expected a judgement"),
        ({"from_year": "2025"}, "column to_year: claim C01 of the kind change has 2024. Expected 2025 or later"),
        ({"from_year": "2024"}, "column to_year: claim C01 of the kind change has 2024. Expected a year after 2024"),
        ({"tolerance": ""}, "column tolerance: claim C01 of the kind change has nothing. Expected a tolerance"),
        ({"stated_from": "", "stated_value": ""}, "has a number. Expected a blank"),
        ({"authority": "Wessex"}, "column authority: Wessex (line 2). Expected a DfE code of three digits, England"),
        ({"authority": "South East", "measure": "rereferral_pct"}, "column authority: claim C01 of the kind change"),
        ({"said": "2019-13"}, "column said: 2019-13 (line 2). Expected a year or month"),
        ({"kind": "not_in_open_data", "dating": "", "direction": "", "stated_from": "", "stated_value": "",
          "tolerance": "", "needs": "a survey", "unchecked": "the rest"}, "column unchecked: claim C01 of the kind"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_refused_with_its_place(tmp_path: Path, changed: dict[str, str], message: str) -> None:
    path = write(tmp_path / "claims.csv", CHANGE | changed)
    with pytest.raises(DataError) as caught:
        load_claims(path)
    assert message in str(caught.value)


def test_a_claim_id_stands_once_and_every_column_is_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="C01"):
        load_claims(write(tmp_path / "twice.csv", CHANGE, CHANGE))
    own = tmp_path / "claims.csv"
    shutil.copy(str(files("workforce_grades.claims") / "claims.csv"), own)
    text = own.read_text(encoding="utf-8").replace("comparator", "comparison", 1)
    own.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"`comparator` \(found `comparison`\) not found"):
        load_claims(own)

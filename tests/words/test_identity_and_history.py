"""Whose report it is, whatever the title calls the council; what it says held against Ofsted's list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.authorities import Authorities, Authority, load_authorities
from workforce_grades.errors import DataError
from workforce_grades.words.halves import half_of
from workforce_grades.words.history_check import history_compared, history_differences, match_history
from workforce_grades.words.identity import Identities
from workforce_grades.words.manifest import Entry, date_in_name, read_manifest


@pytest.fixture(scope="module")
def identities(sample: Path) -> Identities:
    known = load_authorities(sample)
    one = known.current[0]

    def like(key: str, name: str, start: date, end: date | None = None) -> Authority:
        return Authority(key, one.ons_code, name, one.region_code, one.region_name, "UA", end is None, start, end)

    members = [
        like("001", "Aldra", date(2000, 1, 1)),
        like("002", "Belver, City of", date(2000, 1, 1)),
        like("003", "Corvan", date(2000, 1, 1), date(2019, 3, 31)),
        like("004", "Corvan", date(2019, 4, 1)),
        like("005", "Dovren upon Sea", date(2000, 1, 1)),
        like("006", "Fenlow and Galder", date(2000, 1, 1)),
    ]
    return Identities(Authorities({each.la_key: each for each in members}, {}, known.links))


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Aldra", "001"), ("Aldra Borough Council", "001"), ("London Borough of Aldra", "001"),
        ("Aldra Metropolitan Borough Council", "001"), ("Council of the Aldra", "001"), ("aldra County Council", "001"),
        ("Aldra Children’s Services Trust", "001"), ("Belver City Council", "002"), ("Belver City of", "002"),
        ("Dovren", "005"), ("Royal Borough of Fenlow & Galder", "006"), ("Nowhere", None), ("Council", None),
    ],
)  # fmt: skip
def test_names_of_councils(printed: str, key: str | None, identities: Identities) -> None:
    assert identities.find([printed], date(2020, 1, 1)) == key


def test_of_two_that_bore_a_name_it_is_the_one_that_existed(identities: Identities) -> None:
    assert identities.find(["Corvan"], date(2018, 5, 1)) == "003"
    assert identities.find(["Corvan Council"], date(2021, 5, 1)) == "004"


def test_the_first_name_that_is_known_counts(identities: Identities) -> None:
    assert identities.find(["Inspection of", "Aldra Council", "Belver"], None) == "001"


def test_a_manifest_and_dates_in_names(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,authority,ofsted_urn,publication_date\na.pdf,Aldra,80001,2020-02-30\n")
    assert read_manifest(tmp_path) == {"a.pdf": Entry("Aldra", "80001", None)}
    assert read_manifest(tmp_path / "none") == {}


def test_a_manifest_with_an_open_quotation_mark_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text('file,authority\na.pdf,"' + "x" * 200_000)
    with pytest.raises(DataError, match="quotation mark"):
        read_manifest(tmp_path)
    assert date_in_name("x_2019-07-01.pdf") == date(2019, 7, 1)
    assert date_in_name("50012345.pdf") is None


def test_every_difference_from_the_list_is_named() -> None:
    day = pd.Timestamp(2024, 6, 10)
    grades = {
        "overall": "Good",
        "leaders": "Good",
        "help_protection": "Good",
        "in_care": "Good",
        "care_leavers": "Good",
    }
    common = {"la_key": "001", "framework": "ILACS", "in_care_includes_care_leavers": False, **grades}
    listed = pd.DataFrame([{**common, "inspection_id": "I1", "inspection_date": day, "inspection_type": "short",
                            "publication_date": day + pd.Timedelta(days=40)}])  # fmt: skip
    printed = pd.DataFrame([{**common, "file": "a.pdf", "start_date": day, "inspection_type": "standard",
                             "publication_date": day, "publication_basis": "manifest",
                             "leaders": "Inadequate"}])  # fmt: skip
    matched = match_history(printed, listed)
    assert list(matched["inspection_id"]) == ["I1"]
    found = history_differences(matched, listed)
    assert found.to_dict("records") == [
        {"file": "a.pdf", "what": "inspection_type", "report": "standard", "history": "short"},
        {"file": "a.pdf", "what": "leaders", "report": "Inadequate", "history": "Good"},
    ]
    assert history_compared(matched, listed) == {
        "start_date": 1, "inspection_type": 1, "publication_date": 0, "in_care_includes_care_leavers": 1,
        "overall": 1, "leaders": 1, "help_protection": 1, "in_care": 1, "care_leavers": 1,
    }  # fmt: skip
    printed_on = matched.assign(publication_basis="printed")
    assert "publication_date" in set(history_differences(printed_on, listed)["what"])


def test_the_split_is_a_rule_that_anybody_can_apply() -> None:
    parts = pd.Series([half_of(f"{key:03}") for key in range(1_000)]).value_counts(normalize=True)
    assert parts["tuning"] == pytest.approx(0.5, abs=0.05)
    assert parts["sealed first"] == pytest.approx(0.25, abs=0.05)
    assert half_of("302") == half_of("302")

"""Two releases side by side: what changed, who came and went, and which judgements differ."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from bad_input_damage import OVERALL, alderbrook_2024, judged
from builders import WORKFORCE, build_folder, edit_csv
from calling import Caller
from workforce_grades.analyses import revisions
from workforce_grades.analyses.revisions import compare_releases, open_release
from workforce_grades.errors import DataError
from workforce_grades.pages.revisions import page
from workforce_grades.reports.alone import origin_of

OLDER, NEWER = "csww_headline_measures_2017_to_2022.csv", "csww_indicators_2017_to_2025.csv"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_folder(tmp_path_factory.mktemp("old") / "data")


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    shutil.copytree(old, folder)
    return folder


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(capsys)


def test_the_same_folder_twice_has_no_revisions(call: Caller, old: Path) -> None:
    found = compare_releases(open_release(old), open_release(old))
    assert found.is_empty
    assert found.rows().empty
    assert found.compared["rows"].gt(0).all()
    assert page.answer(found, open_release(old), open_release(old))[0] == "Nothing was revised."
    assert call("data", "diff", old, old).out.endswith("nothing differs\n")


def test_a_changed_number_a_symbol_and_a_judgement_are_found(call: Caller, old: Path, new: Path) -> None:
    before = pd.read_csv(old / WORKFORCE).query("la_name == 'Alderbrook' and time_period == 2024").iloc[0]
    alderbrook_2024("vacancy_rate_fte", f"{before['vacancy_rate_fte'] + 0.1:.1f}")(new)
    alderbrook_2024("absence_rate_fte", "u")(new)
    judged(OVERALL, "Outstanding")(new)
    found = compare_releases(open_release(old), open_release(new))
    changed = found.numbers.set_index("measure")
    assert changed.loc["vacancy_rate", "change"] == pytest.approx(0.1)
    assert pd.isna(changed.loc["absence_rate", "change"])
    assert changed.loc["absence_rate", "new_flag"] == "unreliable"
    assert set(found.grades["what"]) == {"overall"}
    assert found.grades["new"].tolist() == ["Outstanding"]
    said = call("data", "diff", old, new, "--csv", new / "diff.csv")
    assert "vacancy_rate: Alderbrook 2024" in said.out
    assert "Alderbrook, inspected 2024-01-15: overall: " in said.out
    assert len(pd.read_csv(new / "diff.csv")) == len(found.rows()) == len(found.numbers) + 1


def test_an_inspection_and_an_authority_that_one_side_lacks_are_named(old: Path, new: Path) -> None:
    judged("Inspection date", pd.Timestamp(2024, 1, 16))(new)
    found = compare_releases(open_release(old), open_release(new))
    assert sorted(found.grades["what"]) == ["inspection vanished", "new inspection"]
    sentences = page.answer(found, open_release(old), open_release(new))
    assert "Inspections: 0 judgements changed, 1 inspection new, 1 inspection vanished." in sentences
    table = page.table_grades(found)
    assert table is not None
    assert "new inspection" in table._repr_html_()


def test_an_earlier_file_borrows_who_is_who_from_the_newer_side(old: Path, tmp_path: Path) -> None:
    aside = tmp_path / "earlier"
    aside.mkdir()
    shutil.copyfile(old / WORKFORCE, aside / WORKFORCE)
    edit_csv(aside / WORKFORCE, lambda rows: rows.assign(cases=rows["cases"]))
    found = compare_releases(open_release(aside), open_release(old))
    assert found.numbers.empty
    assert "inspections" in found.not_compared


def test_what_cannot_be_compared_says_why(call: Caller, old: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no publication has a file of this name"):
        open_release(old / "authority_history.csv")
    with pytest.raises(DataError, match="no file of any publication here"):
        open_release(tmp_path)
    codes = next(file for file in old.iterdir() if file.name.endswith("las.csv"))
    said = call("data", "diff", codes, old / WORKFORCE)
    assert (said.code, "no publication that both sides have" in said.err) == (2, True)
    said = call("data", "diff", tmp_path / "nowhere", old)
    assert (said.code, "'nowhere' is not known" in said.err) == (2, True)


@pytest.mark.mirror
@pytest.mark.slow
def test_the_two_workforce_files_differ_as_is_known(call: Caller, mirror: Path, tmp_path: Path) -> None:
    report = tmp_path / "revised.html"
    said = call("data", "diff", mirror / OLDER, mirror / NEWER, "--html", report)
    assert said.code == 0, said.err
    found = compare_releases(open_release(mirror / OLDER), open_release(mirror / NEWER))
    changed = found.compared.set_index("measure")["changed"]
    assert (changed["turnover_rate"], changed["caseload"], changed["leavers_headcount"]) == (93, 37, 577)
    assert found.compared["rows"].unique().tolist() == [902]
    row = found.numbers[found.numbers["measure"] == "turnover_rate"].iloc[0]
    assert (row["name"], row["year"], row["old"], row["new"]) == ("Middlesbrough", 2018, 22.2, 10.3)
    html = report.read_text()
    assert "Middlesbrough 2018, 22.2 to 10.3" in html
    assert "index.html" not in html
    assert "las.csv" not in html
    assert str(tmp_path) not in html


def rates(*rows: tuple[str, int, float | None, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["key", "year", "caseload", "caseload_flag"])
    return table.assign(name="Name " + table["key"], turnover_rate=10.0, turnover_rate_flag="ok")


def test_rows_of_one_side_are_of_years_that_both_have(monkeypatch: pytest.MonkeyPatch, old: Path) -> None:
    """A year that only the newer release has is no news about anybody."""
    sides = iter([
        rates(("1", 2023, 15.0, "ok"), ("1", 2024, 16.0, "ok"), ("2", 2023, 17.0, "ok"), ("3", 2023, 9.0, "ok")),
        rates(("1", 2023, 15.2, "ok"), ("1", 2024, None, "unreliable"), ("1", 2025, 1.0, "ok"), ("3", 2023, 9.0, "ok"),
              ("4", 2023, 8.0, "ok"), ("4", 2024, 8.0, "ok"), ("5", 2025, 8.0, "ok")),
    ])  # fmt: skip
    monkeypatch.setattr(revisions, "_workforce", lambda _side, _authorities: next(sides))
    both = open_release(old / WORKFORCE)
    found = compare_releases(both, both)
    assert found.members[["key", "name", "years", "what"]].to_numpy().tolist() == [
        ["2", "Name 2", "2023", "vanished"], ["4", "Name 4", "2023-2024", "new"],
    ]  # fmt: skip
    caseload = found.compared.set_index("measure").loc["caseload"]
    assert caseload[["rows", "changed", "symbols"]].tolist() == [3, 1, 1]
    assert caseload["largest"] == pytest.approx(0.2)
    assert found.numbers[["key", "year", "old_flag", "new_flag"]].to_numpy().tolist() == [
        ["1", 2023, "ok", "ok"], ["1", 2024, "ok", "unreliable"],
    ]  # fmt: skip


def test_a_pair_of_which_one_is_generated_is_illustrative(call: Caller, old: Path, tmp_path: Path) -> None:
    """The newer side holds plain names and real codes: only the older one is generated."""
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    shutil.copyfile(old / WORKFORCE, earlier / f"illustrative_{WORKFORCE}")
    said = call("data", "diff", earlier, old, "--csv", tmp_path / "diff.csv")
    assert "note: Illustrative data: fictional authorities. The name diff.csv does not say so" in said.err
    assert not open_release(old).folder.is_illustrative
    assert origin_of(open_release(earlier), open_release(old)).illustrative
    assert origin_of(open_release(old), open_release(earlier)).illustrative
    assert not origin_of(open_release(old), open_release(old)).illustrative
    assert call("data", "diff", old, old).err == ""

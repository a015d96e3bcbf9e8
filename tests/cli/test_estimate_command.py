"""`estimate`: as text, to a file, to standard output."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import workforce_grades
import workforce_grades.study
from calling import Caller
from workforce_grades.cli_estimate import sources_of
from workforce_grades.models import parse_spec


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "this is not a file that can be written"), ("gone/e.csv", "folder"), ("file/e.csv", "folder")],
)
def test_a_csv_that_cannot_be_written_is_said_before_estimating(
    call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    monkeypatch.setattr(workforce_grades.study, "load_study", lambda _data: pytest.fail("it was going to estimate"))
    (tmp_path / "file").write_text("")
    said = call("estimate", "overall|turnover", "--csv", tmp_path / name)
    assert said.code == 2
    assert message in said.err
    assert "Traceback" not in said.err


@pytest.mark.slow
def test_estimates_of_the_sample_say_what_they_are_and_what_failed(call: Caller, sample: Path, tmp_path: Path) -> None:
    good, none = "overall|turnover", "care_leavers|previous_grade|sample=first"
    said = call("estimate", good, none, "--data", sample)
    assert said.code == 1
    assert said.out.splitlines()[:3] == ["Illustrative data: fictional authorities", "", good]
    assert "converge" not in said.out
    assert f"not estimated: {none}: no inspection has all the values it needs" in said.err
    file = tmp_path / "e.csv"
    said = call("estimate", good, none, "--data", sample, "--csv", file)
    assert said.code == 1
    assert f"not estimated: {none}: " in said.err
    assert "note: Illustrative data: fictional authorities. The name e.csv does not say so" in said.err
    said = call("estimate", none, "--data", sample, "--csv", tmp_path / "illustrative.csv")
    assert said.out == f"1 row for 1 specification in {tmp_path / 'illustrative.csv'}\n"
    assert "does not say so" not in said.err
    said = call("estimate", good, "--data", sample, "--csv", file)
    assert (said.code, said.out) == (0, f"4 rows for 1 specification in {file}\n")
    assert "Exit code 1 when a specification has no estimate" in call("estimate", "--help").out


@pytest.mark.mirror
def test_estimates_are_printed_rounded_and_written_in_full(call: Caller, mirror: Path, tmp_path: Path) -> None:
    spec = "overall|turnover+caseload"
    said = call("estimate", spec, "--data", mirror)
    assert said.code == 0
    assert re.match(r"overall\|turnover\+caseload\n  26\d inspections, 1\d\d clusters, \d+ left out", said.out)
    file = tmp_path / "estimates.csv"
    assert call("estimate", spec, f"{spec}|sample=all", "--data", mirror, "--csv", file).code == 0
    rows = file.read_text().splitlines()
    assert rows[0].startswith("spec_id,outcome,family,sample,lag,lead,effects,term,estimate,")
    assert len(rows) == 1 + 2 * 5
    estimate = rows[1].split(",")[8]
    assert len(estimate.replace("-", "").replace(".", "").lstrip("0")) > 10


def test_a_dash_is_standard_output_and_no_file(
    call: Caller, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = call("estimate", "overall|turnover", "--data", sample, "--csv", "-")
    lines = said.out.splitlines()
    assert (said.code, len(lines)) == (0, 5)
    assert lines[0].startswith("spec_id,outcome,family,")
    assert said.err == "note: Illustrative data: fictional authorities\n"
    assert list(tmp_path.iterdir()) == []


def test_the_grammar_is_listed_with_a_gloss_for_every_word(call: Caller) -> None:
    from workforce_grades.codebook import OUTCOMES
    from workforce_grades.models.spec import CHOICES, TERMS

    said = call("estimate", "--list")
    assert said.code == 0
    glossed = {line.split()[0] for line in said.out.splitlines() if line.startswith("    ") and len(line.split()) > 1}
    assert glossed >= {*OUTCOMES, *TERMS, *(value for values in CHOICES.values() for value in values if value)}
    assert all(f"\n|{part}=\n" in said.out for part in CHOICES)


def test_only_notes_on_what_is_estimated_are_shown() -> None:
    plain, context = parse_spec("overall|turnover"), parse_spec("overall|caseload+deprivation+previous_grade")
    assert sources_of([plain]) == {"authorities", "workforce", "inspections"}
    assert sources_of([plain, context]) > {"deprivation", "context", "inspections_2023"}
    assert "spending" not in sources_of([context])


@pytest.mark.mirror
def test_who_made_no_spending_return_is_for_data_check_only(call: Caller, mirror: Path) -> None:
    assert "no figures from" not in call("estimate", "overall|turnover", "--data", mirror).err
    assert "note: RSX_LA_Data_2024-25_data_by_LA.ods: no figures from" in call("data", "check", "--data", mirror).out


@pytest.mark.mirror
def test_what_a_judgement_did_not_exist_for_is_said(mirror: Path, call: Caller) -> None:
    said = call("estimate", "care_leavers|caseload", "--data", mirror).out
    assert "no grade for care leavers (this judgement began in January 2023)" in said


def test_a_deviation_has_its_interval_in_its_own_unit(call: Caller) -> None:
    said = call("estimate", "overall|turnover|family=ordered_logit_re").out
    row = next(line for line in said.splitlines() if "sd:authority" in line)
    assert re.search(r"\d\.\d{3} to \d\.\d{3}$", row.rstrip())


def test_without_a_specification_the_list_of_parts_is_named(call: Caller) -> None:
    said = call("estimate")
    assert said.code == 2
    assert "no SPEC_ID. Give one, for example 'overall|turnover+caseload'; --list shows all parts" in said.err
    assert "required" not in call("estimate", "--help").out

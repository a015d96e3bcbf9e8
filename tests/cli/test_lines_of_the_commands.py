"""What commands say, line by line: shared options, releases asked for, standing of sources, words at the end."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import typer

from workforce_grades import cli_data, cli_estimate, cli_words
from workforce_grades.cli_data import _releases, _status_lines, _tell
from workforce_grades.cli_estimate import STANDARD_OUTPUT, _give, sources_of
from workforce_grades.cli_options import say_illustrative, show, warn
from workforce_grades.errors import DataError, ParameterError, UnknownNameError
from workforce_grades.models import parse_spec

Said = pytest.CaptureFixture[str]


def test_a_warning_goes_to_standard_error(capsys: Said) -> None:
    warn("note: mind")
    assert capsys.readouterr() == ("", "note: mind\n")


@pytest.mark.parametrize(
    ("called", "known", "said"),
    [
        (".venv/bin/workforce-grades", None, "`.venv/bin/workforce-grades list` shows all"),
        (".venv/bin/workforce-grades", "/bin/there", "`workforce-grades list` shows all"),
        ("-m", None, "`workforce-grades list` shows all"),
    ],
)
def test_commands_are_told_the_way_this_one_was_called(
    called: str, known: str | None, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr("sys.argv", [called])
    monkeypatch.setattr("shutil.which", lambda _name: known)
    warn("`workforce-grades list` shows all")
    assert capsys.readouterr().err == f"{said}\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((), ""),
        ((None,), ""),
        ((Path("out/illustrative-rates.csv"),), ""),
        ((Path("out/Illustrative.csv"), None), ""),
        ((Path("illustrative/rates.csv"),), ". The name rates.csv does not say so"),
        ((Path("a.csv"), Path("b.html")), ". The name a.csv does not say so. The name b.html does not say so"),
        ((None, Path("b.html")), ". The name b.html does not say so"),
    ],
)
def test_which_names_do_not_say_that_data_are_generated(
    capsys: Said, files: tuple[Path | None, ...], said: str
) -> None:
    say_illustrative(*files)
    assert capsys.readouterr().err == f"note: Illustrative data: fictional authorities{said}\n"


def test_rows_for_programs_and_lines_for_people(capsys: Said) -> None:
    rows = [{"name": "Hôtel", "n": 1, "none": None}]
    show(rows, ["one line", "another"], as_json=False)
    assert capsys.readouterr().out == "one line\nanother\n"
    show(rows, (), as_json=True)
    printed = capsys.readouterr().out
    assert json.loads(printed) == rows
    assert "Hôtel" in printed
    show([], ["said"], as_json=True)
    assert capsys.readouterr().out == "[]\n"


def listed(source_id: str, *, current: bool = True, fixed: bool = False) -> SimpleNamespace:
    return SimpleNamespace(id=source_id, current=current, fixed=fixed)


CHOSEN = [listed("workforce"), listed("inspections"), listed("deprivation", fixed=True), listed("old", current=False)]
REGISTRY = SimpleNamespace(sources={"workforce": 1, "inspections": 1, "deprivation": 1, "old": 1})


@pytest.mark.parametrize(
    ("texts", "releases"),
    [
        ([], {}),
        (["workforce=2023"], {"workforce": "2023"}),
        (["latest"], {"workforce": "latest", "inspections": "latest"}),
        (["latest", "workforce=2023"], {"workforce": "2023", "inspections": "latest"}),
        (["workforce=2023", "latest"], {"workforce": "latest", "inspections": "latest"}),
        (["deprivation=2019"], {"deprivation": "2019"}),
        (["=2023"], {"workforce": "2023", "inspections": "2023"}),
    ],
)
def test_releases_by_source(texts: list[str], releases: dict[str, str]) -> None:
    assert _releases(texts, CHOSEN, REGISTRY) == releases  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("workforce=", ParameterError, "--release workforce=: no release. Give for example workforce=2023 or latest"),
        ("", ParameterError, "--release : no release. Give for example workforce=2023 or latest"),
        ("workfroce=2023", UnknownNameError, "source 'workfroce' is not known. Did you mean 'workforce'"),
    ],
)
def test_a_release_of_nothing_known_is_refused(text: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind) as caught:
        _releases([text], CHOSEN, REGISTRY)  # type: ignore[arg-type]
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({}, "workforce: as fetched: w.csv"),
        ({"release": "2025"}, "workforce: as fetched: w.csv (2025)"),
        ({"file": None}, "workforce: as fetched: no file"),
        ({"recorded": {"route": "api", "fetched_at": "2026-03-01T10"}}, "workforce: as fetched: w.csv, api 2026-03-01"),
        ({"newer_release": "2026"}, "workforce: as fetched: w.csv; release 2026 is out"),
        ({"release": "2025", "newer_release": "2026", "recorded": {"route": "slug", "fetched_at": "2026-03-01"}},
         "workforce: as fetched: w.csv (2025), slug 2026-03-01; release 2026 is out"),
    ],
)  # fmt: skip
def test_how_a_source_stands(row: dict[str, object], line: str) -> None:
    plain = {"source_id": "workforce", "standing": "as fetched", "file": "w.csv", "release": "", "recorded": None,
             "newer_release": None}  # fmt: skip
    assert _status_lines([plain | row]) == [line]
    assert _status_lines([]) == []


@pytest.mark.parametrize(
    ("state", "to_error"), [("fetched", False), ("kept", False), ("failed", True), ("edited", True)]
)
def test_what_went_wrong_is_told_apart(capsys: Said, state: str, to_error: bool) -> None:
    _tell(SimpleNamespace(source_id="workforce", state=state, said="why"))  # type: ignore[arg-type]
    out, err = capsys.readouterr()
    assert (err if to_error else out) == f"workforce: {state}: why\n"
    assert (out if to_error else err) == ""
    cli_data._quiet(None)  # type: ignore[arg-type]
    assert capsys.readouterr() == ("", "")


def test_a_template_takes_no_file_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("kept")
    with pytest.raises(DataError, match=r"^mine\.csv: there is a file of this name already\. Give another name"):
        cli_data.write_template(file)
    assert file.read_text() == "kept"


@pytest.mark.parametrize(
    ("specs", "more"),
    [
        (["overall|turnover+caseload"], set()),
        (["overall|own_mine"], set()),
        (["overall|turnover+deprivation"], {"deprivation", "context"}),
        (["overall|log_population"], {"population", "context"}),
        (["overall|cin_rate"], {"children_in_need", "population", "context"}),
        (["overall|turnover", "overall|previous_grade"], {"inspections_2023"}),
    ],
)
def test_sources_of_terms(specs: list[str], more: set[str]) -> None:
    assert sources_of(parse_spec(spec) for spec in specs) == {"authorities", "workforce", "inspections"} | more


ESTIMATES = pd.DataFrame({"spec_id": ["a", "a", "b"], "estimate": [0.1 + 0.2, -1.0, 2.0]})


@pytest.mark.parametrize(
    ("rows", "said"), [(1, "1 row for 1 specification in {}"), (3, "3 rows for 2 specifications in {}")]
)
@pytest.mark.parametrize("illustrative", [True, False])
def test_a_csv_is_written_whole_and_counted(
    capsys: Said, tmp_path: Path, rows: int, said: str, illustrative: bool
) -> None:
    file = tmp_path / "e.csv"
    _give(ESTIMATES[:rows], file, illustrative=illustrative)
    out, err = capsys.readouterr()
    assert out == said.format(file) + "\n"
    assert err.startswith("note: Illustrative data") == illustrative
    assert file.read_text().splitlines()[:2] == ["spec_id,estimate", "a,0.30000000000000004"]


def test_standard_output_has_the_rows_and_nothing_else(capsys: Said) -> None:
    _give(ESTIMATES, STANDARD_OUTPUT, illustrative=True)
    out, err = capsys.readouterr()
    assert out == "spec_id,estimate\na,0.30000000000000004\na,-1.0\nb,2.0\n"
    assert err == "note: Illustrative data: fictional authorities\n"


def test_the_grammar_is_shown_where_it_is_asked_for_and_ends_the_call(capsys: Said) -> None:
    cli_estimate._show_grammar(asked=False)
    assert capsys.readouterr().out == ""
    with pytest.raises(typer.Exit):
        cli_estimate._show_grammar(asked=True)
    assert "|family=" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("total", "told"), [(3, [3]), (25, [25]), (26, [25, 26]), (60, [25, 50, 60])], ids=lambda value: str(value)
)
def test_progress_without_a_terminal_is_a_line_in_25(capsys: Said, total: int, told: list[int]) -> None:
    tell = cli_words._progress()
    for done in range(1, total + 1):
        tell(done, total, "x.pdf: no text" if done == 2 else "")
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if line.startswith("read")] == [f"read {at} of {total}" for at in told]
    assert lines.count("refused: x.pdf: no text") == 1


def test_progress_on_a_terminal_is_one_line_that_changes(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    tell = cli_words._progress()
    tell(1, 2, "")
    tell(2, 2, "bad.pdf: refused")
    assert capsys.readouterr().err == "\rread 1 of 2\rrefused: bad.pdf: refused\n\rread 2 of 2\n"


def reading(keys: list[str], refused: int = 0) -> SimpleNamespace:
    reports = pd.DataFrame({"file": [f"{at}.pdf" for at in range(len(keys))], "la_key": keys})
    return SimpleNamespace(reports=reports, sentences=range(1234), themes=range(56), refused=range(refused))


def test_last_words_count_and_name_who_is_not_in_the_list() -> None:
    assert cli_words._last_words(reading(["801", "802"], 3), None) == [  # type: ignore[arg-type]
        "2 reports, 1,234 sentences, 56 mentions of a theme; 3 refused"
    ]
    lines = cli_words._last_words(reading(["801", *[""] * 6]), None)  # type: ignore[arg-type]
    assert lines[1] == (
        "6 of an authority that is not in the list (give --data DIR): 1.pdf, 2.pdf, 3.pdf, 4.pdf, 5.pdf"
    )

"""The explorer: what is chosen is what is shown and saved; numbers are those of the study."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import workforce_grades as wg
from workforce_grades.errors import ParameterError, UnknownNameError
from workforce_grades.pages.local_authority.comparators import Comparators
from workforce_grades.reports.notebooks import load_notebook, load_notebooks
from workforce_grades.workbench import GROUPS, Explorer, compare_authority


@pytest.fixture(scope="module")
def study() -> wg.Study:
    return wg.load_study()


@pytest.fixture
def explorer(study: wg.Study) -> Explorer:
    return wg.explore(study)


def first(study: wg.Study) -> str:
    return study.authorities.current[0].name


def test_neighbours_are_those_of_the_authoritys_page(study: wg.Study) -> None:
    compared = compare_authority(study, first(study), "caseload")
    page = Comparators(study, study.authorities.current[0]).series("caseload")
    pd.testing.assert_series_equal(compared.data["own"], page["authority"], check_names=False, check_index_type=False)
    pd.testing.assert_series_equal(
        compared.data["median"], page["neighbours"], check_names=False, check_index_type=False
    )
    assert compared.data["returns"].max() <= 10


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_counted_once_and_without_the_authority_itself(study: wg.Study, group: str) -> None:
    data = compare_authority(study, first(study), "turnover_rate", group=group).data
    assert (data["low"] <= data["median"]).all()
    assert (data["median"] <= data["high"]).all()
    if group == "all of England":
        own = study.authorities.current[0].la_key
        year = study.workforce[study.workforce["year"] == data.index[-1]]
        others = year[[own not in keys for keys in year["la_keys"]]]["turnover_rate"]
        assert data["returns"].iloc[-1] == others.notna().sum()
        assert data["median"].iloc[-1] == others.median()


def test_a_joint_return_is_not_held_against_itself(study: wg.Study) -> None:
    joint = study.workforce[study.workforce["is_joint"]].iloc[-1]
    member = study.authorities[joint["la_keys"][0]]
    years = (int(joint["year"]), int(joint["year"]))
    compared = compare_authority(study, member.name, "caseload", years=years, group="all of England")
    returns = study.workforce[study.workforce["year"] == joint["year"]]["caseload"].notna().sum()
    assert compared.data["returns"].iloc[0] == returns - bool(pd.notna(joint["caseload"]))


def test_years_are_cut_to_those_there_are(study: wg.Study) -> None:
    compared = compare_authority(study, first(study), years=(1990, 2019))
    assert list(compared.data.index) == [2017, 2018, 2019]
    assert compared.inspections["inspection_date"].dt.year.max() <= 2019
    with pytest.raises(ParameterError, match=r"no census\. The data have 2017 to 2025"):
        compare_authority(study, first(study), years=(1990, 1995))


@pytest.mark.parametrize(
    ("words", "nearest"),
    [({"measure": "caselod"}, "caseload"), ({"group": "regions"}, "region"), ({"authority": "Nowhere at all"}, "list")],
)
def test_an_unknown_name_is_refused(study: wg.Study, words: dict[str, str], nearest: str) -> None:
    with pytest.raises(UnknownNameError, match=nearest):
        compare_authority(study, **({"authority": first(study)} | words))  # type: ignore[arg-type]


def test_the_figure_says_what_it_shows(study: wg.Study) -> None:
    compared = compare_authority(study, first(study), "agency_rate", group="region")
    html = compared.figure._repr_html_()
    value = f"{compared.data['own'].dropna().iloc[-1]:.1f}%"
    assert value in compared.headline
    assert "Agency rate (%)" in html
    assert "Illustrative data" in html
    assert html.count("<svg") == 1


def test_an_authority_without_values_gets_a_sentence(study: wg.Study) -> None:
    compared = compare_authority(study, first(study), "caseload")
    compared.data["own"] = np.nan
    assert compared.headline.endswith("has no published caseload in these years")
    compared.data["own"], compared.data["median"] = 12.0, np.nan
    assert "no return with a value" in compared.headline
    assert "<svg" in compared.figure.svg


def test_a_choice_changes_figure_and_table(explorer: Explorer) -> None:
    shown = [explorer.view.value]
    explorer.measure.value = "caseload"
    shown.append(explorer.view.value)
    explorer.group.value = "all of England"
    shown.append(explorer.view.value)
    explorer.years.value = (2020, 2023)
    shown.append(explorer.view.value)
    explorer.authority.value = explorer.authority.options[5]
    shown.append(explorer.view.value)
    assert len(set(shown)) == 5
    assert explorer.comparison.authority.name == explorer.authority.options[5]
    assert "2020 to 2023" in explorer.view.value
    assert list(explorer.comparison.data.index) == [2020, 2021, 2022, 2023]


def test_what_is_saved_is_what_is_shown(explorer: Explorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    explorer.save_button.click()
    files = {file.suffix: file for file in (tmp_path / "explored").iterdir()}
    assert set(files) == {".csv", ".html"}
    assert all(file.stem.endswith("-illustrative") for file in files.values())
    saved = pd.read_csv(files[".csv"], index_col="year")
    assert saved["own"].tolist() == pytest.approx(explorer.comparison.data["own"].tolist(), nan_ok=True)
    page = files[".html"].read_text(encoding="utf-8")
    assert explorer.comparison.headline in page
    assert not re.search(r"<script|<link|\bsrc=", page)
    assert files[".csv"].name in explorer.saved.value
    explorer.group.value = "region"
    assert explorer.saved.value == ""


def test_it_shows_itself_as_a_widget(explorer: Explorer) -> None:
    shown = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown


def test_the_start_notebook_is_no_page_and_links_every_question(root: Path) -> None:
    file = root / "notebooks" / "00-start.ipynb"
    assert load_notebook(file) is None
    text = "\n".join(cell.source for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "markdown")
    linked = re.findall(r"\]\(([\w-]+\.ipynb)\)", text)
    assert linked == [notebook.path.name for notebook in load_notebooks(root / "notebooks")]


@pytest.mark.slow
def test_the_start_notebook_runs_anywhere(root: Path, tmp_path: Path) -> None:
    from nbclient import NotebookClient

    notebook = nbformat.read(root / "notebooks" / "00-start.ipynb", as_version=4)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert "application/vnd.jupyter.widget-view+json" in kinds
    assert "text/html" in kinds
    assert list(tmp_path.iterdir()) == []

"""Terms of a design, one by one: own measures by census, context by 31 March, levels and why a value is missing."""

from __future__ import annotations

import gc
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from workforce_grades.errors import EstimationError
from workforce_grades.models import Panel, design_frame, parse_spec, study_panel
from workforce_grades.models import panel as panel_module
from workforce_grades.models.columns import MEASURE_OF, distances, first_reason

NO_CONTEXT = pd.DataFrame(columns=["la_key", "year"])


def words(*texts: str) -> np.ndarray:
    return np.array(texts, dtype=object)


@pytest.mark.parametrize(
    ("rest", "tables"),
    [
        ("", ("lag0",)), ("|lag=1", ("lag1",)), ("|lag=2", ("lag2",)), ("|lag=mean3", ("lag0", "lag1", "lag2")),
        ("|lead=1", ("lead1",)), ("|lead=2", ("lead2",)),
    ],
)  # fmt: skip
def test_the_censuses_of_a_specification(rest: str, tables: tuple[str, ...]) -> None:
    assert distances(parse_spec(f"overall|turnover{rest}")) == tables


def test_the_first_reason_of_each_inspection_stands() -> None:
    found = first_reason([words("", "a", "", ""), words("b", "b", "", ""), words("c", "c", "c", "")])
    assert found.tolist() == ["b", "a", "c", ""]
    assert first_reason([words("", "x")]).tolist() == ["", "x"]


@pytest.mark.parametrize(("term", "measure"), MEASURE_OF.items())
def test_each_term_is_its_measure_and_says_by_its_own_name_why_it_is_missing(linked, term: str, measure: str) -> None:
    frame = linked(**{measure: [3.5, np.nan, np.nan], f"{measure}_flag": ["ok", "not_applicable", None]})
    design = design_frame(f"overall|{term}", Panel({"lag0": frame}, NO_CONTEXT, {}))
    assert design.x[term].to_dict() == {"i000": 3.5}
    assert design.dropped == {f"{term} not applicable": 1, f"{term} unavailable": 1}


def context(rows: list[tuple[int, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["year", "population_0_17", "cin_rate_10k"]).assign(la_key="300")
    frame["deprivation_score"] = 10.0 + frame["year"] - 2020
    flags = {f"{name}_flag": "suppressed" for name in ("population_0_17", "cin_rate_10k", "deprivation_score")}
    return frame.assign(**flags)


@pytest.mark.parametrize(
    ("day", "year"),
    [("2021-03-30", 2020), ("2021-03-31", 2021), ("2021-04-01", 2021), ("2021-12-31", 2021), ("2022-01-01", 2021),
     ("2022-02-28", 2021), ("2022-03-31", 2022)],
)  # fmt: skip
def test_context_is_that_of_the_31_march_by_the_day(linked, day: str, year: int) -> None:
    frame = linked(inspection_date=[pd.Timestamp(day)])
    made = Panel({"lag0": frame}, context([(at, 1000.0 + at, 300.0) for at in range(2019, 2023)]), {})
    x = design_frame("overall|deprivation+log_population", made).x
    assert x["deprivation"].tolist() == [10.0 + year - 2020]
    assert x["log_population"].tolist() == pytest.approx([np.log(1000.0 + year)])


@pytest.mark.parametrize(("population", "kept"), [(np.nan, []), (0.0, []), (1.0, [0.0]), (1000.0, [3 * np.log(10)])])
def test_a_logarithm_needs_people(linked, population: float, kept: list[float]) -> None:
    made = Panel({"lag0": linked(caseload=[16.0])}, context([(2023, population, 300.0)]), {})
    design = design_frame("overall|log_population", made)
    assert design.x["log_population"].tolist() == pytest.approx(kept)
    assert design.n_dropped == 1 - len(kept)


def own(values: dict[tuple[str, int], float]) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples(list(values), names=["la_key", "year"])
    return pd.DataFrame({"mine": list(values.values())}, index=index)


def test_own_measures_are_of_the_same_census_as_the_others(linked) -> None:
    tables = {f"lag{at}": linked(census_year=[2022 - at, 2021 - at]) for at in range(3)}
    values = own({("300", 2022): 1.0, ("300", 2021): 3.0, ("300", 2020): 8.0, ("301", 2021): 5.0})
    made = Panel(tables, NO_CONTEXT, {}, own=values)
    assert design_frame("overall|own_mine", made).x["own_mine"].to_dict() == {"i000": 1.0, "i001": 5.0}
    earlier = design_frame("overall|own_mine|lag=1", made)
    assert earlier.x["own_mine"].to_dict() == {"i000": 3.0}
    assert earlier.dropped == {"own mine not given": 1}
    assert design_frame("overall|own_mine|lag=mean3", made).x["own_mine"].to_dict() == {"i000": 4.0}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (None, "There is no 'own_other'. Terms of your own file: none, no file was given"),
        (own({("300", 2022): 1.0}), "There is no 'own_other'. Terms of your own file: own_mine"),
    ],
)
def test_an_own_measure_that_is_not_there_is_said_with_those_that_are(linked, values: object, said: str) -> None:
    made = Panel({"lag0": linked(caseload=[16.0])}, NO_CONTEXT, {}, own=values)  # type: ignore[arg-type]
    with pytest.raises(EstimationError) as caught:
        design_frame("overall|own_other", made)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("grades", "columns"),
    [
        (["Good", "Outstanding"], ["previous_grade:Outstanding"]),
        (["Inadequate", "Outstanding"], ["previous_grade:Outstanding"]),
        (
            ["Requires improvement", "Good", "Inadequate"],
            ["previous_grade:Inadequate", "previous_grade:Requires improvement"],
        ),
        (["Outstanding", "Outstanding"], []),
    ],
    ids=["good is the base", "else the worst", "worst first", "one level"],
)
def test_levels_of_the_previous_grade(linked, grades: list[str], columns: list[str]) -> None:
    frame = linked(previous_overall=grades)
    design = design_frame("overall|turnover+previous_grade", Panel({"lag0": frame}, NO_CONTEXT, {}))
    assert list(design.x) == ["turnover", *columns]
    for column in columns:
        assert design.x[column].tolist() == [float(column.endswith(f":{grade}")) for grade in grades]


def test_a_level_of_those_left_out_has_no_column(linked) -> None:
    frame = linked(census_year=[2019, 2020, 2021], turnover_rate=[np.nan, 11.0, 12.0])
    design = design_frame("overall|turnover|effects=census_year", Panel({"lag0": frame}, NO_CONTEXT, {}))
    assert list(design.x) == ["turnover", "census_year:2021"]


def test_years_are_those_of_the_first_census_that_is_looked_at(linked) -> None:
    tables = {f"lag{at}": linked(census_year=[2021 - at, 2020 - at]) for at in range(3)}
    made = Panel(tables, NO_CONTEXT, {})
    found = {
        lag: list(design_frame(f"overall|caseload|lag={lag}|effects=census_year", made).x)[1:] for lag in ("1", "mean3")
    }
    assert found == {"1": ["census_year:2020"], "mean3": ["census_year:2021"]}


def study_like(**tables: object) -> SimpleNamespace:
    class Made(SimpleNamespace):
        def linked(self, *, lag: int = 0, lead: int | None = None) -> str:
            return f"lead {lead}" if lead else f"lag {lag}"

    return Made(authorities=[], context=NO_CONTEXT, **tables)


def test_a_panel_is_made_once_for_as_long_as_its_study_lives() -> None:
    study = study_like()
    made = study_panel(study)  # type: ignore[arg-type]
    assert made is study_panel(study)  # type: ignore[arg-type]
    assert made is not study_panel(study_like())  # type: ignore[arg-type]
    assert dict(made.linked) == {
        "lag0": "lag 0",
        "lag1": "lag 1",
        "lag2": "lag 2",
        "lead1": "lead 1",
        "lead2": "lead 2",
    }
    key = id(study)
    assert key in panel_module._PANELS
    del study, made
    gc.collect()
    assert key not in panel_module._PANELS


@pytest.mark.parametrize(
    ("code", "inside"), [("E09000001", True), ("E09000033", True), ("E08000001", False), ("E10000009", False)]
)
def test_london_is_the_boroughs_by_their_codes(code: str, inside: bool) -> None:
    study = study_like()
    study.authorities = [SimpleNamespace(la_key="201", ons_code=code, region_name="Anywhere")]
    made = study_panel(study)  # type: ignore[arg-type]
    assert (made.london == {"201"}) is inside
    assert dict(made.regions) == {"201": "Anywhere"}

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from workforce_grades.models import Panel, estimates_table
from workforce_grades.models.parallel import spread

SPECS = [
    "overall|turnover+caseload",
    "overall|turnover",
    "overall|turnover+caseload|sample=short",
    "overall|caseload|family=ols_grade",
    "overall|turnover+caseload+previous_grade",
    "overall|turnover+caseload|effects=region",
    "overall|caseload|family=ordered_probit",
]


def times(item: int, shared: int) -> int:
    return item * shared


def test_results_come_in_the_order_of_the_items() -> None:
    for count in range(12):
        assert spread(times, list(range(count)), 3) == [3 * item for item in range(count)]
        assert _by_threads(count) == [3 * item for item in range(count)]


def _by_threads(count: int) -> list[int]:
    from joblib import parallel_config

    with parallel_config(backend="threading"):
        return spread(times, list(range(count)), 3, n_jobs=2)


def test_one_job_needs_no_joblib(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "joblib", None)
    assert spread(times, [1, 2], 3, n_jobs=1) == [3, 6]
    with pytest.raises(ImportError):
        spread(times, [1, 2], 3, n_jobs=2)


@pytest.fixture
def processes() -> Iterator[None]:
    """End joblib's processes with the test."""
    yield
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)


@pytest.mark.usefixtures("processes")
def test_the_table_is_the_same_for_any_number_of_processes(simulated: Panel) -> None:
    alone, together = estimates_table(SPECS, simulated), estimates_table(SPECS, simulated, n_jobs=2)
    pd.testing.assert_frame_equal(alone, together, check_exact=True)
    assert alone.attrs == together.attrs
    assert list(alone.attrs["problems"]) == [SPECS[2]]


@pytest.mark.slow
def test_the_table_is_the_same_on_a_dask_cluster(simulated: Panel) -> None:
    distributed = pytest.importorskip("distributed")
    from joblib import parallel_config

    alone = estimates_table(SPECS, simulated)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        parallel_config(backend="dask"),
    ):
        together = estimates_table(SPECS, simulated, n_jobs=-1)
    pd.testing.assert_frame_equal(alone, together, check_exact=True)

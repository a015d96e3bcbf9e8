"""Many independent pieces of work in this process, in several, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

_CHUNKS_A_WORKER: Final = 4


def spread(
    function: Callable[[Item, Shared], Result], items: Sequence[Item], shared: Shared, *, n_jobs: int | None = None
) -> list[Result]:
    """Return the function's result for each item, in their order.

    The items travel in a few chunks a worker, because `shared` goes along with each chunk; every
    chunk takes items from all over the list, because neighbours tend to take equally long.

    Parameters
    ----------
    function
        Of an item and what all items share; at the top of a module, so that workers find it.
    items
        What to work on.
    shared
        Goes to every worker.
    n_jobs
        Processes, counted as joblib does: -1 is one a core. 1 stays in this process, and so does None but
        inside ``joblib.parallel_config(n_jobs=...)``; with ``backend="dask"`` the work goes to that cluster.
    """
    if n_jobs == 1 or len(items) < 2:
        return _each(function, items, shared)
    from joblib import Parallel, delayed, effective_n_jobs

    if n_jobs is None and effective_n_jobs(None) == 1:
        return _each(function, items, shared)
    chunks = min(_CHUNKS_A_WORKER * effective_n_jobs(n_jobs), len(items))
    work = (delayed(_each)(function, items[first::chunks], shared) for first in range(chunks))
    done: list[list[Result]] = Parallel(n_jobs=n_jobs)(work)
    return [done[place % chunks][place // chunks] for place in range(len(items))]


def _each(function: Callable[[Item, Shared], Result], items: Sequence[Item], shared: Shared) -> list[Result]:
    return [function(item, shared) for item in items]

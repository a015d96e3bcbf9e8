"""Tasks over worker processes: results as they come, nobody waits for a worker that died, clean stop."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Final

from workforce_grades.reports.worker import Job, Result, forget_begun, make_page, prepare_worker
from workforce_grades.warm_engine.signals import held_back

Pool = Callable[[int], Executor]
_GRACE_SECONDS: Final = 5


def process_pool(workers: int) -> Executor:
    """Return a pool of processes that start from nothing, whatever this process has loaded."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=prepare_worker)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def make_pages(jobs: Sequence[Job], *, workers: int, pool: Pool = process_pool) -> Iterator[Result]:
    """Yield the result of every job as it is done, in the order of being done.

    A worker that dies takes its pool with it. Jobs that were under way then run again one by one, so that
    only the one that kills its worker fails; those that were waiting go to a new pool.

    Parameters
    ----------
    jobs
        What to make.
    workers
        How many processes at most.
    pool
        Makes the pool.
    """
    left = list(jobs)
    while left := (yield from _round(left, max(1, min(workers, len(left))), pool)):
        under_way = [job for job in left if forget_begun(job)] or left
        for job in under_way:
            if (yield from _round([job], 1, pool)):
                cause = "the worker process ended (killed, or out of memory)"
                yield Result(job.task, 0.0, error="WorkerDied", cause=cause)
        left = [job for job in left if job not in under_way]


def _round(jobs: Sequence[Job], workers: int, pool: Pool) -> Generator[Result, None, list[Job]]:
    """Yield results; return the jobs that a broken pool left undone."""
    if not jobs:
        return []
    left: list[Job] = []
    others = set(multiprocessing.active_children())
    executor = pool(workers)
    try:
        with held_back([signal.SIGINT]):  # a worker hears no Ctrl-C until it has said that it wants none
            futures = {executor.submit(make_page, job): job for job in jobs}
        for future in as_completed(list(futures)):
            job = futures.pop(future)  # with its result it would stay until the last one
            try:
                yield replace(future.result(), task=job.task)  # not the copy that came back
            except BrokenProcessPool:
                left.append(job)
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        _end(set(multiprocessing.active_children()) - others)
        raise
    executor.shutdown()
    return left


def _end(children: set[multiprocessing.process.BaseProcess]) -> None:
    """End worker processes: nothing of theirs is written after this."""
    for child in children:
        child.terminate()
    for child in children:
        child.join(_GRACE_SECONDS)
        child.kill()

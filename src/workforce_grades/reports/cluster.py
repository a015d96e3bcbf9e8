"""The same jobs on an existing Dask cluster, whose workers see data, notebooks and output folder as we do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workforce_grades.errors import WorkforceGradesError
from workforce_grades.reports.provenance import code_hash

if TYPE_CHECKING:
    from distributed import Client, Worker
    from distributed import Future as DaskFuture

_ANSWER_SECONDS: Final = 10
_GRACE_SECONDS: Final = 60


class ClusterError(WorkforceGradesError):
    """There is no such cluster, or its workers would not make the same pages."""


class Cluster(Executor):
    """Jobs on the workers of a cluster: one that a dead worker had begun goes to another worker.

    Parameters
    ----------
    client
        Of :func:`connected`; it stays open.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._under_way: set[DaskFuture[Any]] = set()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Hand a job to the scheduler."""
        done: Future[Any] = Future()
        done.set_running_or_notify_cancel()
        found = self._client.submit(function, *arguments, **named, pure=False)
        self._under_way.add(found)
        found.add_done_callback(partial(self._pass_on, done))
        return done

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End; jobs that are called off and have begun are waited for: nothing is written later than this."""
        if not cancel_futures:
            return
        left = list(self._under_way)
        self._client.cancel(left)
        keys, end = {found.key for found in left}, time.monotonic() + _GRACE_SECONDS
        while any(self._client.run(is_busy_with, keys).values()) and time.monotonic() < end:
            time.sleep(0.1)

    def _pass_on(self, done: Future[Any], found: DaskFuture[Any]) -> None:
        """Hand a result on; a job that kills worker after worker is like one that breaks a pool of processes."""
        from distributed.scheduler import KilledWorker

        try:
            if found.cancelled():
                raise BrokenProcessPool("called off")
            done.set_result(found.result())
        except KilledWorker as error:
            done.set_exception(BrokenProcessPool(str(error)))
        except BaseException as error:
            done.set_exception(error)
        self._under_way.discard(found)


def is_busy_with(keys: Container[str], dask_worker: Worker) -> bool:
    """Whether a worker runs one of these tasks, also one that was called off meanwhile."""
    return any(task.key in keys for task in dask_worker.state.executing)


@contextmanager
def connected(address: str, *, shared: Iterable[Path] = (), lock: Path | None = None) -> Iterator[Client]:
    """Give a client of the cluster whose scheduler has this address.

    Parameters
    ----------
    address
        As the scheduler says it, ``tcp://...``.
    shared
        Folders that every worker must see.
    lock
        File that only this run writes: who reads the same in it sees the same output folder, and not one of
        its own that has the same name.

    Raises
    ------
    ClusterError
        Nobody answers there, it has no workers, one of them has other code or lacks a folder, or
        `distributed` is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            "--scheduler needs the package distributed. Install it with: pip install distributed"
        ) from None
    try:
        client = Client(address, timeout=_ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}). Start one with `dask scheduler`, and "
            "give the address that it says, such as tcp://127.0.0.1:8786."
        ) from None
    with client:
        try:
            _check_workers(client, address)
            _check_folders(client, shared)
            _check_lock(client, lock)
            yield client
        except OSError as error:
            if error.errno is not None:  # of a file
                raise
            raise ClusterError(
                f"the cluster at {address} stopped answering ({error}). Look at its scheduler and workers."
            ) from None


def workers_of(client: Client) -> int:
    """Return how many jobs the cluster does at a time."""
    return sum(client.nthreads().values())


def _check_workers(client: Client, address: str) -> None:
    found: dict[str, str | Exception] = client.run(code_hash, on_error="return")
    if not found:
        raise ClusterError(f"the scheduler at {address} has no workers. Start some with `dask worker {address}`.")
    for worker, answer in sorted(found.items()):
        if isinstance(answer, Exception):
            raise ClusterError(
                f"the worker {worker} cannot use this project ({answer}). Install the same "
                "version there, and start the worker in its environment."
            )
    other = sorted(worker for worker, code in found.items() if code != code_hash())
    if other:
        raise ClusterError(
            f"the code or the packages of {', '.join(other)} differ from those here, so pages would differ too. "
            "Bring them to the same version and start them again."
        )


_SHARE: Final = (
    "Data, notebooks and the output folder lie where every worker finds them under the same name, for example on a "
    "network drive."
)


def _check_folders(client: Client, shared: Iterable[Path]) -> None:
    asked = tuple(str(folder.resolve()) for folder in shared)
    for worker, lacks in sorted(client.run(folders_unseen, asked).items()):
        if lacks:
            raise ClusterError(f"the worker {worker} does not see {', '.join(lacks)}. {_SHARE}")


def _check_lock(client: Client, lock: Path | None) -> None:
    if lock is None:
        return
    text = lock.read_text(encoding="utf-8")
    for worker, found in sorted(client.run(text_of, str(lock.resolve())).items()):
        if found != text:
            lacks = "does not see" if found is None else "has another folder under the name"
            raise ClusterError(f"the worker {worker} {lacks} {lock.parent.resolve()}. {_SHARE}")


def folders_unseen(folders: Iterable[str]) -> list[str]:
    """Return those of some folders that this process cannot look into."""
    return [folder for folder in folders if not os.access(folder, os.R_OK | os.X_OK) or not Path(folder).is_dir()]


def text_of(file: str) -> str | None:
    """Return what a file holds; nothing where its folder is not there, a blank where the file is not."""
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError:
        return None if folders_unseen([str(Path(file).parent)]) else ""

"""The Papermill engine: nbclient's own client on a forked child, or another engine where nothing can be forked."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine

from .client import QuickClient
from .kernel import ForkedKernelManager
from .orders import INLINE, USUAL_IMPORTS, Order, Warmth
from .process import Child, WarmProcessError, shared_process

ENGINE_NAME: Final = "warm"
PEAK_MEMORY: Final = "peak_memory"
"""Under this name Papermill's metadata of a notebook say how many bytes its process, or one that it started,
held at most."""

_log = logging.getLogger(__name__)


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Runs each notebook in a child forked from a warm process.

    Beside the options of Papermill's own engine it takes `warm_imports` and `warm_calls` (see
    :class:`.orders.Warmth`), `environment` (variables on top of the caller's), `kernel_cwd`,
    `memory_limit` (bytes a child may take) and `scratch` (folder for what lasts as long as the processes).
    """

    fallback: ClassVar[type[NBClientEngine]] = NBClientEngine
    """Runs the notebook where no child can be forked, or where its kernel is not this Python."""

    client: ClassVar[type[QuickClient]] = QuickClient
    """Asks the child to run cells."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        warm_imports: tuple[str, ...] = USUAL_IMPORTS,
        warm_calls: tuple[tuple[str, tuple[str, ...]], ...] = (),
        environment: Mapping[str, str] | None = None,
        kernel_cwd: str | None = None,
        memory_limit: int = 0,
        scratch: str | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Run the cells of ``nb_man.nb`` one after the other, in place."""
        at_once = options.get("shutdown_kernel") == "immediate"
        order = Order(kernel_cwd or str(Path.cwd()), child_environment(environment), memory_limit, at_once)
        try:
            if reason := cls.other_kernel(nb_man.nb, kernel_name):
                raise WarmProcessError(reason)
            child = _fork(order, Warmth(tuple(warm_imports), tuple(warm_calls)), environment, scratch)
        except WarmProcessError as reason:
            _warn_once(f"A kernel of its own for each notebook, which is slower: {reason}")
            given = {"kernel_cwd": kernel_cwd} if kernel_cwd else {}
            return cls.fallback.execute_managed_notebook(nb_man, kernel_name, **given, **options)  # type: ignore[no-any-return]
        return _run(cls.client, nb_man, ForkedKernelManager(child, at_once), kernel_name, options)

    @classmethod
    def other_kernel(cls, nb: NotebookNode, kernel_name: str) -> str:
        """Return why the kernel that is asked for is not this Python; blank where it is."""
        try:
            spec = KernelSpecManager().get_kernel_spec(kernel_name)
        except NoSuchKernel:
            return "" if cls.nb_language(nb) == "python" else f"there is no kernel {kernel_name}"
        if spec.language.lower() != "python":
            return f"the kernel {kernel_name} runs {spec.language}"
        program = Path(spec.argv[0])
        is_other = program.is_absolute() and program.exists() and not program.samefile(sys.executable)
        return f"the kernel {kernel_name} runs another Python, {program}" if is_other else ""


def child_environment(more: Mapping[str, str] | None) -> dict[str, str]:
    """Return the environment of a notebook: the caller's, with what a kernel adds."""
    return {"MPLBACKEND": INLINE, **os.environ, **(more or {})}


@cache
def _warn_once(text: str) -> None:
    _log.warning(text)


def _fork(order: Order, warmth: Warmth, environment: Mapping[str, str] | None, scratch: str | None) -> Child:
    warm = shared_process(environment, scratch)
    if error := warm.warm(warmth):
        _log.info("Not everything could be loaded ahead: %s", error)
    return warm.fork(order)


def _run(
    make_client: type[QuickClient],
    nb_man: Any,
    manager: ForkedKernelManager,
    kernel_name: str,
    options: dict[str, Any],
) -> NotebookNode:
    renamed = {"start_timeout": "startup_timeout", "execution_timeout": "timeout"}
    given = {renamed.get(name, name): value for name, value in options.items() if name != "input_path"}
    client = make_client(nb_man, km=manager, kernel_name=kernel_name, **{"log": _log, **given})
    is_done = False
    try:
        client.execute(cleanup_kc=False)
        is_done = True
    except DeadKernelError:
        raise DeadKernelError(f"Kernel died: {manager.ending}") from None
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        manager.shutdown_kernel(now=not is_done)
        manager.cleanup_resources()
        nb_man.nb.metadata.setdefault("papermill", {})[PEAK_MEMORY] = manager.child.memory
    return nb_man.nb  # type: ignore[no-any-return]

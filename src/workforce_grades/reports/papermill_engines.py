"""The two Papermill engines of this project's notebooks: a local kernel for each, or a child of a warm process."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines

from workforce_grades.reports.kernel import KERNEL_ENVIRONMENT, LocalKernel
from workforce_grades.reports.warmth import calls_for, imports_of
from workforce_grades.warm_engine.client import QuickClient
from workforce_grades.warm_engine.engine import WarmEngine

ENGINE_NAME: Final = "workforce-grades"
WARM_ENGINE_NAME: Final = "workforce-grades-warm"
MEMORY_BYTES: Final = 8 << 30
"""How much one notebook may take beside what it shares: one that leaks fails alone."""

_log = logging.getLogger("workforce_grades.kernel")
_log.addHandler(logging.NullHandler())


class CalmClient(QuickClient):
    """Papermill's client for worker processes: it leaves signals to them.

    nbclient's own ends the kernel on an interrupt, and then every signal does what it does in a new process.
    """

    @asynccontextmanager
    async def async_setup_kernel(self, **options: Any) -> AsyncIterator[None]:
        """Prepare the kernel, without handlers of signals."""
        loop: Any = asyncio.get_running_loop()
        loop.add_signal_handler = _refuse
        try:
            async with super().async_setup_kernel(**options):
                yield
        finally:
            del loop.add_signal_handler


def _refuse(*_signal_and_handler: object) -> None:
    """Say, as Python does outside the main thread, that there are no handlers here."""
    raise RuntimeError("signals are handled elsewhere")


class ReportEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own engine on a :class:`LocalKernel`."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        timeout_func: Callable[[NotebookNode], float] | None = None,
        kernel_cwd: str | None = None,
        **_unused: Any,
    ) -> NotebookNode:
        """Run the cells of ``nb_man.nb`` one after the other, in place."""
        with tempfile.TemporaryDirectory(prefix="wg-", ignore_cleanup_errors=True) as folder:
            kernel = LocalKernel(Path(folder))
            client = CalmClient(
                nb_man,
                km=kernel,
                kernel_name=kernel_name,
                timeout=execution_timeout,
                timeout_func=timeout_func,
                startup_timeout=start_timeout,
                log_output=log_output,
                log=_log,
                shutdown_kernel="immediate",
            )
            LocalKernel.running.add(kernel)
            try:
                with (Path(folder) / "stderr.txt").open("wb") as stderr:
                    client.execute(cleanup_kc=True, cwd=kernel_cwd, stdout=stderr, stderr=stderr)
            finally:
                LocalKernel.running.discard(kernel)
        return nb_man.nb  # type: ignore[no-any-return]

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the name of the one kernel there is, whatever the notebook says."""
        return "python3"

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return the one language there is."""
        return "python"


class WarmReportEngine(WarmEngine):
    """The warm engine for notebooks of this project, in the environment of its kernels."""

    fallback = ReportEngine
    client = CalmClient

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> NotebookNode:
        """Run the cells of ``nb_man.nb`` one after the other, in place."""
        parameters = nb_man.nb.metadata.papermill.get("parameters", {})
        return super().execute_managed_notebook(
            nb_man, kernel_name, warm_imports=imports_of(nb_man.nb), warm_calls=calls_for(parameters),
            environment=KERNEL_ENVIRONMENT, memory_limit=MEMORY_BYTES, shutdown_kernel="immediate", **options,
        )  # fmt: skip

    @classmethod
    def other_kernel(cls, nb: NotebookNode, kernel_name: str) -> str:
        """Return nothing: notebooks of this project run in this Python, whatever they say."""
        return ""

    nb_kernel_name = ReportEngine.nb_kernel_name
    nb_language = ReportEngine.nb_language


papermill_engines.register(ENGINE_NAME, ReportEngine)
papermill_engines.register(WARM_ENGINE_NAME, WarmReportEngine)

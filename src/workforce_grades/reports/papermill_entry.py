"""What Papermill finds under the entry point `papermill.engine`: our engine, imported when it is used.

Papermill loads entry points while it is being imported itself, so this module must not import it back.
"""

from __future__ import annotations

from typing import Any


class ReportEngineEntry:
    """Hands everything on to :class:`workforce_grades.reports.papermill_engines.ReportEngine`."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run a notebook, as Papermill calls an engine."""
        return _engine().execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the name of the kernel."""
        return str(_engine().nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language of the kernel."""
        return str(_engine().nb_language(nb, language))


def _engine() -> Any:
    from workforce_grades.reports.papermill_engines import ReportEngine

    return ReportEngine

"""What Papermill finds under the entry point `papermill.engine`: this project's engine, imported when it is used."""

from __future__ import annotations

from typing import Any

from workforce_grades.warm_engine.entry import DeferredEngine


class ReportEngineEntry(DeferredEngine):
    """Stands for :class:`workforce_grades.reports.papermill_engines.ReportEngine`."""

    @classmethod
    def engine(cls) -> Any:
        """Import and return the engine on a local kernel."""
        from workforce_grades.reports.papermill_engines import ReportEngine

        return ReportEngine

"""What Papermill finds under the entry point ``papermill.engine``: an engine, imported when it is used.

Papermill loads entry points while it is being imported itself, so this module must not import it back.
"""

from __future__ import annotations

from typing import Any


class DeferredEngine:
    """Hands everything on to the engine that :meth:`engine` imports."""

    @classmethod
    def engine(cls) -> Any:
        """Import and return the engine."""
        raise NotImplementedError

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run a notebook, as Papermill calls an engine."""
        return cls.engine().execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the name of the kernel."""
        return str(cls.engine().nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language of the kernel."""
        return str(cls.engine().nb_language(nb, language))


class WarmEngineEntry(DeferredEngine):
    """Stands for :class:`.engine.WarmEngine`."""

    @classmethod
    def engine(cls) -> Any:
        """Import and return the warm engine."""
        from .engine import WarmEngine

        return WarmEngine

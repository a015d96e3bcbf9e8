"""What tests of the warm engine begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workforce_grades.warm_engine import process


@pytest.fixture
def new_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with no warm process."""
    monkeypatch.setattr(process, "_shared", {})
    yield
    for warm in process._shared.values():
        warm.close()

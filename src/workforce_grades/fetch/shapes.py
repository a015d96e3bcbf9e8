"""Values out of publishers' JSON, each of the type it must have: their answers may change without notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workforce_grades.errors import FetchError


def items(answer: Mapping[str, Any], name: str, *, address: str) -> list[dict[str, Any]]:
    """Return the list of objects under a name.

    Raises
    ------
    FetchError
        There is none: the answer has another shape than the one that is read here.
    """
    found = answer.get(name)
    if not isinstance(found, list):
        raise FetchError(
            address, f"the answer has no list `{name}`: its form has changed",
            action="Take the file by hand, and `workforce-grades data lock` records it",
        )  # fmt: skip
    return [item for item in found if isinstance(item, dict)]


def text(answer: Mapping[str, Any], name: str) -> str:
    """Return the text under a name; empty where there is none."""
    found = answer.get(name)
    return found if isinstance(found, str) else ""


def listed(names: list[str], limit: int = 8) -> str:
    """Return the names that were found, for a message."""
    shown = "; ".join(name[:80] for name in names[:limit]) or "nothing"
    return shown + (f"; and {len(names) - limit} more" if len(names) > limit else "")

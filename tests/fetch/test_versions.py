"""Which version of a data set the public API is asked for."""

from __future__ import annotations

import pytest

from workforce_grades.fetch.client import GoneError
from workforce_grades.fetch.ees import by_api
from workforce_grades.fetch.registry import load_registry

ROUTE = {"data_set": "d", "releases": {"2025": "1.*"}}


class Api:
    """An API that lists these versions."""

    def __init__(self, *versions: str) -> None:
        self.versions = versions

    def json(self, _address: str) -> object:
        return {"results": [{"version": version, "status": "Published"} for version in self.versions]}


def version_of(*versions: str) -> str | None:
    return by_api(ROUTE, "2025", load_registry(), Api(*versions)).version  # type: ignore[arg-type]


def test_the_newest_patch_is_the_highest_number() -> None:
    assert version_of("1.0", "1.0.9", "1.0.10", "2.0") == "1.0.10"


@pytest.mark.parametrize("odd", ["1." + "9" * 5001, "1..9", "1.9.", "1.٣", "1.9&file=x"])
def test_a_version_that_is_no_row_of_numbers_is_passed_over(odd: str) -> None:
    assert version_of("1.1", odd) == "1.1"
    with pytest.raises(GoneError, match=r"no version 1\.\*"):
        version_of(odd)

"""No name that a site sends decides where a file is written."""

from __future__ import annotations

import pytest

from workforce_grades.errors import FetchError
from workforce_grades.fetch.downloading import check_name


@pytest.mark.parametrize("name", ["/tmp/las.csv", "../las.csv", "folder/las.csv", r"C:\\las.csv", r"..\\las.csv"])
def test_a_name_from_outside_is_no_path(name: str) -> None:
    with pytest.raises(FetchError, match="without folders"):
        check_name(name, "https://www.gov.uk/file")


@pytest.mark.parametrize("name", ["", "las.csv", "inspection outcomes (2).ods"])
def test_a_plain_name_from_outside_is_taken(name: str) -> None:
    check_name(name, "https://www.gov.uk/file")

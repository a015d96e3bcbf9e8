"""Where a test fetches from: a registry that does not wait, and this process led to the stand-in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from official_sites import OfficialSites

LIGHT = ("authorities", "neighbours")
"""Two sources that take no time to read."""

# Waits are short, and fewer authorities are expected: what a researcher can set anew in a file.
HASTE = """
[client]
connect_seconds = 5
read_seconds = 0.5
file_seconds = 1.5
wait_seconds = 0.01
longest_wait_seconds = 1
seconds_between_requests = 0
file_megabytes = 10
unpacked_megabytes = 20

[sources.authorities.expect]
rows = 100
[sources.deprivation.expect]
rows = 150
[sources.uk_authorities.expect]
rows = 150
"""


def standing_in(sites: OfficialSites, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficialSites]:
    for name, value in sites.environment(folder).items():
        monkeypatch.setenv(name, value)
    for name in ("https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    haste = folder / "haste.toml"
    haste.write_text(HASTE)
    monkeypatch.setenv("WORKFORCE_GRADES_SOURCES", str(haste))
    yield sites
    sites.close()


def expecting_its_rows(raw: Path, source_id: str, body: bytes, years: range) -> Path:
    """Return a configuration that expects the rows a file holds: without its prefix it could be England's."""
    counts = Counter(line.split(b",")[0].decode() for line in body.splitlines()[1:])
    rows = "".join(f"{year} = {counts[str(year)]}\n" for year in years)
    own = raw.parent / "own.toml"
    haste = (raw.parent / "haste.toml").read_text()
    own.write_text(f"{haste}[sources.{source_id}.expect.rows_per_year]\n{rows}")
    return own

"""Whatever a file holds, a parser gives a table or our own error: never another exception, a hang or a flood."""

from __future__ import annotations

import gzip
import io
import json
import logging
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fuzzing import DEEP, EXAMPLES, FORGET, Make, Tally, at, damaged, damaged_inside, either, light, trees
from hypothesis import given
from hypothesis import strategies as st

from builders import INSPECTIONS, WORKFORCE, authority_codes, build_folder, workforce, write_workbook
from hostile_zips import packed
from overview_file import OVERVIEW, write_overview
from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.errors import FetchError, WorkforceGradesError
from workforce_grades.fetch import ees, gov_uk
from workforce_grades.fetch.client import GoneError
from workforce_grades.fetch.lock import read_lock
from workforce_grades.fetch.mirror import SiteMirror
from workforce_grades.fetch.registry import load_registry
from workforce_grades.sources.files import read_csv
from workforce_grades.sources.folder import LOCK_FILE, DataFolder, sample_folder
from workforce_grades.sources.inspection_sheets import HISTORY_SHEET
from workforce_grades.sources.inspections import load_inspections
from workforce_grades.sources.overview import load_overview
from workforce_grades.sources.own import load_own_measures
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.spreadsheets import Workbook
from workforce_grades.sources.workforce import load_workforce

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(not FORGET.exists(), reason="the memory of one example is measured as Linux counts it"),
]
Read = Callable[[bytes], object]

CSV = [
    b"time_period,la_name,turnover_rate_fte\n2025,\"Bristol, City of\",14.8\n2024,Derby,x\n2023,Derby,low\n",
    authority_codes().to_csv(index=False).encode(),
    workforce().head(4).to_csv(index=False).encode(),
]  # fmt: skip
OWN = [b"authority,year,pay,hours\n601,2024,31.5,37\n602,2024,,36\nAlderbrook,2025,30,\n"]
MANIFEST = [b'file,bytes,sha256,publisher\na.csv,123,9e058bac193c,Ofsted\nb.ods,7,00,"D, f, E"\n']
ODS = "application/vnd.oasis.opendocument.spreadsheet"
JSON = [
    {"releaseVersionId": "v", "dataSets": [{"dataSetFileId": "a", "title": "B1 Children in need"}]},
    {"paging": {"page": 1}, "results": [{"version": "1.0.1", "status": "Published", "slug": "2025"}]},
    {"details": {"attachments": [
        {"attachment_type": "file", "filename": "underlying data.ods", "title": "t", "url": "/x",
         "content_type": ODS}]},
     "links": {"documents": [{"base_path": "/x"}]}},
    {"form": 1, "sources": {"workforce": {
        "file": "a.csv", "release": "2025", "route": "url", "url": "u", "final_url": "u", "fetched_at": "t", "bytes": 3,
        "sha256": "0", "etag": "", "last_modified": "", "version": ""}}},
]  # fmt: skip
SEEDS = [json.dumps(each).encode() for each in JSON]
KEYS = sorted({key for each in SEEDS for key in json.loads(each)} | {"title", "version", "status", "url", "file"})


class Says:
    """A client that gets one answer, whatever it asks."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def json(self, address: str) -> dict[str, Any]:
        try:
            answer = json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise FetchError(address, "not JSON") from error
        if not isinstance(answer, dict):
            raise FetchError(address, "no object")
        return answer


class Gives:
    """A client that saves one content under one name, and has nothing else."""

    def __init__(self, content: bytes, name: str = LOCK_FILE) -> None:
        self.content, self.name = content, name

    def save(self, address: str, to: Path) -> None:
        if not address.endswith(self.name):
            raise GoneError(address, "not there")
        to.write_bytes(self.content)


def fuzz(name: str, examples: int, make: Make, read: Read) -> None:
    """Give a parser as many files as are asked for."""
    tally = Tally(f"{name}, {examples:,} examples")
    logging.disable(logging.CRITICAL)

    @light(examples)
    @given(st.integers(0, 2**64 - 1))
    def run(seed: int) -> None:
        content = make(random.Random(seed))
        tally.give(lambda: read(content), WorkforceGradesError)

    try:
        run()
    finally:
        logging.disable(logging.NOTSET)
    tally.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_folder(tmp_path_factory.mktemp("small") / "data")


@pytest.fixture(scope="module")
def who(small: Path) -> Authorities:
    return load_authorities(small)


def csv_reader(folder: Path, who: Authorities) -> tuple[Make, Read]:
    kinds = either(damaged(*CSV), damaged(*(gzip.compress(seed) for seed in CSV[:2])),
                       damaged_inside(packed({"data/a.csv": CSV[0], "data-guidance.txt": b"x"})))  # fmt: skip

    def read(content: bytes) -> object:
        return read_csv(at(folder, "a.csv", content), LoadLog("fuzz", "a.csv", ""), member="*.csv")

    return kinds, read


def own_reader(folder: Path, who: Authorities) -> tuple[Make, Read]:
    return damaged(*OWN), lambda content: load_own_measures(at(folder, "own.csv", content), who)


def sheets_of(file: Path) -> object:
    book = Workbook(file)
    sheet = book.sheet(HISTORY_SHEET, marker="Inspection type")
    return book.tables(sheet, required=["Local authority name", "Publication date"])


def xlsx_reader(folder: Path, who: Authorities) -> tuple[Make, Read]:
    seed = folder / "seed.xlsx"
    write_workbook(seed)
    return damaged_inside(seed.read_bytes()), lambda content: sheets_of(at(folder, "a.xlsx", content))


def ods_reader(folder: Path, who: Authorities) -> tuple[Make, Read]:
    return damaged_inside(small_ods()), lambda content: sheets_of(at(folder, "a.ods", content))


def small_ods() -> bytes:
    """Return a small workbook of Ofsted's layout: the sample's own would take too long to read so often."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book, table = OpenDocumentSpreadsheet(), Table(name=HISTORY_SHEET)
    header = ["Local authority name", "Inspection type", "Publication date"]
    for cells in (["A title"], header, ["Derby", "Short", "2024-01-02"], ["York", "Standard", ""]):
        row = TableRow()
        for text in cells:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    table.addElement(TableRow(numberrowsrepeated=1000))
    book.spreadsheet.addElement(table)
    stream = io.BytesIO()
    book.write(stream)
    return stream.getvalue()


def json_reader(folder: Path, who: Authorities) -> tuple[Make, Read]:
    registry = load_registry()
    slug, page = {"publication": "p", "title": "b1", "member": "*"}, registry.sources["inspections"].routes[0]
    api = {"data_set": "d", "releases": {"2025": "1.*"}}

    def read(content: bytes) -> object:
        asked: list[Callable[[], object]] = [
            lambda: ees.by_slug(slug, "2025", registry, Says(content)),  # type: ignore[arg-type]
            lambda: ees.by_zip(slug, "2025", registry, Says(content)),  # type: ignore[arg-type]
            lambda: ees.by_api(api, "2025", registry, Says(content)),  # type: ignore[arg-type]
            lambda: ees.releases(slug, registry, Says(content)),  # type: ignore[arg-type]
            lambda: gov_uk.by_page(page, "2025", registry, Says(content)),  # type: ignore[arg-type]
            lambda: gov_uk.releases(page, registry, Says(content)),  # type: ignore[arg-type]
        ]
        refusals = [error for ask in asked if (error := refusal(ask)) is not None]
        if len(refusals) == len(asked):
            raise refusals[0]
        return asked

    return either(damaged(*SEEDS[:-1]), trees(KEYS)), read


def refusal(ask: Callable[[], object]) -> WorkforceGradesError | None:
    try:
        ask()
    except WorkforceGradesError as error:
        return error
    return None


def lock_reader(folder: Path, who: Authorities) -> tuple[Make, Read]:
    """Return the readers of `lock.json`: the record of a fetch, the sizes in it, and the list of a site."""

    def read(content: bytes) -> object:
        assert isinstance(DataFolder(at(folder, LOCK_FILE, content).parent).manifest, dict)
        return read_lock(folder), SiteMirror("https://mirror.example.org", Gives(content))._listed(folder / "x")

    records = trees(KEYS, within=lambda tree: {"form": 1, "sources": tree})
    return either(damaged(SEEDS[-1]), records), read


def manifest_reader(folder: Path, who: Authorities) -> tuple[Make, Read]:
    def read(content: bytes) -> object:
        data = DataFolder(at(folder, "manifest.csv", content).parent)
        data.log("workforce", at(folder, "a.csv", b"x"))
        return SiteMirror("https://mirror.example.org", Gives(content, "manifest.csv"))._listed(folder / "x")

    return damaged(*MANIFEST), read


def overview_reader(folder: Path, who: Authorities) -> tuple[Make, Read]:
    seed = (write_overview(folder) / OVERVIEW).read_bytes()
    return damaged_inside(seed), lambda content: load_overview(
        DataFolder(at(folder, OVERVIEW, content).parent), authorities=who)  # fmt: skip


READERS = {
    "csv": csv_reader, "own csv": own_reader, "manifest": manifest_reader, "lock": lock_reader, "json": json_reader,
    "xlsx": xlsx_reader, "ods": ods_reader, "overview": overview_reader,
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_read_or_refused(name: str, tmp_path: Path, who: Authorities) -> None:
    fuzz(name, EXAMPLES, *READERS[name](tmp_path, who))


@pytest.mark.deep
@pytest.mark.parametrize("name", READERS)
def test_two_hundred_thousand_damaged_files(name: str, tmp_path: Path, who: Authorities) -> None:
    fuzz(name, DEEP, *READERS[name](tmp_path, who))


def loader_reader(name: str, folder: Path, small: Path) -> tuple[Make, Read]:
    """Return a whole loader over damaged files, in a folder that is otherwise right."""
    data = folder / "data"
    shutil.copytree(small, data)
    who = load_authorities(data)
    if name == "workforce":
        return damaged((data / WORKFORCE).read_bytes()), lambda content: load_workforce(
            DataFolder(at(data, WORKFORCE, content).parent), authorities=who)  # fmt: skip
    return damaged_inside((data / INSPECTIONS).read_bytes()), lambda content: load_inspections(
        DataFolder(at(data, INSPECTIONS, content).parent), authorities=who)  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("name", ["workforce", "inspections"])
def test_whole_loaders_over_damaged_files(name: str, tmp_path: Path, small: Path) -> None:
    fuzz(f"loader of {name}", max(20, DEEP // 100), *loader_reader(name, tmp_path, small))


@pytest.mark.deep
def test_whole_loaders_over_the_samples_own_files(tmp_path: Path) -> None:
    """The real layouts: ODS as Ofsted's, with thousands of rows."""
    data = tmp_path / "sample"
    shutil.copytree(sample_folder(), data)
    who = load_authorities(data)
    file = DataFolder(data).require("inspections")
    seeds = damaged_inside(file.read_bytes())
    fuzz("loader of the sample's inspections", max(20, DEEP // 1000), seeds, lambda content: load_inspections(
        DataFolder(at(data, file.name, content).parent), authorities=who))  # fmt: skip

"""The data folder: which of the publishers' files are there, and where each comes from."""

from __future__ import annotations

import csv
import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from workforce_grades.errors import DataError, UnknownNameError
from workforce_grades.sources.report import LoadLog

ILLUSTRATIVE_PREFIX: Final = "illustrative_"
DATA_VARIABLE: Final = "WORKFORCE_GRADES_DATA"
REFERENCE_FACTS: Final = ("authority_history.csv", "name_aliases.csv", "regions.csv")
"""Lists that a folder of fictional authorities has of its own; see :mod:`workforce_grades.authorities.reference`."""


@dataclass(frozen=True, slots=True)
class Source:
    """One published data set.

    Attributes
    ----------
    id
        Our name for it.
    publisher, title, page, release, licence
        For citations and the provenance footer.
    pattern
        How the publisher names the file, as a glob.
    required
        Whether the study can run without it.
    """

    id: str
    publisher: str
    title: str
    page: str
    release: str
    licence: str
    pattern: str
    required: bool = False


_EES = "https://explore-education-statistics.service.gov.uk/"
_GOV = "https://www.gov.uk/government/"
_OGL = "OGL v3.0"

SOURCES: Final[dict[str, Source]] = {
    source.id: source
    for source in (
        Source("workforce", "Department for Education", "Children's social work workforce: indicators",
               _EES + "find-statistics/children-s-social-work-workforce/2025", "Reporting year 2025", _OGL,
               "csww_indicators_*.csv", required=True),
        Source("workforce_2022", "Department for Education",
               "Children's social work workforce: headline measures (older layout, unrevised values)",
               _EES + "find-statistics/children-s-social-work-workforce/2022", "Reporting year 2022", _OGL,
               "csww_headline_measures_*.csv"),
        Source("inspections", "Ofsted", "Local authority inspection outcomes",
               _GOV + "statistics/local-authority-inspection-outcomes-as-at-31-march-2025",
               "As at 31 March 2025", _OGL, "LA_Inspection_Outcomes_*", required=True),
        Source("inspections_2023", "Ofsted", "Children's social care data in England: underlying data",
               _GOV + "statistics/childrens-social-care-data-in-england-2023", "2023", _OGL,
               "Childrens_social_care_in_England_*"),
        Source("authorities", "Department for Education", "Local authority codes with dates",
               "https://github.com/dfe-analytical-services/dfe-published-data-qa", "April 2025", "MIT",
               "las.csv", required=True),
        Source("neighbours", "Department for Education", "Children's services statistical neighbours, 2025 model",
               _GOV + "publications/local-authority-interactive-tool-lait", "2025", _OGL,
               "sn_model_2025_wide.csv"),
        Source("neighbours_2021", "Department for Education",
               "Children's services statistical neighbours, April 2021",
               _GOV + "publications/local-authority-interactive-tool-lait", "April 2021", _OGL,
               "New_Statistical_Neighbour_Groupings_*.csv"),
        Source("children_in_need", "Department for Education", "Children in need: B1 children in need",
               _EES + "find-statistics/children-in-need/2025", "Reporting year 2025", _OGL,
               "b1_children_in_need_*.csv"),
        Source("referrals", "Department for Education", "Children in need: C1 referrals and re-referrals",
               _EES + "find-statistics/children-in-need/2025", "Reporting year 2025", _OGL,
               "c1_children_in_need_referrals_*.csv"),
        Source("population", "Department for Education, from the Office for National Statistics",
               "Mid-year population estimates aged 0 to 17",
               _EES + "find-statistics/children-in-need/2025", "Mid-2012 to mid-2024", _OGL,
               "ons_mid-year_population_*.csv"),
        Source("spending", "Ministry of Housing, Communities and Local Government",
               "Local authority revenue expenditure and financing: RSX by authority",
               _GOV + "statistics/local-authority-revenue-expenditure-and-financing-england-2024-to-2025"
               "-individual-local-authority-data-outturn", "April 2024 to March 2025", _OGL, "RSX_LA_Data_*"),
        Source("deprivation", "mySociety", "Local authority deprivation, composite UK index",
               "https://pages.mysociety.org/composite_uk_imd/", "2020 index", "CC BY 4.0", "la_imd.csv"),
        Source("uk_authorities", "mySociety", "UK local authority names and codes",
               "https://pages.mysociety.org/uk_local_authority_names_and_codes/", "Current", "CC BY 4.0",
               "uk_local_authorities_future.csv"),
    )
}  # fmt: skip
"""Every source the project reads, by id."""


@dataclass(frozen=True)
class DataFolder:
    """A folder with the publishers' files, or the bundled sample in the same formats.

    Parameters
    ----------
    path
        The folder. :func:`open_folder` makes one from text, a path or nothing at all.
    """

    path: Path

    def find(self, source_id: str) -> Path | None:
        """Return the file of a source, or None where the folder has none.

        Raises
        ------
        DataError
            More than one file fits: two releases must not be mixed.
        """
        pattern = SOURCES[source_id].pattern
        names = sorted({*self.path.glob(pattern), *self.path.glob(ILLUSTRATIVE_PREFIX + pattern)})
        files = [name for name in names if name.is_file()]
        if len(files) > 1:
            listed = ", ".join(file.name for file in files)
            raise DataError(
                self.path.name,
                f"{len(files)} files could be '{SOURCES[source_id].title}': {listed}",
                expected="one release of each publication, because earlier years are revised in later ones",
                action="Keep one of them in the folder",
            )
        return files[0] if files else None

    def require(self, source_id: str) -> Path:
        """Return the file of a source; a missing one is an error that names its page."""
        file = self.find(source_id)
        if file is None:
            source = SOURCES[source_id]
            raise DataError(
                self.path.name or str(self.path),
                f"no file like {source.pattern} ({source.publisher}, {source.title}) in this folder",
                action=f"Download it from {source.page} into the folder",
            )
        return file

    def log(self, source_id: str, file: Path) -> LoadLog:
        """Start the log of a loader; a file that differs from the folder's manifest is noted."""
        recorded = self.manifest.get(file.name, {})
        size = recorded.get("bytes") or ""
        log = LoadLog(source_id, file.name, self.sha256(file), expected_bytes=int(size) if size.isdecimal() else 0)
        expected = recorded.get("sha256") or ""
        if expected and expected != log.sha256:
            log.note(
                f"changed since the manifest was written (sha256 {expected[:8]}... -> {log.sha256[:8]}...): "
                "the publisher revised it or it was edited"
            )
        return log

    def sha256(self, file: Path) -> str:
        """Return the hash of a file's content."""
        return hashlib.sha256(file.read_bytes()).hexdigest()

    @cached_property
    def manifest(self) -> dict[str, dict[str, str]]:
        """Rows of the folder's `manifest.csv`, by file name; empty where there is none."""
        file = self.path / "manifest.csv"
        if not file.is_file():
            return {}
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            return {row["file"]: row for row in csv.DictReader(stream) if row.get("file")}

    @cached_property
    def is_illustrative(self) -> bool:
        """Whether the folder holds generated data of fictional authorities."""
        return any(self.path.glob(ILLUSTRATIVE_PREFIX + "*"))

    @cached_property
    def content(self) -> dict[str, str]:
        """The sha256 of everything that results depend on: sources, and reference facts of its own."""
        files = [self.path / name for name in REFERENCE_FACTS]
        return self.fingerprint | {file.name: self.sha256(file) for file in files if file.is_file()}

    @cached_property
    def fingerprint(self) -> dict[str, str]:
        """The sha256 of each source's file in the folder, by source id."""
        found = {source_id: self.find(source_id) for source_id in SOURCES}
        return {source_id: self.sha256(file) for source_id, file in found.items() if file}


def open_folder(data: str | Path | DataFolder | None = None) -> DataFolder:
    """Return the data folder to read.

    Parameters
    ----------
    data
        A folder. Without one: the environment variable ``WORKFORCE_GRADES_DATA``, else the bundled
        sample of fictional authorities.

    Raises
    ------
    UnknownNameError
        There is no such folder.
    """
    if isinstance(data, DataFolder):
        return data
    chosen = data or os.environ.get(DATA_VARIABLE) or sample_folder()
    path = Path(chosen).expanduser()
    if not path.is_dir():
        siblings = [child.name for child in path.parent.iterdir() if child.is_dir()] if path.parent.is_dir() else []
        raise UnknownNameError("data folder", str(chosen), siblings, hint="Give a folder that exists")
    return DataFolder(path)


def sample_folder() -> Path:
    """Return the folder of the bundled sample in the project's checkout."""
    return Path(__file__).resolve().parents[3] / "data" / "sample"

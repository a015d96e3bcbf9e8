"""What a run used and made, for programs: `ro-crate-metadata.json`, an RO-Crate 1.3 (researchobject.org).

It joins the publishers' files with their hashes, the version of the code, the parameters and every file made. Each
page is the result of an action, whose instrument is its notebook and whose objects are the data and the parameters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from slugify import slugify

from workforce_grades.codebook_columns import TABLES
from workforce_grades.reports.citation import project
from workforce_grades.reports.page_checks import PageError, named_folders
from workforce_grades.reports.provenance import Provenance, SourceUsed
from workforce_grades.reports.record import FILE as RECORD
from workforce_grades.reports.record import BuildRecord, PageRecord, file_hash
from workforce_grades.reports.tasks import Task

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

CRATE: Final = "ro-crate-metadata.json"
VERSION: Final = "1.3"
NAME: Final = "Children’s social workers and Ofsted grades in England"

PROGRAM: Final = "workforce-grades"
_CODE: Final = "#code"
_PYTHON: Final = "#python"
_SOFTWARE: Final = "https://schema.org/SoftwareApplication"
"""Not the entity's own type: RO-Crate wants an address of such a one, and the code has none."""

_DATA: Final = "#data"
_FORMATS: Final = {
    ".html": "text/html", ".csv": "text/csv", ".json": "application/json", ".txt": "text/plain",
    ".ipynb": "application/x-ipynb+json", ".xml": "application/atom+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_BESIDE: Final = {
    ".html": "The first page: what there is", ".json": "Record of the run: versions, hashes, timings",
    ".xlsx": "All tables in one workbook, with notes", ".txt": "Says that the data are generated",
}  # fmt: skip


def crate_metadata(
    record: BuildRecord, origin: Provenance, out: Path, tasks: Iterable[Task], *, private: Iterable[Path] = ()
) -> str:
    """Return the RO-Crate metadata of an output folder, as JSON; the same files give the same bytes.

    Parameters
    ----------
    record
        What the runs made.
    origin
        Where it comes from.
    out
        The output folder, for the sizes of files.
    tasks
        Every page of the collection: what each is called, and which notebook makes it.
    private
        Folders of this machine, which no parameter may name.

    Raises
    ------
    PageError
        It would name a folder of this machine.

    Notes
    -----
    The date of publication is that of the code's release: a clock would make each run another crate.
    """
    described = _Describer(_new_crate(origin), record, origin, out, {task.page: task for task in tasks})
    described.add_code()
    described.add_data()
    described.add_files()
    described.add_pages()
    text = json.dumps(described.crate.metadata.generate(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if named_folders(text, private):
        raise PageError(f"{CRATE} cannot be published: it names a folder of this machine.")
    return text


def _new_crate(origin: Provenance) -> ROCrate:
    """Return a crate with what it says of the whole."""
    from rocrate.rocrate import ROCrate

    who = project()
    crate = ROCrate(version=VERSION)
    crate.name = f"{NAME}{' (illustrative data)' if origin.illustrative else ''}"
    crate.description = origin.citation(NAME).text
    crate.datePublished = who.released.isoformat()
    crate.root_dataset["license"] = _licence(crate, origin)
    crate.root_dataset["author"] = crate.root_dataset["publisher"] = _one(_organisation(crate, n) for n in who.authors)
    return crate


def _licence(crate: ROCrate, origin: Provenance) -> Any:
    """Return the licence of the publishers' data; generated data have that of the code that made them."""
    if not origin.licence_page:
        return _licence_of_code(crate)
    words = {"name": "Open Government Licence v3.0", "description": " ".join(origin.licence)}
    return _entity(crate, origin.licence_page, "CreativeWork", **words)


def _licence_of_code(crate: ROCrate) -> Any:
    name = project().licence
    words = {"name": name, "description": f"Licence of the code, {name}."}
    return _entity(crate, f"https://spdx.org/licenses/{name}.html", "CreativeWork", **words)


def _one(values: Iterable[Any]) -> Any:
    """Return a list, or the one value that it would hold: so RO-Crate wants it."""
    held = list(values)
    return held[0] if len(held) == 1 else held


def _organisation(crate: ROCrate, name: str) -> Any:
    return _entity(crate, f"#{slugify(name)}", "Organization", name=name)


def _entity(crate: ROCrate, key: str, kind: str, **properties: Any) -> Any:
    """Return an entity that is no file of the crate; made once."""
    from rocrate.model.contextentity import ContextEntity

    held = crate.dereference(key)
    filled = {name: value for name, value in properties.items() if value}
    return held or crate.add(ContextEntity(crate, key, properties={"@type": kind, **filled}))


@dataclass(frozen=True)
class _Describer:
    """Adds to one crate what a record says; its attributes are those of :func:`crate_metadata`."""

    crate: ROCrate
    record: BuildRecord
    origin: Provenance
    out: Path
    tasks: Mapping[str, Task]

    def add_code(self) -> None:
        """Add the code and the packages whose version can change a result."""
        who = project()
        version = self.record.versions.get("python", "")
        _entity(self.crate, _PYTHON, "ComputerLanguage", name="Python", url="https://www.python.org/", version=version)
        needs = [f"{name} {version}" for name, version in sorted(self.record.versions.items()) if name != PROGRAM]
        _entity(
            self.crate, _CODE, "CreativeWork", additionalType=_SOFTWARE, name=who.title, description=who.abstract,
            license=_licence_of_code(self.crate), version=self.origin.code, softwareRequirements=needs,
        )  # fmt: skip

    def add_data(self) -> None:
        """Add the publishers' files, which are not part of the crate."""
        sources = [self._source(source) for source in self.origin.sources]
        _entity(self.crate, _DATA, "Collection", name="Files that everything was made from", hasPart=sources)

    def _source(self, source: SourceUsed) -> Any:
        owner = _organisation(self.crate, source.publisher)
        return _entity(
            self.crate, f"#data-{quote(source.file)}", "CreativeWork", name=source.title, publisher=owner,
            version=source.release, url=source.page, alternateName=source.file, sha256=source.sha256,
        )  # fmt: skip

    def add_files(self) -> None:
        """Add what was made beside the pages: tables, notebooks, the index, the record of the run."""
        for path in self._there(self.record.files):
            if path != CRATE and not path.startswith("failed/"):
                self._file(path, path, _described(path))
        self.crate.add_file(
            dest_path=RECORD,
            properties={"name": RECORD, "description": _described(RECORD), "encodingFormat": _FORMATS[".json"]},
        )
        tables = [self.crate.dereference(path) for path in self._there(self.record.files) if path.startswith("data/")]
        if tables:
            self._action("#tables", "The exported tables", _CODE, [], tables)

    def add_pages(self) -> None:
        """Add the pages, each with the action that made it."""
        for path in self._there(self.record.pages):
            task = self.tasks.get(path)
            made = self._file(path, task.title if task else path, task.description if task else "")
            notebook = f"notebooks/{task.notebook.path.name}" if task else _CODE
            parameters = list(self._parameters(self.record.pages[path]))
            self._action(f"#make-{path}", f"Make {path}", notebook, parameters, [made])

    def _there(self, paths: Iterable[str]) -> list[str]:
        return sorted(path for path in paths if (self.out / path).is_file())

    def _file(self, path: str, name: str, description: str) -> Any:
        facts: dict[str, Any] = {
            "name": name, "encodingFormat": _FORMATS.get(Path(path).suffix, "application/octet-stream"),
            "contentSize": str((self.out / path).stat().st_size), "sha256": file_hash(self.out / path),
        }  # fmt: skip
        facts |= {"description": description} if description else {}
        if path.startswith("notebooks/"):
            language = self.crate.dereference(_PYTHON)
            facts |= {"@type": ["File", "SoftwareSourceCode"], "programmingLanguage": language}
        return self.crate.add_file(dest_path=path, properties=facts)

    def _parameters(self, page: PageRecord) -> Iterator[Any]:
        for name, value in sorted(page.parameters.items()):
            yield _entity(
                self.crate, f"#{quote(f'{name}={value}')}", "PropertyValue", name=name, value=value or "(empty)"
            )

    def _action(self, key: str, name: str, instrument: str, objects: list[Any], results: list[Any]) -> None:
        data, tool = (self.crate.dereference(each) for each in (_DATA, instrument))
        action = _entity(
            self.crate, key, "CreateAction", name=name, instrument=tool, object=_one([data, *objects]),
            result=_one(results),
        )  # fmt: skip
        self.crate.root_dataset.append_to("mentions", action)


def _described(path: str) -> str:
    """Return what a file beside the pages is."""
    folder, _slash, name = path.rpartition("/")
    table = TABLES.get(name.partition(".")[0])
    if folder == "data" and table:
        return f"{table}{'' if name.endswith('.csv') else ': what its columns mean'}"
    if folder == "notebooks":
        return "The notebook that pages were made from, without outputs"
    return _BESIDE.get(Path(name).suffix, "")

"""One fetch: what is due is downloaded beside the folder, checked as a whole, and only then put in place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from workforce_grades.errors import FetchError, WorkforceGradesError
from workforce_grades.fetch.addresses import check_address
from workforce_grades.fetch.checks import check_content
from workforce_grades.fetch.client import Client
from workforce_grades.fetch.downloading import Arrived, Downloads
from workforce_grades.fetch.lock import Recorded, alone, read_lock, recording
from workforce_grades.fetch.mirror import FolderMirror, SiteMirror, is_site, site_hosts
from workforce_grades.fetch.placing import EARLIER, STAGING, clear_away, put_in_place
from workforce_grades.fetch.registry import LATEST, Listed, Registry
from workforce_grades.fetch.routes import known_releases
from workforce_grades.sources.folder import REFERENCE_FACTS, DataFolder
from workforce_grades.sources.hashes import file_sha256

State = Literal["new", "revised", "other release", "unchanged", "kept", "edited", "failed"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a fetch.

    Attributes
    ----------
    releases
        Release by source id, or ``latest``.
    update
        Ask again for what is recorded already.
    offline
        Touch no network.
    mirror
        A folder or site that stands in for all publishers; empty without one.
    """

    releases: Mapping[str, str] = field(default_factory=dict)
    update: bool = False
    offline: bool = False
    mirror: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source, in a word and a sentence."""

    source_id: str
    state: State
    said: str


def fetch(
    registry: Registry, into: Path, sources: list[Listed], wish: Wish, *, tell: Callable[[Outcome], None]
) -> list[Outcome]:
    """Bring sources into a folder; what cannot be had or does not pass its checks leaves the folder as it was.

    Parameters
    ----------
    registry
        Addresses, limits, expectations.
    into
        The data folder; made where it is not there.
    sources
        Which.
    wish
        Release, mirror and so on.
    tell
        Hears of each source as soon as its fate is known.

    Returns
    -------
    list of Outcome
        One a source, in the order in which they were settled.

    Raises
    ------
    DataError
        Another fetch is at work in the folder, or its record is damaged.
    FetchError
        A mirror on the network and `offline` together, or one that may not be asked.
    """
    if wish.offline and is_site(wish.mirror):
        raise FetchError(wish.mirror, "a mirror on the network, and --offline was asked for")
    if is_site(wish.mirror):
        check_address(wish.mirror, site_hosts(wish.mirror, ()))
    into.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(alone(into))
        clear_away(into)
        staging = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=STAGING, dir=into)))
        rules = replace(registry.client, hosts=site_hosts(wish.mirror, registry.client.hosts))
        client = stack.enter_context(Client(rules))
        at_work = _Fetch(replace(registry, client=rules), DataFolder(into), staging, wish, client, tell)
        return at_work.run(sources)


class _Fetch:
    """One fetch at work."""

    def __init__(
        self, registry: Registry, into: DataFolder, staging: Path, wish: Wish, client: Client,
        tell: Callable[[Outcome], None],
    ) -> None:  # fmt: skip
        self.registry, self.into, self.staging, self.wish, self.client = registry, into, staging, wish, client
        self.downloads = Downloads(registry, client, staging)
        self.lock = read_lock(into.path)
        self.outcomes: list[Outcome] = []
        self._tell = tell
        self._mirror: FolderMirror | SiteMirror | None = None
        if wish.mirror:
            self._mirror = SiteMirror(wish.mirror, client) if is_site(wish.mirror) else FolderMirror(Path(wish.mirror))

    def run(self, sources: list[Listed]) -> list[Outcome]:
        facts = self._facts()
        arrived = [each for listed in sources if (each := self._bring(listed)) is not None]
        view = self._view(arrived, facts)
        self._settle_facts(facts, view)
        for each in arrived:
            self._settle(each, view)
        return self.outcomes

    def _facts(self) -> list[Path]:
        """Bring a mirror's lists about fictional authorities into the staging folder; those of the folder stay."""
        if not isinstance(self._mirror, FolderMirror):
            return []
        folder = self.staging / "facts"
        folder.mkdir()
        due = [fact for fact in self._mirror.facts() if self.wish.update or not (self.into.path / fact.name).exists()]
        return [Path(shutil.copyfile(fact, folder / fact.name)) for fact in due]

    def _settle_facts(self, facts: list[Path], view: DataFolder) -> None:
        """Put the lists in place that DfE's list is read with; where they do not fit, each source says so."""
        try:
            is_read = bool(facts) and check_content("authorities", view)
        except WorkforceGradesError:
            return
        for fact in facts if is_read else []:
            put_in_place(fact, self.into.path / fact.name, self.into.path / fact.name)

    def _say(self, source_id: str, state: State, said: str) -> None:
        self.outcomes.append(Outcome(source_id, state, said))
        self._tell(self.outcomes[-1])

    def _bring(self, listed: Listed) -> Arrived | None:
        """Download one source into the staging folder where it is due."""
        recorded = self.lock.get(listed.id)
        try:
            there = self.into.file_of(listed.source)
            is_intact = recorded is not None and there is not None and _is_as_recorded(there, recorded)
            if not self._is_due(listed, recorded, there, is_intact=is_intact):
                return None
            if self._mirror is not None:
                return self.downloads.from_mirror(listed, self._mirror)
            if self.wish.offline:
                raise FetchError(listed.source.pattern, "not in the folder, and --offline was asked for",
                                 action=f"Its page is {listed.source.page}")  # fmt: skip
            release = self._release(listed, recorded)
            arrived = self.downloads.from_publisher(listed, release, recorded if is_intact else None)
            if arrived is None and recorded is not None:
                self._say(listed.id, "unchanged", f"{recorded.file}: as recorded on {recorded.fetched_at[:10]}")
            return arrived
        except WorkforceGradesError as error:
            self._say(listed.id, "failed", str(error))
            return None

    def _is_due(self, listed: Listed, recorded: Recorded | None, there: Path | None, *, is_intact: bool) -> bool:
        """Whether a source has to be brought; where not, say why."""
        if there is None or self.wish.update:
            return True
        if recorded is None:
            self._say(listed.id, "kept", f"{there.name} was put here by hand; `workforce-grades data lock` records it")
            return False
        if self.wish.releases.get(listed.id, recorded.release) != recorded.release:
            return True
        if is_intact:
            self._say(listed.id, "kept", f"{there.name} of {recorded.fetched_at[:10]}")
        else:
            self._say(
                listed.id, "edited",
                f"{there.name} is not the file that was fetched (sha256 {recorded.sha256[:8]}...); it was kept. "
                f"`workforce-grades data fetch --update {listed.id}` brings the publisher's",
            )  # fmt: skip
        return False

    def _release(self, listed: Listed, recorded: Recorded | None) -> str:
        usual = recorded.release if recorded is not None and recorded.release else listed.current
        asked = self.wish.releases.get(listed.id, usual)
        if asked != LATEST:
            return asked
        known = known_releases(listed, self.registry, self.client)
        return known[0] if known else listed.current

    def _view(self, arrived: list[Arrived], facts: list[Path]) -> DataFolder:
        """Return a folder that looks as the data folder will, so that new files are read in their company."""
        view = self.staging / "view"
        view.mkdir()
        new = {each.listed.id for each in arrived}
        kept = [self.into.file_of(each.source) for each in self.registry.sources.values() if each.id not in new]
        held = [self.into.path / name for name in REFERENCE_FACTS]
        for file in [*held, *facts, *kept, *(each.file for each in arrived)]:
            if file is not None and file.is_file():
                shutil.copyfile(file, view / file.name)
        return DataFolder(view)

    def _settle(self, arrived: Arrived, view: DataFolder) -> None:
        """Read a download as the study reads it; put it in place and record it, or leave all as it was."""
        listed, record = arrived.listed, arrived.record
        before = self.lock.get(listed.id)
        try:
            self._refuse_other_than_recorded(listed, before, record)
            is_read = check_content(listed.id, view)
        except WorkforceGradesError as error:
            self._say(listed.id, "failed", str(error))
            return
        lock = {**self.lock, listed.id: record}
        with recording(self.into.path, lock):
            put_in_place(arrived.file, self.into.path / record.file, self.into.file_of(listed.source))
        self.lock = lock
        self._say(listed.id, *_compared(before, record, is_read=is_read))

    def _refuse_other_than_recorded(self, listed: Listed, before: Recorded | None, record: Recorded) -> None:
        """Raise where a recorded file that is gone would come back with another content unasked."""
        if before is None or self.wish.update or before.release != record.release or before.sha256 == record.sha256:
            return
        if (self.into.path / before.file).is_file():
            return
        raise FetchError(
            record.file, f"not the file that is recorded (sha256 {before.sha256[:8]}... -> {record.sha256[:8]}...): "
            "the publisher revised it",
            action=f"`workforce-grades data fetch --update {listed.id}` takes it all the same",
        )  # fmt: skip


def _is_as_recorded(file: Path, recorded: Recorded) -> bool:
    return file.name == recorded.file and file_sha256(file) == recorded.sha256


def _compared(before: Recorded | None, record: Recorded, *, is_read: bool) -> tuple[State, str]:
    what = f"{record.file}, {record.bytes:,} bytes" + (f", release {record.release}" if record.release else "")
    what += "" if is_read else " (its form was checked; it was not read with other files)"
    if before is None:
        return "new", what
    if before.sha256 == record.sha256:
        return "unchanged", what
    change = f"{what}, sha256 {before.sha256[:8]}... -> {record.sha256[:8]}...; the older one is in {EARLIER}/"
    is_other = before.release and record.release and before.release != record.release
    return ("other release" if is_other else "revised"), change

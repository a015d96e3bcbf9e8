"""What there is to make pages from, what of it is asked for, and one task a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.reports.foreach import FOREACH, Kind, Member
from workforce_grades.reports.notebooks import Notebook
from workforce_grades.reports.parameters import Value
from workforce_grades.reports.render import Link
from workforce_grades.sources.folder import DataFolder


@dataclass(frozen=True)
class Collection:
    """What there is to make pages from.

    Attributes
    ----------
    notebooks
        In the order of their numbers.
    registry
        Who is who.
    data
        The data folder.
    """

    notebooks: tuple[Notebook, ...]
    registry: Authorities
    data: DataFolder

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Authorities that exist today, by name."""
        return tuple(self.registry.current)

    def members(self, kind: Kind) -> tuple[Member, ...]:
        """Return those of a kind that get a page of their own, by name."""
        return tuple(FOREACH[kind].members(self.registry))

    def find(self, kind: Kind, text: str) -> Member:
        """Return the one that a text means, or raise UnknownNameError."""
        return FOREACH[kind].find(self.registry, text)


@dataclass(frozen=True)
class Selection:
    """What of the collection is asked for.

    Attributes
    ----------
    only
        Names of reports; all where empty.
    authorities, regions
        Names or codes; with them and without `only`, just the reports that have a page for each.
    limit
        At most this many pages of a report.
    parameters
        Values by name, as text, for every selected report that declares them.
    force
        Whether up-to-date pages are made again.
    """

    only: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    limit: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    force: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether everything is asked for."""
        return not self.only and not self.named and self.limit is None

    @property
    def named(self) -> dict[Kind, tuple[str, ...]]:
        """Those named, by kind; kinds of which none is named are left out."""
        given: dict[Kind, tuple[str, ...]] = {"authority": self.authorities, "region": self.regions}
        return {kind: names for kind, names in given.items() if names}


@dataclass(frozen=True)
class Task:
    """One page to make.

    Attributes
    ----------
    notebook, member
        What is run, and for which authority or region, if for one.
    parameters
        Every parameter of the notebook with its value; `data` is the folder.
    page
        Path of the page in the output folder, with forward slashes.
    inputs
        Hashes of everything it is made from, by the kinds of :data:`REASONS`.
    reasons
        Why it must be made; empty where the page is up to date.
    selected
        Whether this run was asked for it.
    studies, guides
        Links to the other pages that are about all authorities, and to those about the pages themselves.
    previous, following, region
        Links to the neighbouring pages of the same report, and to that of an authority's region.
    places
        Path of the page of each authority and region that has one, by :attr:`Member.place`.
    """

    notebook: Notebook
    member: Member | None
    parameters: Mapping[str, Value]
    page: str
    inputs: Mapping[str, str]
    reasons: tuple[str, ...] = ()
    selected: bool = True
    studies: tuple[Link, ...] = ()
    guides: tuple[Link, ...] = ()
    previous: Link | None = None
    following: Link | None = None
    region: Link | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Report, with the slug of its authority or region where there is one."""
        return self.notebook.report + (f"/{self.member.slug}" if self.member else "")

    @property
    def title(self) -> str:
        """Title of the page."""
        return self.notebook.text(self.notebook.title, self.member)

    @property
    def description(self) -> str:
        """Description of the page."""
        return self.notebook.text(self.notebook.description, self.member)

    @property
    def shown_parameters(self) -> dict[str, str]:
        """Parameters as text, for the page: the folder of the data is a matter of this machine."""
        return {name: _as_text(value) for name, value in self.parameters.items() if name != "data"}


@dataclass(frozen=True)
class Plan:
    """Every page of the collection, in order, and whether the whole of it was asked for.

    `replaces` says that the output folder holds pages of the other kind of data, which go first.
    """

    tasks: tuple[Task, ...]
    is_whole: bool
    replaces: bool = False

    @property
    def due(self) -> tuple[Task, ...]:
        """Pages that this run makes."""
        return tuple(task for task in self.tasks if task.selected and task.reasons)

    @property
    def unchanged(self) -> tuple[Task, ...]:
        """Pages asked for that are up to date."""
        return tuple(task for task in self.tasks if task.selected and not task.reasons)


def _as_text(value: Value) -> str:
    if value is None:
        return "none"
    return ", ".join(value) if isinstance(value, list) else str(value)

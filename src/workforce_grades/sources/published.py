"""What is published: each source's publisher, title, address and the release that a file's name tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Final

ILLUSTRATIVE_PREFIX: Final = "illustrative_"
RELEASE_NOT_KNOWN: Final = "Release not known"
RELEASE_NOT_STATED: Final = "Not stated in the file"
"""Of lists that their publishers renew under one name: only the hash tells one from the next."""

_WORKBOOKS: Final = (".ods", ".xlsx")


@dataclass(frozen=True, slots=True)
class Source:
    """One published data set, of one release.

    Attributes
    ----------
    id
        Our name for it.
    publisher, title, licence
        For citations and the provenance footer.
    page_form, release_form
        Address and release, with places such as ``{year}`` for what the file's name tells.
    pattern
        How the publisher names the file, as a glob; upper and lower case are the same.
    required
        Whether the study can run without it.
    suffixes
        File types that count, any without one; documents of the same name are passed over.
    name_form
        Finds the parts of a release in a file's name.
    parts
        Those parts; empty where they are not known. In :data:`SOURCES`, of the release of 2025.
    """

    id: str
    publisher: str
    title: str
    page_form: str
    release_form: str
    licence: str
    pattern: str
    required: bool = False
    suffixes: tuple[str, ...] = ()
    name_form: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The release's page; empty where its address has a date that is not known."""
        is_known = bool(self.parts) or "{" not in self.page_form
        return self.page_form.format(**self.parts).lower() if is_known else ""

    @property
    def release(self) -> str:
        """The release in words, for example `As at 31 March 2025`."""
        if not self.release_form:
            return RELEASE_NOT_STATED
        return self.release_form.format(**self.parts) if self.parts else RELEASE_NOT_KNOWN

    def named(self, file_name: str) -> Source:
        """Return this source with the release that a file's name tells, and none where it tells none."""
        found = re.search(self.name_form, file_name, re.IGNORECASE) if self.name_form else None
        parts = {name: part.capitalize() for name, part in found.groupdict().items()} if found else {}
        if "year" in parts:
            parts["next"] = str(int(parts["year"]) + 1)
        return replace(self, parts=parts)

    def is_file_name(self, name: str) -> bool:
        """Whether the publisher names its file so; generated files have a prefix."""
        folded = name.casefold()
        bare = folded.removeprefix(ILLUSTRATIVE_PREFIX)
        is_hidden = folded.startswith((".", "~$"))
        fits = fnmatchcase(bare, self.pattern.casefold())
        return fits and not is_hidden and (not self.suffixes or folded.endswith(self.suffixes))


_EES = "https://explore-education-statistics.service.gov.uk/find-statistics/"
_GOV = "https://www.gov.uk/government/"
_DFE, _OGL = "Department for Education", "OGL v3.0"
_TO_YEAR, _DATE = r"_to_(?P<year>20\d\d)", r"_(?P<day>\d{1,2})_(?P<month>[a-z]+)_(?P<year>20\d\d)"
_2025: Final = {"year": "2025", "next": "2026"}
_2024: Final = {"year": "2024", "next": "2025"}

SOURCES: Final[dict[str, Source]] = {
    source.id: source
    for source in (
        Source("workforce", _DFE, "Children's social work workforce: indicators",
               _EES + "children-s-social-work-workforce/{year}", "Reporting year {year}", _OGL,
               "csww_indicators_*.csv", required=True, name_form=_TO_YEAR, parts=_2025),
        Source("workforce_2022", _DFE,
               "Children's social work workforce: headline measures (older layout, unrevised values)",
               _EES + "children-s-social-work-workforce/{year}", "Reporting year {year}", _OGL,
               "csww_headline_measures_*.csv", name_form=_TO_YEAR, parts={"year": "2022"}),
        Source("inspections", "Ofsted", "Local authority inspection outcomes",
               _GOV + "statistics/local-authority-inspection-outcomes-as-at-{day}-{month}-{year}",
               "As at {day} {month} {year}", _OGL, "*inspection_outcomes_*", required=True, suffixes=_WORKBOOKS,
               name_form=_DATE, parts={"day": "31", "month": "March", "year": "2025"}),
        Source("inspections_2023", "Ofsted", "Children's social care data in England: underlying data",
               _GOV + "statistics/childrens-social-care-data-in-england-{year}", "{year}", _OGL,
               "childrens_social_care_in_england_*", suffixes=_WORKBOOKS, name_form=r"_(?P<year>20\d\d)",
               parts={"year": "2023"}),
        Source("authorities", _DFE, "Local authority codes with dates",
               "https://github.com/dfe-analytical-services/dfe-published-data-qa", "", "MIT", "las.csv", required=True),
        Source("neighbours", _DFE, "Children's services statistical neighbours, 2025 model",
               _GOV + "publications/local-authority-interactive-tool-lait", "{year}", _OGL,
               "sn_model_2025_wide.csv", name_form=r"_(?P<year>20\d\d)", parts=_2025),
        Source("neighbours_2021", _DFE, "Children's services statistical neighbours, April 2021",
               _GOV + "publications/local-authority-interactive-tool-lait", "{month} {year}", _OGL,
               "New_Statistical_Neighbour_Groupings_*.csv", name_form=r"_(?P<month>[a-z]+)_(?P<year>20\d\d)",
               parts={"month": "April", "year": "2021"}),
        Source("children_in_need", _DFE, "Children in need: B1 children in need", _EES + "children-in-need/{year}",
               "Reporting year {year}", _OGL, "b1_children_in_need_*.csv", name_form=_TO_YEAR, parts=_2025),
        Source("referrals", _DFE, "Children in need: C1 referrals and re-referrals", _EES + "children-in-need/{year}",
               "Reporting year {year}", _OGL, "c1_children_in_need_referrals_*.csv", name_form=_TO_YEAR, parts=_2025),
        Source("population", _DFE + ", from the Office for National Statistics",
               "Mid-year population estimates aged 0 to 17", _EES + "children-in-need/{next}",
               "Mid-{first} to mid-{year}", _OGL, "ons_mid-year_population_*.csv",
               name_form=r"_(?P<first>20\d\d)" + _TO_YEAR, parts=_2024 | {"first": "2012"}),
        Source("spending", "Ministry of Housing, Communities and Local Government",
               "Local authority revenue expenditure and financing: RSX by authority",
               _GOV + "statistics/local-authority-revenue-expenditure-and-financing-england-{year}-to-{next}"
               "-individual-local-authority-data-outturn", "April {year} to March {next}", _OGL, "RSX_LA_Data_*",
               suffixes=_WORKBOOKS, name_form=r"_(?P<year>20\d\d)-\d\d", parts=_2024),
        Source("deprivation", "mySociety", "Local authority deprivation, composite UK index",
               "https://pages.mysociety.org/composite_uk_imd/", "", "CC BY 4.0", "la_imd.csv"),
        Source("uk_authorities", "mySociety", "UK local authority names and codes",
               "https://pages.mysociety.org/uk_local_authority_names_and_codes/", "", "CC BY 4.0",
               "uk_local_authorities_future.csv"),
    )
}  # fmt: skip
"""Every source the project reads, by id, with the release whose page a message names."""

"""Headers of the publishers' files, column by column, as they print them (odd spaces and line feeds too)."""

from __future__ import annotations

from typing import Final

PLACES: Final = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name",
    "region_code", "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
"""Identifier columns that all DfE files of this family begin with."""

HEADLINE_2022: Final = (
    "social_worker_fte", "leaver_fte", "turnover_rate_fte_%", "working_days_lost_fte", "absence_rate_fte_%",
    "agency_fte", "agency_worker_rate_fte_%", "agency_cover_fte", "agency_cover_rate_fte_%", "vacancy_fte",
    "vacancy_rate_fte_%", "vacancy_agency_cover_rate_fte_%", "case_holders_fte", "cases", "caseload_fte",
    "social_worker_headcount", "leaver_headcount", "turnover_rate_headcount_%", "agency_headcount",
    "agency_worker_rate_headcount_%",
)  # fmt: skip
CHILDREN_IN_NEED: Final = (
    "category", "Anypoint_episodes", "Anypoint_child", "Started_episodes", "Started_child", "Ended_episodes",
    "Ended_child", "At31_episodes", "awaiting_assessment",
)  # fmt: skip
REFERRALS: Final = (
    "category", "referral_count", "rereferral_count", "rereferral_percent", "no_further_action_count",
    "no_further_action_percent", "not_in_need_count", "not_in_need_percent", "referral_child_count",
    "rereferral_child_count", "rereferral_child_percent",
)  # fmt: skip
POPULATION: Final = ("age_group", "population_estimate")
LAS: Final = (
    "new_la_code", "la_name", "date_of_operation", "date_of_termination", "parent_geography_code", "entity_code",
    "entity_description", "status", "old_la_code",
)  # fmt: skip
HISTORY: Final = (
    "pred_ons", "pred_dfe", "pred_name", "succ_ons", "succ_dfe", "succ_name", "effective_date", "change",
    "share_of_predecessor", "first_csww_year_on_successor", "first_cin_year_on_successor", "ofsted_note", "source",
)  # fmt: skip
ALIASES: Final = ("source", "name_in_source", "dfe_code", "canonical_name")
REGION_NAMES: Final = ("region_code", "region_name")
MANIFEST: Final = ("file", "bytes", "sha256", "publisher", "title", "page", "licence")
NEIGHBOURS_2025: Final = (
    "old_la_code", "la_name", "region_ind", "region_name",
    *(column for rank in range(1, 11) for column in (f"SN_{rank}", f"SN_{rank}P")),
)  # fmt: skip
NEIGHBOURS_2021: Final = (
    "LA num", "LA Name", "LA number", "GOInd", "GOReg",
    *(column for rank in range(1, 11) for column in (f"SN{rank}", "SNP")), "",
)  # fmt: skip
DEPRIVATION: Final = (
    "local-authority-code", "official-name", "la-deprivation-score", "label", "desc", "low-deprivation",
    "medium-deprivation", "high-deprivation", "density", "la-imd-pop-quintile", "la-imd-pop-decile",
)  # fmt: skip
UK_AUTHORITIES: Final = (
    "local-authority-code", "official-name", "nice-name", "gss-code", "start-date", "end-date", "replaced-by",
    "nation", "region", "local-authority-type", "local-authority-type-name", "county-la", "combined-authority",
    "alt-names", "former-gss-codes", "notes", "current-authority", "BS-6879", "ecode", "even-older-register-and-code",
    "gov-uk-slug", "area", "pop-2020", "x", "y", "lat", "long", "powers", "lower-or-unitary", "mapit-area-code",
    "ofcom", "old-ons-la-code", "old-register-and-code", "open-council-data-id", "os-file", "os", "snac", "wdtk-id",
)  # fmt: skip

JUDGEMENTS: Final = (
    "Overall effectiveness",
    "The impact of leaders on social work practice with children and families",
    "The experiences and progress of children who need help and protection",
    "The experiences and progress of children in care",
    "The experiences and progress of care leavers",
)
_LA = ("Web link", "Local authority area code", "Local authority name")
AS_AT: Final = (*_LA, "Ofsted region", "Inspection date", "Publication date", *JUDGEMENTS)
IN_YEAR: Final = (
    *_LA, "Region", "Inspection/Visit date", "Publication date", "Inspection/Visit type", *JUDGEMENTS, "Visit Theme",
)  # fmt: skip
ILACS_HISTORY: Final = (
    *_LA, "Local authority status", "Ofsted region", "Inspection date", "Publication date", "Inspection type",
    *JUDGEMENTS,
)  # fmt: skip
LEVEL_2023: Final = (
    "Web link", "Local authority name", "Ofsted region", "Inspection date", "Overall effectiveness",
    "Impact of leaders", "Experiences and progress of children who need help and protection",
    "Experiences and progress of children in care", "Experiences and progress of care leavers",
)  # fmt: skip

_BEFORE_SIF = (
    "Web link", "Local authority name", "LA region", "LA Authority Type",
    "Safeguarding & Looked After Children (SLAC) Inspection publication date",
    "SLAC Safeguarding Overall effectiveness (OE)", "SLAC Looked After Children Overall Effectiveness (OE)",
    "SLAC re-inspection of Safeguarding publication date", "SLAC re-inspection Safeguarding OE",
    "SLAC re-inspection of services for Children Looked After publication date",
    "SLAC re-inspection of services Children Looked After OE", "Child Protection Inspections (CPI) publication date",
    "CPI Overall Effectiveness (OE)", "Child Protection Re-Inspection (CPRI) publication date",
    "CPRI Overall Effectiveness (OE)", "Targeted Looked After Children (TLAC) inspection publication date",
    "TLAC Overall Effectiveness (OE)",
)  # fmt: skip
_SIF_PARTS = (
    "children who need help and protection ", "children looked after and achieving permanence ",
    "CLA Sub: Adoption Performance", "CLA Sub: Experiences and progress of care leavers",
    "leadership, management and governance",
)  # fmt: skip
_SIF = (
    "Single Inspection of LA Children's Services (SIF)  First SIF publication date",
    " First SIF Overall Judgement\n(OE)", *(f" First SIF {part}" for part in _SIF_PARTS),
    "LSCB Overall Effectiveness ",
    "Single Inspection of LA Children's Services (SIF) SIF Re-inspection publication date",
    " SIF Re-inspection Overall Judgement\n(OE)", *(f" SIF Re-inspection {part}" for part in _SIF_PARTS),
)  # fmt: skip


def _ilacs(which: str, *care: str) -> tuple[str, ...]:
    parts = (
        "inspection type", "publication date", "overall effectiveness", "impact of leaders",
        "experiences and progress of children who need help and protection",
    )  # fmt: skip
    return tuple(f"{which}ILACS framework {part}" for part in (*parts, *care))


_TOGETHER = "experiences and progress of children in care and care leavers"
_APART = ("experiences and progress of children in care", "experiences and progress of care leavers")
WIDE_2023: Final = (*_BEFORE_SIF, *_SIF, *_ilacs("First ", _TOGETHER), *_ilacs("Second ", *_APART))
WIDE_2023_ENDED: Final = (*_BEFORE_SIF, *_SIF, *_ilacs("", _TOGETHER))

SERVICES: Final = {
    "edu": "Education services", "trans": "Highways and transport services", "csc": "Children Social Care",
    "asc": "Adult Social Care", "phs": "Public Health", "hous": "Housing services (GFRA only)",
    "cul": "Cultural and related services", "env": "Environmental and regulatory services",
    "plan": "Planning and development services", "pol": "Police services", "frs": "Fire and rescue services",
    "cen": "Central services", "oth": "Other services", "totsx": "Total Service Expenditure",
}  # fmt: skip
SPENDING_PARTS: Final = {
    "empl": "Employees (C1)", "run-exp": "Running Expenses (C2)", "tot-exp": "Total Expenditure (C3 = C1 + C2)",
    "sfc": "Sales, Fees and Charges (C4)", "oth-inc": "Other Income (C5)", "tot-inc": "Total Income (C6 = C4 + C5)",
    "net-cur-exp": "Net Current Expenditure (C7 = C3 - C6)",
}  # fmt: skip
SPENDING: Final = (
    "E-code", "ONS Code", "Local authority", "Notes", "Class", "Detailed Class", "Certification",
    *(f"{service} - {part}" for service in SERVICES.values() for part in SPENDING_PARTS.values()),
)  # fmt: skip

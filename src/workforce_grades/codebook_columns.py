"""What every column of the exported tables means, in the words of the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from workforce_grades.codebook import MEASURES, OUTCOMES, OUTCOMES_SHORT

Datatype = Literal["string", "integer", "number", "boolean", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an exported table: its title, the type of its values, and what they say."""

    title: str
    datatype: Datatype
    description: str


_PLACES: Final = {
    "return_group": Column("Return", "string", "DfE codes of the authorities that made the workforce return together."),
    "la_keys": Column("Authorities of the return", "string", "Their DfE codes, joined by a plus sign."),
    "la_key": Column("Authority", "string", "Current 3-digit DfE code of the authority."),
    "is_joint": Column("Joint return", "boolean", "Whether two authorities made one workforce return."),
    "ons_codes_published": Column("ONS codes", "string", "ONS codes as the publisher gives them."),
    "ons_code_published": Column("ONS code", "string", "ONS code as the publisher gives it."),
    "name_published": Column("Name", "string", "Name as the publisher gives it."),
    "region_code": Column("Region code", "string", "Code of the region."),
    "region_name": Column("Region", "string", "Name of the region."),
    "la_status": Column("Status", "string", "Whether the authority exists today: current or ended."),
}
_TIMES: Final = {
    "year": Column("Year", "integer", "Year of the census."),
    "census_date": Column("Census", "date", "Day that the workforce was counted on, 30 September."),
    "census_year": Column("Census year", "integer", "Year of the latest census strictly before the inspection."),
    "period_start": Column("Year began", "date", "First day of the year that starters, leavers and absence cover."),
    "lag_days": Column("Days since the census", "integer", "Days from the census to the inspection."),
    "as_at": Column("As at", "date", "Day up to which Ofsted's workbook goes."),
}
_INSPECTIONS: Final = {
    "inspection_id": Column("Inspection", "string", "Our name of the inspection."),
    "framework": Column("Framework", "string", "ILACS, SIF, or a re-inspection under SIF."),
    "inspection_type": Column("Type", "string", "Standard, short, single or re-inspection."),
    "inspection_date": Column("Inspected", "date", "First day of the inspection."),
    "publication_date": Column("Published", "date", "Day that the report was published."),
    "date_basis": Column("Basis of the date", "string", "Whether the inspection date is published or worked out."),
    "in_care_includes_care_leavers": Column(
        "In care includes care leavers", "boolean", "Inspections before 16 January 2023 judged both together."
    ),
    "previous_overall": Column("Previous overall grade", "string", "Overall grade in force when it began."),
    "previous_framework": Column("Previous framework", "string", "Framework of that grade."),
    "inherited": Column("Inherited", "boolean", "Whether the return is of an authority that came before."),
    "small_base": Column("Small base", "boolean", "Whether the return has fewer than 20 FTE in post."),
    "link_status": Column("Link", "string", "linked, or why there is no census for the inspection."),
    "incomplete": Column("Incomplete", "string", "Which of turnover and caseload is missing, and why."),
}
_ESTIMATES: Final = {
    "spec_id": Column("Specification", "string", "Outcome, terms and sample of the model."),
    "outcome": Column("Outcome", "string", "Judgement that the model is about."),
    "family": Column("Family", "string", "Kind of regression."),
    "sample": Column("Sample", "string", "Which inspections were used."),
    "lag": Column("Lag", "integer", "Censuses back from the last one before the inspection."),
    "lead": Column("Lead", "integer", "Censuses on from it."),
    "effects": Column("Effects", "string", "What is held constant: nothing, authority or year."),
    "term": Column("Term", "string", "What the row's estimate belongs to; thresholds lie between grades."),
    "estimate": Column("Estimate", "number", "Change of the log odds of a better grade for one unit more."),
    "se_model": Column("Standard error", "number", "From the model."),
    "se_cluster": Column("Clustered standard error", "number", "Allows for repeated inspections of one authority."),
    "ci_low": Column("Interval from", "number", "Lower end of the 95% interval, from the clustered error."),
    "ci_high": Column("Interval to", "number", "Upper end of the 95% interval."),
    "odds_ratio": Column("Odds ratio", "number", "Odds of a better grade for one unit more, as a ratio."),
    "or_ci_low": Column("Odds ratio from", "number", "Lower end of its 95% interval."),
    "or_ci_high": Column("Odds ratio to", "number", "Upper end of its 95% interval."),
    "p_cluster": Column("p", "number", "Two-sided p value, from the clustered error."),
    "n": Column("Inspections", "integer", "How many the model used."),
    "n_clusters": Column("Authorities", "integer", "How many authorities they belong to."),
    "n_dropped": Column("Left out", "integer", "Inspections left out because a value is missing."),
    "log_likelihood": Column("Log-likelihood", "number", "At the maximum."),
    "converged": Column("Estimated", "boolean", "Whether the model has a finite maximum that was found."),
}
_COMPARISONS: Final = {
    "measure": Column("Rate", "string", "Which of the five rates: a column of the workforce table."),
    "value": Column("Value", "number", "The authority's own."),
    "flag": Column("Flag", "string", "How it was published, or why it is missing; empty in a year without a return."),
    "neighbours": Column("Neighbours", "number", "Median of its statistical neighbours, a joint return counted once."),
    "region": Column("Region", "number", "As published for its region."),
    "england": Column("England", "number", "As published for England."),
    "place": Column("Place", "string", "Where it stands among sound returns of the year; empty where it has no place."),
}
_CHANGES: Final = {
    "table": Column(
        "Table", "string", "Exported table that the change is in; authorities for one that begins or ends."
    ),
    "authorities": Column("Authorities", "string", "DfE codes of the authorities it is about, joined by a plus sign."),
    "name": Column("Name", "string", "Name as the publisher gives it."),
    "item": Column("Year or day", "string", "Year of the return, or first day of the inspection."),
    "column": Column("Column", "string", "Column of that table whose value changed; empty for a whole row."),
    "kind": Column("Kind of change", "string", "revised, new or gone."),
    "before": Column("Was", "string", "Value in the earlier release; empty where there was none."),
    "after": Column("Is", "string", "Value in the later release; empty where there is none."),
}
_OUTCOMES: Final = {
    name: Column(OUTCOMES_SHORT[name], "string", f"Grade: {judgement}.") for name, judgement in OUTCOMES.items()
}
_MEASURES: Final = {
    name: Column(f"{measure.label} ({measure.unit})", "number", measure.definition)
    for name, measure in MEASURES.items()
}
_FLAGS: Final = {
    f"{name}_flag": Column(f"{measure.label}: flag", "string", f"How {name} was published, or why it is missing.")
    for name, measure in MEASURES.items()
}

COLUMNS: Final[dict[str, Column]] = (
    _PLACES | _TIMES | _INSPECTIONS | _OUTCOMES | _MEASURES | _FLAGS | _ESTIMATES | _COMPARISONS | _CHANGES
)  # fmt: skip
"""Every column of the exported tables, by name."""

TABLES: Final = {
    "workforce": "Workforce returns, one row a return and year",
    "inspections": "Graded inspections, one row each",
    "linked": "ILACS inspections, each with the workforce census before it",
    "estimates": "Estimates of every model of the main study, one row a term",
    "comparisons": "Each authority's five rates beside neighbours, region and England, one row a year and rate",
    "changes": "What changed since the release before, one row a value or a whole row; only after a later release",
}
"""What each exported table holds."""

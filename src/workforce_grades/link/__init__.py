"""The census that goes with an inspection."""

from workforce_grades.link.census import LINKED, latest_census_year, link_inspections

__all__ = ["LINKED", "latest_census_year", "link_inspections"]

"""Specifications, their estimation, and the table of estimates."""

from workforce_grades.models.bootstrap import Bootstrap, cluster_bootstrap, weighted_estimates
from workforce_grades.models.collinearity import variance_inflation
from workforce_grades.models.design import Design, design_frame
from workforce_grades.models.estimates import COLUMNS, estimates_table
from workforce_grades.models.fit import Fit, fit_design, fit_spec
from workforce_grades.models.generalised import generalised_estimates
from workforce_grades.models.panel import Panel, study_panel
from workforce_grades.models.predict import predict_grades
from workforce_grades.models.proportional_odds import brant_test, likelihood_ratio_test
from workforce_grades.models.spec import MAIN_SPECS, Spec, parse_spec

__all__ = [
    "COLUMNS",
    "MAIN_SPECS",
    "Bootstrap",
    "Design",
    "Fit",
    "Panel",
    "Spec",
    "brant_test",
    "cluster_bootstrap",
    "design_frame",
    "estimates_table",
    "fit_design",
    "fit_spec",
    "generalised_estimates",
    "likelihood_ratio_test",
    "parse_spec",
    "predict_grades",
    "study_panel",
    "variance_inflation",
    "weighted_estimates",
]

"""Looking around by hand: one authority beside others of its kind, chosen with a few clicks in JupyterLab."""

from workforce_grades.workbench.comparison import GROUPS, Comparison, compare_authority
from workforce_grades.workbench.explorer import Explorer, explore

__all__ = ["GROUPS", "Comparison", "Explorer", "compare_authority", "explore"]

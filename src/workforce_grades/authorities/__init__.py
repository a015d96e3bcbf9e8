"""Who is who among England's authorities, through time.

The key of everything is the current DfE 3-digit code (`la_key`), because ONS codes change when a
county becomes unitary or a boundary moves and DfE codes do not.
"""

from workforce_grades.authorities.loading import authorities_report, load_authorities
from workforce_grades.authorities.names import fold, slug
from workforce_grades.authorities.regions import Region
from workforce_grades.authorities.registry import JOINT, Authorities, Authority, split_joint

__all__ = [
    "JOINT",
    "Authorities",
    "Authority",
    "Region",
    "authorities_report",
    "fold",
    "load_authorities",
    "slug",
    "split_joint",
]

"""Make simulated.csv, the panel of the models' tests: fictional inspections with their census, from one seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

GRADES = np.array(["Inadequate", "Requires improvement", "Good", "Outstanding"])
REGIONS = np.array(["North", "East", "South", "London"])
N_AUTHORITIES = 120
SEED = 20250331


def simulate(seed: int = SEED) -> pd.DataFrame:
    """Return about two inspections an authority; grades follow an ordered logit with an authority's own intercept."""
    rng = np.random.default_rng(seed)
    visits = rng.integers(1, 4, N_AUTHORITIES)
    authority = np.repeat(np.arange(N_AUTHORITIES), visits)
    n = len(authority)
    own = rng.normal(0, 1, N_AUTHORITIES)[authority]
    turnover = np.round(np.clip(15 + 5 * rng.normal(size=n), 1, None), 1)
    caseload = np.round(17 + 2.5 * rng.normal(size=n) - 0.5 * own, 1)
    agency = np.round(np.clip(16 + 8 * rng.normal(size=n) - 2 * own, 0, None), 1)
    latent = -0.05 * turnover - 0.25 * caseload - 0.04 * agency + own + rng.logistic(size=n)
    grade = np.searchsorted(np.array([-8.4, -6.4, -3.8]), latent)
    return pd.DataFrame(
        {
            "inspection_id": [f"s{row:03d}" for row in range(n)],
            "la_key": [f"A{key:03d}" for key in authority],
            "return_group": [f"A{key - key % 2 * (key < 20):03d}" for key in authority],
            "region": REGIONS[authority % 4],
            "census_year": 2017 + np.concatenate([np.arange(count) * 3 for count in visits]) + rng.integers(0, 3, n),
            "turnover_rate": turnover,
            "caseload": caseload,
            "agency_rate": agency,
            "previous_overall": GRADES[np.clip(np.rint(grade + rng.normal(0, 0.9, n)), 0, 3).astype(int)],
            "overall": GRADES[grade],
        }
    )


if __name__ == "__main__":
    simulate().to_csv(Path(__file__).with_name("simulated.csv"), index=False)

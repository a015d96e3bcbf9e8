"""``python -m workforce_grades.sample [OUT] [--seed N] [--authorities N]`` writes the sample."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workforce_grades.errors import WorkforceGradesError
from workforce_grades.sample.simulation import AUTHORITIES, SEED
from workforce_grades.sample.writing import write_sample
from workforce_grades.sources.folder import sample_folder


def main(arguments: list[str] | None = None) -> int:
    """Write the sample and say where it is; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m workforce_grades.sample", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=sample_folder(), help="folder (default: the bundled one)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"the same seed, the same files (default {SEED})")
    parser.add_argument("--authorities", type=int, default=AUTHORITIES, help=f"how many (default {AUTHORITIES})")
    chosen = parser.parse_args(arguments)
    try:
        simulation = write_sample(chosen.out, authorities=chosen.authorities, seed=chosen.seed)
    except WorkforceGradesError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    made = f"{len(simulation.geography.current):,} authorities, {len(simulation.inspections):,} inspections"
    sys.stdout.write(f"Wrote {made} to {chosen.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

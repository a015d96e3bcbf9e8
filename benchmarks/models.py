"""Times the models against R and statsmodels on the same frames, in one run.

    OMP_NUM_THREADS=1 python benchmarks/models.py [--data DIR]

Times are of the processor, all threads added up, so that other work on the machine does not count.
R (with MASS, ordinal and sandwich) runs in one process; without Rscript its columns stay empty.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from workforce_grades.analyses.specification_curve import sensible_specifications
from workforce_grades.models import (
    MAIN_SPECS,
    Design,
    Panel,
    cluster_bootstrap,
    estimates_table,
    fit_design,
    fit_spec,
    study_panel,
)
from workforce_grades.models.design import design_frame
from workforce_grades.study import load_study

SPECS = {"2 terms": MAIN_SPECS["base"], "5 terms": MAIN_SPECS["full"], "20 terms": MAIN_SPECS["context"]}
R_REPLICATES = 50
CURVE = 1000
GOALS = {"fit with clustered errors": 0.010, "cluster bootstrap of 1,000": 0.5, "1,000 specifications": 10.0}

Times = dict[tuple[str, str], float]


def best(task: Callable[[], object], *, batches: int = 5, runs: int = 10) -> float:
    """Return the processor's seconds of one run, in the fastest batch."""
    task()
    seconds = []
    for _ in range(batches):
        begun = time.process_time()
        for _ in range(runs):
            task()
        seconds.append((time.process_time() - begun) / runs)
    return min(seconds)


def our_times(panel: Panel, designs: dict[str, Design]) -> Times:
    """Time this package: from a design, from an id, the bootstrap, the specification curve."""
    times: Times = {}
    for name, design in designs.items():
        times[name, "fit"] = best(lambda design=design: fit_design(design).covariance)
        times[name, "from id"] = best(lambda name=name: fit_spec(SPECS[name], panel).estimates)
        times[name, "bootstrap"] = best(lambda design=design: cluster_bootstrap(design), batches=3, runs=1)
    every = sensible_specifications()
    chosen = [every[place] for place in np.linspace(0, len(every) - 1, CURVE).astype("int64")]
    times["curve", "ours"] = best(lambda: estimates_table(chosen, panel), batches=1, runs=1)
    return times


def stock_times(designs: dict[str, Design]) -> Times:
    """Time statsmodels' `OrderedModel` as it comes, with clustered errors, by its usual BFGS."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    times: Times = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, design in designs.items():
            groups = np.unique(design.cluster.to_numpy(), return_inverse=True)[1]

            def fit(design: Design = design, groups: np.ndarray = groups) -> float:
                model = OrderedModel(design.grade, design.x, distr="logit")
                options = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
                return float(model.fit(method="bfgs", maxiter=500, disp=0, **options).llf)

            times[name, "statsmodels"] = best(fit, batches=1, runs=1)
            times[name, "statsmodels log-likelihood"] = fit()
    return times


def r_times(designs: dict[str, Design]) -> Times:
    """Time R on the same frames, in one process; empty without R."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        for name, design in designs.items():
            frame = design.x.assign(grade=design.grade, cluster=design.cluster)
            frame.to_csv(Path(folder) / f"{name}.csv", index=False)
        script = Path(__file__).with_suffix(".R")
        command = [rscript, str(script), folder, str(R_REPLICATES)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return {(name, what): float(value) for name, what, value in csv.reader(printed.splitlines())}


def shown(seconds: float | None, ours: float) -> str:
    """Return a time in ms and how many times ours it is."""
    return "-" if seconds is None else f"{seconds * 1000:.1f} ms ({seconds / ours:.1f}x)"


def table_of(times: Times, designs: dict[str, Design]) -> Table:
    """Return the times side by side."""
    columns = ("", "ours", "R polr (no clusters)", "R clm (no clusters)", "R clm", "statsmodels")
    table = Table(*columns, title="Processor time of one, and as a multiple of ours")
    for name in designs:
        ours, boot = times[name, "fit"], times[name, "bootstrap"]
        others = [times.get((name, what)) for what in ("polr", "clm", "clm_clustered", "statsmodels")]
        table.add_row(f"fit with clustered errors, {name}", shown(ours, ours), *(shown(each, ours) for each in others))
        table.add_row(f"the same from an id, with its table, {name}", shown(times[name, "from id"], ours))
        boots = (shown(boot, boot), "-", "-", shown(times.get((name, "clm_bootstrap")), boot), "-")
        table.add_row(f"cluster bootstrap of 1,000, {name}", *boots)
    table.add_row("1,000 specifications, design frames included", f"{times['curve', 'ours']:.2f} s")
    return table


def verdicts(times: Times) -> list[str]:
    """Say of each goal whether it is reached, on the model with 2 terms."""
    measured = (times["2 terms", "fit"], times["2 terms", "bootstrap"], times["curve", "ours"])
    return [
        f"{goal}: {seconds:.4g} s, goal {limit} s: {'reached' if seconds <= limit else 'MISSED'}"
        for (goal, limit), seconds in zip(GOALS.items(), measured, strict=True)
    ]


def accuracy(times: Times, designs: dict[str, Design]) -> list[str]:
    """Say how far each fit is from its maximum, and whose log-likelihood is higher."""
    lines = []
    for name, design in designs.items():
        fit = fit_design(design)
        to_go = np.abs(fit.optimum.bread @ fit.optimum.scores.sum(axis=0)).max()
        gaps = [
            f"log-likelihood {fit.log_likelihood - times[name, key]:+.1e} against {program}"
            for program, key in (("clm", "log_likelihood"), ("statsmodels", "statsmodels log-likelihood"))
            if (name, key) in times
        ]
        lines.append(f"{name}: parameters {to_go:.0e} from the maximum; {'; '.join(gaps)}")
    return lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=None, help="data folder; the bundled sample without one")
    panel = study_panel(load_study(parser.parse_args().data))
    designs = {name: design_frame(spec, panel) for name, spec in SPECS.items()}
    times = our_times(panel, designs) | stock_times(designs)
    from_r = r_times(designs)
    times |= from_r
    console = Console(width=160)
    console.print(table_of(times, designs))
    if not from_r:
        console.print(
            "Rscript is not on this machine: R was not timed (install r-cran-mass, r-cran-ordinal, sandwich)."
        )
    console.print(f"R's bootstrap is {R_REPLICATES} replicates by clm, scaled to 1,000.")
    for line in [*verdicts(times), *accuracy(times, designs)]:
        console.print(line)
    console.print(f"Fastest of several batches; load average of the machine {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()

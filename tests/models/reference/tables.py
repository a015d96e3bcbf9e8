"""Write the tables that reference.R starts from, one CSV each: ``python tables.py FOLDER [DATA]``."""

from __future__ import annotations

import sys
from pathlib import Path

from workforce_grades import load_study
from workforce_grades.models.panel import study_panel


def write_tables(folder: Path, data: str | None = None) -> None:
    """Write each inspection with the census at each distance, the context and the regions; nothing is chosen yet."""
    panel = study_panel(load_study(data))
    folder.mkdir(parents=True, exist_ok=True)
    for distance, table in panel.linked.items():
        table.to_csv(folder / f"{distance}.csv", index=False)
    panel.context.to_csv(folder / "context.csv", index=False)
    regions = [f'"{key}","{name}"' for key, name in sorted(panel.regions.items())]
    (folder / "regions.csv").write_text("\n".join(['"la_key","region"', *regions, ""]), encoding="utf-8")


if __name__ == "__main__":
    write_tables(Path(sys.argv[1]), *sys.argv[2:3])

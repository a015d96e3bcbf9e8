"""The explorer of the start notebook: choose with widgets, see figure and table, save both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup
from slugify import slugify

from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.workbench.comparison import GROUPS, Comparison, compare_authority

if TYPE_CHECKING:
    from workforce_grades.study import Study

FOLDER: Final = "explored"
"""Where the explorer saves, in the working directory."""

_STYLE: Final = Markup(
    ".wg-explored{max-width:44rem;line-height:1.4}.wg-explored figure{margin:0}.wg-explored svg{width:100%}"
    ".wg-explored table{border-collapse:collapse}.wg-explored caption{text-align:left}"
    ".wg-explored td,.wg-explored th{padding:.15rem .8rem .15rem 0;text-align:right}"
    ".wg-explored .visually-hidden{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}"
    ".wg-explored .figure-illustrative{font-weight:bold}"
)
_PAGE: Final = Markup(
    '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
    "<style>{style}</style></head>"
    '<body><main class="wg-explored">{body}</main></body></html>\n'
)


class Explorer:
    """Widgets over :func:`compare_authority`; it shows itself in a notebook.

    Parameters
    ----------
    study
        All tables of one data folder.

    Attributes
    ----------
    authority, measure, years, group
        The widgets that choose.
    view
        The widget that shows figure and table.
    """

    def __init__(self, study: Study) -> None:
        import ipywidgets as widgets

        self.study = study
        wide = {"style": {"description_width": "9em"}, "layout": {"width": "34em"}}
        names = [each.name for each in study.authorities.current]
        measures = [*EXPOSURES, *(name for name in MEASURES if name not in EXPOSURES)]
        first, last = int(study.workforce["year"].min()), study.latest_year
        self.authority = widgets.Dropdown(options=names, description="Authority", **wide)
        self.measure = widgets.Dropdown(
            options=[(MEASURES[name].label, name) for name in measures], description="Measure", **wide
        )
        self.years = widgets.SelectionRangeSlider(
            options=range(first, last + 1),
            index=(0, last - first),
            description="Years",
            continuous_update=False,
            **wide,
        )
        self.group = widgets.Dropdown(options=list(GROUPS), description="Beside", **wide)
        self.view = widgets.HTML()
        self.save_button = widgets.Button(description="Save figure and table", icon="download")
        self.saved = widgets.HTML()
        self.save_button.on_click(lambda _button: self._save())
        for chooser in (self.authority, self.measure, self.years, self.group):
            chooser.observe(lambda _change: self._update(), names="value")
        self._update()

    @property
    def comparison(self) -> Comparison:
        """What is chosen now, as numbers to go on with: ``explorer.comparison.data``."""
        return compare_authority(
            self.study, self.authority.value, self.measure.value, years=self.years.value, group=self.group.value
        )

    def export(self, folder: str | Path = FOLDER) -> list[Path]:
        """Save what is shown: the numbers as CSV, figure and table as one page that needs nothing else.

        Parameters
        ----------
        folder
            Where to; it is made if need be. Names say what is shown, and that the sample is illustrative.

        Returns
        -------
        list of pathlib.Path
            The two files.
        """
        from workforce_grades.reports.exports import write_csv
        from workforce_grades.reports.record import write_whole

        compared, place = self.comparison, Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        stem = slugify(f"{compared.authority.name} {compared.measure.label} beside {compared.group}")
        stem += "-illustrative" if self.study.illustrative else ""
        page = _PAGE.format(title=compared.subtitle, style=_STYLE, body=_shown(compared))
        write_whole(place / f"{stem}.html", str(page))
        return [write_csv(compared.data.reset_index(), place / f"{stem}.csv"), place / f"{stem}.html"]

    def _update(self) -> None:
        style = Markup("<style>{}</style>").format(_STYLE)
        self.view.value = str(Markup('{}<div class="wg-explored">{}</div>').format(style, _shown(self.comparison)))
        self.saved.value = ""

    def _save(self) -> None:
        names = " and ".join(file.name for file in self.export())
        self.saved.value = str(Markup("Saved in <code>{}</code>: {}").format(FOLDER, names))

    def _repr_mimebundle_(self, **options: Any) -> Any:
        import ipywidgets as widgets

        choosers = [self.authority, self.measure, self.years, self.group]
        box = widgets.VBox([*choosers, self.view, widgets.HBox([self.save_button, self.saved])])
        return box._repr_mimebundle_(**options)


def explore(study: Study | None = None) -> Explorer:
    """Return widgets that hold one authority against others: choose, look, save.

    Parameters
    ----------
    study
        From :func:`workforce_grades.load_study`; that of the default data folder without one.
    """
    from workforce_grades.study import load_study

    return Explorer(study or load_study())


def _shown(compared: Comparison) -> Markup:
    """Return figure and, below it, the table open to view."""
    return Markup(compared.figure._repr_html_().replace("<details>", "<details open>"))  # noqa: S704

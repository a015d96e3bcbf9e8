"""What an authority's page must show, worked out from the exported tables alone, part by part and line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from exported_tables import Exported, date, shown, spelt
from shown_numbers import Line, numbers

from workforce_grades.analyses.what_if import CAPS
from workforce_grades.authorities import Authority
from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, MEASURES
from workforce_grades.pages.findings import MAIN, MAIN_ALL, WITH_AGENCY
from workforce_grades.pages.words import years_words

BESIDE = ("neighbours", "region", "england")
YEARLY = ("inpost_fte", *EXPOSURES)
BESIDE_MAIN = (MAIN, WITH_AGENCY, MAIN_ALL)
CLOSED = pd.Timestamp(2026, 4, 1)


@dataclass(frozen=True)
class Expected:
    """The lines of one authority's page."""

    exported: Exported
    authority: Authority

    @cached_property
    def own(self) -> pd.DataFrame:
        """The authority's returns by year."""
        rows = self.exported.tables["workforce"]
        mine = [self.authority.la_key in keys.split("+") for keys in rows["la_keys"]]
        return rows[mine].set_index("year").sort_index()

    @cached_property
    def neighbours(self) -> list[str]:
        """Keys of the statistical neighbours, closest first."""
        rows = self.exported.study.neighbours
        rows = rows[rows["la_key"] == self.authority.la_key]
        return list(rows[rows["model"] == rows["model"].max()].sort_values("rank")["neighbour_key"])

    def compared(self, measure: str) -> pd.DataFrame:
        """Return a rate beside its comparators, by year."""
        rows = self.exported.tables["comparisons"]
        rows = rows[(rows["la_key"] == self.authority.la_key) & (rows["measure"] == measure)]
        return rows.set_index("year").sort_index()

    def latest(self, measure: str) -> tuple[int, pd.Series] | None:
        """Return the last year with a value, and its row."""
        rows = self.compared(measure).dropna(subset=["value"])
        return None if rows.empty else (int(rows.index[-1]), rows.iloc[-1])

    @cached_property
    def inspections(self) -> pd.DataFrame:
        """The authority's inspections, latest first."""
        rows = self.exported.tables["inspections"]
        return rows[rows["la_key"] == self.authority.la_key].sort_values("inspection_date", ascending=False)

    def answer(self) -> Iterator[Line]:
        """Yield the first sentences: two rates beside three others, a warning, the latest judgement."""
        told, small = [], set()
        for measure in ("turnover_rate", "caseload"):
            if latest := self.latest(measure):
                year, row = latest
                told += [str(year), shown(row["value"]), *(shown(row[name]) for name in BESIDE if pd.notna(row[name]))]
                small |= {str(year)} if self.own["inpost_fte"].loc[year] < 20 else set()
        yield "p", tuple(told)
        yield "p", ("20", *sorted(small)) if small else ()
        for _at, row in self.inspections.head(1).iterrows():
            began = date(row["inspection_date"]) if row["framework"] == "ILACS" else ()
            is_closed = pd.notna(row["overall"]) or row["inspection_date"] >= CLOSED
            yield "p", (*began, *date(row["publication_date"]), *(["2026"] if is_closed else []))

    def cards(self) -> Iterator[Line]:
        """Yield the five cards."""
        for measure in EXPOSURES:
            if latest := self.latest(measure):
                year, row = latest
                low = row["flag"] == "low"
                place = numbers(row["place"]) if pd.notna(row["place"]) else ()
                small = ("20",) if self.own["inpost_fte"].loc[year] < 20 else ()
                yield "li", (
                    str(year), *(() if low else (shown(row["value"]),)), *self._change(measure, year), *place, *small,
                    *(shown(row[name]) for name in ("neighbours", "england") if pd.notna(row[name])),
                )  # fmt: skip

    def _change(self, measure: str, year: int) -> tuple[str, ...]:
        rows = self.compared(measure)
        if year - 1 not in rows.index or pd.isna(rows["value"].loc[year - 1]):
            return ()
        if "low" in set(rows["flag"].loc[[year - 1, year]]):
            return ()
        by = abs(round(float(shown(rows["value"].loc[year])) - float(shown(rows["value"].loc[year - 1])), 1))
        return (shown(by), str(year - 1)) if by else (str(year - 1),)

    def trends(self) -> Iterator[Line]:
        """Yield the key, then of each figure its words, the text in its place, and its table."""
        yield "p", ("30",)
        for measure in EXPOSURES:
            if latest := self.latest(measure):
                year, row = latest
                rows = self.compared(measure)
                head = (shown(row["value"]), str(year), shown(row["england"]))
                yield "h3", head
                yield "p", (str(rows.index[0]), str(rows.index[-1]))
                inspected = self.inspections[self.inspections["framework"] == "ILACS"]["inspection_date"]
                courses = [*_course(rows["value"].dropna()), *_course(rows["england"])]
                yield "picture", (*courses, *(str(began.year) for began in reversed(list(inspected))))
                yield "summary", head
                for at, each in rows.iterrows():
                    yield str(at), (str(at), *(shown(each[name]) for name in ("value", *BESIDE)))

    def yearly(self) -> Iterator[Line]:
        """Yield the authority's own numbers, a row a census."""
        yield "Census of 30 September", ("30", *("" for _name in YEARLY))
        for year, row in self.own.iterrows():
            yield str(year), (str(year), *(_unless_symbol(row, name) for name in YEARLY))

    def comparison(self) -> Iterator[Line]:
        """Yield the latest rates of the authority, its neighbours, its region and England."""
        every = self.exported.tables["comparisons"]
        year = int(every["year"].max())
        yield "caption", (str(year),)
        table = every[every["year"] == year].pivot_table("value", "name", "measure", aggfunc="first", dropna=False)
        low = every[(every["year"] == year) & (every["flag"] == "low")].set_index(["name", "measure"]).index
        own = self.authority.name
        for shown_as, name in [(f"{own} (this authority)", own), *((n, n) for n in map(self._name, self.neighbours))]:
            yield (
                shown_as,
                ("", *("" if (name, each) in low else shown(table[each].get(name, None)) for each in EXPOSURES)),
            )
        beside = {each: self.compared(each).loc[year] for each in EXPOSURES}
        for name, column in ((f"{self.authority.region_name} (region)", "region"), ("England", "england")):
            yield name, ("", *(shown(beside[each][column]) for each in EXPOSURES))

    def _name(self, key: str) -> str:
        return self.exported.study.authorities[str(key)].name

    def history(self) -> Iterator[Line]:
        """Yield every inspection's days."""
        for _at, row in self.inspections.iterrows():
            yield "", spelt(date(row["inspection_date"]), date(row["publication_date"]), *[()] * 6)
        yield "p", ("16", "2023") if len(self.inspections) else ()

    def linked(self) -> Iterator[Line]:
        """Yield each ILACS inspection with the census before it."""
        rows = self.exported.tables["linked"]
        rows = rows[rows["la_key"] == self.authority.la_key].sort_values("inspection_date", ascending=False)
        for _at, row in rows.iterrows():
            census = (shown(row["census_year"], 0), shown(row["lag_days"], 0))
            values = (_unless_symbol(row, name) for name in ("turnover_rate", "caseload"))
            remark = ("20",) if row["small_base"] else ()
            yield "", (*spelt(date(row["inspection_date"]), ()), *census, *values, *remark)

    def caps(self) -> Iterator[Line]:
        """Yield the latest caseload as it is worked out, and what each cap would ask."""
        rows = self.own.dropna(subset=["cases", "case_holders_fte", "caseload"])
        rows = rows[rows["case_holders_fte"] > 0]
        if rows.empty:
            return
        row = rows.iloc[-1]
        held = (shown(row["cases"], 0), shown(row["case_holders_fte"]), shown(row["caseload"]))
        yield "p", (str(row.name), *held)
        yield "caption", (str(row.name),)
        for cap in CAPS:
            needed = row["cases"] / cap
            more = max(needed - row["case_holders_fte"], 0.0)
            yield f"At most {cap:g}", (f"{cap:g}", shown(needed), shown(more), "")

    def notes(self) -> Iterator[Line]:
        """Yield what to know: years of joint returns, changes, small bases, gaps, zeros, neighbours that share."""
        own, links = self.own, self.exported.study.authorities.predecessors(self.authority.la_key)
        yield "li", numbers(years_words(own.index[own["is_joint"]])) if own["is_joint"].any() else ()
        yield "li", next((date(day) for _key, change, day in links if change != "part transfer"), ())
        yield from (
            ("li", date(day)) for key, change, day in links
            if change == "part transfer" and key != self.authority.la_key
        )  # fmt: skip
        yield from (("li", date(day)) for day in self._new_codes())
        small = own[own["inpost_fte"] < 20]
        yield "li", ("20", *numbers(years_words(small.index)), shown(small["inpost_fte"].min())) if len(small) else ()
        for measure in EXPOSURES:
            flags = own[f"{measure}_flag"].where(own[measure].isna())
            for flag in dict.fromkeys((*FLAG_MEANINGS, "low")):
                years = own.index[own[f"{measure}_flag"] == "low"] if flag == "low" else own.index[flags == flag]
                yield "li", (*numbers(years_words(years)), *(("0.0",) if flag == "low" and len(years) else ()))
        for measure in EXPOSURES:
            zeros = own[own[f"{measure}_flag"] == "suspect_zero"]
            least = ("0", *numbers(years_words(zeros.index)), shown(zeros["inpost_fte"].min()))
            yield "li", least if len(zeros) else ()
        shared = self._neighbours_within_returns()
        yield "li", (str(shared),) if shared else ()

    def _neighbours_within_returns(self) -> int:
        """Count the neighbours whose return is another neighbour's too, in the year of most; none beside its own."""
        if {key for keys in self.own["la_keys"] for key in keys.split("+")} & set(self.neighbours):
            return 0
        rows = self.exported.tables["workforce"]
        again = [max(len({*keys.split("+")} & {*self.neighbours}) - 1, 0) for keys in rows["la_keys"]]
        return int(pd.Series(again).groupby(rows["year"].to_numpy()).sum().max())

    def _new_codes(self) -> list[pd.Timestamp]:
        links = self.exported.study.authorities.links
        key = self.authority.la_key
        return list(links.loc[(links["succ_dfe"] == key) & (links["pred_dfe"] == key), "effective_date"])

    def figure(self, inspection_id: str, measure: str) -> tuple[str, ...]:
        """Return the figure of the census before an inspection: year, value, place among sound returns, England."""
        linked, returns = self.exported.tables["linked"], self.exported.tables["workforce"]
        row = linked[linked["inspection_id"] == inspection_id].iloc[0]
        year, value = int(row["census_year"]), float(shown(row[measure]))
        england = shown(self.compared(measure)["england"].loc[year])
        if row[f"{measure}_flag"] != "ok":
            return str(year), shown(value), england
        sound = returns[(returns["year"] == year) & (returns[f"{measure}_flag"] == "ok")]
        values = sound[measure].dropna().map(shown).astype(float)
        rank = 1 + min((values < value).sum(), (values > value).sum())
        return str(year), shown(value), *([str(rank)] if rank > 1 else []), str(len(values)), england

    def estimates(self) -> set[tuple[str, ...]]:
        """Return every group of numbers that a sentence on the national finding may hold."""
        rows = self.exported.tables["estimates"]
        told: set[tuple[str, ...]] = {("1",)}
        for _at, row in rows[
            rows["spec_id"].isin(BESIDE_MAIN) & rows["term"].isin(["turnover", "caseload"])
        ].iterrows():
            for places in (2, 3):
                odds, low, high = (shown(row[name], places) for name in ("odds_ratio", "or_ci_low", "or_ci_high"))
                count = shown(row["n"], 0)
                told |= {(odds, "95", low, high), (odds, low, high, count), (count,)}
        return told


def _course(values: pd.Series) -> tuple[str, ...]:
    if len(values) == 1:
        return shown(values.iloc[0]), str(values.index[0])
    points = (values.index[0], values.index[-1], values.idxmin(), values.idxmax())
    return tuple(text for at in points for text in (shown(values[at]), str(at)))


def _unless_symbol(row: pd.Series, measure: str) -> str:
    return "" if row[f"{measure}_flag"] == "low" else shown(row[measure], MEASURES[measure].decimals)

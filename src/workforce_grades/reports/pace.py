"""How long the rest of a run will take, by what pages of the same reports took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import median


class Pace:
    """What is left to make, and what pages took so far.

    A page about all authorities takes many times as long as one about one of them, so each report has its
    own pace. It is known when more pages of it are there than there are workers, since each worker's first
    page takes longer; nothing is said while it is not known of most of the pages that are left.

    Parameters
    ----------
    reports
        The report of each page to make.
    workers
        How many work at a time.
    """

    def __init__(self, reports: Iterable[str], workers: int) -> None:
        self._left = Counter(reports)
        self._workers = max(1, workers)
        self._taken: dict[str, list[float]] = defaultdict(list)

    def note(self, report: str, seconds: float | None) -> None:
        """A page of a report was made in so many seconds; none where it failed, which says nothing of others."""
        self._left[report] -= 1
        if seconds is not None:
            self._taken[report].append(seconds)

    def rest(self) -> str:
        """Return how long the rest will take, in words; blank at the end, and while nothing can be said."""
        left = +self._left
        unknown = sum(count for report, count in left.items() if not self._is_known(report))
        if not left or 2 * unknown > left.total():
            return ""
        usual = median(took for each in self._taken.values() for took in each)
        seconds = sum(count * median(self._taken.get(report, [usual])) for report, count in left.items())
        return f"{in_words(seconds / min(self._workers, left.total()))} left"

    def _is_known(self, report: str) -> bool:
        return len(self._taken.get(report, ())) > self._workers


def in_words(seconds: float) -> str:
    """Return a time in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"

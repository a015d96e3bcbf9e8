"""A share with Wilson's interval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95% interval and the number it is of."""

    value: float
    low: float
    high: float
    n: int


def share(count: float, of: float) -> Share:
    """Return a share with Wilson's 95% interval; of nothing it is not a number.

    Parameters
    ----------
    count, of
        How many, out of how many; a count may have halves.

    Examples
    --------
    >>> share(9, 10).value
    0.9
    """
    from statsmodels.stats.proportion import proportion_confint

    if not of:
        return Share(float("nan"), float("nan"), float("nan"), 0)
    low, high = proportion_confint(float(count), int(of), method="wilson")
    value = float(count / of)
    return Share(value, min(float(low), value), max(float(high), value), int(of))

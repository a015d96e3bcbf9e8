"""Covariance of estimates that allows for inspections of one authority resembling each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workforce_grades.models.likelihood import Array


def cluster_covariance(bread: Array, scores: Array, cluster: pd.Series, *, n: int) -> Array:
    """Return the cluster sandwich with correction G/(G-1) x (n-1)/(n-k).

    Parameters
    ----------
    bread
        Inverse of minus the second derivatives, shape (k, k); k counts thresholds.
    scores
        First derivatives, one row an observation (or a group of them), shape (rows, k).
    cluster
        Cluster of each row of `scores`.
    n
        Number of inspections.
    """
    codes, found = pd.factorize(cluster)
    summed = np.zeros((len(found), scores.shape[1]))
    np.add.at(summed, codes, scores)
    clusters, k = summed.shape
    correction = clusters / (clusters - 1) * (n - 1) / (n - k)
    covariance: Array = correction * bread @ (summed.T @ summed) @ bread
    return covariance


def joined_clusters(authority: pd.Series, cluster: pd.Series) -> pd.Series:
    """Return one cluster an authority, those joined that ever share one.

    Parameters
    ----------
    authority, cluster
        Authority and cluster of each inspection.

    Returns
    -------
    pandas.Series
        Number of the joined cluster, one row an authority in order of appearance.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    authorities, names = pd.factorize(authority)
    clusters, _ = pd.factorize(cluster)
    size = int(max(authorities.max() + 1 + clusters.max() + 1, 1))
    links = coo_array((np.ones(len(authorities)), (authorities, authorities.max() + 1 + clusters)), shape=(size, size))
    joined = connected_components(links, directed=False)[1]
    return pd.Series(joined[: len(names)], index=names)

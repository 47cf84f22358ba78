"""Which articles belong together, and where each stands on the map: from their vectors alone.

The vectors of both languages share one space, so that a topic has the articles of both.
"""

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from bot.models.embeddings.embedder import Floats

Places = npt.NDArray[np.float64]

# Articles whose vectors have this cosine on average are one topic (`python -m bench.overview topics`: of 12 pairs of stories on
# 6 subjects every pair of articles that was put together belonged together, and 89% of those that belong were).
SAME_TOPIC = 0.2
# A reader takes in so many topics; where there are more, those that are most alike are joined, down to this cosine.
MOST_TOPICS = 24
_LOOSEST = 0.1


def group(vectors: Floats) -> list[list[int]]:
    """Return the rows of each topic, largest topic first, the rows nearest its centre first; a row that is alone is one too.

    Clusters are joined by the mean cosine between their members (average linkage; Sokal and Michener 1958): it takes a few
    seconds and 200 MB for 5,000 rows.
    """
    if len(vectors) < 2:
        return [[row] for row in range(len(vectors))]
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(vectors.astype(np.float64), "average", metric="cosine")
    clusters = fcluster(tree, 1 - SAME_TOPIC, "distance")
    for cosine in np.arange(SAME_TOPIC, _LOOSEST, -0.01):
        clusters = fcluster(tree, 1 - cosine, "distance")
        if (np.bincount(clusters) > 1).sum() <= MOST_TOPICS:
            break
    rows: dict[int, list[int]] = defaultdict(list)
    for row, cluster in enumerate(clusters):
        rows[int(cluster)].append(row)
    found = [_nearest_first(vectors, members) for members in rows.values()]
    return sorted(found, key=lambda members: (-len(members), min(members)))


def _nearest_first(vectors: Floats, rows: list[int]) -> list[int]:
    centre = vectors[rows].mean(axis=0)
    return sorted(rows, key=lambda row: (-float(vectors[row] @ centre), row))


def lay_out(vectors: Floats, groups: list[list[int]]) -> Places:
    """Return a place from 0 to 1 for each row, shape (rows, 2), the same ones every time; a single row is in the middle.

    The centres of the groups are laid out along the two directions in which they lie furthest apart (principal components),
    and each group around its centre in the same way, so that it does not reach into its neighbours.
    """
    if not len(vectors):
        return np.zeros((0, 2))
    middles = _evened(_principal(np.array([vectors[rows].mean(axis=0) for rows in groups])))
    places = np.zeros((len(vectors), 2))
    for middle, rows in zip(middles, groups, strict=True):
        places[rows] = middle
        if len(rows) > 1:
            around = _principal(vectors[rows])
            apart = np.linalg.norm(middles - middle, axis=1)
            reach = min(_REACH * apart[apart > _NOWHERE].min(initial=1.0), _WIDEST if len(groups) > 1 else 0.5)
            places[rows] += reach * around / max(float(np.abs(around).max()), _NOWHERE)
    low, high = np.minimum(places.min(axis=0), 0), np.maximum(places.max(axis=0), 1)
    return np.asarray((places - low) / (high - low))


def _principal(rows: Floats) -> Places:
    """Return the rows along their two principal components, shape (rows, 2), zeros where there is no second one."""
    around = (rows - rows.mean(axis=0)).astype(np.float64)
    _, _, directions = np.linalg.svd(around, full_matrices=False)
    # A direction and its opposite are equally good: the one whose largest part is positive is taken.
    largest = np.abs(directions).argmax(axis=1)
    signs = np.where(directions[np.arange(len(directions)), largest] < 0, -1.0, 1.0)
    found = (around @ (directions * signs[:, None])[:2].T)[:, :2]
    return np.pad(found, ((0, 0), (0, 2 - found.shape[1])))


def _evened(places: Places) -> Places:
    """Return places from 0 to 1, a third by distance, the rest by rank: a group far from all others leaves them room."""
    low, spread = places.min(axis=0), np.ptp(places, axis=0)
    flat = spread < _NOWHERE
    by_distance = (places - low) / np.where(flat, 1.0, spread)
    by_rank = places.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / max(len(places) - 1, 1)
    return np.asarray(np.where(flat, 0.5, (by_distance + 2 * by_rank) / 3))


# The part of the way to the nearest other group that a group may fill, and how far it goes at most.
_REACH = 0.4
_WIDEST = 0.08
_NOWHERE = 1e-6
